"""What a killed run may have made without noting it: the engine writes down that it begins, and then knows no more.

The names of this project's objects follow from what we chose, so what the cloud would call each of them is known. The
record is told that the object is there; the refresh that follows drops it again where the cloud has none.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from agent_identity.catalog import AnyTarget, AwsTarget, AzureTarget, KubernetesTarget

Inputs = Mapping[str, Any]


def identifier(resource: Mapping[str, Any], target: AnyTarget) -> str | None:
    """Returns what the cloud calls a resource of our stacks, or None where that does not follow from its inputs.

    Args:
        resource: The resource as the stack's record holds it, without an id.
        target: The stack's target.
    """
    kind, inputs = str(resource["type"]), resource.get("inputs") or {}
    try:
        if isinstance(target, KubernetesTarget):
            metadata = inputs["metadata"]
            return "/".join(filter(None, (metadata.get("namespace"), metadata["name"])))
        if kind == "aws:iam/policy:Policy" and isinstance(target, AwsTarget):
            return f"arn:{target.arn_partition}:iam::{target.account}:policy{inputs['path']}{inputs['name']}"
        if isinstance(target, AzureTarget):
            return _azure(kind, inputs, target)
        return _PLAIN[kind](inputs) if kind in _PLAIN else None
    except KeyError:
        return None


_PLAIN: Final[Mapping[str, Callable[[Inputs], str]]] = {
    "aws:iam/role:Role": lambda inputs: str(inputs["name"]),
    "aws:iam/rolePolicy:RolePolicy": lambda inputs: f"{inputs['role']}:{inputs['name']}",
    "gcp:iam/denyPolicy:DenyPolicy": lambda inputs: f"{inputs['parent']}/{inputs['name']}",
    "gcp:orgpolicy/policy:Policy": lambda inputs: str(inputs["name"]),
    "gcp:projects/iAMCustomRole:IAMCustomRole": lambda inputs: f"projects/{inputs['project']}/roles/{inputs['roleId']}",
    "gcp:serviceaccount/account:Account": lambda inputs: (
        f"projects/{inputs['project']}/serviceAccounts/"
        f"{inputs['accountId']}@{inputs['project']}.iam.gserviceaccount.com"
    ),
}


_AZURE: Final[Mapping[str, Callable[[Inputs], str]]] = {
    "PolicyDefinition": lambda inputs: f"policyDefinitions/{inputs['policyDefinitionName']}",
    "PolicyAssignment": lambda inputs: f"policyAssignments/{inputs['policyAssignmentName']}",
    "RoleDefinition": lambda inputs: f"roleDefinitions/{inputs['roleDefinitionId']}",
    "RoleAssignment": lambda inputs: f"roleAssignments/{inputs['roleAssignmentName']}",
}
"""Authorization resources, which stand under a scope of their own."""


def _azure(kind: str, inputs: Inputs, target: AzureTarget) -> str | None:
    subscription = f"/subscriptions/{target.subscription}"
    group = f"{subscription}/resourceGroups/{inputs.get('resourceGroupName')}"
    name = kind.rpartition(":")[2]
    if name == "ResourceGroup":
        return group
    if name == "UserAssignedIdentity":
        return f"{group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{inputs['resourceName']}"
    if name not in _AZURE:
        return None
    return f"{inputs.get('scope', subscription)}/providers/Microsoft.Authorization/{_AZURE[name](inputs)}"
