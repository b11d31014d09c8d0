"""No input makes a rule crash: whatever stands where, it is judged or left open."""

import pytest
from agent_identity_pack.judge import Judge
from agent_identity_pack.rule import Rule
from agent_identity_pack.rules import RULES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent_identity.permissions.unknown import UNKNOWN
from tests.policy_packs.harness import TODAY, config, made, role

WORDS = st.sampled_from(
    [
        *[
            "*",
            "reader",
            "agents-x",
            "roles/owner",
            "cluster-admin",
            "arn:aws:iam::1:role/agents/reader",
            "{",
            "[]",
            "{}",
            "ServiceAccount",
        ],
        *[
            "Group",
            "ClusterRole",
            "serviceAccount:a@b.iam.gserviceaccount.com",
            "system:serviceaccount:agents-x:reader",
        ],
        "",
        '{"Statement": [1]}',
        '{"Statement": {"Effect": "Allow", "Principal": {"AWS": [1]}, "Action": 3}}',
        '{"bindings": 1}',
    ]
)
KEYS = st.sampled_from(
    [
        "name",
        "path",
        "tags",
        "policy",
        "role",
        "user",
        "roles",
        "policyArn",
        "policyArns",
        "permissionsBoundary",
        "assumeRolePolicy",
        "inlinePolicies",
        "managedPolicyArns",
        "containerDefinitions",
        "environment",
        "variables",
        "taskRoleArn",
        "iamInstanceProfile",
        "metadata",
        "namespace",
        "labels",
        "annotations",
        "spec",
        "template",
        "containers",
        "env",
        "envs",
        "valueFrom",
        "secretKeyRef",
        "volumes",
        "projected",
        "sources",
        "serviceAccountToken",
        "expirationSeconds",
        "subjects",
        "roleRef",
        "kind",
        "rules",
        "verbs",
        "resources",
        "type",
        "member",
        "members",
        "policyData",
        "serviceAccountId",
        "serviceAccountEmail",
        "description",
        "project",
        "parent",
        "denyRule",
        "oidc",
        "issuer",
        "issuerUri",
        "subject",
        "resourceGroupName",
        "principalId",
        "roleDefinitionId",
        "permissions",
        "actions",
        "scope",
        "notScopes",
        "identity",
        "userAssignedIdentities",
        "siteConfig",
        "appSettings",
        "policyRule",
        "then",
        "matchResources",
        "namespaceSelector",
        "matchLabels",
        "deniedPrincipals",
        "agent-type",
        "agent-team",
        "serviceAccountName",
        "value",
        "resourceName",
    ]
)
VALUES = st.recursive(
    WORDS | st.just(UNKNOWN) | st.none() | st.booleans() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=25,
)


def tokens_of(rule: Rule) -> list[str]:
    families = {
        "gcp:*:Member": "gcp:serviceaccount/iAMMember:IAMMember",
        "gcp:*:Binding": "gcp:x/iAMBinding:IAMBinding",
        "gcp:*:Policy": "gcp:x/iAMPolicy:IAMPolicy",
    }
    return sorted(families.get(kind, kind) for kind in rule.kinds)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_rule_judges_anything(rule: Rule, data: st.DataObject) -> None:
    judge = Judge(RULES, config({"levels": {"all": {"others": "mandatory"}}}), TODAY)
    drawn = [
        made(
            data.draw(st.sampled_from(tokens_of(rule))),
            f"r{index}",
            data.draw(st.dictionaries(KEYS, VALUES, max_size=6)),
        )
        for index in range(2)
    ]
    said = [violation for resource in drawn for violation in judge.resource(resource)]
    said += judge.stack([role(), *drawn])
    assert [item.message for item in said if "could not judge" in item.message] == []
    assert all("\n" not in item.message for item in said)
