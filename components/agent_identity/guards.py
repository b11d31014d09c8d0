"""Guards of the guard: what keeps a boundary where it is, beyond the account, subscription or project it stands in.

All are options of the foundation stack, because each needs rights that only the organisation's owners have. GCP's guard
is its organisation policies, which stand with the boundary itself (`agent_identity.boundaries.gcp`).
"""

from collections.abc import Sequence
from typing import Any

from agent_identity.tags import BOUNDARY_PATH, PATH


def service_control_policy(boundaries: Sequence[str], keepers: Sequence[str]) -> dict[str, Any]:
    """Returns the AWS service control policy that holds agent roles under their boundaries in a whole unit.

    It binds member accounts only: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html.
    Keep agents out of the management account.

    Args:
        boundaries: ARNs of the approved boundaries; wildcards in the account are accepted, for a unit of many accounts.
        keepers: ARNs, or patterns of ARNs, of the principals that run the foundation stack and may change a boundary.

    Raises:
        ValueError: When either is empty: no role could be made, or nobody could ever change a boundary.
    """
    if not boundaries or not keepers:
        raise ValueError("a service control policy needs at least one approved boundary and one keeper of boundaries")
    roles = f"arn:*:iam::*:role{PATH}*"
    but_keepers = {"ArnNotLike": {"aws:PrincipalArn": sorted(keepers)}}
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "OnlyBoundedAgents",
                "Effect": "Deny",
                "Action": [
                    "iam:CreateRole",
                    "iam:PutRolePermissionsBoundary",
                    "iam:PutRolePolicy",
                    "iam:AttachRolePolicy",
                ],
                "Resource": roles,
                "Condition": {"ArnNotLike": {"iam:PermissionsBoundary": sorted(boundaries)}},
            },
            {"Sid": "NeverUnbind", "Effect": "Deny", "Action": "iam:DeleteRolePermissionsBoundary", "Resource": roles},
            {
                "Sid": "OnlyKeepersChangeBoundaries",
                "Effect": "Deny",
                "Action": [
                    "iam:CreatePolicy",
                    "iam:CreatePolicyVersion",
                    "iam:DeletePolicy",
                    "iam:DeletePolicyVersion",
                    "iam:SetDefaultPolicyVersion",
                ],
                "Resource": f"arn:*:iam::*:policy{BOUNDARY_PATH}*",
                "Condition": but_keepers,
            },
        ],
    }


def grantor_condition(allowed_roles: Sequence[str]) -> str:
    """Returns the Azure condition for whoever may grant roles to agents: the listed roles, to service principals.

    Two clauses, because a write is judged by the request and a delete by the resource:
    https://learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-examples.

    Args:
        allowed_roles: GUIDs of the role definitions that may be granted.

    Raises:
        ValueError: When there is none: such a grantor could grant nothing, so leave the grant out.
    """
    if not allowed_roles:
        raise ValueError("a grantor's condition needs at least one role that may be granted")
    assignments = "Microsoft.Authorization/roleAssignments"
    roles = ", ".join(sorted(allowed_roles))
    return " AND ".join(
        f"((!(ActionMatches{{'{assignments}/{verb}'}})) OR "
        f"(@{side}[{assignments}:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{roles}}} AND "
        f"@{side}[{assignments}:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {{'ServicePrincipal'}}))"
        for verb, side in (("write", "Request"), ("delete", "Resource"))
    )
