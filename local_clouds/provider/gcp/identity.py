"""Service accounts, their keys, custom roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_clouds.provider.errors import NotFoundError, ServiceError
from local_clouds.provider.gcp.mapping import Call, Type

if TYPE_CHECKING:
    from local_clouds.provider.adapter import JSON
    from local_clouds.provider.gcp.session import Session

_ACCOUNTS = "projects.serviceAccounts"


def _switch(session: Session, values: JSON, olds: JSON) -> None:
    """Disable or enable the account, which is a call of its own."""
    if bool(values.get("disabled")) != bool(olds.get("disabled")):
        action = "disable" if values.get("disabled") else "enable"
        session.call("iam.v1", f"{_ACCOUNTS}.{action}", name=values["id"], body={})


def _present_account(session: Session, outputs: JSON, answer: JSON) -> None:
    del session
    outputs["accountId"] = answer["email"].split("@")[0]
    outputs["member"] = f"serviceAccount:{answer['email']}"
    outputs["disabled"] = bool(answer.get("disabled"))
    outputs["project"] = answer["projectId"]


def _present_key(session: Session, outputs: JSON, answer: JSON) -> None:
    del session
    outputs["serviceAccountId"] = answer["name"].split("/keys/")[0]
    outputs["validAfter"], outputs["validBefore"] = answer["validAfterTime"], answer["validBeforeTime"]
    if "privateKeyData" in answer:
        outputs["privateKey"] = answer["privateKeyData"]
    if "publicKeyData" in answer:
        outputs["publicKey"] = answer["publicKeyData"]


def _no_upload(session: Session, values: JSON, body: JSON) -> None:
    del session
    if values.get("publicKeyData"):
        raise ServiceError("UNSUPPORTED", "publicKeyData is not supported by the local clouds; leave it out.")
    for name in ("publicKeyType", "name"):
        body.pop(name, None)


def _deleted_role(session: Session, values: JSON) -> bool:
    """Take a deleted role of this id back, as the real provider does: the id cannot be used anew for weeks."""
    owner = f"organizations/{values['orgId']}" if "orgId" in values else f"projects/{values['project']}"
    roles, name = f"{owner.split('/', maxsplit=1)[0]}.roles", f"{owner}/roles/{values['roleId']}"
    try:
        found = session.call("iam.v1", f"{roles}.get", name=name)
    except NotFoundError:
        return False
    if not found.get("deleted"):
        raise ServiceError("409", f"Custom role {name} already exists and must be imported")
    session.call("iam.v1", f"{roles}.undelete", name=name, body={})
    return True


def _known_account(session: Session, values: JSON) -> bool:
    """Take an existing account over if the program says so."""
    if not values.get("createIgnoreAlreadyExists"):
        return False
    values["email"] = f"{values['accountId']}@{values['project']}.iam.gserviceaccount.com"
    try:
        session.call(
            "iam.v1", f"{_ACCOUNTS}.get", name=f"projects/{values['project']}/serviceAccounts/{values['email']}"
        )
    except NotFoundError:
        return False
    return True


def _present_role(session: Session, outputs: JSON, answer: JSON) -> None:
    del session
    outputs["roleId"] = answer["name"].rsplit("/", 1)[1]
    outputs["permissions"] = answer.get("includedPermissions", [])
    outputs["deleted"] = bool(answer.get("deleted"))
    if answer["name"].startswith("organizations/"):
        outputs["orgId"] = answer["name"].split("/")[1]


def role(owner: str, field: str) -> Type:
    """Return the entry of custom roles of a project or an organisation."""
    return Type(
        api="iam.v1",
        collection=f"{owner}.roles",
        schema="Role",
        id=f"{owner}/{{{field}}}/roles/{{roleId}}",
        sent="title description stage permissions",
        kept=f"{field} roleId deletionPolicy",
        required=f"roleId title permissions{'' if field == 'project' else ' orgId'}",
        computed="name deleted",
        replaces=f"roleId {field}",
        defaults={"stage": "GA"},
        unordered="permissions",
        renames={"permissions": "includedPermissions"},
        existing=_deleted_role,
        create=Call("create", {"parent": f"{owner}/{{{field}}}"}, wrapper="role", body={"roleId": "{roleId}"}),
        gone=lambda answer: bool(answer.get("deleted")),
        present=_present_role,
    )


_POOL = "projects/{project}/locations/global/workloadIdentityPools/{workloadIdentityPoolId}"


def _present_pool(session: Session, outputs: JSON, answer: JSON) -> None:
    del session
    parts = answer["name"].split("/")
    outputs["workloadIdentityPoolId"] = parts[5]
    if len(parts) > 6:
        outputs["workloadIdentityPoolProviderId"] = parts[7]


TYPES = {
    "gcp:serviceaccount/account:Account": Type(
        api="iam.v1",
        collection=_ACCOUNTS,
        schema="ServiceAccount",
        id="projects/{project}/serviceAccounts/{email}",
        sent="displayName description",
        kept="accountId disabled project createIgnoreAlreadyExists deletionPolicy",
        required="accountId",
        computed="email member name uniqueId",
        replaces="accountId",
        filled="disabled",
        create=Call(
            "create", {"name": "projects/{project}"}, wrapper="serviceAccount", body={"accountId": "{accountId}"}
        ),
        update=Call(
            "patch", {"name": "{id}"}, wrapper="serviceAccount", body={"updateMask": "displayName,description"}
        ),
        existing=_known_account,
        settle=_switch,
        change=_switch,
        present=_present_account,
    ),
    "gcp:serviceaccount/key:Key": Type(
        api="iam.v1",
        collection=f"{_ACCOUNTS}.keys",
        schema="ServiceAccountKey",
        id="{serviceAccountId}/keys/{key}",
        sent="keyAlgorithm privateKeyType",
        kept="serviceAccountId publicKeyType publicKeyData keepers deletionPolicy",
        required="serviceAccountId",
        computed="name privateKey publicKey validAfter validBefore",
        replaces="*",
        defaults={
            "keyAlgorithm": "KEY_ALG_RSA_2048",
            "privateKeyType": "TYPE_GOOGLE_CREDENTIALS_FILE",
            "publicKeyType": "TYPE_X509_PEM_FILE",
        },
        write_only="privateKeyType publicKeyType publicKeyData privateKey",
        secrets="privateKey",
        prepare=_no_upload,
        create=Call("create", {"name": "{serviceAccountId}"}),
        read=Call("get", {"name": "{id}", "publicKeyType": "TYPE_X509_PEM_FILE"}, bare=True),
        update=None,
        present=_present_key,
    ),
    "gcp:projects/iAMCustomRole:IAMCustomRole": role("projects", "project"),
    "gcp:organizations/iAMCustomRole:IAMCustomRole": role("organizations", "orgId"),
    "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": Type(
        api="iam.v1",
        collection="projects.locations.workloadIdentityPools",
        schema="WorkloadIdentityPool",
        id=_POOL,
        sent="displayName description disabled mode inlineCertificateIssuanceConfig inlineTrustConfig",
        kept="workloadIdentityPoolId project deletionPolicy",
        required="workloadIdentityPoolId",
        computed="name state",
        replaces="workloadIdentityPoolId mode",
        create=Call(
            "create",
            {"parent": "projects/{project}/locations/global", "workloadIdentityPoolId": "{workloadIdentityPoolId}"},
        ),
        gone=lambda answer: answer.get("state") == "DELETED",
        present=_present_pool,
    ),
    "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider": Type(
        api="iam.v1",
        collection="projects.locations.workloadIdentityPools.providers",
        schema="WorkloadIdentityPoolProvider",
        id=f"{_POOL}/providers/{{workloadIdentityPoolProviderId}}",
        sent="displayName description disabled attributeCondition attributeMapping oidc aws saml x509",
        kept="workloadIdentityPoolId workloadIdentityPoolProviderId project deletionPolicy",
        required="workloadIdentityPoolId workloadIdentityPoolProviderId",
        computed="name state",
        replaces="workloadIdentityPoolId workloadIdentityPoolProviderId",
        create=Call("create", {"parent": _POOL, "workloadIdentityPoolProviderId": "{workloadIdentityPoolProviderId}"}),
        gone=lambda answer: answer.get("state") == "DELETED",
        present=_present_pool,
    ),
}
