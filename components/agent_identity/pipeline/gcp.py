"""The pipeline on GCP.

Source: https://cloud.google.com/iam/docs/permissions-reference. The pipeline may not set a policy on a service account,
make a key or act as one: what it makes is bounded by the project's deny policy, which it cannot change.
"""

from typing import Final

from agent_identity.pipeline import Need

ROLE_ID: Final = "agentPipeline"

_READ = ("iam.serviceAccounts.get", "iam.serviceAccounts.list", "resourcemanager.projects.get")
_CHANGE = ("iam.serviceAccounts.create", "iam.serviceAccounts.update")
_REMOVE = ("iam.serviceAccounts.delete", "iam.serviceAccounts.disable", "iam.serviceAccounts.enable")

FLEET: Final = (
    Need("preview", _READ, "the target's project", "refresh, adoption and drift"),
    Need("up", _CHANGE, "the target's project", "service accounts and their descriptions"),
    Need("destroy", _REMOVE, "the target's project", "a retired agent's account is deleted, or disabled first"),
)
"""What the fleet's stacks need on GCP."""

FOUNDATION: Final = (
    Need(
        "preview",
        ("iam.denypolicies.get", "iam.denypolicies.list"),
        "the boundary's attachment point",
        "refresh and drift",
    ),
    Need("preview", ("orgpolicy.policy.get",), "the project", "refresh of the policies against keys"),
    Need(
        "preview", ("resourcemanager.projects.getIamPolicy", "iam.roles.get"), "the project", "refresh of the pipeline"
    ),
    Need(
        "up",
        ("iam.denypolicies.create", "iam.denypolicies.update", "orgpolicy.policy.set"),
        "the attachment point; roles/iam.denyAdmin and roles/orgpolicy.policyAdmin hold them",
        "the deny policy and the organisation policies",
    ),
    Need(
        "up",
        (
            "iam.roles.create",
            "iam.roles.update",
            "resourcemanager.projects.setIamPolicy",
        ),
        "the project",
        "the pipeline's role and grant, where they are asked for",
    ),
    Need(
        "destroy",
        ("iam.denypolicies.delete", "iam.roles.delete"),
        "what was made",
        "removal",
    ),
)
"""What the foundation's stacks need on GCP."""


def role_permissions() -> list[str]:
    """Returns the permissions of the fleet pipeline's custom role, sorted."""
    return sorted({permission for need in FLEET for permission in need.permissions})
