"""Stores of data, keys, artefacts and tasks: what has an allow policy that agents are granted access by.

Sources: the services' REST references, such as https://cloud.google.com/bigquery/docs/reference/rest/v2/datasets. Only
the resources themselves exist, with their policies; rows, messages, keys and artefacts do not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from local_clouds.gcp import operations, verbs
from local_clouds.gcp.call import Kind
from local_clouds.gcp.errors import exists, invalid
from local_clouds.gcp.policies import check_member, check_role
from local_clouds.gcp.store import etag

if TYPE_CHECKING:
    from local_clouds.gcp.call import Call

JSON = dict[str, Any]

_DATABASE = re.compile(r"CREATE DATABASE [`\"]?([a-z][a-z0-9_-]{0,28}[a-z0-9])[`\"]?", re.IGNORECASE)
_WORD = r"[A-Za-z0-9_]{1,1024}"
#: A dataset's access list from before IAM: https://cloud.google.com/bigquery/docs/control-access-to-resources-iam.
_FIRST_ACCESS = [
    {"role": "OWNER", "specialGroup": "projectOwners"},
    {"role": "READER", "specialGroup": "projectReaders"},
    {"role": "WRITER", "specialGroup": "projectWriters"},
]
_BASIC = frozenset({"OWNER", "READER", "WRITER"})


def _insert(call: Call, reference: str, field: str) -> JSON:
    """Make a dataset or a table, whose id stands in a reference inside the body."""
    verbs.check_parent(call)
    identifier = str(call.body.get(reference, {}).get(field, ""))
    if not re.fullmatch(_WORD, identifier):
        raise invalid(f'Invalid {field} "{identifier[:100]}". It must be alphanumeric (plus underscores).', field)
    path = f"{call.path}/{identifier}"
    if call.store.get(f"bigquery/{path}"):
        raise exists(f"Already Exists: {path}")
    parts = path.split("/")
    full = {"projectId": parts[1], "datasetId": parts[3], **({field: identifier} if len(parts) > 4 else {})}
    body = {**call.body, reference: full, "id": ":".join([parts[1], ".".join(parts[3::2])]), "etag": etag(1)}
    if reference == "datasetReference":
        body.setdefault("access", _FIRST_ACCESS)
        body.setdefault("location", "US")
        _check_access(call, body, None)
    return call.store.put(f"bigquery/{path}", call.method.collection, body).body


def _check_access(call: Call, body: JSON, old: JSON | None) -> None:  # noqa: ARG001 - all checks are called alike
    for index, entry in enumerate(body.get("access", [])):
        if "role" in entry and entry["role"] not in _BASIC:
            check_role(call, entry["role"])
        email = entry.get("userByEmail", "")
        if email.endswith(".gserviceaccount.com"):
            check_member(call.store, f"serviceAccount:{email}")
        if entry.get("condition") and call.query.get("accessPolicyVersion") != 3:
            raise invalid("A condition needs accessPolicyVersion 3.", f"access[{index}].condition")


def _patch_dataset(call: Call) -> JSON:
    """Change the fields that the body holds; its access list whole."""
    resource = call.resource()
    body = {**resource.body, **call.body}
    _check_access(call, body, resource.body)
    resource.revision += 1
    resource.body = {**body, "etag": etag(resource.revision)}
    call.store.touch(resource)
    return resource.body


def _create_database(call: Call) -> JSON:
    """Make a Spanner database, whose id stands in a statement."""
    verbs.check_parent(call)
    statement = str(call.body.get("createStatement", ""))
    found = _DATABASE.fullmatch(statement)
    if found is None:
        raise invalid(f"Error parsing Spanner DDL statement: {statement[:200]}", "createStatement")
    path = f"{call.path}/{found[1]}"
    if call.store.get(f"spanner/{path}"):
        raise exists(f"Database already exists: {path}")
    body = {"name": path, "state": "READY", "createTime": call.store.now()}
    resource = call.store.put(f"spanner/{path}", call.method.collection, body)
    return operations.start(call, resource.body, path)


KINDS = {
    "aiplatform.reasoningEngines": Kind("new"),
    "artifactregistry.repositories": Kind("query:repositoryId", r"[a-z]([a-z0-9-]{0,61}[a-z0-9])?"),
    "bigtableadmin.instances": Kind("body:instanceId", r"[a-z][a-z0-9-]{4,31}[a-z0-9]", wrapper="instance"),
    "bigtableadmin.tables": Kind("body:tableId", r"[_a-zA-Z0-9][-_.a-zA-Z0-9]{0,49}", wrapper="table"),
    "cloudkms.cryptoKeys": Kind("query:cryptoKeyId", r"[a-zA-Z0-9_-]{1,63}"),
    "cloudkms.keyRings": Kind("query:keyRingId", r"[a-zA-Z0-9_-]{1,63}"),
    "cloudtasks.queues": Kind("body:name", r"[a-zA-Z0-9-]{1,100}"),
    "spanner.instances": Kind("body:instanceId", r"[a-z][-a-z0-9]{0,62}[a-z0-9]", wrapper="instance"),
}
ACTIONS: dict[str, Any] = {
    "bigquery.datasets.insert": lambda call: _insert(call, "datasetReference", "datasetId"),
    "bigquery.datasets.patch": _patch_dataset,
    "bigquery.tables.insert": lambda call: _insert(call, "tableReference", "tableId"),
    "spanner.databases.create": _create_database,
}
