"""Remedies in the forms that the engine's tests do not show: what is not certain is left as it is."""

import pytest
from agent_identity_pack.config import ConfigError, read_config
from agent_identity_pack.judge import Judge
from agent_identity_pack.rule import Change
from agent_identity_pack.rules import RULES
from agent_identity_pack.wire import changed
from google.protobuf.json_format import MessageToDict, ParseDict
from google.protobuf.struct_pb2 import Struct

from agent_identity.boundaries.aws import policy_arn
from agent_identity.permissions.unknown import UNKNOWN
from tests.policy_packs.harness import IDS, TAGS, TODAY, account, made, role, service_account

REMEDIES = ["agent-tags", "aws-role-boundary", "kubernetes-automount", "kubernetes-token-life"]
IDENTITY = made(
    "agent-identity:index:AwsEcsTaskIdentity",
    "i",
    {"manifest": {"agentType": "reader", "version": "1.0.0", "environment": "prod", "team": "payments",
                  "boundaryClass": "restricted"}},
)  # fmt: skip


def changes(*resources, given=None):
    """What is changed of the last resource."""
    judge = Judge(RULES, read_config({"remediations": REMEDIES, **(given or {})}, IDS, TODAY, REMEDIES), TODAY)
    for resource in resources[:-1]:
        judge.resource(resource)
    return [(change.path, change.value) for _, found in judge.remedies(resources[-1]) for change in found]


def boundaries(*arns: str):
    return {"approvedBoundaries": {"aws": list(arns)}}


ONE = policy_arn("standard", "prod", "123456789012")
RESTRICTED = policy_arn("restricted", "prod", "123456789012")
TEST = policy_arn("standard", "test", "123456789012")


def test_one_approved_boundary_is_set() -> None:
    assert changes(role(permissionsBoundary=None), given=boundaries(ONE)) == [(("permissionsBoundary",), ONE)]


def test_of_several_the_one_of_class_and_environment_is_set() -> None:
    given = boundaries(ONE, RESTRICTED, TEST)
    assert changes(role(permissionsBoundary=None), given=given) == [(("permissionsBoundary",), ONE)]
    child = made("aws:iam/role:Role", "reader", {**role().inputs, "permissionsBoundary": None}, parent=IDENTITY.urn)
    assert changes(IDENTITY, child, given=given) == [(("permissionsBoundary",), RESTRICTED)]


def test_a_boundary_that_is_not_certain_is_not_set() -> None:
    bare = role(permissionsBoundary=None)
    assert changes(bare, given=boundaries()) == []
    assert changes(bare, given=boundaries("arn:aws:iam::1:policy/a", "arn:aws:iam::1:policy/b")) == []
    assert changes(role(permissionsBoundary=UNKNOWN), given=boundaries(ONE)) == []
    assert changes(role(permissionsBoundary="arn:aws:iam::1:policy/mine"), given=boundaries(ONE)) == []
    elsewhere = made("aws:iam/role:Role", "reader", bare.inputs, provider={"allowedAccountIds": ["999999999999"]})
    assert changes(elsewhere, given=boundaries(ONE)) == []


def test_nothing_is_changed_of_others_or_under_a_waiver_or_where_the_rule_is_off() -> None:
    human = made("aws:iam/role:Role", "human", {"name": "human", "path": "/"})
    assert changes(human, given=boundaries(ONE)) == []
    off = {"levels": {"aws-role-boundary": {"agents": "disabled"}}}
    assert changes(role(permissionsBoundary=None), given={**boundaries(ONE), **off}) == []


def test_tags_come_from_the_component_above_by_each_clouds_means() -> None:
    some = {key: value for key, value in TAGS.items() if key != "agent-team"}
    child = made("aws:iam/role:Role", "reader", {**role(tags=some).inputs, "tagsAll": some}, parent=IDENTITY.urn)
    assert changes(IDENTITY, child, given=boundaries(ONE)) == [
        (("tags", "agent-team"), "payments"),
        (("tagsAll", "agent-team"), "payments"),
    ]
    words = made(account().type, "reader", account(description="mine agent-type=reader").inputs, parent=IDENTITY.urn)
    (change,) = [item for item in changes(IDENTITY, words) if item[0] == ("description",)]
    assert change[1] == "mine agent-type=reader agent-version=1.0.0 agent-environment=prod agent-team=payments"
    pod = service_account(metadata={"name": "reader", "namespace": "agents-payments"})
    child = made(pod.type, "reader", pod.inputs, parent=IDENTITY.urn)
    found = dict(changes(IDENTITY, child))
    assert found["metadata", "labels", "agent-version"] == "1-0-0"
    assert found["metadata", "annotations", "agent-version"] == "1.0.0"
    assert changes(role(tags=some), given=boundaries(ONE)) == []


def test_a_change_leaves_secrets_and_everything_else_as_they_are() -> None:
    signature, secret = "4dabf18193072939515e22adb298388d", "1b47061264138c4ac30d75fd1eb44270"
    given = {"a": {signature: secret, "value": {"list": [{"life": 7200, "x": "y"}]}}, "b": [1, None]}
    struct = ParseDict(given, Struct())
    after = changed(struct, [Change(("a", "list", 0, "life"), 3600), Change(("c", "d"), value=False)])
    assert MessageToDict(struct)["a"]["value"]["list"][0]["life"] == 7200
    assert MessageToDict(after) == {
        "a": {signature: secret, "value": {"list": [{"life": 3600, "x": "y"}]}},
        "b": [1, None],
        "c": {"d": False},
    }


def test_only_rules_that_have_a_remedy_may_be_named() -> None:
    with pytest.raises(ConfigError, match="remediations: 'aws-trust' has none, expected agent-tags"):
        read_config({"remediations": ["aws-trust"]}, IDS, TODAY, REMEDIES)
