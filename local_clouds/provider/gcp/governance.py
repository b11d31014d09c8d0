"""Deny policies, organisation policies, enabled services, API keys, folders."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from local_clouds.provider.gcp.mapping import Call, Type

if TYPE_CHECKING:
    from local_clouds.provider.adapter import JSON
    from local_clouds.provider.gcp.session import Session

_DENY_NAME = "policies/{encoded}/denypolicies/{name}"
_SERVICE = "projects/{project}/services/{service}"


def _send_etag(session: Session, values: JSON, body: JSON) -> None:
    """A deny policy is replaced whole, and only with the etag that it was read with."""
    if "id" in values:
        body["etag"] = session.call("iam.v2", "policies.get", name=_DENY_NAME.format(**values))["etag"]


def _encode_parent(values: JSON) -> JSON:
    """Add the attachment point, encoded once however often the program encoded it."""
    return {**values, "encoded": quote(unquote(values["parent"]), safe="")}


def _present_deny(session: Session, outputs: JSON, answer: JSON) -> None:
    del session
    outputs["name"] = answer["name"].rsplit("/", 1)[1]
    outputs["parent"] = answer["_values"]["parent"]


def _present_org(session: Session, outputs: JSON, answer: JSON) -> None:
    del session
    outputs["name"] = answer["name"]
    outputs["parent"] = answer["name"].split("/policies/")[0]


def _present_service(session: Session, outputs: JSON, answer: JSON) -> None:
    del session
    outputs["service"] = answer["name"].rsplit("/", 1)[1]


def _disable(session: Session, values: JSON, outputs: JSON) -> None:
    if outputs.get("disableOnDestroy"):
        session.call("serviceusage.v1", "services.disable", name=values["id"], body={})


def _key_string(session: Session, outputs: JSON, answer: JSON) -> None:
    outputs["name"] = answer["name"].rsplit("/", 1)[1]
    string = session.call("apikeys.v2", "projects.locations.keys.getKeyString", name=answer["name"])
    outputs["keyString"] = string["keyString"]


def _present_folder(session: Session, outputs: JSON, answer: JSON) -> None:
    del session
    outputs["folderId"] = answer["name"].rsplit("/", 1)[1]
    outputs["lifecycleState"] = answer["state"]


TYPES = {
    "gcp:iam/denyPolicy:DenyPolicy": Type(
        api="iam.v2",
        collection="policies",
        schema="GoogleIamV2Policy",
        id="{parent}/{name}",
        sent="displayName rules",
        kept="name parent deletionPolicy",
        required="name parent rules",
        computed="etag",
        replaces="name parent",
        place=_encode_parent,
        prepare=_send_etag,
        mask=False,
        create=Call("createPolicy", {"parent": "policies/{encoded}/denypolicies", "policyId": "{name}"}),
        read=Call("get", {"name": _DENY_NAME}, bare=True),
        update=Call("update", {"name": _DENY_NAME}),
        delete=Call("delete", {"name": _DENY_NAME}, bare=True),
        present=_present_deny,
    ),
    "gcp:orgpolicy/policy:Policy": Type(
        api="orgpolicy.v2",
        collection="projects.policies",
        schema="GoogleCloudOrgpolicyV2Policy",
        id="{name}",
        sent="name spec dryRunSpec",
        kept="parent deletionPolicy",
        required="name parent",
        computed="etag",
        replaces="name parent",
        quiet=(("etag", ...), ("updateTime", ...)),
        texts="enforce allowAll denyAll",
        create=Call("create", {"parent": "{parent}"}),
        present=_present_org,
    ),
    "gcp:projects/service:Service": Type(
        api="serviceusage.v1",
        collection="services",
        schema="GoogleApiServiceusageV1Service",
        id="{project}/{service}",
        sent="",
        kept="service project disableOnDestroy disableDependentServices checkIfServiceHasUsageOnDestroy deletionPolicy",
        required="service",
        replaces="service",
        create=Call("enable", {"name": _SERVICE}),
        read=Call("get", {"name": _SERVICE}, bare=True),
        update=None,
        delete=None,
        removal=lambda session, values, outputs: _disable(
            session, {**values, "id": _SERVICE.format(**values)}, outputs
        ),
        gone=lambda answer: answer.get("state") != "ENABLED",
        present=_present_service,
    ),
    "gcp:projects/apiKey:ApiKey": Type(
        api="apikeys.v2",
        collection="projects.locations.keys",
        schema="V2Key",
        id="projects/{project}/locations/global/keys/{name}",
        sent="displayName restrictions serviceAccountEmail",
        kept="name project checkExistingUsage deletionPolicy",
        computed="keyString uid",
        replaces="name serviceAccountEmail",
        secrets="keyString",
        create=Call("create", {"parent": "projects/{project}/locations/global", "keyId": "{name}"}),
        present=_key_string,
    ),
    "gcp:organizations/folder:Folder": Type(
        api="cloudresourcemanager.v3",
        collection="folders",
        schema="Folder",
        id="folders/{folderId}",
        sent="displayName parent",
        kept="deletionProtection deletionPolicy",
        required="displayName parent",
        computed="name folderId createTime lifecycleState",
        replaces="parent",
        defaults={"deletionProtection": True},
        create=Call("create"),
        present=_present_folder,
    ),
}
