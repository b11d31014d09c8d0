"""A Pulumi stack as a world: who is given what, by whatever resource, in any order, before and after it is made."""

import itertools
import json
from collections.abc import Iterable

import pytest

from agent_identity import manifest, tags
from agent_identity.permissions import agents
from agent_identity.permissions.aws.documents import read_document
from agent_identity.permissions.aws.model import Host, Policy, Principal, World
from agent_identity.permissions.aws.readers import stack
from agent_identity.permissions.stacks.resource import Resource
from agent_identity.permissions.unknown import UNKNOWN
from tests.permissions.aws.readers.stacks import (
    ACCOUNT,
    ATTACHMENT,
    BOUNDARY,
    GROUP,
    POLICY,
    ROLE,
    ROLE_POLICY,
    USER,
    allows,
    made,
    trusts,
)


def only(world: World) -> Principal:
    (principal,) = world.principals.values()
    return principal


def actions(policies: Iterable[Policy]) -> set[str]:
    return {
        action
        for policy in policies
        if policy.document is not None
        for statement in policy.document.statements
        for action in statement.actions
    }


READER = made(ROLE, "reader", {"name": "reader", "assumeRolePolicy": trusts()})
ANN = made(USER, "ann", {"name": "ann"})
WIDE = made(POLICY, "wide", {"name": "wide", "path": "/", "policy": allows("s3:GetObject")})


@pytest.mark.parametrize(
    "grant",
    [
        made(ROLE_POLICY, "g", {"role": "reader", "policy": allows("s3:GetObject")}),
        made(ROLE_POLICY, "g", {"role": UNKNOWN, "policy": allows("s3:GetObject")}, sources={"role": (READER.urn,)}),
        made(ATTACHMENT, "g", {"role": "reader", "policyArn": f"arn:aws:iam::{ACCOUNT}:policy/wide"}),
        made(ATTACHMENT, "g", {"role": "reader", "policyArn": UNKNOWN}, sources={"policyArn": (WIDE.urn,)}),
        made("aws:iam/policyAttachment:PolicyAttachment", "g",
             {"roles": ["reader"], "policyArn": f"arn:aws:iam::{ACCOUNT}:policy/wide"}),
        made("aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", "g",
             {"roleName": "reader", "policyArns": [f"arn:aws:iam::{ACCOUNT}:policy/wide"]}),
    ],
    ids=["inline", "inline by output", "attached", "attached by output", "to several", "exclusive"],
)  # fmt: skip
def test_a_role_is_given_policies_by_every_kind_of_resource_in_any_order(grant: Resource) -> None:
    for order in itertools.permutations([READER, WIDE, grant]):
        whole = stack.Stack()
        reader = stack.StackReader(whole)
        for resource in order:
            whole.add(resource)
            reader.add(resource)
        principal = only(reader.world())
        assert principal == only(stack.read(order))
        (policy,) = principal.policies
        assert actions([policy]) == {"s3:GetObject"}
        assert policy.origin == grant.urn
        assert (principal.name, principal.kind, principal.origin) == ("reader", "role", READER.urn)


def test_a_role_holds_policies_itself_and_what_the_provider_reads_back_counts_once() -> None:
    policy = allows("s3:GetObject")
    own = {**READER.inputs, "inlinePolicies": [{"name": "own", "policy": policy}], "managedPolicyArns": [BOUNDARY]}
    (inline, managed) = only(stack.read([made(ROLE, "reader", own)])).policies
    assert (inline.layer, inline.name, actions([inline])) == ("inline", "own", {"s3:GetObject"})
    assert (managed.layer, managed.name, managed.document) == ("managed", BOUNDARY, None)
    read_back = made(ROLE, "reader", READER.inputs, outputs={"inlinePolicies": [{"name": "own", "policy": policy}]})
    grant = made(ROLE_POLICY, "g", {"name": "own", "role": "reader", "policy": policy})
    assert len(only(stack.read([read_back, grant])).policies) == 1
    assert only(stack.read([made(ROLE, "reader", {**READER.inputs, "inlinePolicies": [{}]})])).policies == ()


def test_a_user_holds_what_its_groups_hold() -> None:
    group = made(GROUP, "team", {"name": "team"})
    own = made("aws:iam/userPolicy:UserPolicy", "u", {"user": "ann", "policy": allows("sqs:SendMessage")})
    grant = made("aws:iam/groupPolicy:GroupPolicy", "g", {"group": "team", "policy": allows("s3:GetObject")})
    for member in (
        made("aws:iam/groupMembership:GroupMembership", "m", {"group": "team", "users": ["ann"]}),
        made("aws:iam/userGroupMembership:UserGroupMembership", "m", {"user": "ann", "groups": ["team"]}),
    ):
        principal = only(stack.read([member, group, ANN, own, grant]))
        assert actions(principal.policies) == {"sqs:SendMessage", "s3:GetObject"}
        assert {(policy.layer, policy.scope) for policy in principal.policies} == {("inline", None), ("group", "team")}
        assert principal.kind == "user"
    reader = stack.StackReader(stack.Stack())
    for resource in (group, ANN, grant, member):
        reader.stack.add(resource)
        reader.add(resource)
    assert [each.name for each in reader.owners(grant)] == ["ann"]


def test_a_boundary_is_followed_to_its_text() -> None:
    text = allows("s3:*")
    boundary = made(POLICY, "boundary", {"name": "standard", "path": "/agents/boundaries/", "policy": text})
    by_arn = made(ROLE, "reader", {**READER.inputs, "permissionsBoundary": BOUNDARY})
    by_output = made(ROLE, "reader", {**READER.inputs, "permissionsBoundary": UNKNOWN},
                     sources={"permissionsBoundary": (boundary.urn,)})  # fmt: skip
    for role in (by_arn, by_output):
        found = only(stack.read([boundary, role])).boundary
        assert found is not None
        assert (found.layer, actions([found])) == ("boundary", {"s3:*"})
    elsewhere = only(stack.read([by_arn])).boundary
    assert elsewhere is not None
    assert elsewhere.document is None
    known = only(stack.read([by_arn], known={BOUNDARY: read_document(text)})).boundary
    assert known is not None
    assert actions([known]) == {"s3:*"}
    assert only(stack.read([READER])).boundary is None


def test_policies_of_awss_own_come_from_the_table() -> None:
    grant = made(ATTACHMENT, "g", {"role": "reader", "policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"})
    (policy,) = only(stack.read([READER, grant])).policies
    assert actions([policy]) == {"*"}
    newer = made(ATTACHMENT, "g", {"role": "reader", "policyArn": "arn:aws:iam::aws:policy/NotYetThere"})
    assert only(stack.read([READER, newer])).policies[0].document is None


@pytest.mark.parametrize("value", [UNKNOWN, "no json", '{"Statement": 1}', None])
def test_text_that_is_not_known_or_no_policy_is_unknown_and_never_empty(value: object) -> None:
    grant = made(ROLE_POLICY, "g", {"role": "reader", "policy": value})
    (policy,) = only(stack.read([READER, grant])).policies
    assert policy.document is None


def test_what_is_known_of_a_partly_unknown_policy_is_kept() -> None:
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": UNKNOWN}
    grant = made(ROLE_POLICY, "g", {"role": "reader", "policy": {"Statement": [statement]}})
    (policy,) = only(stack.read([READER, grant])).policies
    assert policy.document is not None
    assert policy.document.statements[0].unknown == {"Resource"}
    assert actions([policy]) == {"s3:GetObject"}


def test_a_name_outlives_the_moment_when_the_arn_becomes_known() -> None:
    before = only(stack.read([READER]))
    arn = f"arn:aws:iam::{ACCOUNT}:role/reader"
    after = only(stack.read([made(ROLE, "reader", READER.inputs, outputs={"arn": arn})]))
    assert (before.arn, after.arn) == ("aws:iam:Role reader", arn)
    assert before.subject == after.subject
    bounded = made(ROLE, "reader", {**READER.inputs, "path": "/agents/", "permissionsBoundary": BOUNDARY})
    assert only(stack.read([bounded])).arn == f"arn:aws:iam::{ACCOUNT}:role/agents/reader"
    provided = made(ROLE, "reader", READER.inputs, provider={"allowedAccountIds": [ACCOUNT]})
    assert (only(stack.read([provided])).arn, only(stack.read([provided])).account) == (arn, ACCOUNT)


def test_two_of_one_name_are_two() -> None:
    nested = made(f"agent-identity:index:X${ROLE}", "reader", READER.inputs)
    twin = Resource(urn=nested.urn, type=ROLE, name="reader", inputs={**READER.inputs, "name": "other"})
    assert len(stack.read([READER, twin]).principals) == 2


def test_somebody_elsewhere_is_judged_by_what_this_stack_gives() -> None:
    arn = "arn:aws:iam::999999999999:role/tools/other"
    for reference, name in ((arn, arn), ("other", "aws:iam:Role other")):
        world = stack.read([made(ROLE_POLICY, "g", {"role": reference, "policy": allows("s3:GetObject")})])
        principal = only(world)
        assert (principal.arn, principal.trust, principal.tags) == (name, None, None)
        assert actions(principal.policies) == {"s3:GetObject"}
        assert len(world.assumptions) == 1
    nobody = only(stack.read([made(ROLE_POLICY, "g", {"role": UNKNOWN, "policy": allows("s3:GetObject")})]))
    assert "not known yet" in nobody.arn
    same_name = made(ROLE, "other", {"name": "other", "permissionsBoundary": BOUNDARY})
    grant = made(ROLE_POLICY, "g", {"role": arn, "policy": allows("s3:GetObject")})
    assert len(stack.read([same_name, grant]).principals) == 2


def test_what_is_only_read_explains_others_and_is_given_policies() -> None:
    whole = stack.Stack()
    whole.add(READER)
    reader = stack.StackReader(whole)
    assert reader.world().principals == {}
    grant = made(ROLE_POLICY, "g", {"role": UNKNOWN, "policy": allows("s3:GetObject")}, sources={"role": (READER.urn,)})
    whole.add(grant)
    reader.add(grant)
    assert only(reader.world()).name == "reader"


@pytest.mark.parametrize(
    ("resource", "host"),
    [
        (made("aws:lambda/function:Function", "f", {"name": "pay", "role": "READER"}), "arn:*:lambda:*:*:*pay"),
        (made("aws:ecs/taskDefinition:TaskDefinition", "t", {"family": "task", "taskRoleArn": "READER"}),
         "arn:*:ecs:*:*:*task:*"),
        (made("aws:apprunner/service:Service", "s", {"serviceName": "s", "instanceConfiguration": {
            "instanceRoleArn": "READER"}}), "arn:*:apprunner:*:*:*s*"),
        (made("aws:sfn/stateMachine:StateMachine", "s", {"roleArn": "READER"}, outputs={"arn": "arn:aws:states:x"}),
         "arn:aws:states:x"),
        (made("aws:sagemaker/domain:Domain", "d", {"defaultUserSettings": {"executionRole": "READER"}}),
         "arn:*:sagemaker:*:*:*d*"),
        (made("aws:codebuild/project:Project", "c", {"name": "c", "serviceRole": "READER"}), "arn:*:codebuild:*:*:*c"),
        (made("aws:ec2/instance:Instance", "i", {"iamInstanceProfile": "profile"}), "arn:*:ec2:*:*:*i*"),
        (made("aws:ec2/launchTemplate:LaunchTemplate", "l", {"name": "l", "iamInstanceProfile": {"name": "profile"}}),
         "arn:*:ec2:*:*:*l"),
        (made("aws:batch/jobDefinition:JobDefinition", "b", {"name": "b", "containerProperties": json.dumps(
            {"image": "x", "jobRoleArn": "READER"})}), "arn:*:batch:*:*:*b"),
    ],
    ids=lambda value: value.type if isinstance(value, Resource) else "",
)  # fmt: skip
def test_whatever_takes_a_role_runs_as_it(resource: Resource, host: str) -> None:
    arn = f"arn:aws:iam::{ACCOUNT}:role/reader"
    role = made(ROLE, "reader", READER.inputs, outputs={"arn": arn})
    profile = made("aws:iam/instanceProfile:InstanceProfile", "p", {"name": "profile", "role": "reader"})
    inputs = json.loads(json.dumps(resource.inputs).replace("READER", arn))
    world = stack.read([role, profile, Resource(**{**_fields(resource), "inputs": inputs})])
    assert world.hosts == (Host(host, arn),)
    assert world.profiles == {"aws:iam:InstanceProfile p": (arn,)}


def _fields(resource: Resource) -> dict:
    return {name: getattr(resource, name) for name in resource.__slots__}


def test_a_host_is_followed_to_its_role_before_anything_is_made() -> None:
    function = made(
        "aws:lambda/function:Function", "f", {"name": "f", "role": UNKNOWN}, sources={"role": (READER.urn,)}
    )
    assert stack.read([READER, function]).hosts == (Host("arn:*:lambda:*:*:*f", "aws:iam:Role reader"),)
    alone = made("aws:lambda/function:Function", "f", {"name": "f", "role": UNKNOWN})
    assert stack.read([READER, alone]).hosts == ()


def test_policies_of_resources_are_read_by_the_resources_arn() -> None:
    text = json.dumps({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}]})
    bucket = made("aws:s3/bucketPolicy:BucketPolicy", "b", {"bucket": "invoices", "policy": text})
    permission = made("aws:lambda/permission:Permission", "p", {
        "function": "arn:aws:lambda:eu-west-1:123456789012:function:f", "action": "lambda:InvokeFunction",
        "principal": "events.amazonaws.com", "sourceArn": "arn:aws:events:x"})  # fmt: skip
    queue = made("aws:sqs/queue:Queue", "q", {"name": "q"}, outputs={"arn": "arn:aws:sqs:eu-west-1:1:q"})
    on_queue = made("aws:sqs/queuePolicy:QueuePolicy", "qp", {"queueUrl": UNKNOWN, "policy": text},
                    sources={"queueUrl": (queue.urn,)})  # fmt: skip
    found = stack.read([bucket, permission, queue, on_queue]).resource_policies
    assert set(found) == {
        "arn:*:s3:::invoices",
        "arn:aws:lambda:eu-west-1:123456789012:function:f",
        "arn:aws:sqs:eu-west-1:1:q",
    }
    document = found["arn:aws:lambda:eu-west-1:123456789012:function:f"].document
    assert document is not None
    (statement,) = document.statements
    assert statement.principals == (("Service", "events.amazonaws.com"),)
    assert statement.conditions[0].key == "aws:sourcearn"


def test_a_service_control_policy_binds_the_account_that_it_is_attached_to() -> None:
    deny = json.dumps({"Statement": [{"Effect": "Deny", "Action": "iam:*", "Resource": "*"}]})
    policy = made("aws:organizations/policy:Policy", "scp", {"content": deny})
    attached = made("aws:organizations/policyAttachment:PolicyAttachment", "a",
                    {"policyId": UNKNOWN, "targetId": ACCOUNT}, sources={"policyId": (policy.urn,)})  # fmt: skip
    ((level,), _) = stack.read([policy, attached]).organization.accounts[ACCOUNT]
    assert [actions([each]) for each in level] == [{"*"}, {"iam:*"}]
    root = made(attached.type, "a", {"policyId": UNKNOWN, "targetId": "r-abcd"}, sources=attached.sources)
    assert stack.read([policy, root]).organization.accounts == {}


def test_agents_are_told_by_tags_path_and_component() -> None:
    component = made("agent-identity:index:AwsEcsTaskIdentity", "i")
    child = made(ROLE, "reader", READER.inputs, parent=component.urn)
    for resources, agent in (
        ([READER], False),
        ([made(ROLE, "reader", {**READER.inputs, "path": "/agents/"})], True),
        ([made(ROLE, "reader", {**READER.inputs, "tags": {"agent-type": "reader"}})], True),
        ([made(ROLE, "reader", {**READER.inputs, "tags": {"agent-environment": "prod"}})], False),
        ([made(ROLE, "reader", {**READER.inputs, "tags": UNKNOWN})], None),
        ([component, child], True),
    ):
        assert only(stack.read(resources)).agent is agent
    assert {*tags.REQUIRED} - {tags.ENVIRONMENT} == agents.MARKS
    assert agents.PATH == tags.PATH
    assert component.type in manifest.IDENTITY_TOKENS
    assert only(stack.read([READER], agents=lambda _: True)).agent is True


def test_what_cannot_be_read_is_an_assumption() -> None:
    world = stack.read([made("aws-native:iam:Role", "r", {})])
    assert world.principals == {}
    assert len(world.assumptions) == 1
