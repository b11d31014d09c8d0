"""The fleet's pipeline on GCP, Azure and Kubernetes makes principals and nothing that could widen one."""

from agent_identity.pipeline import azure, gcp, kubernetes


def test_gcp_holds_no_permission_that_grants_or_makes_a_credential() -> None:
    held = gcp.role_permissions()
    assert "iam.serviceAccounts.create" in held
    assert not [
        name
        for name in held
        if name.rpartition(".")[2] in {"setIamPolicy", "actAs", "getAccessToken", "signBlob", "signJwt"}
    ]
    assert not [name for name in held if "Keys" in name or "denypolicies" in name or "roles" in name]


def test_azure_writes_identities_alone() -> None:
    writes = [action for action in azure.role_actions() if not action.endswith("/read")]
    assert writes == [
        "Microsoft.ManagedIdentity/userAssignedIdentities/delete",
        "Microsoft.ManagedIdentity/userAssignedIdentities/write",
    ]


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
    assert granted == {permission for need in kubernetes.FLEET for permission in need.permissions}
