"""What Google states only in prose, service by service: a few lines for each collection, as data where it can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_clouds.gcp import operations
from local_clouds.gcp.rules import (
    accounts,
    apikeys,
    compute,
    credentials,
    data,
    deny,
    federation,
    observability,
    organization,
    projects,
    roles,
    run,
    secrets,
    storage,
)

if TYPE_CHECKING:
    from local_clouds.gcp.call import Action, Kind

_MODULES = (
    accounts, apikeys, compute, credentials, data, deny, federation, observability, organization, projects, roles, run,
    secrets, storage,
)  # fmt: skip

#: Rules by collection (`iam.serviceAccounts`). A collection without an entry follows its document alone.
KINDS: dict[str, Kind] = {name: kind for module in _MODULES for name, kind in module.KINDS.items()}

#: Methods of their own, by id or by collection and action (`iam.serviceAccounts.disable`).
ACTIONS: dict[str, Action] = {name: action for module in _MODULES for name, action in module.ACTIONS.items()}

for _service in (
    "aiplatform", "apikeys", "artifactregistry", "bigtableadmin", "cloudresourcemanager", "iam", "logging", "run",
    "serviceusage", "spanner",
):  # fmt: skip
    ACTIONS[f"{_service}.operations.get"] = operations.get
for _collection in ("globalOperations", "zoneOperations", "regionOperations"):
    ACTIONS[f"compute.{_collection}.get"] = operations.get
    ACTIONS[f"compute.{_collection}.wait"] = operations.get
    ACTIONS[f"compute.{_collection}.list"] = operations.listing
ACTIONS["run.operations.wait"] = operations.get
ACTIONS["run.operations.list"] = operations.listing
