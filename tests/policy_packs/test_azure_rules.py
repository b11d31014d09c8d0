"""The Azure rules in the forms that the examples do not show."""

import pytest

from tests.policy_packs.harness import (
    azure_identity,
    before_step,
    judged,
    made,
    rules_of,
)

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
