"""What no rule can look into is nothing of an agent's."""

import json

import pytest

from agent_identity.permissions.unknown import UNKNOWN
from tests.policy_packs.harness import TAGS, account, azure_identity, judged, made, role, rules_of, service_account

BODY = json.dumps({"Resources": {"R": {"Type": "AWS::IAM::Role", "Properties": {"Path": "/agents/"}}}})
UNJUDGED = {"agent-unjudged-resource"}


@pytest.mark.parametrize(
    "resource",
    [
        made("kubernetes:helm.sh/v3:Release", "r", {"chart": "x", "namespace": "agents-payments"}),
        made("aws:cloudformation/stack:Stack", "r", {"templateBody": BODY}),
        made("aws:cloudcontrol/resource:Resource", "r", {"typeName": "AWS::IAM::Role", "desiredState": BODY}),
        made("aws-native:iam:Role", "r", {"roleName": "x", "tags": [{"key": "agent-type", "value": "reader"}]}),
        made("aws-native:iam:RolePolicy", "r", {"roleName": "reader", "policyDocument": {}}),
        made("azure:authorization/userAssignedIdentity:UserAssignedIdentity", "r", {"tags": TAGS}),
        made("azure:authorization/assignment:Assignment", "r", {"principalId": "p-1", "roleDefinitionName": "Owner"}),
        made("google-native:iam/v1:Key", "r", {"serviceAccountId": "reader@agents-local.iam.gserviceaccount.com"}),
    ],
    ids=lambda resource: resource.type,
)
def test_what_is_an_agents_is_refused(resource) -> None:
    said = judged(role(), account(), azure_identity(principalId="p-1"), service_account(), resource)
    assert rules_of(said) == UNJUDGED


@pytest.mark.parametrize(
    "resource",
    [
        made("kubernetes:helm.sh/v3:Release", "r", {"chart": "grafana", "namespace": "monitoring"}),
        made("aws:cloudformation/stack:Stack", "r", {"templateBody": "{}", "tags": {"team": "platform"}}),
        made("aws-native:iam:Role", "r", {"roleName": "pipeline", "path": "/ops/"}),
        made("azure:authorization/assignment:Assignment", "r", {"principalId": "somebody"}),
    ],
    ids=lambda resource: resource.type,
)
def test_what_is_nobody_agents_is_passed_over(resource) -> None:
    said = judged(role(), azure_identity(principalId="p-1"), service_account(), resource)
    assert said == []


def test_a_chart_of_no_known_namespace_is_not_proven_outside() -> None:
    chart = made("kubernetes:helm.sh/v3:Release", "r", {"chart": "x", "namespace": UNKNOWN})
    assert rules_of(judged(service_account(), chart)) == UNJUDGED
    assert judged(chart) == []
