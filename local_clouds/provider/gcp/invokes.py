"""Functions of the provider: look something up."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from local_clouds.constants import TOKEN
from local_clouds.provider.errors import NotFoundError, ServiceError

if TYPE_CHECKING:
    from local_clouds.provider.adapter import JSON
    from local_clouds.provider.gcp.session import Session

Invoke = Callable[["Session", "JSON"], "JSON"]


def get_project(session: Session, args: JSON) -> JSON:
    """Answer `gcp:organizations/getProject:getProject`."""
    identifier = args.get("projectId") or session.project
    found = session.call("cloudresourcemanager.v1", "projects.get", projectId=identifier)
    parent = found.get("parent", {})
    return {
        "id": f"projects/{found['projectId']}",
        "projectId": found["projectId"],
        "number": found["projectNumber"],
        "name": found["name"],
        "orgId": parent.get("id", "") if parent.get("type") == "organization" else "",
        "folderId": parent.get("id", "") if parent.get("type") == "folder" else "",
        "labels": found.get("labels", {}),
        "effectiveLabels": found.get("labels", {}),
        "pulumiLabels": found.get("labels", {}),
        "autoCreateNetwork": True,
        "billingAccount": "",
        "deletionPolicy": "",
        "tags": {},
    }


def get_account(session: Session, args: JSON) -> JSON:
    """Answer `gcp:serviceaccount/getAccount:getAccount`."""
    project, account = args.get("project") or session.project, args["accountId"]
    email = account if "@" in account else f"{account}@{project}.iam.gserviceaccount.com"
    email = email.rsplit("/", 1)[-1]
    try:
        found = session.call("iam.v1", "projects.serviceAccounts.get", name=f"projects/-/serviceAccounts/{email}")
    except NotFoundError as error:
        raise ServiceError("404", f"Service account {email} does not exist.") from error
    return {
        "id": found["name"],
        "accountId": found["email"].split("@")[0],
        "name": found["name"],
        "email": found["email"],
        "member": f"serviceAccount:{found['email']}",
        "uniqueId": found["uniqueId"],
        "displayName": found.get("displayName", ""),
        "description": found.get("description", ""),
        "disabled": bool(found.get("disabled")),
        "project": found["projectId"],
    }


def get_client_config(session: Session, args: JSON) -> JSON:
    """Answer `gcp:organizations/getClientConfig:getClientConfig`."""
    del args
    return {
        "id": f"projects/{session.project}/regions/{session.region or ''}/zones/{session.zone or ''}",
        "project": session.project,
        "region": session.region or "",
        "zone": session.zone or "",
        "accessToken": TOKEN,
        "defaultLabels": {},
    }


def get_iam_role(session: Session, args: JSON) -> JSON:
    """Answer `gcp:iam/getRule:getRule`: a role with its permissions."""
    found = session.call("iam.v1", "roles.get", name=args["name"])
    return {
        "id": found["name"],
        "name": found["name"],
        "title": found.get("title", ""),
        "stage": found.get("stage", ""),
        "includedPermissions": found.get("includedPermissions", []),
    }


INVOKES: dict[str, Invoke] = {
    "gcp:organizations/getProject:getProject": get_project,
    "gcp:serviceaccount/getAccount:getAccount": get_account,
    "gcp:organizations/getClientConfig:getClientConfig": get_client_config,
    "gcp:iam/getRule:getRule": get_iam_role,
}
