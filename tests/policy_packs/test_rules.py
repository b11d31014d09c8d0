"""The rules on plain resources: the forms that the examples do not show, and the limits between them."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import agent_identity_pack.rules
import pytest
from agent_identity_pack import pages
from agent_identity_pack.rule import STANDARDS, Rule
from agent_identity_pack.rules import RULES
from agent_identity_pack.values import UNKNOWN

from agent_identity.boundaries import aws as aws_boundary
from agent_identity.boundaries import azure, gcp, kubernetes
from tests.policy_packs.harness import (
    BOUNDARY,
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

FOLDER = Path(agent_identity_pack.rules.__file__).parent
PACK = FOLDER.parents[1]
DOCS = PACK.parents[1] / "docs" / "rules"


def test_every_rule_file_is_in_the_pack_and_named_after_its_rule() -> None:
    files = {path.stem for path in FOLDER.glob("*.py")} - {"__init__"}
    assert files == {rule.id.replace("-", "_") for rule in RULES}
    assert len(RULES) == len(files)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_all_that_its_page_needs(rule: Rule) -> None:
    assert rule.requirements
    assert set(rule.requirements) <= set(STANDARDS)
    assert rule.sentence.endswith(".")
    assert not rule.remediation.endswith(".")
    assert rule.kinds
    examples = [rule.examples.fails, rule.examples.passes, *filter(None, [rule.examples.unknown])]
    assert len(set(examples)) == len(examples)
    for example in examples:
        ast.parse(example)
    assert f'"{rule.examples.culprit}"' in rule.examples.fails


@pytest.mark.parametrize("name", sorted(pages.pages()))
def test_the_page_is_current(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == pages.pages()[name], (
        "run `python -m agent_identity_pack.pages ../../docs/rules` in policy_packs/agent_identity"
    )


def test_no_page_is_left_of_a_rule_that_is_gone() -> None:
    assert {path.name for path in DOCS.glob("*.md")} == set(pages.pages())


def test_the_pack_imports_nothing_heavy() -> None:
    code = "import sys; import agent_identity_pack.host, agent_identity_pack.rules; print('\\n'.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=PACK, capture_output=True, text=True, check=True).stdout
    heavy = {
        "pydantic",
        "pulumi_policy",
        "pulumi_aws",
        "pulumi_gcp",
        "pulumi_azure_native",
        "pulumi_kubernetes",
        "typer",
    }
    assert heavy.isdisjoint(line.partition(".")[0] for line in loaded.splitlines())
    ours = {".".join(line.split(".")[:2]) for line in loaded.splitlines() if line.startswith("agent_identity.")}
    assert ours == {f"agent_identity.{name}" for name in ("boundaries", "manifest", "naming", "tags")}


# Boundaries


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
    for weaker in (rules[1:], excepted + rules[1:], [{"denyRule": {"deniedPermissions": ["x"]}}]):
        assert rules_of(judged(reader, deny_policy(rules=weaker))) == {
            "gcp-project-boundary",
            "agent-boundary-weakened",
        }


def azure_assignment(**changes):
    inputs = {"scope": "/subscriptions/fresh", "policyAssignmentName": "x", "enforcementMode": "Default", **changes}
    parent = "urn:pulumi:s::p::agent-identity:index:AzureBoundary::agents"
    return made("azure-native:authorization:PolicyAssignment", "assignment", inputs, parent=parent)


def test_azure_is_bounded_by_an_enforced_assignment_on_its_subscription() -> None:
    component = made("agent-identity:index:AzureBoundary", "agents")
    reader = made(azure_identity().type, "reader", azure_identity().inputs, provider={"subscriptionId": "fresh"})
    assert judged(component, azure_assignment(), reader) == []
    assert rules_of(judged(component, reader)) == {"azure-subscription-boundary"}
    for weaker in ({"enforcementMode": "DoNotEnforce"}, {"notScopes": ["/subscriptions/fresh/resourceGroups/x"]}):
        assert rules_of(judged(component, azure_assignment(**weaker), reader)) == {
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
    for item in objects:
        weaker = {"validationActions": ["Warn"]} if item.kind.endswith("Binding") else {"failurePolicy": "Ignore"}
        warns = made(item.type, item.name, {**item.inputs, "spec": {**item.inputs["spec"], **weaker}})
        assert "agent-boundary-weakened" in rules_of(judged(warns))


# Who is an agent


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


# AWS

ADMIN = json.dumps({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
ADMIN_ARN = "arn:aws:iam::aws:policy/AdministratorAccess"


@pytest.mark.parametrize(
    "grant",
    [
        made("aws:iam/rolePolicy:RolePolicy", "g", {"role": "reader", "policy": ADMIN}),
        made("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "g", {"role": "reader", "policyArn": ADMIN_ARN}),
        made("aws:iam/policyAttachment:PolicyAttachment", "g", {"roles": ["reader"], "policyArn": ADMIN_ARN}),
        made("aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", "g",
             {"roleName": "reader", "policyArns": [BOUNDARY, "arn:aws-cn:iam::aws:policy/IAMFullAccess"]}),
        made("aws:iam/rolePolicy:RolePolicy", "g", {"role": "reader", "policy": json.dumps(
            {"Statement": {"Effect": "Allow", "NotAction": "iam:*", "Resource": ["*"]}})}),
        made("aws:iam/rolePolicy:RolePolicy", "g", {"role": "reader", "policy": json.dumps(
            {"Statement": {"Effect": "Allow", "Action": ["IAM:*"], "NotResource": "arn:x"}})}),
    ],
)  # fmt: skip
def test_administrators_in_every_form(grant) -> None:
    assert rules_of(before_step(role(), grant)) == {"aws-admin-grant"}


def test_administrators_on_the_role_itself() -> None:
    assert rules_of(before_step(role(managedPolicyArns=[ADMIN_ARN]))) == {"aws-admin-grant"}
    assert rules_of(before_step(role(inlinePolicies=[{"name": "p", "policy": ADMIN}]))) == {"aws-admin-grant"}


def test_an_attached_policy_of_the_stack_is_read() -> None:
    policy = made("aws:iam/policy:Policy", "wide", {"name": "wide", "policy": ADMIN})
    token, inputs = "aws:iam/rolePolicyAttachment:RolePolicyAttachment", {"role": "reader", "policyArn": UNKNOWN}
    attachment = made(token, "g", inputs, sources={"policyArn": (policy.urn,)})
    assert rules_of(judged(role(), policy, attachment)) == {"aws-admin-grant"}


@pytest.mark.parametrize(
    "statement",
    [
        {"Effect": "Deny", "Action": "*", "Resource": "*"},
        {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
        {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::one/*"},
    ],
)
def test_grants_that_are_no_administrators(statement) -> None:
    document = json.dumps({"Statement": [statement]})
    assert judged(role(), made("aws:iam/rolePolicy:RolePolicy", "g", {"role": "reader", "policy": document})) == []


@pytest.mark.parametrize(
    "principal",
    ["*", {"AWS": ["arn:aws:iam::1:root", "*"]}, {"AWS": "arn:aws:iam::123456789012:role/agents/other"}],
)
def test_trust_that_is_too_wide(principal) -> None:
    trust = json.dumps({"Statement": [{"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}]})
    assert rules_of(before_step(role(assumeRolePolicy=trust))) == {"aws-trust"}


def test_trust_to_anothers_role_of_the_stack_that_is_not_known_yet() -> None:
    other = role("other", tags={**TAGS, "agent-type": "writer"})
    trusting = made("aws:iam/role:Role", "reader", {**role().inputs, "assumeRolePolicy": UNKNOWN},
                    sources={"assumeRolePolicy": (other.urn,)})  # fmt: skip
    (said,) = judged(other, trusting)
    assert "may be assumed by another agent" in said.message


@pytest.mark.parametrize(
    ("token", "field"),
    [
        ("aws:iam/accessKey:AccessKey", "user"),
        ("aws:iam/userLoginProfile:UserLoginProfile", "user"),
        ("aws:iam/serviceSpecificCredential:ServiceSpecificCredential", "userName"),
        ("aws:iam/sshKey:SshKey", "username"),
        ("aws:iam/signingCertificate:SigningCertificate", "userName"),
    ],
)
def test_credentials_of_users(token: str, field: str) -> None:
    agent = made("aws:iam/user:User", "bot", {"name": "bot", "path": "/agents/"})
    human = made("aws:iam/user:User", "ann", {"name": "ann", "path": "/"})
    assert "aws-static-credential" in rules_of(before_step(agent, made(token, "k", {field: "bot"})))
    said = judged(human, made(token, "k", {field: "ann"}))
    assert "aws-static-credential" in rules_of(said, "advisory")
    assert rules_of(said) == set()


# GCP

MEMBER = "serviceAccount:reader@agents-local.iam.gserviceaccount.com"


@pytest.mark.parametrize(
    "bad",
    ["roles/owner", "roles/editor", "roles/storage.admin", "roles/compute.instanceAdmin.v1", "roles/iam.securityAdmin",
     "roles/iam.serviceAccountTokenCreator", "roles/iam.serviceAccountUser"],
)  # fmt: skip
@pytest.mark.parametrize("form", ["member", "binding", "policy"])
def test_gcp_administrators_in_every_form(bad: str, form: str) -> None:
    grants = {
        "member": made("gcp:projects/iAMMember:IAMMember", "g", {"role": bad, "member": MEMBER}),
        "binding": made("gcp:folder/iAMBinding:IAMBinding", "g", {"role": bad, "members": ["user:a@b.c", MEMBER]}),
        "policy": made("gcp:organizations/iAMPolicy:IAMPolicy", "g",
                       {"policyData": json.dumps({"bindings": [{"role": bad, "members": [MEMBER]}]})}),
    }  # fmt: skip
    assert "gcp-admin-grant" in rules_of(before_step(account(), grants[form]))
    if form != "member":
        assert "gcp-authoritative-iam" in rules_of(before_step(account(), grants[form]))


def test_gcp_grants_that_are_fine_or_somebody_elses() -> None:
    fine = made("gcp:projects/iAMMember:IAMMember", "g", {"role": "roles/storage.objectViewer", "member": MEMBER})
    human = made("gcp:projects/iAMMember:IAMMember", "h", {"role": "roles/owner", "member": "user:ann@example.com"})
    other = made("gcp:projects/iAMMember:IAMMember", "o",
                 {"role": "roles/owner", "member": "serviceAccount:x@other.iam.gserviceaccount.com"})  # fmt: skip
    said = judged(account(), fine, human, other)
    assert rules_of(said) == set()
    assert [item.urn for item in said] == [other.urn]


def test_another_agent_may_not_act_as_an_agent_on_gcp() -> None:
    other = account("writer", description=account().inputs["description"].replace("reader", "writer"))
    grant = made("gcp:serviceaccount/iAMMember:IAMMember", "g", {
        "serviceAccountId": "projects/agents-local/serviceAccounts/writer@agents-local.iam.gserviceaccount.com",
        "role": "roles/iam.workloadIdentityUser", "member": MEMBER})  # fmt: skip
    assert "gcp-trust" in rules_of(before_step(account(), other, grant))


@pytest.mark.parametrize(
    ("token", "inputs"),
    [
        ("gcp:serviceaccount/key:Key", {"serviceAccountId": "reader@agents-local.iam.gserviceaccount.com"}),
        ("gcp:storage/hmacKey:HmacKey", {"serviceAccountEmail": "reader@agents-local.iam.gserviceaccount.com"}),
        ("gcp:projects/apiKey:ApiKey", {"serviceAccountEmail": "reader@agents-local.iam.gserviceaccount.com"}),
    ],
)
def test_gcp_credentials(token: str, inputs) -> None:
    assert rules_of(before_step(account(), made(token, "k", inputs))) == {"gcp-static-credential"}


def test_the_default_compute_account_is_no_identity() -> None:
    service = made("gcp:cloudrunv2/service:Service", "s", {
        "template": {"serviceAccount": "123-compute@developer.gserviceaccount.com"}, "labels": TAGS})  # fmt: skip
    assert rules_of(before_step(service)) == {"agent-workload-identity"}


# Azure

OWNER = "/subscriptions/sub/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
READER = "/subscriptions/sub/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"


def assignment(definition: str, holder: str = "p-1", token: str = "azure-native:authorization:RoleAssignment"):
    return made(token, "g", {"principalId": holder, "roleDefinitionId": definition, "scope": "/subscriptions/sub"})


def identified():
    return azure_identity(principalId="p-1")


def test_azure_grants() -> None:
    versioned = "azure-native:authorization/v20220401:RoleAssignment"
    assert rules_of(before_step(identified(), assignment(OWNER, token=versioned))) == {"azure-admin-grant"}
    assert rules_of(judged(identified(), assignment(READER))) == {"azure-custom-role"}
    listed = {"approvedBoundaries": {"azure": {"subscriptions": ["sub"], "roleDefinitions": [READER.upper()]}}}
    assert judged(identified(), assignment(READER), given=listed) == []
    assert rules_of(judged(assignment(OWNER, holder="somebody"))) == set()


@pytest.mark.parametrize("action", ["*", "*/read", "Microsoft.Authorization/roleAssignments/write"])
def test_azure_custom_roles_that_raise(action: str) -> None:
    guid = "11111111-0000-4000-8000-000000000001"
    custom = made("azure-native:authorization:RoleDefinition", "r",
                  {"roleDefinitionId": guid, "permissions": [{"actions": [action]}]})  # fmt: skip
    assert rules_of(judged(identified(), custom, assignment(f"/x/roleDefinitions/{guid}"))) == {"azure-admin-grant"}


def test_azure_secrets_of_applications_count_by_matcher() -> None:
    for token in (
        "azuread:index/applicationPassword:ApplicationPassword",
        "azuread:index/servicePrincipalPassword:ServicePrincipalPassword",
    ):
        secret = made(token, "bot", {})
        assert rules_of(judged(secret), "advisory") == {"azure-static-credential"}
        given = {"agents": {"matchers": [{"type": "azuread:*", "name": "bot"}]}}
        assert rules_of(judged(secret, given=given)) == {"azure-static-credential"}


# Kubernetes


def bound(kind: str = "RoleBinding", role_name: str = "agent-reader", subject: dict | None = None, **role_ref):
    subjects = [subject or {"kind": "ServiceAccount", "name": "reader", "namespace": "agents-payments"}]
    reference = {"kind": "Role", "name": role_name, **role_ref}
    metadata = {"name": "b", "namespace": "agents-payments"}
    inputs = {"metadata": metadata, "subjects": subjects, "roleRef": reference}
    return made(f"kubernetes:rbac.authorization.k8s.io/v1:{kind}", "b", inputs)


@pytest.mark.parametrize("name", ["cluster-admin", "admin", "edit"])
@pytest.mark.parametrize("kind", ["RoleBinding", "ClusterRoleBinding"])
def test_kubernetes_administrators(name: str, kind: str) -> None:
    assert rules_of(before_step(service_account(), bound(kind, name))) == {"kubernetes-admin-grant"}


def test_kubernetes_bindings() -> None:
    assert judged(service_account(), bound()) == []
    assert rules_of(before_step(service_account(), bound("ClusterRoleBinding"))) == {"kubernetes-admin-grant"}
    group = {"kind": "Group", "name": "system:serviceaccounts:agents-payments"}
    assert rules_of(before_step(bound("RoleBinding", "admin", group))) == {"kubernetes-admin-grant"}
    everybody = {"kind": "Group", "name": "system:serviceaccounts"}
    assert rules_of(judged(service_account(), bound("RoleBinding", "admin", everybody))) == {"kubernetes-admin-grant"}
    assert rules_of(judged(bound("RoleBinding", "admin", {"kind": "User", "name": "ann"}))) == set()


@pytest.mark.parametrize("rule", [{"verbs": ["*"], "resources": ["pods"]}, {"verbs": ["get"], "resources": ["*"]},
                                  {"verbs": ["impersonate"], "resources": ["users"]}])  # fmt: skip
def test_kubernetes_roles_with_wildcards(rule) -> None:
    wide = made("kubernetes:rbac.authorization.k8s.io/v1:Role", "wide",
                {"metadata": {"name": "agent-reader", "namespace": "agents-payments"}, "rules": [rule]})  # fmt: skip
    assert rules_of(judged(service_account(), wide, bound())) == {"kubernetes-admin-grant"}


def test_a_pod_that_says_nothing_follows_its_account_in_automount() -> None:
    meta = {"name": "pod", "namespace": "agents-payments", "labels": TAGS}
    pod = made("kubernetes:core/v1:Pod", "pod", {"metadata": meta, "spec": {"serviceAccountName": "reader"}})
    assert judged(service_account(), pod) == []
    forced = made("kubernetes:core/v1:Pod", "pod", {"metadata": meta, "spec": {
        "serviceAccountName": "reader", "automountServiceAccountToken": True}})  # fmt: skip
    assert rules_of(judged(service_account(), forced)) == {"kubernetes-automount"}


# Holders that are not known


def unknown_holder(*origins):
    token = "azure-native:authorization:RoleAssignment"
    inputs = {"principalId": UNKNOWN, "roleDefinitionId": OWNER, "scope": "/subscriptions/sub"}
    return made(token, "g", inputs, sources={"principalId": tuple(origin.urn for origin in origins)})


def test_a_holder_that_is_not_known_counts_by_what_it_was_made_from() -> None:
    machine = made("azure-native:compute:VirtualMachine", "machine", {"tags": {"owner": "ann"}})
    own_machine = made("azure-native:compute:VirtualMachine", "machine", {"tags": TAGS})
    elsewhere = made("pulumi:pulumi:StackReference", "platform")
    assert rules_of(judged(azure_identity(), machine, unknown_holder(machine))) == set()
    assert rules_of(judged(azure_identity(), own_machine, unknown_holder(own_machine))) == {"azure-admin-grant"}
    assert rules_of(judged(azure_identity(), elsewhere, unknown_holder(elsewhere))) == {"azure-admin-grant"}
    assert rules_of(judged(azure_identity(), unknown_holder())) == {"azure-admin-grant"}
    assert rules_of(judged(unknown_holder())) == set()
