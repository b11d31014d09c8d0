"""Who is an agent, and whose an unknown holder is."""

import pytest

from agent_identity.permissions.unknown import UNKNOWN
from tests.policy_packs.harness import (
    TAGS,
    account,
    azure_identity,
    before_step,
    judged,
    made,
    role,
    rules_of,
    service_account,
)


@pytest.mark.parametrize(
    ("principal", "given"),
    [
        (role(path="/", tags={"agent-team": "x"}, permissionsBoundary=None), {}),
        (role(path="/agents/", tags={}, permissionsBoundary=None), {}),
        (role("bot-1", path="/", tags={}, permissionsBoundary=None), {"agents": {"matchers": [{"name": "bot-*"}]}}),
        (account(description="", project="bots"), {"agents": {"projects": ["bots"]}}),
        (service_account(metadata={"name": "x", "namespace": "agents-x"}, automountServiceAccountToken=True), {}),
        (service_account(metadata={"name": "x", "namespace": "bots"}), {"agents": {"namespaces": ["bots"]}}),
        (azure_identity(tags={}), {"agents": {"subscriptions": ["SUB"]}}),
    ],
)
def test_tags_place_and_configuration_make_an_agent(principal, given) -> None:
    assert "agent-tags" in rules_of(judged(principal, given=given))


def test_a_manifest_above_makes_an_agent() -> None:
    manifest = {"agent_type": "reader", "version": "1", "environment": "prod", "team": "t"}
    component = made("agent-identity:index:AwsEcsTaskIdentity", "reader", {"manifest": manifest})
    bare = made("aws:iam/role:Role", "reader", {**role().inputs, "path": "/", "tags": {}}, parent=component.urn)
    assert rules_of(before_step(component, bare)) == {"agent-tags"}
    other = made("aws:iam/role:Role", "reader", {**role().inputs, "tags": {**TAGS, "agent-type": "writer"}},
                 parent=component.urn)  # fmt: skip
    assert "is tagged as writer and belongs to reader" in judged(component, other)[0].message


def test_an_agents_workload_makes_its_principal_an_agents() -> None:
    bare = role("bare", path="/", tags={}, permissionsBoundary=None)
    arn = "arn:aws:iam::123456789012:role/bare"
    function = made("aws:lambda/function:Function", "work", {"role": arn, "tags": TAGS})
    assert rules_of(judged(bare)) == set()
    assert rules_of(judged(bare, function)) == {"aws-role-boundary", "agent-tags", "agent-workload-identity"}


@pytest.mark.parametrize(
    ("key", "value"), [("agent-type", "Invoice Reader"), ("agent-version", "-1"), ("agent-team", "a b")]
)
def test_malformed_tags(key: str, value: str) -> None:
    assert rules_of(judged(role(tags={**TAGS, key: value}))) == {"agent-tags"}


def test_unknown_tags_are_not_proven() -> None:
    assert rules_of(judged(role(tags=UNKNOWN))) == {"agent-tags"}
    assert rules_of(judged(role(tags={**TAGS, "agent-team": UNKNOWN}))) == {"agent-tags"}


OWNER = "/subscriptions/sub/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635"


def unknown_holder(*origins):
    token = "azure-native:authorization:RoleAssignment"
    inputs = {"principalId": UNKNOWN, "roleDefinitionId": OWNER, "scope": "/subscriptions/sub"}
    return made(token, "g", inputs, sources={"principalId": tuple(origin.urn for origin in origins)})


def test_a_holder_that_is_not_known_counts_by_what_it_was_made_from() -> None:
    server = made("azure-native:sql:Server", "server", {"tags": {"owner": "ann"}})
    own_server = made("azure-native:sql:Server", "server", {"tags": TAGS})
    elsewhere = made("pulumi:pulumi:StackReference", "platform")
    assert rules_of(judged(azure_identity(), server, unknown_holder(server))) == set()
    assert rules_of(judged(azure_identity(), own_server, unknown_holder(own_server))) == {"azure-admin-grant"}
    assert rules_of(judged(azure_identity(), elsewhere, unknown_holder(elsewhere))) == {"azure-admin-grant"}
    assert rules_of(judged(azure_identity(), unknown_holder())) == {"azure-admin-grant"}
    assert rules_of(judged(unknown_holder())) == set()
