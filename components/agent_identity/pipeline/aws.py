"""The pipeline on AWS.

Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagement.html. Its
column of condition keys says that `iam:PermissionsBoundary` and `iam:PolicyARN` are sent with what is conditioned here.
"""

from collections.abc import Sequence
from typing import Any, Final

from agent_identity.pipeline import Need
from agent_identity.tags import ACCESS_PATH, BOUNDARY_PATH, PATH

ROLE_NAME: Final = "agent-pipeline"
ROLE_PATH: Final = "/agent-pipeline/"
"""Not under `/agents/`: the pipeline is no agent, and may change what is under that path."""

_READ = (
    "iam:GetRole",
    "iam:GetRolePolicy",
    "iam:ListAttachedRolePolicies",
    "iam:ListInstanceProfilesForRole",
    "iam:ListRolePolicies",
    "iam:ListRoleTags",
)
_BOUNDED = ("iam:CreateRole", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy")
_ATTACH = ("iam:AttachRolePolicy",)
_EDIT = ("iam:TagRole", "iam:UntagRole", "iam:UpdateAssumeRolePolicy", "iam:UpdateRole", "iam:UpdateRoleDescription")
_REMOVE = ("iam:DeleteRole", "iam:DeleteRolePolicy", "iam:DetachRolePolicy")
_READ_POLICIES = ("iam:GetPolicy", "iam:GetPolicyVersion", "iam:ListPolicyVersions", "iam:ListPolicyTags")
_POLICY_CHANGES = (
    "iam:CreatePolicy",
    "iam:CreatePolicyVersion",
    "iam:DeletePolicy",
    "iam:DeletePolicyVersion",
    "iam:SetDefaultPolicyVersion",
    "iam:TagPolicy",
    "iam:UntagPolicy",
)

FLEET: Final = (
    Need("preview", ("sts:GetCallerIdentity",), "*", "the provider checks that it is in the target's account"),
    Need("preview", _READ, f"role{PATH}*", "refresh, adoption and drift"),
    Need("preview", _READ_POLICIES, f"policy{ACCESS_PATH}*", "refresh and drift of grants that do not fit inline"),
    Need("up", _BOUNDED, f"role{PATH}*", "only where the request or the role carries an approved boundary"),
    Need(
        "up",
        _ATTACH,
        f"role{PATH}*",
        f"the same, and only policies under `{ACCESS_PATH}`",
    ),
    Need("up", _POLICY_CHANGES, f"policy{ACCESS_PATH}*", "grants that do not fit inline; removing them too"),
    Need("up", _EDIT, f"role{PATH}*", "a new version is a tag; a trust may be narrowed"),
    Need("destroy", _REMOVE, f"role{PATH}*", "a retired agent's principal is deleted"),
)
"""What the fleet's stacks need on AWS."""

FOUNDATION: Final = (
    Need("preview", ("sts:GetCallerIdentity",), "*", "the provider checks that it is in the target's account"),
    Need(
        "preview",
        _READ_POLICIES,
        f"policy{BOUNDARY_PATH}*",
        "refresh and drift",
    ),
    Need("preview", _READ, f"role{ROLE_PATH}*", "refresh of the pipeline's role"),
    Need("up", _POLICY_CHANGES, f"policy{BOUNDARY_PATH}*", "boundaries and their versions"),
    Need(
        "up",
        (
            "iam:CreateRole",
            "iam:PutRolePolicy",
            "iam:TagRole",
            "iam:UntagRole",
            "iam:UpdateAssumeRolePolicy",
            "iam:UpdateRole",
        ),
        f"role{ROLE_PATH}*",
        "the pipeline's role, where it is asked for",
    ),
    Need(
        "up",
        (
            "organizations:CreatePolicy",
            "organizations:UpdatePolicy",
            "organizations:AttachPolicy",
            "organizations:DescribePolicy",
            "organizations:ListTargetsForPolicy",
            "organizations:TagResource",
            "organizations:UntagResource",
            "organizations:ListTagsForResource",
        ),
        "the management account or a delegated administrator",
        "the service control policy, where it is asked for",
    ),
    Need(
        "destroy",
        ("iam:DeleteRole", "iam:DeleteRolePolicy", "organizations:DetachPolicy", "organizations:DeletePolicy"),
        "what was made",
        "removing the foundation",
    ),
)
"""What the foundation's stacks need on AWS."""


def role_policy(partition: str, account: str, boundaries: Sequence[str]) -> dict[str, Any]:
    """Returns the fleet pipeline's permissions in one account.

    Args:
        partition: `aws`, `aws-cn` or `aws-us-gov`.
        account: The target's account id.
        boundaries: ARNs of the approved boundaries; a role can be made, or given a policy, under these alone.

    Raises:
        ValueError: When there is no boundary: the condition would then hold for none, and nothing could be deployed.
    """
    if not boundaries:
        raise ValueError("the pipeline's role needs at least one approved boundary")
    roles = f"arn:{partition}:iam::{account}:role{PATH}*"
    grants = f"arn:{partition}:iam::{account}:policy{ACCESS_PATH}*"
    bounded = {"StringEquals": {"iam:PermissionsBoundary": sorted(boundaries)}}
    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "Whoami", "Effect": "Allow", "Action": "sts:GetCallerIdentity", "Resource": "*"},
            {"Sid": "Read", "Effect": "Allow", "Action": list(_READ), "Resource": roles},
            {
                "Sid": "Grants",
                "Effect": "Allow",
                "Action": [*_READ_POLICIES, *_POLICY_CHANGES],
                "Resource": grants,
            },
            {
                "Sid": "MakeBounded",
                "Effect": "Allow",
                "Action": list(_BOUNDED),
                "Resource": roles,
                "Condition": bounded,
            },
            {
                "Sid": "AttachGrants",
                "Effect": "Allow",
                "Action": list(_ATTACH),
                "Resource": roles,
                "Condition": {**bounded, "ArnLike": {"iam:PolicyARN": grants}},
            },
            {"Sid": "EditAndRemove", "Effect": "Allow", "Action": [*_EDIT, *_REMOVE], "Resource": roles},
            {
                "Sid": "NeverUnbind",
                "Effect": "Deny",
                "Action": "iam:DeleteRolePermissionsBoundary",
                "Resource": "*",
            },
            {
                "Sid": "NeverChangeABoundary",
                "Effect": "Deny",
                "Action": list(_POLICY_CHANGES),
                "NotResource": grants,
            },
            {
                "Sid": "NeverBecomeAnAgent",
                "Effect": "Deny",
                "Action": ["iam:PassRole", "sts:AssumeRole"],
                "Resource": roles,
            },
        ],
    }
