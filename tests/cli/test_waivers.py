"""`agent-identity waivers check`: which waivers still hold, and which fail the check for which reason."""

import io
import json
import sys

import pytest

from agent_identity.cli.app import run
from agent_identity.cli.schema import schemas_of
from agent_identity.permissions.techniques import techniques_of

FINDING = "aws-role-boundary-1ae6079f8e0a"
GOOD = {
    "rule": "aws-role-boundary",
    "finding": FINDING,
    "urn": "*::reader",
    "reason": "moves soon",
    "approver": "ann@example.com",
    "expires": "2027-01-31",
}
REPORT = {"principals": [{"principal": "p", "findings": [{"rule": "aws-role-boundary", "finding": FINDING}]}]}
LINE = f"    [aws-role-boundary] {FINDING}: waived until 2027-01-31 by ann@example.com: moves soon.\n"


@pytest.fixture
def check(tmp_path, capsys):
    def checked(*waivers, text=None, options=(), name="waivers.json"):
        file = tmp_path / name
        file.write_text(json.dumps(list(waivers)) if text is None else text, encoding="utf-8")
        status = run(["waivers", "check", str(file), "--on", "2026-11-25", "--format", "json", *options])
        printed = capsys.readouterr()
        return status, json.loads(printed.out) if printed.out else None, printed.err

    return checked


@pytest.mark.parametrize(
    ("change", "state", "status"),
    [
        ({}, "valid", 0),
        ({"expires": "2026-12-20"}, "expires soon", 0),
        ({"expires": "2026-11-25"}, "expires soon", 0),
        ({"expires": "2026-11-24"}, "expired", 1),
        ({"approver": ""}, "no approver", 1),
        ({"approver": None}, "no approver", 1),
        ({"rule": "aws-no-such-rule", "finding": "aws-no-such-rule-1ae6079f8e0a"}, "unknown rule", 1),
        ({"finding": "aws-trust-1ae6079f8e0a"}, "malformed", 1),
        ({"expires": "soon"}, "malformed", 1),
        ({"expires": "2030-01-01"}, "malformed", 1),
        ({"urn": "*"}, "malformed", 1),
        ({"until": "2027-01-31"}, "malformed", 1),
    ],
)
def test_a_waiver_is_in_one_state(check, change, state, status) -> None:
    got, printed, _ = check({**GOOD, **change})
    (waiver,) = printed["waivers"]
    assert (waiver["state"], got) == (state, status)
    assert bool(waiver["problems"]) == (state != "valid")
    assert printed["summary"][state] == 1


def test_techniques_and_rules_of_the_analysis_may_be_waived(check) -> None:
    rules = [techniques_of("aws")[0].id, "aws-admin", "aws-unknown-policy", techniques_of("kubernetes")[-1].id]
    status, printed, _ = check(*({**GOOD, "rule": rule, "finding": f"{rule}-1ae6079f8e0a"} for rule in rules))
    assert [each["state"] for each in printed["waivers"]] == ["valid"] * len(rules)
    assert status == 0


@pytest.mark.parametrize("text", [json.dumps(REPORT), LINE], ids=["report", "pack"])
def test_a_waiver_is_used_when_its_finding_is_there(check, tmp_path, text) -> None:
    findings = tmp_path / "findings"
    findings.write_text(text)
    other = {**GOOD, "finding": "aws-role-boundary-000000000000"}
    status, printed, _ = check(GOOD, other, options=("--findings", str(findings)))
    assert [each["state"] for each in printed["waivers"]] == ["valid", "unused"]
    assert status == 1


def test_findings_come_from_standard_input_too(check, monkeypatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(LINE.encode())))
    assert check(GOOD, options=("--findings", "-"))[0] == 0


def test_yaml_and_the_packs_configuration_are_read(check) -> None:
    yaml = "\n".join(["- " + "\n  ".join(f"{key}: {value!r}" for key, value in GOOD.items())])
    assert check(text=yaml, name="waivers.yaml")[0] == 0
    config = {"agent-identity": {"waivers": [GOOD], "trustedIssuers": []}}
    status, printed, _ = check(text=json.dumps(config))
    assert (status, len(printed["waivers"])) == (0, 1)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[{"rule": ', "line 1"),
        ("a: [", "expected JSON or YAML"),
        ('{"waivers": []}', "found dict, expected a list of waivers"),
        ("just words", "found str, expected a list"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_list_of_waivers_is_bad_input(check, text, told) -> None:
    status, printed, error = check(text=text)
    assert (status, printed) == (2, None)
    assert told in error
    assert "Traceback" not in error


def test_bad_findings_and_a_missing_file_are_bad_input(check, tmp_path, capsys) -> None:
    (tmp_path / "other.json").write_text('{"a": 1}')
    status, _, error = check(GOOD, options=("--findings", str(tmp_path / "other.json")))
    assert status == 2
    assert "JSON without principals" in error
    assert run(["waivers", "check", str(tmp_path / "none.json")]) == 2
    assert "No such file" in capsys.readouterr().err
    assert run(["waivers", "check", str(tmp_path / "other.json"), "--on", "tomorrow"]) == 2


def test_a_person_sees_what_to_do_first(tmp_path, capsys) -> None:
    file = tmp_path / "waivers.json"
    file.write_text(json.dumps([GOOD, {**GOOD, "expires": "2026-01-01"}, "nonsense"]))
    assert run(["waivers", "check", str(file), "--on", "2026-11-25"]) == 1
    printed = capsys.readouterr()
    lines = printed.out.splitlines()
    assert [line.split("  ")[0] for line in lines[1:]] == ["malformed", "expired", "valid"]
    assert "it ended on 2026-01-01; the finding blocks again" in printed.out
    assert "3 waivers: 1 malformed, 1 expired, 1 valid" in printed.err


def test_the_schema_says_what_is_printed(check) -> None:
    _, printed, _ = check(GOOD, "nonsense")
    schema = schemas_of("waivers")["waivers check"]
    assert set(printed) == set(schema["required"])
    item = schema["properties"]["waivers"]["items"]
    assert all(set(each) == set(item["required"]) == set(item["properties"]) for each in printed["waivers"])
    assert set(printed["summary"]) == set(schema["properties"]["summary"]["required"])


def test_help_shows_examples(capsys) -> None:
    assert run(["waivers", "check", "--help"]) == 0
    assert "Example: agent-identity waivers check" in capsys.readouterr().out
