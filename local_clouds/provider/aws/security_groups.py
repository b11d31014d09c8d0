"""Security groups and their rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_clouds.provider.adapter import AutoName
from local_clouds.provider.aws.ec2 import tags
from local_clouds.provider.aws.mapping import Call, Tags, Type

if TYPE_CHECKING:
    from local_clouds.provider.adapter import JSON
    from local_clouds.provider.aws.session import Session

_RANGES = {
    "cidrBlocks": ("IpRanges", "CidrIp"),
    "ipv6CidrBlocks": ("Ipv6Ranges", "CidrIpv6"),
    "prefixListIds": ("PrefixListIds", "PrefixListId"),
    "securityGroups": ("UserIdGroupPairs", "GroupId"),
}


def _permission(rule: JSON, group: str) -> JSON:
    """Return one inline rule in the API's form."""
    permission: JSON = {"IpProtocol": str(rule["protocol"])}
    if permission["IpProtocol"] != "-1":
        permission |= {"FromPort": rule["fromPort"], "ToPort": rule["toPort"]}
    note = {"Description": rule["description"]} if rule.get("description") else {}
    for name, (member, field) in _RANGES.items():
        values = list(rule.get(name) or []) + ([group] if name == "securityGroups" and rule.get("self") else [])
        if values:
            permission[member] = [{field: value, **note} for value in values]
    return permission


def _inline(permission: JSON, group: str) -> list[JSON]:
    """Return a permission of the API as inline rules, one a description."""
    rules: dict[str, JSON] = {}
    for name, (member, field) in _RANGES.items():
        for item in permission.get(member[0].lower() + member[1:]) or []:
            text = item.get("description") or ""
            rule = rules.setdefault(
                text,
                {
                    "protocol": permission["ipProtocol"],
                    "fromPort": permission.get("fromPort", 0),
                    "toPort": permission.get("toPort", 0),
                    **({"description": text} if text else {}),
                },
            )
            value = item[field[0].lower() + field[1:]]
            if name == "securityGroups" and value == group:
                rule["self"] = True
            else:
                rule.setdefault(name, []).append(value)
    return list(rules.values())


def _set_rules(session: Session, values: JSON, olds: JSON) -> None:
    """Make the inline rules those of the program; a direction that it leaves out is not touched."""
    group = session.call("ec2", "describe_security_groups", values["region"], GroupIds=[values["id"]])[
        "securityGroups"
    ][0]
    for direction in ("ingress", "egress"):
        wanted = values.get(direction)
        if wanted is None and direction not in olds:
            continue
        present = group["ipPermissions" if direction == "ingress" else "ipPermissionsEgress"]
        old = [_permission(rule, values["id"]) for item in present for rule in _inline(item, values["id"])]
        new = [_permission(rule, values["id"]) for rule in wanted or []]
        arguments = {"GroupId": values["id"]}
        gone, added = [rule for rule in old if rule not in new], [rule for rule in new if rule not in old]
        if gone:
            session.call("ec2", f"revoke_security_group_{direction}", values["region"], **arguments, IpPermissions=gone)
        if added:
            session.call(
                "ec2", f"authorize_security_group_{direction}", values["region"], **arguments, IpPermissions=added
            )


def _create_rules(session: Session, values: JSON, olds: JSON) -> None:
    """Take off the service's own "all egress" and put the program's rules on, as the real provider does."""
    del olds
    _set_rules(session, {**values, "egress": values.get("egress") or [], "ingress": values.get("ingress") or []}, {})


def _show_rules(session: Session, outputs: JSON, recorded: JSON) -> None:
    del session, recorded
    for direction, field in (("ingress", "ipPermissions"), ("egress", "ipPermissionsEgress")):
        permissions = outputs.pop(field, None) or []
        outputs[direction] = [rule for item in permissions for rule in _inline(item, outputs["groupId"])]


def _show_rule(session: Session, outputs: JSON, recorded: JSON) -> None:
    """Leave out the -1 that stands for "no port" in a rule of all protocols."""
    del session, recorded
    for name in ("fromPort", "toPort"):
        if outputs.get(name) == -1:
            del outputs[name]


def _rule(direction: str) -> Type:
    """Return the entry of a rule that is a resource of its own."""
    egress = direction == "egress"

    def create(session: Session, values: JSON, olds: JSON) -> None:
        del olds
        answer = session.call(
            "ec2",
            f"authorize_security_group_{direction}",
            values["region"],
            GroupId=values["securityGroupId"],
            IpPermissions=[_single(values)],
        )
        values["securityGroupRuleId"] = answer["securityGroupRules"][0]["securityGroupRuleId"]

    def update(session: Session, values: JSON, olds: JSON) -> None:
        del olds
        session.call(
            "ec2",
            "modify_security_group_rules",
            values["region"],
            GroupId=values["securityGroupId"],
            SecurityGroupRules=[{"SecurityGroupRuleId": values["id"], "SecurityGroupRule": _modified(values)}],
        )

    return Type(
        service="ec2",
        inputs="securityGroupId ipProtocol cidrIpv4 cidrIpv6 prefixListId referencedSecurityGroupId fromPort toPort "
        "description",
        required="securityGroupId ipProtocol",
        computed="arn securityGroupRuleId",
        replaces="securityGroupId",
        names={"securityGroupId": "GroupId"},
        show={"referencedSecurityGroupId": "referencedGroupInfo.groupId"},
        id="{securityGroupRuleId}",
        create=Call(run=create),
        read=Call(
            "describe_security_group_rules",
            {"SecurityGroupRuleIds": ["{id}"]},
            result=f"securityGroupRules[?isEgress==`{str(egress).lower()}`] | [0]",
        ),
        update=(
            Call(
                run=update,
                inputs="ipProtocol cidrIpv4 cidrIpv6 prefixListId referencedSecurityGroupId fromPort "
                "toPort description",
            ),
        ),
        delete=(
            Call(
                f"revoke_security_group_{direction}", {"GroupId": "{securityGroupId}", "SecurityGroupRuleIds": ["{id}"]}
            ),
        ),
        derived={"arn": "arn:{partition}:ec2:{region}:{account}:security-group-rule/{id}"},
        present=_show_rule,
        tags=Tags("create_tags", "delete_tags", {"Resources": ["{id}"]}, keys="", at_creation=False),
    )


def _single(values: JSON) -> JSON:
    permission: JSON = {"IpProtocol": str(values["ipProtocol"])}
    for name, member in (("fromPort", "FromPort"), ("toPort", "ToPort")):
        if values.get(name) is not None:
            permission[member] = values[name]
    note = {"Description": values["description"]} if values.get("description") else {}
    names = {
        "cidrIpv4": "cidrBlocks",
        "cidrIpv6": "ipv6CidrBlocks",
        "prefixListId": "prefixListIds",
        "referencedSecurityGroupId": "securityGroups",
    }
    for name, plural in names.items():
        if values.get(name):
            member, field = _RANGES[plural]
            permission[member] = [{field: values[name], **note}]
    return permission


def _modified(values: JSON) -> JSON:
    members = {
        "ipProtocol": "IpProtocol",
        "fromPort": "FromPort",
        "toPort": "ToPort",
        "cidrIpv4": "CidrIpv4",
        "cidrIpv6": "CidrIpv6",
        "prefixListId": "PrefixListId",
        "description": "Description",
        "referencedSecurityGroupId": "ReferencedGroupId",
    }
    return {member: values[name] for name, member in members.items() if values.get(name) is not None}


TYPES = {
    "aws:ec2/securityGroup:SecurityGroup": Type(
        service="ec2",
        inputs="name namePrefix description vpcId ingress egress revokeRulesOnDelete",
        computed="arn ownerId",
        replaces="name namePrefix description vpcId",
        defaults={"description": "Managed by Pulumi", "revokeRulesOnDelete": False},
        filled="vpcId ingress egress",
        unordered="ingress egress",
        auto_name=AutoName(limit=255, prefix="namePrefix"),
        names={"name": "GroupName", "arn": "SecurityGroupArn"},
        id="{groupId}",
        create=Call("create_security_group", inputs="name description vpcId"),
        after_create=(Call(run=_create_rules),),
        read=Call("describe_security_groups", {"GroupIds": ["{id}"]}, result="securityGroups[0]"),
        local="revokeRulesOnDelete",
        update=(Call(run=_set_rules, inputs="ingress egress"),),
        delete=(Call("delete_security_group", {"GroupId": "{id}"}),),
        derived={"arn": "arn:{partition}:ec2:{region}:{account}:security-group/{id}"},
        present=_show_rules,
        tags=tags("security-group"),
    ),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _rule("egress"),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _rule("ingress"),
}
