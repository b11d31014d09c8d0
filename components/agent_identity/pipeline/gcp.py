"""The pipeline on GCP.

Source: https://cloud.google.com/iam/docs/permissions-reference. The pipeline may not set a policy on a service account,
make a key or act as one: what it makes is bounded by the project's deny policy, which it cannot change. It sets the
policies of kinds of resources that agents are given access to; whoever sets a policy can name himself in it.
"""

from typing import Final

from agent_identity.pipeline import Need

ROLE_ID: Final = "agentPipeline"

_READ = ("iam.serviceAccounts.get", "iam.serviceAccounts.list", "resourcemanager.projects.get")
_CHANGE = ("iam.serviceAccounts.create", "iam.serviceAccounts.update")
_REMOVE = ("iam.serviceAccounts.delete", "iam.serviceAccounts.disable", "iam.serviceAccounts.enable")

_WITH_POLICY = (
    "aiplatform.reasoningEngines",
    "artifactregistry.repositories",
    "bigquery.datasets",
    "bigquery.tables",
    "bigtable.tables",
    "cloudkms.cryptoKeys",
    "cloudtasks.queues",
    "pubsub.subscriptions",
    "pubsub.topics",
    "run.jobs",
    "run.services",
    "secretmanager.secrets",
    "spanner.databases",
    "storage.buckets",
)
# A dataset keeps its policy in itself: https://cloud.google.com/bigquery/docs/control-access-to-resources-iam.
_READ_GRANTS = (*(f"{kind}.getIamPolicy" for kind in _WITH_POLICY), "bigquery.datasets.get", "iam.roles.get")
_CHANGE_GRANTS = (*(f"{kind}.setIamPolicy" for kind in _WITH_POLICY), "bigquery.datasets.update")

FLEET: Final = (
    Need("preview", _READ, "the target's project", "refresh, adoption and drift"),
    Need("preview", _READ_GRANTS, "the target's project", "refresh and drift of what agents may do"),
    Need("up", _CHANGE, "the target's project", "service accounts and their descriptions"),
    Need("up", _CHANGE_GRANTS, "the target's project", "what agents may do, on the resources; removing it too"),
    Need("up", ("iam.roles.create",), "the target's project", "custom roles, where no predefined one is as narrow"),
    Need("destroy", _REMOVE, "the target's project", "a retired agent's account is deleted, or disabled first"),
    Need("destroy", ("iam.roles.delete",), "the target's project", "its custom roles go with it"),
)
"""What the fleet's stacks need on GCP."""

ON_REQUEST: Final = (
    Need(
        "up",
        ("resourcemanager.projects.getIamPolicy", "resourcemanager.projects.setIamPolicy"),
        "the target's project",
        "only where agents ask for what is bound on the project: Firestore, Cloud SQL, BigQuery jobs",
    ),
    Need(
        "up",
        ("iam.roles.undelete", "iam.roles.update"),
        "the target's project",
        "only to bring a custom role back within 37 days of its removal; the pipeline could widen its own role by it",
    ),
)
"""What the pipeline's role does not hold, because it opens the whole project: grant it apart, while it is needed."""

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
