"""Grants deployed by the real engine: known at preview, seen by Google's client, gone when no longer asked for."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from agent_identity.access.gcp.kinds import KINDS
from agent_identity.naming import GCP_SERVICE_ACCOUNT, principal_name
from tests import clients
from tests.conftest import LocalClouds
from tests.deploying import FailedError, Stack, stack_of, write_program
from tests.local_clouds.provider import cases_gcp_stores as stores
from tests.local_clouds.provider.gcp_client import call
from tests.policy_packs.engine import PACK

PROJECT = "agents-local"
HERE = f"projects/{PROJECT}"
PLACE = f"{HERE}/locations/europe-west1"
BUCKET = "//storage.googleapis.com/projects/_/buckets/agent-invoices"

PROGRAM = """
import pulumi
import pulumi_gcp
from agent_identity import gcp

there = pulumi_gcp.Provider("there", project="agents-local")
boundary = gcp.Boundary("agents", {{
    "environment": "{environment}", "parent": "projects/agents-local", "organization_policies": False,
}})
made = gcp.ServiceAccountIdentity("reader", {{
    "agent": {{"type": "invoice-reader", "version": "1.0.0", "environment": "{environment}", "team": "payments"}},
    "boundary": boundary.ref,
    "project": "agents-local",
    "access": {access},
}}, pulumi.ResourceOptions(providers=[there]))
pulumi.export("member", made.member)
"""
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""How the engine writes a value that a preview does not know."""


@pytest.fixture
def google(local_clouds: LocalClouds):
    return lambda api: clients.gcp(local_clouds.env, *api.split("."))


def write(folder: Path, environment: str, *access: dict[str, Any]) -> None:
    write_program(folder, PROGRAM.format(environment=environment, access=list(access)))


def make_bucket(google: Any, name: str) -> None:
    call(google, "storage.v1", "buckets.insert", project=PROJECT, body={"name": name})


def policy_of_bucket(google: Any, name: str) -> list[dict[str, Any]]:
    found = call(google, "storage.v1", "buckets.getIamPolicy", bucket=name, optionsRequestedPolicyVersion=3)
    return found["bindings"]


def planned(stack: Stack) -> list[dict[str, Any]]:
    """Returns what a preview would send for each custom role and binding."""
    steps = json.loads(stack.pulumi("preview", "--json"))["steps"]
    states = [step["newState"] for step in steps if "newState" in step]
    return [
        {"type": state["type"], **state["inputs"]}
        for state in states
        if state["type"].endswith(("Member", ":IAMCustomRole"))
    ]


def judged(stack: Stack) -> list[str]:
    """Returns what the policy pack says of a preview."""
    config = stack.folder / "pack.json"
    config.write_text(json.dumps({"agent-identity": {"approvedBoundaries": {"gcp": [PROJECT]}}}))
    said = stack.pulumi("preview", "--policy-pack", str(PACK), "--policy-pack-config", str(config))
    assert "agent-identity@" in said, "the pack did not run"
    return re.findall(r"\[[a-z-]+\] [a-z-]+-[0-9a-f]{12}: .*", said)


def test_every_kind_is_known_at_preview_deployed_and_taken_back(
    local_clouds: LocalClouds, google: Any, tmp_path: Path
) -> None:
    make_bucket(google, "agent-invoices")
    for make in (stores.topic, stores.subscription, stores.dataset("sales"), stores.key, stores.repository):
        make(google)
    for make in (stores.database, stores.bigtable, stores.queue):
        make(google)
    engine = stores.engine(google)["id"]
    secret = {"parent": HERE, "secretId": "api-password", "body": {"replication": {"automatic": {}}}}
    call(google, "secretmanager.v1", "projects.secrets.create", **secret)
    container: dict[str, Any] = {"containers": [{"image": "a:1"}]}
    run = {"parent": PLACE, "body": {"template": container}}
    call(google, "run.v2", "projects.locations.services.create", serviceId="api", **run)
    job = {"parent": PLACE, "body": {"template": {"template": container}}}
    call(google, "run.v2", "projects.locations.jobs.create", jobId="sum", **job)

    access = [
        {
            "read": [
                BUCKET,
                f"{BUCKET}/objects/2026/*",
                f"{BUCKET}/objects/index.json",
                f"//pubsub.googleapis.com/{HERE}/topics/orders",
                f"//pubsub.googleapis.com/{HERE}/subscriptions/feed",
                f"//bigquery.googleapis.com/{HERE}/datasets/sales",
                f"//bigquery.googleapis.com/{HERE}/datasets/sales/tables/lines",
                f"//run.googleapis.com/{PLACE}/services/api",
                f"//run.googleapis.com/{PLACE}/jobs/sum",
                f"//artifactregistry.googleapis.com/{PLACE}/repositories/images",
                f"//spanner.googleapis.com/{HERE}/instances/ledger/databases/books",
                f"//bigtable.googleapis.com/{HERE}/instances/events/tables/clicks",
                f"//cloudtasks.googleapis.com/{PLACE}/queues/later",
                f"//aiplatform.googleapis.com/{PLACE}/reasoningEngines/{engine}",
                f"//firestore.googleapis.com/{HERE}/databases/(default)",
                f"//cloudsql.googleapis.com/{HERE}/instances/books",
            ]
        },
        {
            "read": [f"//secretmanager.googleapis.com/{HERE}/secrets/api-password"],
            "operations": ["secretmanager.versions.access"],
        },
        {
            "read": [f"//cloudkms.googleapis.com/{PLACE}/keyRings/ring/cryptoKeys/seal"],
            "operations": ["cloudkms.cryptoKeyVersions.useToDecrypt"],
        },
        {"write": [f"//bigquery.googleapis.com/{HERE}/jobs"], "operations": ["bigquery.jobs.create"]},
    ]
    write(tmp_path, "kinds", *access)
    stack = stack_of(tmp_path, local_clouds.env, "gcp-kinds")
    preview = planned(stack)
    assert {item["type"] for item in preview} >= {kind.member for kind in KINDS}
    assert UNKNOWN not in json.dumps(preview)
    assert judged(stack) == []

    member = stack.up()["member"]
    email = f"{principal_name(GCP_SERVICE_ACCOUNT, 'invoice-reader', 'kinds')}@{PROJECT}.iam.gserviceaccount.com"
    assert member == f"serviceAccount:{email}"
    assert stack.changes() == {}
    bound = policy_of_bucket(google, "agent-invoices")
    assert {item.get("condition", {}).get("expression") for item in bound if member in item["members"]} == {
        None,
        'resource.name == "projects/_/buckets/agent-invoices/objects/index.json"',
        'resource.name.startsWith("projects/_/buckets/agent-invoices/objects/2026/")',
    }
    topic = call(google, "pubsub.v1", "projects.topics.getIamPolicy", resource=f"{HERE}/topics/orders")
    (binding,) = topic["bindings"]
    role = call(google, "iam.v1", "projects.roles.get", name=binding["role"])
    assert role["includedPermissions"] == ["pubsub.topics.get"]

    write(tmp_path, "kinds", *access[1:])
    assert set(stack.changes().values()) == {"delete"}
    stack.up()
    assert (
        call(google, "pubsub.v1", "projects.topics.getIamPolicy", resource=f"{HERE}/topics/orders").get("bindings", [])
        == []
    )
    stack.destroy()
    project = call(google, "cloudresourcemanager.v1", "projects.getIamPolicy", resource=PROJECT, body={})
    assert not [item for item in project.get("bindings", []) if member in item["members"]]


def test_a_grant_leaves_the_grants_of_others_alone(local_clouds: LocalClouds, google: Any, tmp_path: Path) -> None:
    make_bucket(google, "shared-invoices")
    policy = call(google, "storage.v1", "buckets.getIamPolicy", bucket="shared-invoices")
    theirs = {"role": "roles/storage.objectViewer", "members": ["user:a@example.com"]}
    policy["bindings"].append(theirs)
    call(google, "storage.v1", "buckets.setIamPolicy", bucket="shared-invoices", body=policy)
    write(tmp_path, "shared", {"read": ["//storage.googleapis.com/projects/_/buckets/shared-invoices"]})
    stack = stack_of(tmp_path, local_clouds.env, "gcp-shared")
    member = stack.up()["member"]
    (binding,) = stack.resources("gcp:storage/bucketIAMMember:BucketIAMMember")
    assert "::there::" in binding["provider"]
    assert "$gcp:storage/bucketIAMMember:BucketIAMMember::reader-" in binding["urn"]
    (ours,) = [item for item in policy_of_bucket(google, "shared-invoices") if item["role"] == theirs["role"]]
    assert sorted(ours["members"]) == sorted([member, "user:a@example.com"])
    stack.destroy()
    assert theirs in policy_of_bucket(google, "shared-invoices")


def test_what_is_refused_is_told_without_a_traceback(local_clouds: LocalClouds, tmp_path: Path) -> None:
    write(tmp_path, "refused", {"write": [BUCKET], "operations": ["storage.objects.*", "storage.buckets.setIamPolicy"]})
    stack = stack_of(tmp_path, local_clouds.env, "gcp-access-refused")
    with pytest.raises(FailedError) as error:
        stack.pulumi("preview")
    assert "access[0].operations: found storage.objects.*, a wildcard" in error.value.output
    assert "it denies storage.buckets.setIamPolicy" in error.value.output
    assert "Traceback" not in error.value.output
