"""What is refused, each with its place, and the narrower form."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from agent_identity.access import AccessError
from agent_identity.permissions.techniques.gcp import TECHNIQUES
from tests.access.asking import read, write
from tests.access.gcp.asking import BUCKET, HERE, PROJECT, SECRET, TOPIC, plan, refused


@pytest.mark.parametrize(
    "resource",
    [
        "//cloudresourcemanager.googleapis.com/projects/agents-local",
        "//cloudresourcemanager.googleapis.com/folders/123",
        "//cloudresourcemanager.googleapis.com/organizations/123",
        "//storage.googleapis.com/projects/_",
        "//storage.googleapis.com",
        "//storage.googleapis.com/projects/_/buckets/*",
        "//storage.googleapis.com/projects/_/buckets/a/objects/*/b",
        "//storage.googleapis.com/projects/_/buckets/a/objects/in*",
        "//pubsub.googleapis.com/projects/agents-local/topics/*",
        "//pubsub.googleapis.com/projects/123456789/topics/orders",
        "//compute.googleapis.com/projects/agents-local/zones/eu/instances/a",
        "//aiplatform.googleapis.com/projects/agents-local/locations/eu/publishers/google/models/gemini",
        "//pubsub.googleapis.com/projects/agents-other/topics/orders",
        "arn:aws:s3:::invoices",
    ],
)
def test_a_resource_that_is_too_much_or_unknown(resource: str, snapshot: SnapshotAssertion) -> None:
    assert refused(read(resource)) == snapshot


@pytest.mark.parametrize(
    "operation",
    [
        "roles/owner",
        "roles/storage.objectAdmin",
        "storage.objects.*",
        "*",
        "storage.object.get",
        "storage.objects.Get",
        "storage.buckets.setIamPolicy",
        "pubsub.topics.publish",
        "iam.serviceAccounts.actAs",
        "compute.instances.start",
    ],
)
def test_an_operation_that_is_none_or_not_for_agents(operation: str, snapshot: SnapshotAssertion) -> None:
    assert refused(write(BUCKET, by=[operation])) == snapshot


@pytest.mark.parametrize("operation", ["storage.objects.setIamPolicy", "storage.buckets.createTagBinding"])
def test_what_rewrites_access_is_refused_by_the_boundary_or_for_what_it_is(operation: str) -> None:
    (problem,) = refused(write(BUCKET, by=[operation]))
    assert problem.startswith(f"access[0].operations: found {operation}, expected ")
    assert "allows: it denies" in problem or "a permission without escalation: " in problem


def test_what_escalates_alone_is_refused_by_what_it_does() -> None:
    table = f"//bigquery.googleapis.com/{HERE}/datasets/sales/tables/lines"
    (problem,) = refused(write(table, by=["bigquery.tables.setCategory"]))
    technique = next(one for one in TECHNIQUES if one.id == "gcp-row-access")
    assert f"a permission without escalation: it {technique.title[0].lower()}{technique.title[1:]}" in problem


def test_a_store_of_secrets_is_not_read_without_a_word() -> None:
    (problem,) = refused(read(SECRET))
    assert problem.startswith("access[0].read[0]: found a read of a Secret Manager secret without operations")
    assert problem.endswith('add "operations": ["secretmanager.versions.access"]')
    key = f"//cloudkms.googleapis.com/{HERE}/locations/eu/keyRings/r/cryptoKeys/k"
    assert "cloudkms.cryptoKeyVersions.useToDecrypt" in refused(read(key))[0]


def test_the_boundary_class_decides_about_secrets() -> None:
    entry = read(SECRET, by=["secretmanager.versions.access"])
    assert plan(entry).bindings[0].role == "roles/secretmanager.secretAccessor"
    (problem,) = refused(entry, boundary_class="restricted")
    assert "expected what boundary class restricted allows: it denies secretmanager.versions.access" in problem


def test_a_read_does_not_write() -> None:
    (problem,) = refused(read(BUCKET, by=["storage.objects.delete"]))
    assert problem.startswith(
        "access[0].operations: found storage.objects.delete in a read, expected an operation that"
    )


def test_listing_is_not_given_for_a_prefix() -> None:
    (problem,) = refused(read(f"{BUCKET}/objects/2026/*", by=["storage.objects.list"]))
    assert "it is one of //storage.googleapis.com/projects/_/buckets/BUCKET" in problem


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["//", "//storage.googleapis.com/projects/_/buckets/", "//run.googleapis.com/projects/", "///"]),
    st.text(st.characters(exclude_categories=["Cs", "Zs", "Cc"]), max_size=40),
    st.text(st.characters(exclude_categories=["Cs", "Zs", "Cc"]), min_size=1, max_size=30),
)
@example("//", "", "a")
def test_any_text_is_granted_or_refused_in_words(start: str, rest: str, operation: str) -> None:
    try:
        answer = plan(write(start + rest, by=[operation])).as_dict()["bindings"]
    except AccessError as error:
        answer = list(map(str, error.problems))
    assert answer


def test_every_problem_is_told_at_once_and_once() -> None:
    problems = refused(
        write(BUCKET, f"{BUCKET}-2", by=["storage.objects.creat"]), read(SECRET), read(f"//x.googleapis.com/{PROJECT}")
    )
    assert len(problems) == 3
    assert [problem.partition(":")[0] for problem in problems] == [
        "access[0].operations",
        "access[1].read[0]",
        "access[2].read[0]",
    ]


def test_another_project_is_allowed_where_the_boundary_lies_over_it() -> None:
    other = TOPIC.replace(PROJECT, "agents-other")
    assert "put the boundary on a folder or an organisation that holds both" in refused(read(other))[0]
    assert plan(read(other), elsewhere=True).bindings[0].resource == other
