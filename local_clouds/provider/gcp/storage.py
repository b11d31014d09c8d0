"""Cloud Storage buckets and HMAC keys, Secret Manager secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_clouds.provider.adapter import AutoName
from local_clouds.provider.gcp.labels import LABEL_OUTPUTS, present_labels
from local_clouds.provider.gcp.mapping import Call, Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local_clouds.provider.adapter import JSON
    from local_clouds.provider.gcp.session import Session


def _bucket_body(session: Session, values: JSON, body: JSON) -> None:
    """Put the access settings and the requester's payment where the service has them."""
    del session
    access: JSON = {"uniformBucketLevelAccess": {"enabled": bool(values.get("uniformBucketLevelAccess"))}}
    if values.get("publicAccessPrevention"):
        access["publicAccessPrevention"] = values["publicAccessPrevention"]
    body["iamConfiguration"] = access
    if values.get("requesterPays"):
        body["billing"] = {"requesterPays": True}
    if values.get("lifecycleRules"):
        body["lifecycle"] = {"rule": [_renamed(rule, _CONDITIONS) for rule in values["lifecycleRules"]]}


#: Pulumi's names in a lifecycle rule's condition, and the service's.
_CONDITIONS = {
    "matchesStorageClasses": "matchesStorageClass",
    "matchesPrefixes": "matchesPrefix",
    "matchesSuffixes": "matchesSuffix",
}


def _renamed(rule: JSON, names: Mapping[str, str]) -> JSON:
    condition = {names.get(key, key): value for key, value in rule.get("condition", {}).items()}
    return {**rule, "condition": condition}


def _present_bucket(session: Session, outputs: JSON, answer: JSON) -> None:
    del session
    access = answer["iamConfiguration"]
    outputs["uniformBucketLevelAccess"] = access["uniformBucketLevelAccess"]["enabled"]
    outputs["publicAccessPrevention"] = access["publicAccessPrevention"]
    back = {rest: pulumi for pulumi, rest in _CONDITIONS.items()}
    outputs["lifecycleRules"] = [_renamed(rule, back) for rule in answer.get("lifecycle", {}).get("rule", [])]
    outputs["url"] = f"gs://{answer['name']}"
    outputs["projectNumber"] = int(answer["projectNumber"])
    present_labels(outputs, answer)


def _deactivate(session: Session, values: JSON, outputs: JSON) -> None:
    """A key must be inactive before it can be deleted."""
    if outputs.get("state") != "INACTIVE":
        where = {"projectId": values["project"], "accessId": values["accessId"]}
        session.call("storage.v1", "projects.hmacKeys.update", **where, body={"state": "INACTIVE"})


def _settle_key(session: Session, values: JSON, olds: JSON) -> None:
    """Keys are born active."""
    if values.get("state", "ACTIVE") != olds.get("state", "ACTIVE"):
        where = {"projectId": values["project"], "accessId": values["accessId"]}
        session.call("storage.v1", "projects.hmacKeys.update", **where, body={"state": values["state"]})


def _present_key(session: Session, outputs: JSON, answer: JSON) -> None:
    del session
    outputs["serviceAccountEmail"] = answer["serviceAccountEmail"]
    if "secret" in answer:
        outputs["secret"] = answer["secret"]


def _present_secret(session: Session, outputs: JSON, answer: JSON) -> None:
    outputs["secretId"] = answer["name"].rsplit("/", 1)[1]
    outputs["effectiveAnnotations"] = answer.get("annotations", {})
    present_labels(outputs, answer)
    del session


TYPES = {
    "gcp:storage/bucket:Bucket": Type(
        api="storage.v1",
        collection="buckets",
        schema="Bucket",
        id="{name}",
        sent="name location storageClass labels cors logging retentionPolicy rpo versioning website "
        "encryption defaultEventBasedHold softDeletePolicy autoclass hierarchicalNamespace",
        kept="project lifecycleRules uniformBucketLevelAccess publicAccessPrevention requesterPays forceDestroy "
        "deletionPolicy enableObjectRetention",
        required="location",
        computed=f"selfLink url timeCreated updated projectNumber {LABEL_OUTPUTS}",
        replaces="name location enableObjectRetention",
        filled="storageClass uniformBucketLevelAccess publicAccessPrevention softDeletePolicy rpo",
        write_only="requesterPays enableObjectRetention",
        auto_name=AutoName(limit=63, lower=True),
        quiet=(("effectiveTime", ...),),
        prepare=_bucket_body,
        create=Call("insert", {"project": "{project}"}),
        read=Call("get", {"bucket": "{id}"}, bare=True),
        update=Call("update", {"bucket": "{id}"}),
        mask=False,
        delete=Call("delete", {"bucket": "{id}"}, bare=True),
        present=_present_bucket,
    ),
    "gcp:storage/hmacKey:HmacKey": Type(
        api="storage.v1",
        collection="projects.hmacKeys",
        schema="HmacKeyMetadata",
        id="projects/{project}/hmacKeys/{accessId}",
        sent="state",
        kept="serviceAccountEmail project deletionPolicy",
        required="serviceAccountEmail",
        computed="accessId secret timeCreated updated",
        replaces="serviceAccountEmail",
        filled="state",
        secrets="secret",
        create=Call("create", {"projectId": "{project}", "serviceAccountEmail": "{serviceAccountEmail}"}, bare=True),
        read=Call("get", {"projectId": "{project}", "accessId": "{accessId}"}, bare=True),
        update=None,
        change=_settle_key,
        settle=_settle_key,
        removal=_deactivate,
        delete=Call("delete", {"projectId": "{project}", "accessId": "{accessId}"}, bare=True),
        present=_present_key,
    ),
    "gcp:secretmanager/secret:Secret": Type(
        api="secretmanager.v1",
        collection="projects.secrets",
        schema="Secret",
        id="projects/{project}/secrets/{secretId}",
        sent="replication labels annotations expireTime ttl topics rotation versionAliases versionDestroyTtl",
        kept="secretId project deletionProtection deletionPolicy",
        required="secretId replication",
        computed=f"name createTime effectiveAnnotations {LABEL_OUTPUTS}",
        replaces="secretId replication",
        renames={"auto": "automatic"},
        write_only="ttl",
        create=Call("create", {"parent": "projects/{project}", "secretId": "{secretId}"}),
        present=_present_secret,
    ),
}
