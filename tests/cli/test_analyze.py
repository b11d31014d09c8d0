"""`agent-identity analyze`: what it prints, how it exits, and what it says of a wrong input."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from agent_identity.cli.app import run
from agent_identity.cli.schema import schemas_of
from tools import sample_account

PASS = {"Effect": "Allow", "Action": ["iam:PassRole", "lambda:CreateFunction"], "Resource": "*", "Sid": "Run"}
ESCALATING = {"Version": "2012-10-17", "Statement": [PASS]}
HARMLESS = {"Statement": {"Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": "*"}}


@pytest.fixture
def analyze(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)

    def analysed(*arguments: str, stdin: str | None = None, **files: Any) -> tuple[int, str, str]:
        for name, content in files.items():
            text = content if isinstance(content, str | bytes) else json.dumps(content)
            data = text.encode() if isinstance(text, str) else text
            Path(f"{name}.json").write_bytes(data)
        if stdin is not None:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        status = run(["analyze", *arguments])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return analysed


def test_json_is_what_the_schema_says_and_names_every_principal(analyze) -> None:
    status, out, _ = analyze("aws", "export.json", "--format", "json", export=sample_account.export(25))
    report = json.loads(out)
    jsonschema.validate(report, schemas_of("analyze")["analyze aws"])
    assert status == 1
    assert report["summary"] == {"principals": 25, "escalating": 3, "unknown": 0}
    assert len(report["principals"]) == 25
    assert {each["cloud"] for each in report["principals"]} == {"aws"}


def test_text_names_the_statement_and_the_fix(analyze) -> None:
    status, out, _ = analyze("aws", "--policy", "policy.json", policy=ESCALATING)
    assert status == 1
    assert "ESCALATES  aws-pass-role-lambda  policies" in out
    assert "at:  inline policy policy.json, statement 0 (Run)" in out
    assert "fix: name one role in iam:PassRole and fix iam:PassedToService" in out
    assert out.rstrip().endswith("1 principal: 1 escalates, 0 cannot be told")
    assert "\x1b" not in out


def test_nothing_found_is_said_and_exits_0(analyze) -> None:
    status, out, _ = analyze("aws", "--policy", "policy.json", policy=HARMLESS)
    assert status == 0
    assert "1 principal, none of which escalates" in out


def test_the_findings_of_many_are_told_once(analyze) -> None:
    _, out, _ = analyze("aws", "export.json", export=sample_account.export(1200))
    assert "12 principals" in out
    assert "and 9 more" in out
    assert len(out.splitlines()) < 400


def test_a_boundary_and_an_organisation_limit(analyze) -> None:
    deny = {"Statement": {"Effect": "Deny", "Action": "iam:PassRole", "Resource": "*"}}
    whole = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}, deny["Statement"]]}
    described = {"Policy": {"PolicySummary": {"Name": "guard"}, "Content": json.dumps(deny)}}
    for arguments in (("--boundary", "whole.json"), ("--scp", "deny.json"), ("--scp", "described.json")):
        status, out, _ = analyze(
            "aws", "--policy", "policy.json", *arguments, policy=ESCALATING, whole=whole, deny=deny, described=described
        )
        assert status == 0, out
    levels = {"management_account": "111122223333", "scps": [[whole]]}
    assert analyze("aws", "--policy", "policy.json", "--organization", "o.json", policy=ESCALATING, o=levels)[0] == 0


def test_standard_input_is_read(analyze) -> None:
    assert analyze("aws", "--policy", "-", stdin=json.dumps(HARMLESS))[0] == 0
    assert analyze("aws", "-", "--format", "json", stdin=json.dumps(sample_account.export(3)))[0] == 1
    status, _, err = analyze("aws", "-", "--scp", "-", stdin="")
    assert status == 2
    assert "standard input can be read once" in err


def test_one_principal_can_be_asked_for(analyze) -> None:
    arn = "arn:aws:iam::111122223333:role/agents/agent-00001"
    status, out, _ = analyze("aws", "e.json", "--principal", arn, "--format", "json", e=sample_account.export(12))
    assert (status, [each["principal"] for each in json.loads(out)["principals"]]) == (0, [arn])
    status, _, err = analyze("aws", "e.json", "--principal", "arn:x", e=sample_account.export(2))
    assert (status, "--principal: arn:x: not in the input" in err) == (2, True)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "in.json: found nothing, expected JSON"),
        ('{"RoleDetailList": [', "expected JSON. The file may be cut off."),
        ("\ufeff{}", "in.json: found an object with nothing"),
        (b"\xff\xfe{\x00", "found UTF-16 text, expected UTF-8"),
        (b"\xff\x00", "byte 0 is not UTF-8"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a": ' + "9" * 5000 + "}", "a number too long to be read"),
        ({"Roles": []}, "what comes from aws iam list-roles"),
        ({"deployment": {}}, "`agent-identity analyze pulumi` reads it"),
        ("\x00", "expected JSON"),
    ],
    ids=lambda each: str(each)[:30],
)
def test_a_wrong_file_is_told_with_its_place(analyze, content: Any, said: str) -> None:
    status, out, err = analyze("aws", "in.json", **{"in": content})
    assert (status, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_every_problem_of_a_file_is_told(analyze) -> None:
    export = sample_account.export(2)
    export["RoleDetailList"][0]["RolePolicyList"][0]["PolicyDocument"] = {"Statement": {"Effect": "allow"}}
    export["RoleDetailList"][1]["Arn"] = None
    status, _, err = analyze("aws", "in.json", **{"in": export})
    assert status == 2
    assert "in.json/RoleDetailList/0/RolePolicyList/0/PolicyDocument/Statement/0/Effect: found 'allow'" in err
    assert "in.json/RoleDetailList/1/Arn: found nothing, expected text" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["aws"], "expected FILE or --policy"),
        (["aws", "a.json", "--policy", "b.json"], "found both FILE and --policy"),
        (["aws", "a.json", "--boundary", "b.json"], "found --boundary with FILE"),
        (["aws", "--policy", "a.json", "--scp", "b.json", "--organization", "c.json"], "found --organization with"),
        (["aws", "nowhere.json"], "nowhere.json: No such file"),
    ],
)
def test_wrong_usage_is_told(analyze, arguments: list[str], said: str) -> None:
    status, _, err = analyze(*arguments)
    assert status == 2
    assert said in err


def test_an_exported_stack_is_analysed(analyze) -> None:
    urn = "urn:pulumi:dev::p::aws:iam/{}::{}"
    trust = {
        "Statement": {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    }
    resources = [
        {"urn": urn.format("role:Role", "reader"), "type": "aws:iam/role:Role",
         "inputs": {"name": "reader", "path": "/agents/", "assumeRolePolicy": json.dumps(trust)}},
        {"urn": urn.format("rolePolicy:RolePolicy", "p"), "type": "aws:iam/rolePolicy:RolePolicy",
         "inputs": {"role": "reader", "policy": json.dumps(ESCALATING)}},
    ]  # fmt: skip
    stack = {"version": 3, "deployment": {"resources": resources}}
    status, out, _ = analyze("pulumi", "stack.json", "--format", "json", stack=stack)
    report = json.loads(out)
    jsonschema.validate(report, schemas_of("analyze")["analyze pulumi"])
    (principal,) = report["principals"]
    assert (status, principal["agent"]) == (1, True)
    assert "aws-pass-role-lambda" in {finding["rule"] for finding in principal["findings"]}
    status, _, err = analyze("pulumi", "a.json", "b.json", a={"deployment": {"resources": 7}}, b=[])
    assert status == 2
    assert "a.json/deployment/resources: found a number" in err
    assert "b.json: found a list" in err
