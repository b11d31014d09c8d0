"""The argument `access` of a service account: what it registers, refuses, and leaves alone."""

import pulumi
import pytest

from agent_identity import gcp
from agent_identity.construction import RefusedError
from tests.gcp.test_identities import ARGS, OLD, SAID, refusal
from tests.recording import run

BUCKET = "//storage.googleapis.com/projects/_/buckets/invoices"
MEMBER = "gcp:storage/bucketIAMMember:BucketIAMMember"
ROLE = "gcp:projects/iAMCustomRole:IAMCustomRole"


def asking(*entries: dict, **more: object) -> dict:
    return {**ARGS, **more, "access": list(entries)}


def test_a_binding_names_the_account_by_the_name_we_chose() -> None:
    made = run(lambda: gcp.ServiceAccountIdentity("x", asking({"read": [BUCKET]})))
    principal = made.one("agent-identity:index:GcpServiceAccountIdentity")["manifest"]["principal"]
    assert made.one(MEMBER) == {"bucket": "invoices", "role": "roles/storage.objectViewer", "member": principal}
    assert made.of(ROLE) == []


def test_a_custom_role_comes_before_its_binding_and_is_named_by_it() -> None:
    entry = {"write": [f"{BUCKET}/objects/out/*"], "operations": ["storage.objects.create"]}
    made = run(lambda: gcp.ServiceAccountIdentity("x", asking(entry)))
    role, binding = made.one(ROLE), made.one(MEMBER)
    assert role["permissions"] == ["storage.objects.create"]
    assert binding["role"] == f"projects/agents-local/roles/{role['roleId']}"
    assert binding["condition"]["expression"] == (
        'resource.name.startsWith("projects/_/buckets/invoices/objects/out/")'
    )


def test_the_names_of_children_do_not_depend_on_the_order() -> None:
    entries = [{"read": [BUCKET]}, {"read": [f"{BUCKET}-2"]}]
    names = []
    for order in (entries, entries[::-1]):
        made = run(lambda order=order: gcp.ServiceAccountIdentity("x", asking(*order)))
        names.append(sorted(item.name for item in made.resources if item.typ == MEMBER))
    assert names[0] == names[1]
    assert all(name.startswith("x-") for name in names[0])


def test_an_unmanaged_account_gets_grants_on_resources_and_stays_as_it_is() -> None:
    args = asking({"read": [BUCKET]}, adopt={"name": "old-one", "unmanaged": True})
    made = run(lambda: gcp.ServiceAccountIdentity("x", args), {OLD: {"description": SAID}})
    assert made.one(MEMBER)["member"] == "serviceAccount:old-one@agents-local.iam.gserviceaccount.com"


def test_what_is_refused_comes_with_everything_else_that_is_wrong() -> None:
    said = refusal(asking({"read": ["//storage.googleapis.com/projects/_/buckets/*"]}, labels={}))
    assert "labels: is not a field here" in said
    assert "access[0].read[0]: found //storage.googleapis.com/projects/_/buckets/*, with a wildcard" in said


def test_an_output_is_refused() -> None:
    def program() -> None:
        gcp.ServiceAccountIdentity("x", asking({"read": [pulumi.Output.from_input(BUCKET)]}))

    with pytest.raises(RefusedError, match="access: found an output, expected plain text"):
        run(program)


@pytest.mark.parametrize(("parent", "allowed"), [("projects/agents-local", False), ("folders/12", True)])
def test_another_project_is_granted_where_the_boundary_lies_over_it(parent: str, allowed: bool) -> None:
    boundary = gcp.boundary_ref("standard", "prod", parent)
    args = asking({"read": ["//pubsub.googleapis.com/projects/agents-other/topics/orders"]}, boundary=boundary)
    if not allowed:
        assert "found a resource of project agents-other" in refusal(args)
        return
    made = run(lambda: gcp.ServiceAccountIdentity("x", args))
    assert made.one("gcp:pubsub/topicIAMMember:TopicIAMMember")["project"] == "agents-other"
    assert made.one(ROLE)["project"] == "agents-other"
