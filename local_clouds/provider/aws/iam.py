"""IAM roles, policies and the principals' containers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_clouds.provider.adapter import AutoName
from local_clouds.provider.aws.mapping import Call, Members, Tags, Type

if TYPE_CHECKING:
    from local_clouds.provider.adapter import JSON
    from local_clouds.provider.aws.session import Session

_MAX_VERSIONS = 5


def _put_inline_policies(session: Session, values: JSON, olds: JSON) -> None:
    """Make the role's inline policies those that the role lists, and no others."""
    wanted = {policy["name"]: policy["policy"] for policy in values.get("inlinePolicies") or [] if policy.get("name")}
    present = session.call("iam", "list_role_policies", RoleName=values["name"])["policyNames"]
    for name, document in wanted.items():
        session.call("iam", "put_role_policy", RoleName=values["name"], PolicyName=name, PolicyDocument=document)
    for name in present:
        if name not in wanted and (values.get("inlinePolicies") or olds.get("inlinePolicies")):
            session.call("iam", "delete_role_policy", RoleName=values["name"], PolicyName=name)


def _clear_role(session: Session, values: JSON, olds: JSON) -> None:
    """Take off what would keep a role from being deleted: its own inline policies, all if it is to be forced."""
    name = values["name"]
    profiles = session.call("iam", "list_instance_profiles_for_role", RoleName=name)["instanceProfiles"]
    for profile in profiles:
        session.call(
            "iam",
            "remove_role_from_instance_profile",
            InstanceProfileName=profile["instanceProfileName"],
            RoleName=name,
        )
    inline = {policy.get("name") for policy in olds.get("inlinePolicies") or []}
    for policy in session.call("iam", "list_role_policies", RoleName=name)["policyNames"]:
        if values.get("forceDetachPolicies") or policy in inline:
            session.call("iam", "delete_role_policy", RoleName=name, PolicyName=policy)
    if values.get("forceDetachPolicies"):
        for policy in session.call("iam", "list_attached_role_policies", RoleName=name)["attachedPolicies"]:
            session.call("iam", "detach_role_policy", RoleName=name, PolicyArn=policy["policyArn"])


def _show_inline_policies(session: Session, outputs: JSON, recorded: JSON) -> None:
    if not recorded.get("inlinePolicies"):
        return
    names = session.call("iam", "list_role_policies", RoleName=outputs["name"])["policyNames"]
    documents = (session.call("iam", "get_role_policy", RoleName=outputs["name"], PolicyName=name) for name in names)
    outputs["inlinePolicies"] = [{"name": item["policyName"], "policy": item["policyDocument"]} for item in documents]


def _new_version(session: Session, values: JSON, olds: JSON) -> None:
    """Make the document the default version; the service keeps five, so the oldest of five goes first."""
    del olds
    arn = values["id"]
    versions = session.call("iam", "list_policy_versions", PolicyArn=arn)["versions"]
    if len(versions) >= _MAX_VERSIONS:
        oldest = min(
            (version for version in versions if not version["isDefaultVersion"]),
            key=lambda version: int(version["versionId"].removeprefix("v")),
        )
        session.call("iam", "delete_policy_version", PolicyArn=arn, VersionId=oldest["versionId"])
    session.call("iam", "create_policy_version", PolicyArn=arn, PolicyDocument=values["policy"], SetAsDefault=True)


def _drop_versions(session: Session, values: JSON, olds: JSON) -> None:
    del olds
    for version in session.call("iam", "list_policy_versions", PolicyArn=values["id"])["versions"]:
        if not version["isDefaultVersion"]:
            session.call("iam", "delete_policy_version", PolicyArn=values["id"], VersionId=version["versionId"])


def _show_default_version(session: Session, outputs: JSON, recorded: JSON) -> None:
    del recorded
    version = session.call(
        "iam", "get_policy_version", PolicyArn=outputs["arn"], VersionId=outputs.pop("defaultVersionId")
    )
    outputs["policy"] = version["policyVersion"]["document"]


def _swap_role(session: Session, values: JSON, olds: JSON) -> None:
    """Put the profile's one role in the place of the old one."""
    if olds.get("role"):
        session.call(
            "iam", "remove_role_from_instance_profile", InstanceProfileName=values["id"], RoleName=olds["role"]
        )
    if values.get("role"):
        session.call("iam", "add_role_to_instance_profile", InstanceProfileName=values["id"], RoleName=values["role"])


def _show_url(session: Session, outputs: JSON, recorded: JSON) -> None:
    """Give the issuer back with its scheme, which the service drops."""
    del session
    if recorded.get("url") != outputs["url"]:
        outputs["url"] = f"https://{outputs['url']}"


TYPES = {
    "aws:iam/role:Role": Type(
        service="iam",
        regional=False,
        inputs="name namePrefix path assumeRolePolicy description maxSessionDuration permissionsBoundary "
        "forceDetachPolicies managedPolicyArns inlinePolicies",
        required="assumeRolePolicy",
        computed="arn createDate uniqueId",
        replaces="name namePrefix path",
        defaults={"path": "/", "maxSessionDuration": 3600, "forceDetachPolicies": False},
        auto_name=AutoName(limit=64, prefix="namePrefix"),
        local="forceDetachPolicies",
        policies="assumeRolePolicy",
        unordered="managedPolicyArns inlinePolicies",
        names={"name": "RoleName", "assumeRolePolicy": "AssumeRolePolicyDocument", "uniqueId": "RoleId"},
        show={"permissionsBoundary": "permissionsBoundary.permissionsBoundaryArn"},
        id="{name}",
        create=Call("create_role", inputs="*", result="role"),
        after_create=(Call(run=_put_inline_policies, inputs="inlinePolicies"),),
        read=Call("get_role", {"RoleName": "{id}"}, result="role"),
        update=(
            Call(
                "update_role",
                {"RoleName": "{id}"},
                "description maxSessionDuration",
                absent={"description": "", "maxSessionDuration": 3600},
            ),
            Call(
                "update_assume_role_policy",
                {"RoleName": "{id}", "PolicyDocument": "{assumeRolePolicy}"},
                "assumeRolePolicy",
            ),
            Call(
                "put_role_permissions_boundary",
                {"RoleName": "{id}"},
                "permissionsBoundary",
                remove=Call("delete_role_permissions_boundary", {"RoleName": "{id}"}),
            ),
            Call(run=_put_inline_policies, inputs="inlinePolicies"),
        ),
        delete=(Call(run=_clear_role), Call("delete_role", {"RoleName": "{id}"})),
        present=_show_inline_policies,
        members=(
            Members(
                "managedPolicyArns",
                Call("list_attached_role_policies", {"RoleName": "{id}"}, result="attachedPolicies[].policyArn"),
                add=Call("attach_role_policy", {"RoleName": "{id}", "PolicyArn": "{item}"}),
                remove=Call("detach_role_policy", {"RoleName": "{id}", "PolicyArn": "{item}"}),
                exclusive=False,
            ),
        ),
        tags=Tags("tag_role", "untag_role", {"RoleName": "{id}"}),
    ),
    "aws:iam/policy:Policy": Type(
        service="iam",
        regional=False,
        inputs="name namePrefix path policy description delayAfterPolicyCreationInMs",
        required="policy",
        computed="arn attachmentCount policyId",
        replaces="name namePrefix path description",
        defaults={"path": "/"},
        auto_name=AutoName(limit=128, prefix="namePrefix"),
        policies="policy",
        names={"name": "PolicyName", "policy": "PolicyDocument"},
        id="{arn}",
        create=Call("create_policy", inputs="*", result="policy"),
        read=Call("get_policy", {"PolicyArn": "{id}"}, result="policy"),
        local="delayAfterPolicyCreationInMs",
        update=(Call(run=_new_version, inputs="policy"),),
        delete=(Call(run=_drop_versions), Call("delete_policy", {"PolicyArn": "{id}"})),
        present=_show_default_version,
        tags=Tags("tag_policy", "untag_policy", {"PolicyArn": "{id}"}),
    ),
    "aws:iam/instanceProfile:InstanceProfile": Type(
        service="iam",
        regional=False,
        inputs="name namePrefix path role",
        computed="arn createDate uniqueId",
        replaces="name namePrefix path",
        defaults={"path": "/"},
        auto_name=AutoName(limit=128, prefix="namePrefix"),
        names={"name": "InstanceProfileName", "uniqueId": "InstanceProfileId"},
        show={"role": "roles[0].roleName"},
        id="{name}",
        create=Call("create_instance_profile", inputs="*", result="instanceProfile"),
        after_create=(Call(run=_swap_role, inputs="role"),),
        read=Call("get_instance_profile", {"InstanceProfileName": "{id}"}, result="instanceProfile"),
        update=(Call(run=_swap_role, inputs="role"),),
        delete=(
            Call(run=lambda session, values, olds: _swap_role(session, {**values, "role": None}, olds)),
            Call("delete_instance_profile", {"InstanceProfileName": "{id}"}),
        ),
        tags=Tags("tag_instance_profile", "untag_instance_profile", {"InstanceProfileName": "{id}"}),
    ),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": Type(
        service="iam",
        regional=False,
        inputs="url clientIdLists thumbprintLists",
        required="url clientIdLists",
        computed="arn",
        replaces="url",
        filled="thumbprintLists",
        unordered="clientIdLists thumbprintLists",
        names={"clientIdLists": "ClientIDList", "thumbprintLists": "ThumbprintList", "arn": "OpenIDConnectProviderArn"},
        send={"url": lambda url: url if url.startswith("https://") else f"https://{url}"},
        show={"clientIdLists": "clientIDList", "thumbprintLists": "thumbprintList"},
        derived={"arn": "{id}"},
        present=_show_url,
        id="{openIDConnectProviderArn}",
        create=Call("create_open_id_connect_provider", inputs="*"),
        read=Call("get_open_id_connect_provider", {"OpenIDConnectProviderArn": "{id}"}),
        update=(
            Call("update_open_id_connect_provider_thumbprint", {"OpenIDConnectProviderArn": "{id}"}, "thumbprintLists"),
        ),
        delete=(Call("delete_open_id_connect_provider", {"OpenIDConnectProviderArn": "{id}"}),),
        members=(
            Members(
                "clientIdLists",
                Call("get_open_id_connect_provider", {"OpenIDConnectProviderArn": "{id}"}, result="clientIDList"),
                add=Call(
                    "add_client_id_to_open_id_connect_provider",
                    {"OpenIDConnectProviderArn": "{id}", "ClientID": "{item}"},
                ),
                remove=Call(
                    "remove_client_id_from_open_id_connect_provider",
                    {"OpenIDConnectProviderArn": "{id}", "ClientID": "{item}"},
                ),
            ),
        ),
        tags=Tags(
            "tag_open_id_connect_provider", "untag_open_id_connect_provider", {"OpenIDConnectProviderArn": "{id}"}
        ),
    ),
}
