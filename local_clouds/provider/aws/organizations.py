"""AWS Organizations: the organisation, its units, accounts, and service control policies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_clouds.provider.adapter import AutoName
from local_clouds.provider.aws.mapping import Call, Tags, Type

if TYPE_CHECKING:
    from local_clouds.provider.adapter import JSON
    from local_clouds.provider.aws.session import Session

_TAGS = Tags(
    "tag_resource",
    "untag_resource",
    {"ResourceId": "{id}"},
    listing=Call("list_tags_for_resource", {"ResourceId": "{id}"}, result="tags"),
)


def _show_parent(session: Session, outputs: JSON, recorded: JSON) -> None:
    del recorded
    parents = session.call("organizations", "list_parents", ChildId=outputs["id"])["parents"]
    outputs["parentId"] = parents[0]["id"]


def _enabled(root: JSON) -> list[str]:
    return [item["type"] for item in root.get("policyTypes") or [] if item["status"] == "ENABLED"]


def _set_policy_types(session: Session, values: JSON, olds: JSON) -> None:
    """Enable and disable policy types on the root until they are those of the program."""
    del olds
    root = session.call("organizations", "list_roots")["roots"][0]
    wanted, present = set(values.get("enabledPolicyTypes") or []), set(_enabled(root))
    for kind in sorted(wanted - present):
        session.call("organizations", "enable_policy_type", RootId=root["id"], PolicyType=kind)
    for kind in sorted(present - wanted):
        session.call("organizations", "disable_policy_type", RootId=root["id"], PolicyType=kind)


def _show_roots(session: Session, outputs: JSON, recorded: JSON) -> None:
    del recorded
    outputs["roots"] = session.call("organizations", "list_roots")["roots"]
    outputs["enabledPolicyTypes"] = _enabled(outputs["roots"][0])
    outputs["accounts"] = session.call("organizations", "list_accounts")["accounts"]
    outputs["nonMasterAccounts"] = [item for item in outputs["accounts"] if item["id"] != outputs["masterAccountId"]]


TYPES = {
    "aws:organizations/organization:Organization": Type(
        service="organizations",
        regional=False,
        inputs="featureSet enabledPolicyTypes",
        computed="accounts arn masterAccountArn masterAccountEmail masterAccountId masterAccountName nonMasterAccounts "
        "roots",
        replaces="featureSet",
        defaults={"featureSet": "ALL"},
        unordered="enabledPolicyTypes",
        id="{id}",
        create=Call("create_organization", inputs="featureSet", result="organization"),
        after_create=(Call(run=_set_policy_types, inputs="enabledPolicyTypes"),),
        update=(Call(run=_set_policy_types, inputs="enabledPolicyTypes"),),
        read=Call("describe_organization", result="organization"),
        delete=(Call("delete_organization"),),
        present=_show_roots,
    ),
    "aws:organizations/organizationalUnit:OrganizationalUnit": Type(
        service="organizations",
        regional=False,
        inputs="name parentId",
        required="parentId",
        computed="accounts arn",
        replaces="parentId",
        auto_name=AutoName(limit=128),
        id="{id}",
        create=Call("create_organizational_unit", inputs="*", result="organizationalUnit"),
        read=Call("describe_organizational_unit", {"OrganizationalUnitId": "{id}"}, result="organizationalUnit"),
        update=(Call("update_organizational_unit", {"OrganizationalUnitId": "{id}"}, "name"),),
        delete=(Call("delete_organizational_unit", {"OrganizationalUnitId": "{id}"}),),
        present=_show_parent,
        tags=_TAGS,
    ),
    "aws:organizations/policy:Policy": Type(
        service="organizations",
        regional=False,
        inputs="name content description type skipDestroy",
        required="content",
        computed="arn",
        replaces="type",
        defaults={"type": "SERVICE_CONTROL_POLICY", "skipDestroy": False},
        auto_name=AutoName(limit=128),
        policies="content",
        show={
            "id": "policySummary.id",
            "arn": "policySummary.arn",
            "name": "policySummary.name",
            "description": "policySummary.description",
            "type": "policySummary.type",
        },
        id="{id}",
        create=Call("create_policy", {"Description": ""}, inputs="*", result="policy"),
        read=Call("describe_policy", {"PolicyId": "{id}"}, result="policy"),
        local="skipDestroy",
        update=(Call("update_policy", {"PolicyId": "{id}"}, "name content description", absent={"description": ""}),),
        delete=(
            Call(
                run=lambda session, values, _: (
                    None
                    if values.get("skipDestroy")
                    else session.call("organizations", "delete_policy", PolicyId=values["id"])
                )
            ),
        ),
        tags=_TAGS,
    ),
    "aws:organizations/policyAttachment:PolicyAttachment": Type(
        service="organizations",
        regional=False,
        inputs="policyId targetId skipDestroy",
        required="policyId targetId",
        replaces="policyId targetId",
        defaults={"skipDestroy": False},
        id="{targetId}:{policyId}",
        create=Call("attach_policy", inputs="policyId targetId"),
        read=Call(
            "list_targets_for_policy", {"PolicyId": "{policyId}"}, result="targets[?targetId=='{targetId}'] | [0]"
        ),
        local="skipDestroy",
        delete=(
            Call(
                run=lambda session, values, _: (
                    None
                    if values.get("skipDestroy")
                    else session.call(
                        "organizations", "detach_policy", PolicyId=values["policyId"], TargetId=values["targetId"]
                    )
                )
            ),
        ),
    ),
}
