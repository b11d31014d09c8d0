"""`agent-identity can aws`: one answer a request, in order, and no answer at all where a line is wrong."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from agent_identity.cli.app import run
from agent_identity.cli.schema import schemas_of
from tools import sample_account

READER = "arn:aws:iam::111122223333:role/agents/agent-00001"
HOME = "arn:aws:s3:::agents-data/agent-00001"
ALLOWED = {"principal": READER, "action": "s3:GetObject", "resource": f"{HOME}/x"}
DENIED = {"principal": READER, "action": "s3:DeleteObject", "resource": f"{HOME}/x"}


@pytest.fixture
def can(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    export = tmp_path / "export.json"
    export.write_text(json.dumps(sample_account.export(3)), encoding="utf-8")

    def asked(*requests: Any, options: tuple[str, ...] = (), **files: Any) -> tuple[int, list[Any], str]:
        lines = "\n".join(each if isinstance(each, str) else json.dumps(each) for each in requests)
        (tmp_path / "requests.jsonl").write_text(lines, encoding="utf-8")
        for name, content in files.items():
            (tmp_path / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
        words = [str(tmp_path / word) if word.endswith(".json") else word for word in options]
        status = run(["can", "aws", str(export), "--requests", str(tmp_path / "requests.jsonl"), *words])
        printed = capsys.readouterr()
        json_lines = [] if "--format" in options else [json.loads(line) for line in printed.out.splitlines()]
        return status, json_lines or [printed.out], printed.err

    return asked


def test_each_request_is_answered_with_one_line_in_order(can) -> None:
    status, answers, err = can(DENIED, "", ALLOWED)
    assert status == 1
    assert [answer["decision"] for answer in answers] == ["deny", "allow"]
    assert answers[1] == {
        "decision": "allow",
        "reason": "allowed",
        "because": {"layer": "inline", "policy": "data", "statement": 0, "missing": []},
    }
    for answer in answers:
        jsonschema.validate(answer, schemas_of("can")["can aws"])
    assert "2 requests: 1 allowed, 1 denied, 0 unknown" in err


def test_all_allowed_exits_0(can) -> None:
    assert can(ALLOWED)[0] == 0


def test_text_is_a_table(can) -> None:
    _, (text,), _ = can(ALLOWED, options=("--format", "text"))
    assert text.splitlines()[0].split() == ["action", "resource", "principal", "decision", "reason", "by"]
    assert "inline data, statement 0" in text


def test_limits_and_resource_policies_are_taken(can) -> None:
    deny = {"Statement": {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}}
    _, (answer,), _ = can(ALLOWED, options=("--scp", "scp.json"), scp=deny)
    assert (answer["reason"], answer["because"]["layer"]) == ("explicit_deny", "scp")
    policies = {"arn:aws:s3:::agents-data": {"Statement": {
        "Effect": "Allow", "Principal": {"AWS": READER}, "Action": "s3:DeleteObject", "Resource": "*"}}}  # fmt: skip
    _, (answer,), _ = can(DENIED, options=("--resource-policies", "r.json"), r=policies)
    assert (answer["decision"], answer["because"]["layer"]) == ("allow", "resource")


def test_a_session_policy_narrows_a_request(can) -> None:
    nothing = {"Statement": {"Effect": "Allow", "Action": "ec2:DescribeRegions", "Resource": "*"}}
    _, (answer,), _ = can({**ALLOWED, "session_policies": [nothing]})
    assert answer["reason"] == "session_policy"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "requests.jsonl:2: found no JSON"),
        ("[]", "requests.jsonl:2: found no object"),
        ({**ALLOWED, "user": "x"}, "requests.jsonl:2/user: is no key here"),
        ({"action": "s3:GetObject"}, "requests.jsonl:2/principal: found nothing, expected text"),
        ({**ALLOWED, "action": "s3:*"}, "requests.jsonl:2/action: found 's3:*', expected one action"),
        ({**ALLOWED, "context": []}, "requests.jsonl:2/context: found a list"),
        ({**ALLOWED, "context": {"a": {}}}, "requests.jsonl:2/context/a: found an object"),
        ({**ALLOWED, "context": {"a": 1, "A": 2}}, "stands twice in different spellings"),
        ({**ALLOWED, "session_policies": ["x"]}, "requests.jsonl:2/session_policies/0: found text that is no JSON"),
    ],
)
def test_a_wrong_line_stops_every_answer(can, line: Any, said: str) -> None:
    status, (out,), err = can(ALLOWED, line)
    assert (status, out) == (2, "")
    assert said in err


RBAC = """
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader, namespace: one}
rules: [{verbs: [get], apiGroups: [""], resources: [pods]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: readers, namespace: one}
roleRef: {kind: Role, name: reader}
subjects: [{kind: ServiceAccount, name: a}]
"""


def test_a_cluster_is_asked_by_its_roles_and_bindings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "rbac.yaml").write_text(RBAC, encoding="utf-8")
    asked = [
        {"principal": "system:serviceaccount:one:a", "verb": verb, "resource": "pods", "namespace": "one"}
        for verb in ("get", "delete")
    ]
    (tmp_path / "requests.jsonl").write_text("\n".join(map(json.dumps, asked)), encoding="utf-8")
    words = ["can", "kubernetes", str(tmp_path / "rbac.yaml"), "--requests", str(tmp_path / "requests.jsonl")]
    assert run(words) == 1
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    for answer in answers:
        jsonschema.validate(answer, schemas_of("can")["can kubernetes"])
    assert [answer["decision"] for answer in answers] == ["allow", "deny"]
    assert answers[0]["because"] == {"layer": "binding", "policy": "one/readers", "statement": 0, "missing": []}
    assert run([*words, "--format", "text"]) == 1
    assert "binding one/readers, statement 0" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [", "line 2: did not find expected node content"),
        ("kind: 7", "found an object, expected a Kubernetes object"),
        ("{", "expected JSON"),
        ("- a\n- b", "/0: found 'a', expected a Kubernetes object"),
    ],
)
def test_a_wrong_manifest_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str) -> None:
    (tmp_path / "rbac.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "requests.jsonl").write_text("", encoding="utf-8")
    words = ["can", "kubernetes", str(tmp_path / "rbac.yaml"), "--requests", str(tmp_path / "requests.jsonl")]
    assert run(words) == 2
    assert said in capsys.readouterr().err
