"""What requests become: the documents, their names and what is said of them."""

from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from agent_identity.access.azure.conditions import MOST_CHARACTERS
from agent_identity.access.azure.kinds import BLOBS as BLOB_KIND
from agent_identity.access.azure.kinds import KINDS
from agent_identity.access.azure.operations import reads
from tests.access.asking import read, write
from tests.access.azure.asking import (
    BLOBS,
    CONTAINER,
    GET_SECRET,
    GROUP,
    QUEUE,
    SECRET,
    held,
    plan,
    refused,
    resource_of,
)

ASKED = {
    "a container": [read(CONTAINER)],
    "a secret": [read(SECRET, by=[GET_SECRET])],
    "a path": [read(f"{CONTAINER}/blobs/2026/*")],
    "one blob": [read(f"{CONTAINER}/blobs/2026/index.json")],
    "paths of one container and a queue": [
        read(f"{CONTAINER}/blobs/2026/*", f"{CONTAINER}/blobs/index.json"),
        write(f"{CONTAINER}/blobs/out/*", by=[f"{BLOBS}/write", f"{BLOBS}/add/action"]),
        write(QUEUE, by=["Microsoft.Storage/storageAccounts/queueServices/queues/messages/process/action"]),
    ],
    "a container to read and a path to write": [
        read(CONTAINER),
        write(f"{CONTAINER}/blobs/out/*", by=[f"{BLOBS}/write"]),
    ],
}


@pytest.mark.parametrize("name", ASKED)
def test_the_documents(name: str, snapshot: SnapshotAssertion) -> None:
    assert plan(*ASKED[name]).as_dict() == snapshot


@pytest.mark.parametrize("name", ASKED)
def test_what_is_said_of_them(name: str, snapshot: SnapshotAssertion) -> None:
    assert [(item.place, item.asked, item.generated, item.why) for item in plan(*ASKED[name]).grants] == snapshot


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind.reads and kind.type != BLOB_KIND], ids=lambda k: k.title
)
def test_a_read_of_a_reviewed_kind_is_what_a_person_wrote(kind: Any) -> None:
    made = plan(read(resource_of(kind.type, *["default"] * kind.type.count("/"))))
    assert held(made) == set(kind.reads)
    assert made.count == made.own_documents == 1


def test_a_read_of_any_other_type_is_its_properties_and_the_data_in_it() -> None:
    database = resource_of("Microsoft.Sql/servers/databases", "main", "books")
    assert held(plan(read(database))) == {"Microsoft.Sql/servers/databases/read"}
    maps = resource_of("Microsoft.Maps/accounts", "routes")
    assert held(plan(read(maps))) == {
        "Microsoft.Maps/accounts/services/render/read",
        "Microsoft.Maps/accounts/services/search/read",
    }


def test_a_read_of_any_other_type_leaves_out_what_is_named_after_a_secret() -> None:
    secrets = resource_of("Microsoft.Cdn/profiles/secrets", "front", "tls")
    (problem,) = refused(read(secrets))
    assert problem.endswith('add "operations": ["Microsoft.Cdn/profiles/secrets/read"]')
    assert held(plan(read(secrets, by=["Microsoft.Cdn/profiles/secrets/read"])))


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.title)
def test_no_read_tells_a_secret(kind: Any) -> None:
    for operation in reads(kind.type):
        assert "key" not in operation.name.lower().replace("keyvalues", "")
        assert "secret" not in operation.name.lower()
        assert operation.name.endswith(("/read", "/receive/action"))


def test_everything_at_one_scope_is_one_assignment() -> None:
    made = plan(
        read(CONTAINER, CONTAINER.upper().replace("/SUBSCRIPTIONS", "/subscriptions")),
        write(CONTAINER, by=[f"{BLOBS}/write"]),
        write(f"{CONTAINER}/blobs/out/*", by=[f"{BLOBS}/delete"]),
    )
    assert (made.count, made.own_documents) == (1, 1)
    assert len(made.grants) == 4
    assert made.assignments[0].condition is not None
    assert f"{BLOBS}/write" not in made.assignments[0].condition


def test_alike_resources_of_one_group_share_a_role_and_those_of_another_do_not() -> None:
    other = CONTAINER.replace("inbox", "outbox")
    assert plan(read(CONTAINER, other)).own_documents == 1
    elsewhere = plan(read(CONTAINER, other.replace("resourceGroups/data", "resourceGroups/other")))
    assert [role.scope for role in elsewhere.roles] == sorted(
        [GROUP, GROUP.replace("data", "other")], key=[role.scope for role in elsewhere.roles].index
    )
    assert elsewhere.own_documents == 2


def test_two_agents_never_share_a_role() -> None:
    mine, other = plan(read(CONTAINER)), plan(read(CONTAINER), agent_type="invoice-writer")
    assert mine.roles[0].guid != other.roles[0].guid
    assert mine.roles[0].name != other.roles[0].name
    assert mine.assignments[0].guid != other.assignments[0].guid


def test_a_change_of_what_a_role_holds_is_another_role_and_another_assignment() -> None:
    before, after = plan(read(CONTAINER)), plan(read(CONTAINER), write(CONTAINER, by=[f"{BLOBS}/write"]))
    assert before.roles[0].guid != after.roles[0].guid
    assert before.assignments[0].guid != after.assignments[0].guid
    assert before.assignments[0].key == after.assignments[0].key


def test_a_change_of_a_path_is_another_condition_of_the_same_assignment() -> None:
    before, after = plan(read(f"{CONTAINER}/blobs/a/*")), plan(read(f"{CONTAINER}/blobs/b/*"))
    assert before.assignments[0].guid == after.assignments[0].guid
    assert before.assignments[0].condition != after.assignments[0].condition


def test_a_condition_has_at_most_8192_characters() -> None:
    paths = [f"{CONTAINER}/blobs/{number:04}-{'x' * 40}/*" for number in range(60)]
    (problem,) = refused(read(*paths))
    assert problem.startswith("access[0].read[0]: found a condition of ")
    assert problem.endswith(f"expected at most {MOST_CHARACTERS:,}; name a common prefix, or the whole container")
    made = plan(read(*paths[:20]))
    assert len(made.assignments[0].condition or "") < MOST_CHARACTERS


def test_nothing_asked_is_nothing_granted() -> None:
    assert plan().as_dict() == {"roleDefinitions": [], "roleAssignments": []}
