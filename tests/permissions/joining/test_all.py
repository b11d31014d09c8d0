"""An account and a cluster together, by the command: both ways between them, and what is not known of them."""

import json
from pathlib import Path
from typing import Any

import pytest

from agent_identity.cli import main
from tests.permissions.kubernetes.objects import account, binding, role, rule

ACCOUNT = "111122223333"
ISSUER = "oidc.eks.eu-west-1.amazonaws.com/id/ABC"
START = "system:serviceaccount:agents-pay:reader"


def aws_role(name: str, *statements: dict[str, Any], trust: dict[str, Any] | None = None) -> dict[str, Any]:
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    believed = trust or {"Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    return {
        "RoleName": name, "Arn": f"arn:aws:iam::{ACCOUNT}:role/{name}", "Path": "/", "RoleId": f"AROA{name.upper()}",
        "CreateDate": "2026-01-01T00:00:00Z", "InstanceProfileList": [], "AttachedManagedPolicies": [], "Tags": [],
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **believed}]},
        "RolePolicyList": [{"PolicyName": "p", "PolicyDocument": document}] if statements else [],
    }  # fmt: skip


def believes(subject: str, operator: str = "StringEquals", **more: str) -> dict[str, Any]:
    said: dict[str, dict[str, str]] = {"StringEquals": {f"{ISSUER}:aud": "sts.amazonaws.com"}}
    said.setdefault(operator, {})[f"{ISSUER}:sub"] = subject
    provider = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{ISSUER}"
    return {"Principal": {"Federated": provider}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": said, **more}


EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
LIST = {"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}
READER: list[dict[str, Any]] = [
    {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "reader", "namespace": "agents-pay"}},
    {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "other", "namespace": "agents-pay"}},
]


def analyzed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], roles: list[Any], objects: list[Any], *names: str
) -> dict[str, Any]:
    export, cluster = tmp_path / "aws.json", tmp_path / "cluster.json"
    export.write_text(
        json.dumps({"RoleDetailList": roles, "UserDetailList": [], "GroupDetailList": [], "Policies": []})
    )
    cluster.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": objects}))
    given = [argument for name in names for argument in ("--kubernetes", f"{name}={cluster}")]
    assert main(["analyze", "all", "--aws", str(export), *given, "--format", "json"]) in (0, 1)
    return json.loads(capsys.readouterr().out)  # type: ignore[no-any-return]


def of(report: dict[str, Any], principal: str) -> dict[str, Any]:
    return next(each for each in report["principals"] if each["principal"] == principal)


def test_a_service_account_becomes_an_administrator_of_the_account(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    boss = aws_role("boss", EVERYTHING, trust=believes(START))
    report = analyzed(tmp_path, capsys, [boss], READER, f"prod,https://{ISSUER}")
    start = of(report, START)
    (found,) = start["findings"]
    assert (start["escalates"], start["agent"], found["rule"], found["kind"]) == (
        "yes", True, "federation-path", "federation")  # fmt: skip
    assert found["because"][0]["layer"] == "trust"
    step = {"rule": "federation-kubernetes-aws", "principal": boss["Arn"]}
    assert report["paths"] == [{"from": START, "to": boss["Arn"], "steps": [step]}]
    assert of(report, "system:serviceaccount:agents-pay:other")["escalates"] == "no"


def test_a_pattern_of_names_inside_one_namespace_shows_in_the_path_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inside = aws_role("boss", EVERYTHING, trust=believes("system:serviceaccount:agents-pay:*", "StringLike"))
    report = analyzed(tmp_path, capsys, [inside], READER, f"prod,https://{ISSUER}")
    assert [each["rule"] for each in of(report, inside["Arn"])["findings"]] == ["aws-admin"]
    assert {path["from"] for path in report["paths"]} == {START, "system:serviceaccount:agents-pay:other"}


def test_without_an_issuer_it_is_unknown_and_of_another_issuer_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    boss = aws_role("boss", EVERYTHING, trust=believes(START))
    report = analyzed(tmp_path, capsys, [boss], READER, "prod")
    assert (of(report, START)["escalates"], report["paths"]) == ("unknown", [])
    assert [each["rule"] for each in of(report, START)["findings"]] == ["federation-unknown-issuer"]
    other = analyzed(tmp_path, capsys, [boss], READER, "prod,https://oidc.example/other")
    assert (of(other, START)["escalates"], other["paths"]) == ("no", [])


def test_a_role_of_the_account_becomes_an_administrator_of_the_cluster(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    node = aws_role("node", LIST)
    rows = f"- rolearn: {node['Arn']}\n  username: ops\n  groups: [system:masters]\n"
    settings = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "aws-auth", "namespace": "kube-system"},
                "data": {"mapRoles": rows}}  # fmt: skip
    report = analyzed(tmp_path, capsys, [node], [settings], "prod")
    assert of(report, node["Arn"])["escalates"] == "yes"
    assert report["paths"][0]["to"] == "group:system:masters"


def test_principals_of_several_clusters_carry_their_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    boss = aws_role("boss", EVERYTHING, trust=believes(START))
    pods = [*READER, role("r", rule("create", resources=("pods",))), binding("b", "r", account("reader", "agents-pay"))]
    report = analyzed(tmp_path, capsys, [boss], pods, f"one,https://{ISSUER}", "two,https://oidc.example/two")
    names = {each["principal"] for each in report["principals"]}
    assert {f"one/{START}", f"two/{START}"} < names
    assert {path["from"] for path in report["paths"]} == {f"one/{START}"}
    assert [each["rule"] for each in of(report, f"two/{START}")["findings"]] == ["kubernetes-pod"]


@pytest.mark.parametrize(
    ("issuer", "expected"),
    [(",https://container.googleapis.com/v1/projects/shop/locations/l/clusters/c", "yes"), ("", "unknown"),
     (",https://container.googleapis.com/v1/projects/other/locations/l/clusters/c", "no")],
)  # fmt: skip
def test_workload_identity_leads_to_an_owner_of_the_project(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], issuer: str, expected: str
) -> None:
    policy, cluster = tmp_path / "gcp.json", tmp_path / "cluster.json"
    member = "serviceAccount:shop.svc.id.goog[agents-pay/reader]"
    policy.write_text(json.dumps({"bindings": [{"role": "roles/owner", "members": [member]}], "etag": "x"}))
    cluster.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": READER}))
    given = ["--gcp", str(policy), "--kubernetes", f"prod{issuer}={cluster}", "--format", "json"]
    assert main(["analyze", "all", *given]) == 1
    report = json.loads(capsys.readouterr().out)
    assert of(report, START)["escalates"] == expected
    assert ([path["from"] for path in report["paths"]] == [START]) is (expected == "yes")


@pytest.mark.parametrize(
    ("subject", "operator", "open_"),
    [
        ("system:serviceaccount:agents-pay:reader", "StringEquals", False),
        ("system:serviceaccount:agents-pay:*", "StringLike", False),
        ("system:serviceaccount:agents-*:reader", "StringLike", True),
        ("system:serviceaccount:*:*", "StringLike", True),
        ("*", "StringLike", True),
        ("repo:example/app:*", "StringLike", False),
        ("repo:example/*:ref:refs/heads/main", "StringLike", True),
        ("repo:example/app-*:ref:refs/heads/main", "StringLike", True),
        ("project_path:group/project:ref_type:branch:ref:*", "StringLike", False),
        ("project_path:group/*:ref_type:branch:ref:main", "StringLike", True),
        ("repo:example/*:ref:refs/heads/main", "StringEquals", False),
    ],
)
def test_a_trust_of_more_than_one_place_is_a_finding(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], subject: str, operator: str, open_: bool
) -> None:
    one = aws_role("one", LIST, trust=believes(subject, operator))
    report = analyzed(tmp_path, capsys, [one, aws_role("boss", EVERYTHING)], [], "prod")
    rules = [each["rule"] for each in of(report, one["Arn"])["findings"]]
    assert rules == (["aws-open-federation"] if open_ else [])


@pytest.mark.parametrize("left", ["aud", "sub"])
def test_a_trust_that_checks_one_of_two_is_a_finding(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], left: str
) -> None:
    trust = believes(START)
    del trust["Condition"]["StringEquals"][f"{ISSUER}:{left}"]
    one = aws_role("one", LIST, trust=trust)
    report = analyzed(tmp_path, capsys, [one], [], "prod")
    assert [each["rule"] for each in of(report, one["Arn"])["findings"]] == ["aws-open-federation"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "nothing to analyse"),
        (["--kubernetes", "prod"], "expected NAME,ISSUER=FILE"),
        (["--kubernetes", "a,one=x", "--kubernetes", "a,two=x"], "has two issuers"),
    ],
)
def test_wrong_options_are_told(capsys: pytest.CaptureFixture[str], given: list[str], said: str) -> None:
    assert main(["analyze", "all", *given]) == 2
    assert said in capsys.readouterr().err
