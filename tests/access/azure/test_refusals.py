"""What is refused, each with its place, and the narrower form."""

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.access.asking import read, write
from tests.access.azure.asking import (
    ACCOUNT,
    BLOBS,
    CONTAINER,
    GET_SECRET,
    GROUP,
    SECRET,
    SUBSCRIPTION,
    VAULT,
    plan,
    refused,
    resource_of,
)


@pytest.mark.parametrize(
    "resource",
    [
        f"/subscriptions/{SUBSCRIPTION}",
        GROUP,
        "/providers/Microsoft.Management/managementGroups/agents",
        f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Storage/storageAccounts/invoices",
        f"{GROUP}/providers/Microsoft.Storage/storageAccounts",
        f"{GROUP}/providers/Microsoft.Storage/storageAccounts/*",
        f"{GROUP}/providers/Microsoft.Storage/storageAcounts/invoices",
        f"{CONTAINER}/blobs/*",
        f"{CONTAINER}/blobs/a*b",
        f"{CONTAINER}/blobs/it's",
        f"{ACCOUNT}/providers/Microsoft.Insights/diagnosticSettings/all",
        ACCOUNT.replace("0001", "0002"),
        "arn:aws:s3:::invoices",
    ],
)
@pytest.mark.parametrize("verb", ["read", "write"])
def test_a_resource_that_is_too_much_or_unknown(verb: str, resource: str, snapshot: SnapshotAssertion) -> None:
    asked = read(resource) if verb == "read" else write(resource, by=[f"{BLOBS}/read"])
    assert refused(asked)[0] == snapshot


@pytest.mark.parametrize(
    "operation",
    [
        "Owner",
        "Contributor",
        "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
        "*",
        "Microsoft.Storage/*",
        "Microsoft.Storage/storageAccounts/*/read",
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/raed",
        "Microsoft.Storage/storageAccounts/ListKeys/action",
        "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action",
        "Microsoft.Storage/storageAccounts/fileServices/generateUserDelegationKey/action",
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/runAsSuperUser/action",
        "Microsoft.Authorization/roleAssignments/write",
        "Microsoft.Compute/virtualMachines/start/action",
    ],
)
def test_an_operation_that_is_none_or_not_for_agents(operation: str, snapshot: SnapshotAssertion) -> None:
    assert refused(write(ACCOUNT, by=[operation])) == snapshot


def test_a_store_of_secrets_is_not_read_without_a_word() -> None:
    for resource in (VAULT, SECRET, f"{VAULT}/keys/sign", f"{VAULT}/certificates/tls"):
        (problem,) = refused(read(resource))
        assert "without operations, expected the operations by name: it holds secrets or keys" in problem


def test_a_secret_is_read_by_name_and_never_a_vault_of_them() -> None:
    assert plan(read(SECRET, by=[GET_SECRET])).roles[0].data_actions == (GET_SECRET,)
    (problem,) = refused(read(VAULT, by=[GET_SECRET]))
    assert problem.endswith(f"on a key vault as a whole, expected one thing in it; name it: {VAULT}/secrets/NAME")
    lists = ["Microsoft.KeyVault/vaults/secrets/readMetadata/action", "Microsoft.KeyVault/vaults/read"]
    assert plan(read(VAULT, by=lists)).count == 1


def test_a_write_in_a_read_is_named() -> None:
    (problem,) = refused(read(CONTAINER, by=[f"{BLOBS}/write"]))
    assert problem.endswith("expected an operation that only reads; ask for it as a write")


def test_a_path_holds_only_operations_whose_condition_knows_it() -> None:
    (problem,) = refused(write(f"{CONTAINER}/blobs/in/*", by=[f"{BLOBS}/filter/action"]))
    assert "on a path, expected an operation whose condition knows the path; of: " in problem


def test_restricted_reads_and_asks_models_and_writes_nothing() -> None:
    writes = [f"{BLOBS}/write", f"{BLOBS}/delete", "Microsoft.Storage/storageAccounts/blobServices/containers/write"]
    problems = refused(write(CONTAINER, by=writes), boundary_class="restricted")
    assert len(problems) == 3
    assert all("expected what boundary class restricted allows" in problem for problem in problems)
    model = resource_of("Microsoft.CognitiveServices/accounts", "models")
    chat = "Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action"
    assert plan(read(CONTAINER), read(model, by=[chat]), boundary_class="restricted").count == 2


def test_data_of_cosmos_db_says_whose_it_is() -> None:
    account = resource_of("Microsoft.DocumentDB/databaseAccounts", "orders")
    items = "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items/read"
    (problem,) = refused(read(account, by=[items]))
    assert problem.endswith("its data has role assignments of its own (sqlRoleAssignments), which are not generated")


def test_every_problem_is_said_at_once_and_in_the_order_of_the_requests() -> None:
    problems = refused(
        read(f"/subscriptions/{SUBSCRIPTION}", CONTAINER, SECRET),
        write(ACCOUNT, by=["Owner", "Microsoft.Storage/*"]),
    )
    assert [problem.partition(":")[0] for problem in problems] == [
        "access[0].read[0]",
        "access[0].read[2]",
        "access[1].operations",
        "access[1].operations",
    ]
