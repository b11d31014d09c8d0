"""`analyze azure` and `can azure`: what they print, how they exit, and what they say of a wrong input."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from agent_identity.cli.app import run
from agent_identity.cli.schema import schemas_of
from tests.permissions.azure.corpora import AGENT, SUBSCRIPTION, sources

DEPLOYER = "dddddddd-0000-4000-8000-000000000001"
DATA = {
    "grants": [{"role": "Virtual Machine Contributor", "at": "~g"}],
    "others": {DEPLOYER: [{"role": "Owner", "at": "~"}]},
    "identities": [
        {
            "id": "~g/providers/Microsoft.Compute/virtualMachines/build",
            "identity": {"type": "SystemAssigned", "principalId": DEPLOYER},
            "tags": {"agent-type": "builder"},
        }
    ],
}
Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.chdir(tmp_path)

    def called(command: str, data: dict[str, Any], *more: str, **files: str) -> tuple[int, str, str]:
        arguments = []
        for source in sources(data):
            Path(source.name).write_text(json.dumps(source.data), encoding="utf-8")
            if source.hint == "any":
                arguments.append(source.name)
            else:
                arguments += [f"--{source.hint}", source.name]
        for name, text in files.items():
            Path(name).write_text(text, encoding="utf-8")
        status = run([command, "azure", *arguments, *more])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return called


def test_a_report_holds_principals_paths_and_assumptions(call: Call) -> None:
    status, out, _ = call("analyze", DATA, "--format", "json")
    report = json.loads(out)
    jsonschema.validate(report, schemas_of("analyze")["analyze azure"])
    assert status == 1
    agent, deployer = report["principals"]
    assert (agent["principal"], agent["escalates"], agent["agent"]) == (AGENT, "yes", None)
    assert (deployer["principal"], deployer["agent"]) == (DEPLOYER, True)
    assert [each["rule"] for each in deployer["findings"]] == ["azure-admin"]
    (path,) = report["paths"]
    assert (path["from"], path["to"]) == (AGENT, DEPLOYER)
    assert path["steps"] == [{"rule": "azure-machine", "principal": DEPLOYER}]
    assert any("the directory is not in the input" in line for line in report["assumptions"])


@pytest.mark.parametrize("form", ["text", "sarif", "html"])
def test_every_form_is_printed(call: Call, form: str) -> None:
    status, out, _ = call("analyze", DATA, "--format", form)
    assert status == 1
    assert "azure-machine" in out


def test_nothing_found_exits_with_nothing(call: Call) -> None:
    assert call("analyze", {"grants": [{"role": "Reader", "at": "~"}]})[0] == 0


def test_requests_are_answered_in_their_order(call: Call) -> None:
    requests = [
        {
            "principal": AGENT,
            "action": "Microsoft.Compute/virtualMachines/write",
            "scope": f"{SUBSCRIPTION}/resourceGroups/agents",
        },
        {"principal": AGENT, "action": "Microsoft.Compute/virtualMachines/write", "scope": SUBSCRIPTION},
    ]
    lines = "\n".join(map(json.dumps, requests))
    status, out, _ = call("can", DATA, "--requests", "asked", asked=lines)
    answers = [json.loads(line) for line in out.splitlines()]
    for answer in answers:
        jsonschema.validate(answer, schemas_of("can")["can azure"])
    assert status == 1
    assert [answer["decision"] for answer in answers] == ["allow", "deny"]


def test_a_wrong_file_is_told_with_every_place_and_nothing_is_printed(call: Call) -> None:
    wrong = json.dumps(
        [{"principalId": 3, "scope": "x", "roleDefinitionName": "Reader"}, {"scope": "/", "principalId": "p"}]
    )
    status, out, err = call("analyze", DATA, "wrong", wrong=wrong)
    assert (status, out) == (2, "")
    for place in ("wrong/0/principalId", "wrong/0/scope", "wrong/1/roleDefinitionId"):
        assert place in err
    status, out, err = call("can", DATA, "--requests", "asked", asked='{"principal": "p"}\nx\n')
    assert (status, out) == (2, "")
    assert "asked:1/scope" in err
    assert "asked:2" in err


def test_a_principal_that_is_not_there_is_refused(call: Call) -> None:
    assert call("analyze", DATA, "--principal", "nobody")[0] == 2
