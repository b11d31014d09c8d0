"""The fleet's pipeline on GCP, Azure and Kubernetes makes principals and nothing that could widen one."""

from agent_identity.access.gcp.kinds import KINDS
from agent_identity.access.gcp.table import permissions
from agent_identity.pipeline import azure, gcp, kubernetes

_MODULES = {"aiplatform": "vertex", "cloudkms": "kms", "run": "cloudrunv2"}
"""Pulumi's module, where it is called otherwise than in permissions."""


def test_gcp_holds_no_permission_that_makes_a_credential_or_grants_on_a_principal_or_a_project() -> None:
    held = gcp.role_permissions()
    assert "iam.serviceAccounts.create" in held
    assert not [name for name in held if name.rpartition(".")[2] in {"actAs", "getAccessToken", "signBlob", "signJwt"}]
    assert not [name for name in held if "Keys" in name.split(".")[1] and name.startswith("iam.")]
    assert not [name for name in held if "denypolicies" in name or name.startswith("orgpolicy.")]
    assert not {"iam.serviceAccounts.setIamPolicy", "resourcemanager.projects.setIamPolicy"} & set(held)


def test_gcp_grants_on_the_kinds_that_agents_are_given_access_to_and_on_no_other() -> None:
    held = gcp.role_permissions()
    granted_on = {name.removesuffix(".setIamPolicy") for name in held if name.endswith(".setIamPolicy")}
    bound = {kind.member for kind in KINDS if not kind.on_project}
    assert {member.partition("/")[0] for member in bound} == {
        f"gcp:{_MODULES.get(kind.partition('.')[0], kind.partition('.')[0])}" for kind in granted_on
    }
    # Two kinds of objects are bound on their bucket.
    assert len(granted_on) == len(bound)
    assert set(held) <= permissions()


def test_gcp_cannot_widen_its_own_role() -> None:
    assert not {"iam.roles.update", "iam.roles.undelete"} & set(gcp.role_permissions())


def test_azure_writes_identities_alone() -> None:
    writes = [action for action in azure.role_actions() if not action.endswith("/read")]
    assert writes == [
        "Microsoft.ManagedIdentity/userAssignedIdentities/delete",
        "Microsoft.ManagedIdentity/userAssignedIdentities/write",
    ]


def test_azure_grants_only_on_request_and_only_roles() -> None:
    asked = {permission for need in azure.ON_REQUEST for permission in need.permissions}
    assert not asked & set(azure.role_actions())
    assert {permission.rpartition("/")[0] for permission in asked} == {
        "Microsoft.Authorization/roleAssignments",
        "Microsoft.Authorization/roleDefinitions",
    }
    assert all("resource group" in need.on for need in azure.ON_REQUEST)


def test_kubernetes_knows_service_accounts_of_one_namespace_and_reads_that_namespace() -> None:
    accounts, namespace = kubernetes.role_rules("agents-payments")
    assert accounts["resources"] == ["serviceaccounts"]
    assert namespace == {
        "apiGroups": [""],
        "resources": ["namespaces"],
        "resourceNames": ["agents-payments"],
        "verbs": ["get"],
    }
    granted = {f"{verb} serviceaccounts" for verb in accounts["verbs"]} | {"get namespaces"}
    listed = {permission for need in kubernetes.FLEET for permission in need.permissions}
    assert granted == {permission for permission in listed if "role" not in permission and "ask" not in permission}
