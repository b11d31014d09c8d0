"""IAM inline policies, attachments, and the resources that keep the set of them closed."""

from __future__ import annotations

from local_clouds.provider.adapter import AutoName
from local_clouds.provider.aws.mapping import Call, Members, Type


def _inline(owner: str) -> Type:
    """Return the entry of an inline policy of a role, user or group."""
    who = {f"{owner.capitalize()}Name": f"{{{owner}}}", "PolicyName": "{name}"}
    put = Call(f"put_{owner}_policy", {**who, "PolicyDocument": "{policy}"}, "policy")
    return Type(
        service="iam",
        regional=False,
        inputs=f"{owner} name namePrefix policy",
        required=f"{owner} policy",
        replaces=f"{owner} name namePrefix",
        auto_name=AutoName(limit=128, prefix="namePrefix"),
        policies="policy",
        names={"policy": "PolicyDocument", "name": "PolicyName", owner: f"{owner.capitalize()}Name"},
        id=f"{{{owner}}}:{{name}}",
        create=put,
        read=Call(f"get_{owner}_policy", who),
        update=(put,),
        delete=(Call(f"delete_{owner}_policy", who),),
    )


def _attachment(owner: str) -> Type:
    """Return the entry of a managed policy's attachment to a role, user or group."""
    who = {f"{owner.capitalize()}Name": f"{{{owner}}}"}
    return Type(
        service="iam",
        regional=False,
        inputs=f"{owner} policyArn",
        required=f"{owner} policyArn",
        replaces=f"{owner} policyArn",
        id=f"{{{owner}}}/{{policyArn}}",
        create=Call(f"attach_{owner}_policy", {**who, "PolicyArn": "{policyArn}"}),
        read=Call(f"list_attached_{owner}_policies", who, result="attachedPolicies[?policyArn=='{policyArn}'] | [0]"),
        delete=(Call(f"detach_{owner}_policy", {**who, "PolicyArn": "{policyArn}"}),),
    )


def _exclusive(name: str, listing: Call, add: Call | None, remove: Call) -> Type:
    return Type(
        service="iam",
        regional=False,
        inputs=f"roleName {name}",
        required=f"roleName {name}",
        replaces="roleName",
        unordered=name,
        id="{roleName}",
        create=Call(),
        read=Call("get_role", {"RoleName": "{roleName}"}, result="role.{roleName: roleName}"),
        members=(Members(name, listing, add=add, remove=remove),),
    )


_ROLE = {"RoleName": "{roleName}"}

TYPES = {
    "aws:iam/rolePolicy:RolePolicy": _inline("role"),
    "aws:iam/userPolicy:UserPolicy": _inline("user"),
    "aws:iam/groupPolicy:GroupPolicy": _inline("group"),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": _attachment("role"),
    "aws:iam/userPolicyAttachment:UserPolicyAttachment": _attachment("user"),
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": _attachment("group"),
    # Inline policies that are listed but missing cannot be made from a name: the resource only takes others away.
    "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive": _exclusive(
        "policyNames",
        Call("list_role_policies", _ROLE, result="policyNames"),
        None,
        Call("delete_role_policy", {**_ROLE, "PolicyName": "{item}"}),
    ),
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": _exclusive(
        "policyArns",
        Call("list_attached_role_policies", _ROLE, result="attachedPolicies[].policyArn"),
        Call("attach_role_policy", {**_ROLE, "PolicyArn": "{item}"}),
        Call("detach_role_policy", {**_ROLE, "PolicyArn": "{item}"}),
    ),
}
