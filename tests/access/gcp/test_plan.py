"""Bindings of each kind, as reviewers read them."""

import json

import pytest
from syrupy.assertion import SnapshotAssertion

from agent_identity.access.gcp.generating import MOST_CONDITIONS
from agent_identity.access.gcp.kind import Kind
from agent_identity.access.gcp.kinds import KINDS
from agent_identity.naming import GCP_CUSTOM_ROLE
from tests.access.asking import read, write
from tests.access.gcp.asking import BUCKET, HERE, JOBS, PROJECT, SECRET, TOPIC, example, plan, refused

ORDINARY = [
    read(BUCKET, f"//bigquery.googleapis.com/{HERE}/datasets/sales/tables/lines"),
    read(f"{BUCKET}/objects/2026/*", f"//firestore.googleapis.com/{HERE}/databases/(default)"),
    read(SECRET, by=["secretmanager.versions.access"]),
    write(f"{BUCKET}/objects/agent-output/*", by=["storage.objects.create"]),
    write(JOBS, by=["bigquery.jobs.create"]),
    write(TOPIC, by=["pubsub.topics.publish"]),
]


def test_an_ordinary_agent(snapshot: SnapshotAssertion) -> None:
    made = plan(*ORDINARY)
    assert json.dumps(made.as_dict(), indent=2) == snapshot(name="documents")
    assert [(grant.place, grant.asked, grant.generated, grant.why) for grant in made.grants] == snapshot(name="grants")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.reads], ids=lambda kind: kind.title)
def test_a_read_of_each_kind(kind: Kind, snapshot: SnapshotAssertion) -> None:
    assert plan(read(example(kind))).as_dict() == snapshot


def test_the_quotas_are_counted() -> None:
    made = plan(*ORDINARY)
    # Firestore and the jobs are bound on the project, all else on the resource.
    assert made.count == 2
    assert made.own_documents == len(made.roles) == 4
    in_another = f"//firestore.googleapis.com/projects/{PROJECT}-2/databases/(default)"
    assert plan(read(in_another), elsewhere=True).count == 0


def test_nothing_asked_is_nothing_made() -> None:
    made = plan()
    assert (made.as_dict(), made.grants, made.count) == ({"roles": [], "bindings": []}, (), 0)


def test_the_same_asked_twice_is_made_once() -> None:
    made = plan(read(BUCKET), read(BUCKET))
    assert len(made.bindings) == 1
    assert [grant.place for grant in made.grants] == ["access[0].read[0]", "access[1].read[0]"]


def test_one_custom_role_serves_every_resource_that_needs_the_same() -> None:
    made = plan(write(BUCKET, f"{BUCKET}-2", by=["storage.objects.create"]))
    assert len(made.roles) == 1
    assert {binding.role for binding in made.bindings} == {made.roles[0].name}


def test_a_custom_role_is_another_one_when_it_holds_something_else() -> None:
    one = plan(write(BUCKET, by=["storage.objects.create"])).roles[0]
    two = plan(write(BUCKET, by=["storage.objects.create", "storage.objects.update"])).roles[0]
    assert one.role_id != two.role_id
    for role in (one, two):
        assert len(role.role_id) <= GCP_CUSTOM_ROLE.max_length
        assert len(role.title) <= 100


def test_a_custom_role_is_made_in_the_project_of_its_resource() -> None:
    made = plan(read("//pubsub.googleapis.com/projects/agents-other/topics/orders"), elsewhere=True)
    assert made.roles[0].name.startswith("projects/agents-other/roles/invoice_reader_prod_")
    assert made.bindings[0].arguments == {"project": "agents-other", "topic": "orders"}


@pytest.mark.parametrize(
    ("resource", "operations", "roles"),
    [
        (TOPIC, ["pubsub.topics.publish"], ["roles/pubsub.publisher"]),
        (
            f"//run.googleapis.com/{HERE}/locations/eu/services/api",
            ["run.routes.invoke"],
            ["roles/run.servicesInvoker"],
        ),
        (f"//run.googleapis.com/{HERE}/locations/eu/jobs/sum", ["run.jobs.run"], ["roles/run.invoker"]),
        (
            f"//cloudsql.googleapis.com/{HERE}/instances/books",
            [f"cloudsql.instances.{verb}" for verb in ("connect", "get", "login", "executeSql")],
            ["roles/cloudsql.client", "roles/cloudsql.instanceUser"],
        ),
        (
            f"//cloudkms.googleapis.com/{HERE}/locations/eu/keyRings/r/cryptoKeys/k",
            ["cloudkms.cryptoKeyVersions.useToDecrypt"],
            ["roles/cloudkms.cryptoKeyDecrypter"],
        ),
    ],
)
def test_a_predefined_role_is_taken_where_it_gives_just_that(
    resource: str, operations: list[str], roles: list[str]
) -> None:
    made = plan(write(resource, by=operations))
    assert not made.roles
    assert sorted(binding.role for binding in made.bindings) == roles


def test_a_predefined_role_that_gives_more_is_not_taken() -> None:
    made = plan(write(JOBS, by=["bigquery.jobs.create"]))
    assert made.roles[0].permissions == ("bigquery.jobs.create",)
    creates = plan(write(BUCKET, by=["storage.objects.create"]))
    assert creates.roles[0].permissions == ("storage.objects.create",)


def test_the_names_of_objects_are_quoted_in_conditions() -> None:
    made = plan(read(f'{BUCKET}/objects/a"b"\\c'))
    condition = made.bindings[0].condition
    assert condition is not None
    assert condition.expression == 'resource.name == "projects/_/buckets/invoices/objects/a\\"b\\"\\\\c"'


def test_a_policy_takes_so_many_conditions_and_no_more() -> None:
    entries = [read(*(f"{BUCKET}/objects/{number}/*" for number in range(MOST_CONDITIONS)))]
    assert len(plan(*entries).bindings) == MOST_CONDITIONS
    entries.append(read(f"{BUCKET}/objects/more/*"))
    (problem,) = refused(*entries)
    assert problem.startswith("access[0]: found 21 conditions for one role in one allow policy, expected at most 20;")
