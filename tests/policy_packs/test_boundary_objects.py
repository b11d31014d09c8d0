"""A boundary is approved by its whole document; every cloud, and every way to weaken it."""

import json

import pytest

from agent_identity.boundaries import aws as aws_boundary
from agent_identity.boundaries import azure, gcp, kubernetes
from agent_identity.permissions.unknown import UNKNOWN
from tests.policy_packs.harness import (
    TAGS,
    account,
    azure_identity,
    judged,
    made,
    role,
    rules_of,
    service_account,
)


def boundary(document: object, name: str = "agent-boundary-standard-prod-x"):
    text = document if document is UNKNOWN else json.dumps(document)
    return made("aws:iam/policy:Policy", "boundary", {"name": name, "path": "/agents/boundaries/", "policy": text})


def test_a_generated_boundary_of_the_same_stack_is_approved_by_name_and_by_source() -> None:
    policy = boundary(aws_boundary.policy_document("standard"))
    arn = "arn:aws:iam::123456789012:policy/agents/boundaries/agent-boundary-standard-prod-x"
    known = role(permissionsBoundary=arn)
    followed = role(permissionsBoundary=UNKNOWN)
    followed = made(followed.type, "reader", followed.inputs, sources={"permissionsBoundary": (policy.urn,)})
    for bounded in (known, followed):
        assert judged(policy, bounded) == []
        assert judged(bounded, policy) == []


def test_a_boundary_that_leads_to_a_weakened_or_strange_policy_is_not() -> None:
    weak = boundary({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
    mine = made("aws:iam/policy:Policy", "mine", {"name": "mine", "path": "/", "policy": "{}"})
    for policy, rules in ((weak, {"aws-role-boundary", "agent-boundary-weakened"}), (mine, {"aws-role-boundary"})):
        bounded = made("aws:iam/role:Role", "reader", {**role().inputs, "permissionsBoundary": UNKNOWN},
                       sources={"permissionsBoundary": (policy.urn,)})  # fmt: skip
        assert rules_of(judged(policy, bounded)) == rules


def test_a_component_stands_for_its_children() -> None:
    component = made("agent-identity:index:AwsBoundary", "agents")
    policy = made("aws:iam/policy:Policy", "agents", boundary(aws_boundary.policy_document()).inputs,
                  parent=component.urn)  # fmt: skip
    bounded = made("aws:iam/role:Role", "reader", {**role().inputs, "permissionsBoundary": UNKNOWN},
                   sources={"permissionsBoundary": (component.urn,)})  # fmt: skip
    assert judged(component, policy, bounded) == []


def test_a_restricted_boundary_must_hold_the_restricted_deny() -> None:
    name = "agent-boundary-restricted-prod-x"
    assert judged(boundary(aws_boundary.policy_document("restricted"), name)) == []
    assert rules_of(judged(boundary(aws_boundary.policy_document("standard"), name))) == {"agent-boundary-weakened"}


def deny_policy(**changes):
    sets = [gcp.service_accounts_of("projects/123")]
    inputs = {**gcp.deny_policy("standard", sets), "name": "agent-boundary-standard-prod-x",
              "parent": gcp.attachment_point("projects/fresh"), **changes}  # fmt: skip
    return made("gcp:iam/denyPolicy:DenyPolicy", "deny", inputs)


def test_gcp_is_bounded_by_a_whole_deny_policy_on_its_own_project() -> None:
    reader = account(project="fresh")
    assert judged(reader, deny_policy()) == []
    assert rules_of(judged(reader)) == {"gcp-project-boundary"}
    elsewhere = deny_policy(parent=gcp.attachment_point("projects/other"))
    assert rules_of(judged(reader, elsewhere)) == {"gcp-project-boundary"}
    rules = deny_policy().inputs["rules"]
    excepted = [{**rules[0], "denyRule": {**rules[0]["denyRule"], "denialCondition": {"expression": "false"}}}]
    everyone = gcp.service_accounts_of("projects/123")
    freed = [{**rules[0], "denyRule": {**rules[0]["denyRule"], "exceptionPrincipals": [everyone]}}]
    pipeline = "principal://iam.googleapis.com/projects/-/serviceAccounts/pipeline@ops.iam.gserviceaccount.com"
    kept = [{**rules[0], "denyRule": {**rules[0]["denyRule"], "exceptionPrincipals": [pipeline]}}]
    assert judged(reader, deny_policy(rules=kept + rules[1:])) == []
    for weaker in (rules[1:], excepted + rules[1:], freed + rules[1:], [{"denyRule": {"deniedPermissions": ["x"]}}]):
        assert rules_of(judged(reader, deny_policy(rules=weaker))) == {
            "gcp-project-boundary",
            "agent-boundary-weakened",
        }


AZURE_COMPONENT = made("agent-identity:index:AzureBoundary", "agents")


def azure_boundary(without: str | None = None, leads_to: str | None = None, **changes):
    """Returns what the component deploys, one assignment changed."""
    found = []
    for key, content in azure.policy_definitions("standard").items():
        name = azure.definition_name(key, "standard", "prod")
        definition = {**content, "policyDefinitionName": name}
        found.append(made("azure-native:authorization:PolicyDefinition", key, definition, parent=AZURE_COMPONENT.urn))
        inputs = {"scope": "/subscriptions/fresh", "policyAssignmentName": name, "enforcementMode": "Default",
                  "policyDefinitionId": leads_to or azure.definition_id(key, "standard", "prod", "fresh"),
                  **(changes if key == "custom-roles" else {})}  # fmt: skip
        if key != without:
            token = "azure-native:authorization:PolicyAssignment"
            found.append(made(token, f"{key}-assignment", inputs, parent=AZURE_COMPONENT.urn))
    return found


def test_azure_is_bounded_by_every_enforced_assignment_on_its_subscription() -> None:
    reader = made(azure_identity().type, "reader", azure_identity().inputs, provider={"subscriptionId": "fresh"})
    assert judged(AZURE_COMPONENT, *azure_boundary(), reader) == []
    assert rules_of(judged(AZURE_COMPONENT, reader)) == {"azure-subscription-boundary"}
    harmless = "/providers/Microsoft.Authorization/policyDefinitions/2a0e14a6-b0a6-4fab-991a-187a4f81c498"
    for fewer in (azure_boundary(without="foreign-issuers"), azure_boundary(leads_to=harmless)):
        assert rules_of(judged(AZURE_COMPONENT, *fewer, reader)) == {"azure-subscription-boundary"}
    for weaker in (
        {"enforcementMode": "DoNotEnforce"},
        {"notScopes": ["/subscriptions/fresh/resourceGroups/x"]},
        {"overrides": [{"kind": "policyEffect", "value": "Disabled"}]},
        {"resourceSelectors": [{"selectors": [{"kind": "resourceLocation", "in": ["nowhere"]}]}]},
    ):
        assert rules_of(judged(AZURE_COMPONENT, *azure_boundary(**weaker), reader)) == {
            "azure-subscription-boundary",
            "agent-boundary-weakened",
        }


def test_an_azure_definition_must_be_a_generated_one() -> None:
    for key, content in azure.policy_definitions("standard").items():
        token = "azure-native:authorization:PolicyDefinition"
        assert judged(made(token, key, content)) == []
        audit = {**content, "policyRule": {**content["policyRule"], "then": {"effect": "audit"}}}
        never = {**content, "policyRule": {**content["policyRule"], "if": {"field": "type", "equals": "x"}}}
        for weaker in (audit, never):
            assert rules_of(judged(made(token, key, weaker))) == {"agent-boundary-weakened"}


def test_kubernetes_is_bounded_by_a_generated_binding_that_selects_the_namespace() -> None:
    objects = [
        made(f"kubernetes:admissionregistration.k8s.io/v1:{item['kind']}", f"{item['metadata']['name']}", item)
        for item in kubernetes.manifests("standard", "prod")
    ]
    labels = kubernetes.namespace_labels("standard", "prod")
    home = made("kubernetes:core/v1:Namespace", "home", {"metadata": {"name": "bots", "labels": labels}})
    bare = made("kubernetes:core/v1:Namespace", "home", {"metadata": {"name": "bots"}})
    reader = service_account(metadata={"name": "reader", "namespace": "bots", "labels": TAGS})
    assert judged(*objects, home, reader) == []
    # The official provider drops what is empty.
    sparse = [
        made(
            item.type,
            item.name,
            {**item.inputs, "spec": {key: value for key, value in item.inputs["spec"].items() if value}},
        )
        for item in objects
    ]
    assert judged(*sparse, home, reader) == []
    assert rules_of(judged(*objects, bare, reader)) == {"kubernetes-namespace-boundary"}
    assert rules_of(judged(home, reader)) == {"kubernetes-namespace-boundary"}
    assert rules_of(judged(*objects[1:], home, reader)) == {"kubernetes-namespace-boundary"}
    for item in objects:
        weaker = {"validationActions": ["Warn"]} if item.kind.endswith("Binding") else {"failurePolicy": "Ignore"}
        warns = made(item.type, item.name, {**item.inputs, "spec": {**item.inputs["spec"], **weaker}})
        assert "agent-boundary-weakened" in rules_of(judged(warns))


def admission(kind: str, key: str, **changes):
    (item,) = (
        item
        for item in kubernetes.manifests("standard", "prod")
        if item["kind"] == kind and item["metadata"]["annotations"][kubernetes.KEY_ANNOTATION] == key
    )
    spec = {**item["spec"], **changes}
    return made(f"kubernetes:admissionregistration.k8s.io/v1:{kind}", key, {**item, "spec": spec})


NEVER = [{"name": "never", "expression": "false"}]
RULE = {"apiGroups": [""], "apiVersions": ["*"], "operations": ["CREATE"], "resources": ["serviceaccounts/token"]}
LABELLED = {"matchLabels": {"a": "b"}}


@pytest.mark.parametrize(
    "weaker",
    [
        admission("ValidatingAdmissionPolicy", "tokens", matchConditions=NEVER),
        admission("ValidatingAdmissionPolicy", "tokens", matchConstraints={
            "resourceRules": [{**RULE, "resourceNames": ["one"]}]}),
        admission("ValidatingAdmissionPolicy", "tokens", matchConstraints={
            "resourceRules": [RULE], "excludeResourceRules": [RULE]}),
        admission("ValidatingAdmissionPolicy", "tokens", matchConstraints={
            "resourceRules": [RULE], "objectSelector": LABELLED}),
        admission("ValidatingAdmissionPolicyBinding", "grants", matchResources={"namespaceSelector": LABELLED}),
        admission("ValidatingAdmissionPolicyBinding", "grants", paramRef={"name": "x"}),
    ],
)  # fmt: skip
def test_kubernetes_policies_are_not_narrowed(weaker) -> None:
    assert rules_of(judged(weaker)) == {"agent-boundary-weakened"}


def test_what_the_api_server_adds_narrows_nothing() -> None:
    constraints = {"resourceRules": [{**RULE, "scope": "*"}], "matchPolicy": "Equivalent", "namespaceSelector": {},
                   "objectSelector": {}}  # fmt: skip
    assert judged(admission("ValidatingAdmissionPolicy", "tokens", matchConstraints=constraints)) == []


def test_a_namespace_of_the_stack_without_its_label_is_selected_by_nobody() -> None:
    bare = made("kubernetes:core/v1:Namespace", "home", {"metadata": {"name": "agents-payments", "labels": {"a": "b"}}})
    assert rules_of(judged(bare, service_account())) == {"kubernetes-namespace-boundary"}
    labels = kubernetes.namespace_labels("standard", "prod")
    home = made("kubernetes:core/v1:Namespace", "home", {"metadata": {"name": "agents-payments", "labels": labels}})
    assert judged(home, service_account()) == []


def test_a_boundary_of_another_account_bounds_nobody_here() -> None:
    policy = boundary(aws_boundary.policy_document("standard"))
    here, there = ({"region": region, "profile": profile} for region, profile in (("eu-west-1", "a"), ("x", "b")))
    arn = "arn:aws:iam::123456789012:policy/agents/boundaries/agent-boundary-standard-prod-x"
    inputs = {**role().inputs, "permissionsBoundary": arn}
    bounded = made("aws:iam/role:Role", "reader", inputs, provider=here)
    same = made(policy.type, "boundary", policy.inputs, provider={**here, "region": "us-east-1"})
    assert judged(same, bounded) == []
    other = made(policy.type, "boundary", policy.inputs, provider=there)
    assert rules_of(judged(other, bounded)) == {"aws-role-boundary"}


def test_a_boundary_of_another_cluster_bounds_nobody_here() -> None:
    labels = kubernetes.namespace_labels("standard", "prod")
    home = made("kubernetes:core/v1:Namespace", "home", {"metadata": {"name": "bots", "labels": labels}},
                provider={"context": "here"})  # fmt: skip
    reader = service_account(metadata={"name": "reader", "namespace": "bots", "labels": TAGS})
    for context, rules in (("here", set()), ("there", {"kubernetes-namespace-boundary"})):
        objects = [
            made(f"kubernetes:admissionregistration.k8s.io/v1:{item['kind']}", item["metadata"]["name"], item,
                 provider={"context": context})
            for item in kubernetes.manifests("standard", "prod")
        ]  # fmt: skip
        assert rules_of(judged(*objects, home, reader)) == rules
