"""An independent reading of bindings: what they allow, by the roles' permissions, the hierarchy and the conditions.

It knows nothing of kinds. It knows on which resource each permission is judged, and what lies in what.
"""

import re
from functools import cache
from typing import Any

import cel

from agent_identity.access.gcp.table import roles
from tests.access.gcp.asking import PROJECT

_ATTACHED = {
    "storage": "//storage.googleapis.com/projects/_/buckets/{bucket}",
    "pubsub/topic": "//pubsub.googleapis.com/projects/{project}/topics/{topic}",
    "pubsub/subscription": "//pubsub.googleapis.com/projects/{project}/subscriptions/{subscription}",
    "bigquery/dataset": "//bigquery.googleapis.com/projects/{project}/datasets/{datasetId}",
    "bigquery/iam": "//bigquery.googleapis.com/projects/{project}/datasets/{datasetId}/tables/{tableId}",
    "secretmanager": "//secretmanager.googleapis.com/projects/{project}/secrets/{secretId}",
    "kms": "//cloudkms.googleapis.com/{cryptoKeyId}",
    "cloudrunv2/service": "//run.googleapis.com/projects/{project}/locations/{location}/services/{name}",
    "cloudrunv2/job": "//run.googleapis.com/projects/{project}/locations/{location}/jobs/{name}",
    "artifactregistry": (
        "//artifactregistry.googleapis.com/projects/{project}/locations/{location}/repositories/{repository}"
    ),
    "spanner": "//spanner.googleapis.com/projects/{project}/instances/{instance}/databases/{database}",
    "bigtable": "//bigtable.googleapis.com/projects/{project}/instances/{instanceName}/tables/{table}",
    "cloudtasks": "//cloudtasks.googleapis.com/projects/{project}/locations/{location}/queues/{name}",
    "vertex": "//aiplatform.googleapis.com/projects/{project}/locations/{region}/reasoningEngines/{reasoningEngine}",
    "projects": "//cloudresourcemanager.googleapis.com/projects/{project}",
}

_ON_PROJECT = re.compile(
    r"resourcemanager\..*|orgpolicy\..*|monitoring\..*|bigquery\.(jobs|readsessions)\..*"
    r"|(pubsub\.(topics|subscriptions|snapshots)|secretmanager\.secrets|storage\.buckets)\.(list|create)"
    r"|(cloudkms|secretmanager|artifactregistry)\.locations\..*|artifactregistry\.project\w+\..*"
)
_OTHER = {
    # What is judged on a thing of another kind, whatever the target of the grant.
    "pubsub.topics": "//pubsub.googleapis.com/projects/{p}/topics/another",
    "pubsub.subscriptions": "//pubsub.googleapis.com/projects/{p}/subscriptions/another",
    "pubsub.snapshots": "//pubsub.googleapis.com/projects/{p}/snapshots/another",
    "run.routes": "//run.googleapis.com/projects/{p}/locations/europe-west1/services/another",
    "run.jobs": "//run.googleapis.com/projects/{p}/locations/europe-west1/jobs/another",
    "run.executions": "//run.googleapis.com/projects/{p}/locations/europe-west1/jobs/another",
    "run.instances": "//run.googleapis.com/projects/{p}/locations/europe-west1/instances/another",
    "spanner.instances": "//spanner.googleapis.com/projects/{p}/instances/another",
    "spanner.instancePartitions": "//spanner.googleapis.com/projects/{p}/instances/another",
}
_HOMES = {
    "pubsub.topics": "/topics/",
    "pubsub.subscriptions": "/subscriptions/",
    "pubsub.snapshots": "/snapshots/",
    "run.routes": "/services/",
    "run.jobs": "/jobs/",
    "run.executions": "/jobs/",
    "run.instances": "/instances/",
    "spanner.instances": "/no-instance-is-a-target/",
    "spanner.instancePartitions": "/no-instance-is-a-target/",
}
_ON_BUCKET = frozenset({"storage.objects.list", "storage.multipartUploads.list"})


def project_of(resource: str) -> str:
    """Returns the project of a resource; that of a bucket stands in no name."""
    found = re.search(r"/projects/([^/]+)", resource)
    return PROJECT if found is None or found[1] == "_" else found[1]


def judged_on(permission: str, resource: str) -> str:
    """Returns the resource on which a permission is judged, when it is used on a resource or what is in it."""
    project = project_of(resource)
    if _ON_PROJECT.fullmatch(permission):
        return f"//cloudresourcemanager.googleapis.com/projects/{project}"
    group = permission.rpartition(".")[0]
    if group in _OTHER and _HOMES[group] not in resource:
        return _OTHER[group].format(p=project)
    if permission.startswith("storage."):
        bucket = resource.partition("/objects/")[0]
        if permission in _ON_BUCKET or group == "storage.buckets":
            return bucket
        if group in {"storage.folders", "storage.managedFolders"}:
            return f"{bucket}/{group.partition('.')[2]}/a-folder"
        return resource if "/objects/" in resource else f"{bucket}/objects/an-object"
    return resource


def allows(plan: dict[str, Any], permission: str, resource: str) -> bool:
    """Tells whether a plan's bindings allow a permission, used on a resource or on what is in it."""
    place = judged_on(permission, resource)
    custom = {role["name"]: frozenset(role["permissions"]) for role in plan["roles"]}
    for binding in plan["bindings"]:
        held = custom.get(binding["role"], roles().get(binding["role"], frozenset()))
        if permission in held and _lies_in(place, _attached(binding)) and _holds(binding.get("condition"), place):
            return True
    return False


def granted(plan: dict[str, Any]) -> set[str]:
    """Returns every permission of every role that is bound anywhere."""
    custom = {role["name"]: frozenset(role["permissions"]) for role in plan["roles"]}
    return {name for binding in plan["bindings"] for name in custom.get(binding["role"]) or roles()[binding["role"]]}


def _attached(binding: dict[str, Any]) -> str:
    token = binding["binds"].removeprefix("gcp:").lower()
    return next(form for start, form in _ATTACHED.items() if token.startswith(start)).format_map(binding["where"])


def _lies_in(place: str, attached: str) -> bool:
    if attached.startswith("//cloudresourcemanager.googleapis.com/"):
        return project_of(place) == project_of(attached)
    return place == attached or place.startswith(f"{attached}/")


def _holds(condition: dict[str, str] | None, place: str) -> bool:
    if condition is None:
        return True
    name = place.split("/", 3)[3]
    return bool(_compiled(condition["expression"]).execute({"resource": {"name": name}}))


@cache
def _compiled(expression: str) -> Any:
    return cel.compile(expression)
