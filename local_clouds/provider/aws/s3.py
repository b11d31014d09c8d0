"""S3 buckets, what is set on them, and objects."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from local_clouds.provider import wire
from local_clouds.provider.adapter import AutoName
from local_clouds.provider.aws.mapping import Call, Tags, Type

if TYPE_CHECKING:
    from local_clouds.provider.adapter import JSON
    from local_clouds.provider.aws.session import Session

# Where S3 takes no location constraint.
_US_EAST_1 = "us-east-1"


def _place(session: Session, values: JSON, olds: JSON) -> None:
    """Say the bucket's region in the form that S3 wants, and refuse a bucket that one already owns."""
    del session, olds
    if values["region"] != _US_EAST_1:
        values["CreateBucketConfiguration"] = {"LocationConstraint": values["region"]}


def _put_tags(session: Session, values: JSON, olds: JSON) -> None:
    """Replace the whole tag set, which is all that S3 offers."""
    del olds
    tags = {**session.default_tags, **(values.get("tags") or {})}
    if tags:
        tag_set = [{"Key": key, "Value": value} for key, value in tags.items()]
        session.call("s3", "put_bucket_tagging", values["region"], Bucket=values["id"], Tagging={"TagSet": tag_set})
    else:
        session.call("s3", "delete_bucket_tagging", values["region"], Bucket=values["id"])


def _empty(session: Session, values: JSON, olds: JSON) -> None:
    """With `forceDestroy`, delete every version of every object."""
    del olds
    if not values.get("forceDestroy"):
        return
    found = session.call("s3", "list_object_versions", values["region"], Bucket=values["id"])
    for item in [*(found.get("versions") or []), *(found.get("deleteMarkers") or [])]:
        session.call(
            "s3", "delete_object", values["region"], Bucket=values["id"], Key=item["key"], VersionId=item["versionId"]
        )


def _show_bucket(session: Session, outputs: JSON, recorded: JSON) -> None:
    del session, recorded
    name, region = outputs["bucket"], outputs["region"]
    outputs["arn"] = f"arn:aws:s3:::{name}"
    outputs["bucketDomainName"] = f"{name}.s3.amazonaws.com"
    outputs["bucketRegionalDomainName"] = f"{name}.s3.{region}.amazonaws.com"
    outputs["bucketRegion"] = region


def _show_encryption(session: Session, outputs: JSON, recorded: JSON) -> None:
    """Leave out a bucket key that is off, which the service writes into every rule."""
    del session, recorded
    for rule in outputs["rules"]:
        if not rule.get("bucketKeyEnabled"):
            rule.pop("bucketKeyEnabled", None)


def _put_object(session: Session, values: JSON, olds: JSON) -> None:
    """Store the content from whichever of its three inputs is given."""
    del olds
    if values.get("source") is not None:
        body = wire.asset_bytes(values["source"], "source")
    elif values.get("contentBase64") is not None:
        body = base64.b64decode(values["contentBase64"])
    else:
        body = str(values.get("content") or "").encode()
    more = {"ContentType": values["contentType"]} if values.get("contentType") else {}
    session.call("s3", "put_object", values["region"], Bucket=values["bucket"], Key=values["key"], Body=body, **more)


def _setting(name: str, inputs: str, *, wrap: str, required: str = "", more: JSON | None = None) -> Type:
    """Return the entry of one setting of a bucket, which is put, read and deleted as a whole."""
    put = Call(f"put_{name}", {"Bucket": "{bucket}"}, inputs, wrap=wrap)
    return Type(
        service="s3",
        inputs=f"bucket {inputs}",
        required=f"bucket {required}",
        replaces="bucket",
        id="{bucket}",
        create=put,
        read=Call(f"get_{name}", {"Bucket": "{bucket}"}, result=wrap[:1].lower() + wrap[1:]),
        update=(put,),
        delete=(Call(f"delete_{name}", {"Bucket": "{bucket}"}),),
        **(more or {}),
    )


TYPES = {
    "aws:s3/bucket:Bucket": Type(
        service="s3",
        inputs="bucket bucketPrefix forceDestroy objectLockEnabled",
        computed="arn bucketDomainName bucketRegionalDomainName bucketRegion hostedZoneId",
        replaces="bucket bucketPrefix objectLockEnabled",
        defaults={"forceDestroy": False},
        filled="objectLockEnabled",
        write_only="objectLockEnabled",
        auto_name=AutoName(name="bucket", limit=63, lower=True, prefix="bucketPrefix"),
        names={"objectLockEnabled": "ObjectLockEnabledForBucket"},
        id="{bucket}",
        create=Call(
            "create_bucket",
            {"CreateBucketConfiguration": "{CreateBucketConfiguration}"},
            "bucket objectLockEnabled",
            run=_place,
        ),
        after_create=(
            Call(
                run=lambda session, values, olds: (
                    _put_tags(session, values, olds) if session.default_tags or values.get("tags") else None
                )
            ),
        ),
        read=Call("head_bucket", {"Bucket": "{id}"}, result="{found: `true`}"),
        local="forceDestroy",
        update=(Call(run=_put_tags, inputs="tags"),),
        delete=(Call(run=_empty), Call("delete_bucket", {"Bucket": "{id}"})),
        present=_show_bucket,
        tags=Tags(
            "", "", {}, at_creation=False, listing=Call("get_bucket_tagging", {"Bucket": "{id}"}, result="tagSet")
        ),
    ),
    "aws:s3/bucketPolicy:BucketPolicy": _setting(
        "bucket_policy", "policy", wrap="", required="policy", more={"policies": "policy"}
    ),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": Type(
        service="s3",
        inputs="bucket blockPublicAcls blockPublicPolicy ignorePublicAcls restrictPublicBuckets skipDestroy",
        required="bucket",
        replaces="bucket",
        defaults={
            "blockPublicAcls": False,
            "blockPublicPolicy": False,
            "ignorePublicAcls": False,
            "restrictPublicBuckets": False,
        },
        local="skipDestroy",
        id="{bucket}",
        create=(
            _block := Call(
                "put_public_access_block",
                {"Bucket": "{bucket}"},
                "blockPublicAcls blockPublicPolicy ignorePublicAcls restrictPublicBuckets",
                wrap="PublicAccessBlockConfiguration",
            )
        ),
        read=Call("get_public_access_block", {"Bucket": "{bucket}"}, result="publicAccessBlockConfiguration"),
        update=(_block,),
        delete=(Call("delete_public_access_block", {"Bucket": "{bucket}"}),),
    ),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": Type(
        service="s3",
        inputs="bucket rule",
        required="bucket rule",
        replaces="bucket",
        names={"rule": "Rules"},
        show={"rule": "rules[0]"},
        id="{bucket}",
        create=(
            _own := Call("put_bucket_ownership_controls", {"Bucket": "{bucket}"}, "rule", wrap="OwnershipControls")
        ),
        read=Call("get_bucket_ownership_controls", {"Bucket": "{bucket}"}, result="ownershipControls"),
        update=(_own,),
        delete=(Call("delete_bucket_ownership_controls", {"Bucket": "{bucket}"}),),
    ),
    "aws:s3/bucketVersioning:BucketVersioning": Type(
        service="s3",
        inputs="bucket versioningConfiguration",
        required="bucket versioningConfiguration",
        replaces="bucket",
        partial="versioningConfiguration",
        names={"versioningConfiguration": "VersioningConfiguration"},
        id="{bucket}",
        create=(_version := Call("put_bucket_versioning", {"Bucket": "{bucket}"}, "versioningConfiguration")),
        read=Call(
            "get_bucket_versioning",
            {"Bucket": "{bucket}"},
            result="{versioningConfiguration: {status: status, mfaDelete: mFADelete}}",
        ),
        update=(_version,),
        delete=(
            Call("put_bucket_versioning", {"Bucket": "{bucket}", "VersioningConfiguration": {"Status": "Suspended"}}),
        ),
    ),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": Type(
        service="s3",
        inputs="bucket rules",
        required="bucket rules",
        replaces="bucket",
        partial="rules",
        names={"rules": "Rules"},
        send={
            "rules": lambda rules: [
                {
                    **({"BucketKeyEnabled": rule["bucketKeyEnabled"]} if "bucketKeyEnabled" in rule else {}),
                    "ApplyServerSideEncryptionByDefault": {
                        "SSEAlgorithm": rule["applyServerSideEncryptionByDefault"]["sseAlgorithm"],
                        **(
                            {"KMSMasterKeyID": rule["applyServerSideEncryptionByDefault"]["kmsMasterKeyId"]}
                            if rule["applyServerSideEncryptionByDefault"].get("kmsMasterKeyId")
                            else {}
                        ),
                    },
                }
                for rule in rules
            ]
        },
        show={
            "rules": "rules[].{bucketKeyEnabled: bucketKeyEnabled, applyServerSideEncryptionByDefault: "
            "applyServerSideEncryptionByDefault.{sseAlgorithm: sseAlgorithm, kmsMasterKeyId: kmsMasterKeyID}}"
        },
        present=_show_encryption,
        id="{bucket}",
        create=(
            _encrypt := Call(
                "put_bucket_encryption", {"Bucket": "{bucket}"}, "rules", wrap="ServerSideEncryptionConfiguration"
            )
        ),
        read=Call("get_bucket_encryption", {"Bucket": "{bucket}"}, result="serverSideEncryptionConfiguration"),
        update=(_encrypt,),
        delete=(Call("delete_bucket_encryption", {"Bucket": "{bucket}"}),),
    ),
    **dict.fromkeys(
        ("aws:s3/bucketObject:BucketObject", "aws:s3/bucketObjectv2:BucketObjectv2"),
        Type(
            service="s3",
            inputs="bucket key content contentBase64 source contentType forceDestroy",
            required="bucket",
            computed="arn etag versionId",
            volatile="etag versionId",
            replaces="bucket key",
            defaults={"forceDestroy": False},
            filled="contentType",
            write_only="content contentBase64 source",
            auto_name=AutoName(name="key", separator="", digits=0, limit=1024),
            names={"etag": "ETag"},
            show={"etag": "eTag"},
            id="{bucket}/{key}",
            create=Call(run=_put_object),
            read=Call("head_object", {"Bucket": "{bucket}", "Key": "{key}"}),
            local="forceDestroy",
            update=(Call(run=_put_object, inputs="content contentBase64 source contentType"),),
            delete=(Call("delete_object", {"Bucket": "{bucket}", "Key": "{key}"}),),
            derived={"arn": "arn:{partition}:s3:::{bucket}/{key}"},
        ),
    ),
}
