"""The guide to the analysis says what the commands print."""

import json
import re
from pathlib import Path

import pytest

from agent_identity.cli.app import run
from agent_identity.permissions.aws import escalation
from agent_identity.permissions.aws.readers import organization
from agent_identity.permissions.azure.requests import read_request
from agent_identity.reports import text
from tests.permissions.aws.worlds import role, statement, world

GUIDE = (Path(__file__).parents[2] / "docs" / "guides" / "analyze.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)


def test_the_finding_in_the_guide_is_what_is_printed() -> None:
    who = role("deployer", statement("iam:PassRole", "lambda:CreateFunction", Sid="Deploy"))
    printed = text.render(escalation.analyze(world(who)))
    assert blocks("text")[0] in printed


def test_the_organisation_in_the_guide_is_read() -> None:
    written = blocks("json")[0]
    assert organization.read(json.loads(written), where="guide").management_account == "111122223333"


def test_the_request_to_azure_in_the_guide_is_read() -> None:
    written = json.loads(blocks("json")[1])
    assert read_request(json.dumps(written), "guide").principal == written["principal"]


def test_the_requests_in_the_guide_are_answered_as_it_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    granted = {
        "Effect": "Allow",
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::papers/*",
        "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
    }
    reader = {
        "RoleName": "reader",
        "Arn": "arn:aws:iam::111122223333:role/reader",
        "AssumeRolePolicyDocument": {
            "Statement": {"Effect": "Allow", "Principal": {"Service": "x.amazonaws.com"}, "Action": "sts:AssumeRole"}
        },
        "RolePolicyList": [{"PolicyName": "own", "PolicyDocument": {"Statement": granted}}],
    }
    export, requests = tmp_path / "export.json", tmp_path / "requests.jsonl"
    export.write_text(json.dumps({"RoleDetailList": [reader]}), encoding="utf-8")
    (shell,) = [block for block in blocks("sh") if "requests.jsonl <<" in block]
    requests.write_text(shell.partition("<<'EOF'\n")[2].partition("EOF\n")[0], encoding="utf-8")
    assert run(["can", "aws", str(export), "--requests", str(requests)]) == 1
    assert capsys.readouterr().out == blocks("text")[1]
