"""Grants deployed by the real engine: known at preview, looked at with boto3, gone when no longer asked for."""

import json
import re
from pathlib import Path

import pytest

from agent_identity.access import aws, parse
from agent_identity.boundaries import aws as boundaries
from agent_identity.naming import AWS_ROLE, principal_name
from tests import clients
from tests.conftest import LocalClouds
from tests.deploying import FailedError, Stack, stack_of, write_program
from tests.policy_packs.engine import PACK

ACCOUNT = "123456789012"

PROGRAM = """
import pulumi
import pulumi_aws
from agent_identity import aws

boundary = aws.Boundary("agents", {{"environment": "{environment}"}})
{before}
reader = aws.EcsTaskIdentity("reader", {{
    "agent": {{"type": "invoice-reader", "version": "1.0.0", "environment": "{environment}", "team": "payments"}},
    "boundary": boundary.ref,
    "access": {access},
}})
pulumi.export("role_arn", reader.role_arn)
"""
READ = [{"read": ["arn:aws:s3:::invoices"]}]
MANY = [
    {
        "write": [f"arn:aws:s3:::reports-{number:03}-{'x' * 60}/agent-output/*" for number in range(150)],
        "operations": ["s3:PutObject"],
    }
]


@pytest.fixture
def iam(local_clouds: LocalClouds):
    return clients.aws(local_clouds.env, "iam")


def write(folder: Path, environment: str, access: object, before: str = "") -> None:
    text = access if isinstance(access, str) else repr(access)
    write_program(folder, PROGRAM.format(environment=environment, access=text, before=before))


def planned(stack: Stack, kind: str) -> list[dict]:
    """Returns what a preview would send for each new resource of a type."""
    steps = json.loads(stack.pulumi("preview", "--json"))["steps"]
    states = [step["newState"] for step in steps if "newState" in step]
    return [state["inputs"] for state in states if state["type"] == kind]


def judged(stack: Stack) -> list[str]:
    """Returns what the policy pack says of a preview."""
    approved = {"aws": [boundaries.policy_arn("standard", stack.name, ACCOUNT)]}
    config = stack.folder / "pack.json"
    config.write_text(json.dumps({"agent-identity": {"approvedBoundaries": approved}}))
    said = stack.pulumi("preview", "--policy-pack", str(PACK), "--policy-pack-config", str(config))
    assert "agent-identity@" in said, "the pack did not run"
    return re.findall(r"\[[a-z-]+\] [a-z-]+-[0-9a-f]{12}: .*", said)


def granted(iam, role: str) -> list[dict]:
    """Returns the documents of a role's grants, as IAM has them."""
    inline = iam.list_role_policies(RoleName=role)["PolicyNames"]
    found = [iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"] for name in inline]
    for policy in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
        arn = policy["PolicyArn"]
        version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
        found.append(iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"])
    return found


def documents(access: list) -> list[dict]:
    plan = aws.plan(parse(access), boundary_class="standard")
    return [json.loads(text) for text in plan.documents]


def test_grants_are_known_at_preview_deployed_split_and_withdrawn(
    local_clouds: LocalClouds, iam, tmp_path: Path
) -> None:
    environment = "granted"
    role = principal_name(AWS_ROLE, "invoice-reader", environment)
    write(tmp_path, environment, READ)
    stack = stack_of(tmp_path, local_clouds.env, environment)
    (policy,) = planned(stack, "aws:iam/rolePolicy:RolePolicy")
    assert [json.loads(policy["policy"])] == documents(READ)
    assert policy["role"] == role
    assert judged(stack) == []
    stack.up()
    assert granted(iam, role) == documents(READ)
    assert stack.changes() == {}

    # More than an inline policy has room for: the managed ones come before the inline one goes.
    write(tmp_path, environment, MANY)
    split = planned(stack, "aws:iam/policy:Policy")
    texts = [json.loads(item["policy"]) for item in split if "/access/" in item["path"]]
    assert sorted(map(json.dumps, texts)) == sorted(map(json.dumps, documents(MANY)))
    assert judged(stack) == []
    stack.up()
    found = granted(iam, role)
    assert len(found) == len(documents(MANY)) > 1
    assert sorted(map(json.dumps, found)) == sorted(map(json.dumps, documents(MANY)))
    assert stack.changes() == {}

    write(tmp_path, environment, [])
    stack.up()
    assert granted(iam, role) == []
    paths = {policy["Path"] for policy in iam.list_policies(Scope="Local", PathPrefix="/agents/")["Policies"]}
    assert "/agents/access/" not in paths
    stack.destroy()


def test_a_bucket_of_the_same_program_is_granted_when_it_is_known(
    local_clouds: LocalClouds, iam, tmp_path: Path
) -> None:
    environment = "granted-later"
    before = 'bucket = pulumi_aws.s3.Bucket("invoices", bucket="invoices-of-the-program")'
    write(tmp_path, environment, '[{"read": [bucket.arn]}]', before)
    stack = stack_of(tmp_path, local_clouds.env, environment)
    stack.up()
    role = principal_name(AWS_ROLE, "invoice-reader", environment)
    asked = [{"read": ["arn:aws:s3:::invoices-of-the-program"]}]
    assert granted(iam, role) == documents(asked)

    many = "[{'write': [bucket.arn.apply(lambda arn, n=n: f'{arn}/{n:0200}/*') for n in range(60)],"
    for access, said in (
        ("[{'read': [bucket.arn.apply(lambda arn: f'{arn}*')]}]", "found a wildcard in the name of the bucket"),
        (f"{many} 'operations': ['s3:PutObject']}}]", "expected what fits into one inline policy"),
    ):
        write(tmp_path, environment, access, before)
        with pytest.raises(FailedError) as error:
            stack.up()
        assert "aws.EcsTaskIdentity 'reader' is refused" in error.value.output
        assert said in error.value.output
        assert "Traceback" not in error.value.output
    assert granted(iam, role) == documents(asked)
    stack.destroy()


def test_what_is_refused_stops_the_preview_without_a_traceback(local_clouds: LocalClouds, tmp_path: Path) -> None:
    write(tmp_path, "ungranted", [{"read": ["arn:aws:s3:::*"]}])
    stack = stack_of(tmp_path, local_clouds.env, "ungranted")
    with pytest.raises(FailedError) as error:
        stack.pulumi("preview")
    assert "access[0].read[0]: found a wildcard in the name of the bucket 'arn:aws:s3:::*'" in error.value.output
    assert "Traceback" not in error.value.output
