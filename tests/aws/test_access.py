"""What an agent asks for becomes policies of its role: one inline, or managed ones where that has not room."""

import json
from typing import Any

import pulumi
import pytest

from agent_identity import aws
from agent_identity.access import aws as access
from agent_identity.construction import RefusedError
from agent_identity.naming import AWS_ROLE, principal_name
from tests.recording import ACCOUNT, Recording, run

AGENT = {"type": "invoice-reader", "version": "2.3.1", "environment": "prod", "team": "payments"}
REF = aws.boundary_ref("standard", "prod", ACCOUNT)
COMPONENTS = {"aws.EcsTaskIdentity": aws.EcsTaskIdentity, "aws.LambdaIdentity": aws.LambdaIdentity}
ROLE = principal_name(AWS_ROLE, "invoice-reader", "prod")
ASKED = [
    {"read": ["arn:aws:s3:::invoices"]},
    {"write": ["arn:aws:s3:::reports/agent-output/*"], "operations": ["s3:PutObject"]},
]
INLINE = "aws:iam/rolePolicy:RolePolicy"
MANAGED = "aws:iam/policy:Policy"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
TAGS = {
    "agent-type": "invoice-reader",
    "agent-version": "2.3.1",
    "agent-environment": "prod",
    "agent-team": "payments",
}


@pytest.fixture(params=COMPONENTS)
def component(request: pytest.FixtureRequest) -> str:
    return request.param


def made(component: str, asked: object, existing: dict | None = None, **more: Any) -> Recording:
    def program() -> None:
        # An output belongs to the run in which it is made.
        access = asked() if callable(asked) else asked
        COMPONENTS[component]("x", {"agent": AGENT, "boundary": REF, "access": access, **more})

    return run(program, existing)


def refusal(component: str, asked: object, existing: dict | None = None, **more: Any) -> list[str]:
    with pytest.raises(RefusedError) as error:
        made(component, asked, existing, **more)
    return error.value.problems


def many(count: int) -> list[dict[str, Any]]:
    names = [f"arn:aws:s3:::reports-{number:03}-{'x' * 60}/agent-output/*" for number in range(count)]
    return [{"write": names, "operations": ["s3:PutObject"]}]


def test_what_is_asked_for_is_one_inline_policy(component: str) -> None:
    recording = made(component, ASKED)
    policy = recording.one(INLINE)
    assert (policy["name"], policy["role"]) == ("access", ROLE)
    statements = json.loads(policy["policy"])["Statement"]
    assert {"s3:GetObject", "s3:ListBucket", "s3:PutObject"} <= {name for item in statements for name in item["Action"]}
    assert recording.of(MANAGED) == recording.of(ATTACHMENT) == []


@pytest.mark.parametrize("asked", [None, []])
def test_nothing_asked_is_no_policy(component: str, asked: object) -> None:
    assert made(component, asked).of(INLINE) == []


def test_the_policy_is_a_child_with_a_name_of_its_own(component: str) -> None:
    (policy,) = [item for item in made(component, ASKED).resources if item.typ == INLINE]
    assert policy.name == "x-access"


def test_what_has_not_room_is_attached_as_managed_policies(component: str) -> None:
    recording = made(component, many(150))
    assert recording.of(INLINE) == []
    policies = sorted(recording.of(MANAGED), key=lambda policy: policy["name"])
    assert [policy["name"] for policy in policies] == [
        access.policy_name("invoice-reader", "prod", number) for number in range(1, len(policies) + 1)
    ]
    assert all(policy["path"] == "/agents/access/" and policy["tags"] == TAGS for policy in policies)
    assert all(len(policy["policy"]) <= 6_144 for policy in policies)
    attached = {(item["role"], item["policyArn"]) for item in recording.of(ATTACHMENT)}
    assert attached == {(ROLE, f"arn:aws:iam::{ACCOUNT}:policy/agents/access/{item['name']}") for item in policies}
    assert len(policies) > 1


def test_an_adopted_role_is_granted_under_its_own_name(component: str) -> None:
    existing = {"old": {"name": "old", "arn": "", "path": "/", "tags": {}, "permissionsBoundary": ""}}
    assert made(component, ASKED, existing, adopt={"name": "old"}).one(INLINE)["role"] == "old"


def test_an_unmanaged_role_is_granted_nothing(component: str) -> None:
    existing = {"old": {"name": "old", "arn": "", "path": "/", "tags": TAGS, "permissionsBoundary": REF["id"]}}
    adopt = {"name": "old", "unmanaged": True}
    assert refusal(component, ASKED, existing, adopt=adopt) == [
        "access: found grants for an unmanaged role, expected none, because it is only read: take the role over"
    ]
    assert made(component, [], existing, adopt=adopt).of(INLINE) == []


def test_refused_requests_stand_with_every_other_problem(component: str) -> None:
    asked = [{"read": ["arn:aws:s3:::*"]}, {"write": ["arn:aws:s3:::x/*"], "operations": ["s3:PutObjct"]}]
    problems = refusal(component, asked, region="Ireland")
    assert [problem.partition(":")[0] for problem in problems] == [
        "region",
        "access[0].read[0]",
        "access[1].operations",
    ]


def test_without_a_boundary_the_form_is_judged_all_the_same(component: str) -> None:
    problems = refusal(component, [{"raed": ["arn:aws:s3:::invoices"]}], boundary=None)
    assert problems[0].startswith("boundary: is required")
    assert problems[1].startswith("access[0]")


@pytest.mark.parametrize(
    "resource",
    [
        "//storage.googleapis.com/projects/_/buckets/invoices",
        "/api/v1/namespaces/agents/configmaps/x",
        "arn:aws-cn:s3:::x",
    ],
)
def test_what_is_not_of_this_cloud_and_partition_is_refused(component: str, resource: str) -> None:
    (problem,) = refusal(component, [{"read": [resource]}])
    assert problem.startswith("access[0].read[0]: found")


def test_the_class_of_the_boundary_decides(component: str) -> None:
    restricted = aws.boundary_ref("restricted", "prod", ACCOUNT)
    (problem,) = refusal(component, ASKED, boundary=restricted)
    assert problem.startswith("access[1].operations: found s3:PutObject, expected an operation that the boundary class")


def test_an_output_is_granted_when_it_is_known(component: str) -> None:
    later = made(component, lambda: [{"read": [pulumi.Output.from_input("arn:aws:s3:::invoices")]}]).one(INLINE)
    assert later["policy"] == made(component, ASKED[:1]).one(INLINE)["policy"]


def test_a_role_that_the_boundary_names_may_be_assumed(component: str) -> None:
    tool = f"arn:aws:iam::{ACCOUNT}:role/tools/search"
    asked = [{"write": [tool], "operations": ["sts:AssumeRole"]}]
    bounded = aws.boundary_ref("standard", "prod", ACCOUNT, "aws", [tool])
    (statement,) = json.loads(made(component, asked, boundary=bounded).one(INLINE)["policy"])["Statement"]
    assert (statement["Action"], statement["Resource"]) == (["sts:AssumeRole"], [tool])
    (problem,) = refusal(component, asked)
    assert problem.startswith("access[0].operations: found sts:AssumeRole")


def test_a_boundary_s_own_reference_says_which_roles_it_leaves_assumable() -> None:
    tool = f"arn:aws:iam::{ACCOUNT}:role/tools/search"
    refs: list[Any] = []
    run(lambda: refs.extend(aws.Boundary(name, args).ref for name, args in (
        ("one", {"assumable_roles": [tool]}), ("two", {"boundary_class": "restricted"}))
    ))  # fmt: skip
    assert [ref.get("assumable_roles") for ref in refs] == [[tool], None]
