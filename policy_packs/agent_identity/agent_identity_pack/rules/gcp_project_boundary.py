"""GCP: every agent's service account stands in a project under the deny policy."""

from collections.abc import Iterator
from urllib.parse import unquote

from agent_identity.permissions.stacks.kinds import GCP_SERVICE_ACCOUNT
from agent_identity.permissions.stacks.resource import Resource
from agent_identity.permissions.unknown import UNKNOWN
from agent_identity.permissions.values import at, known_text, listed
from agent_identity_pack.agents import project_of
from agent_identity_pack.boundary_objects import DENY_POLICY, is_ours, lacks
from agent_identity_pack.context import Context
from agent_identity_pack.rule import Examples, Finding, Rule, broken, unproven

FIX = "put the account into a project under an agent_identity.gcp boundary, listed in approvedBoundaries.gcp"


def check(account: Resource, context: Context) -> Iterator[Finding]:
    """Finds a service account whose project lies under no deny policy of ours, or whose project is not known."""
    agent, name, project = context.agent_of(account) is not None, account.label, known_text(project_of(account))
    if project in context.config.gcp_projects or not context.complete:
        return
    if project is None:
        sentence = f"the project of {name} is not known, so neither is its boundary"
        yield unproven(account, name, sentence, FIX, "project", agent=agent)
        return
    policies = [policy for policy in context.stack.of(DENY_POLICY) if is_ours(policy, context)]
    if not any(_covers(policy, project) and lacks(policy, context) == [] for policy in policies):
        sentence = f"{name} stands in the project {project}, which lies under no approved deny policy"
        yield broken(account, name, sentence, FIX, f"project {project}", agent=agent)


def _covers(policy: Resource, project: str) -> bool:
    parent = unquote(known_text(policy.get("parent")) or "")
    if parent != f"cloudresourcemanager.googleapis.com/projects/{project}":
        return False
    return all(
        any(item is UNKNOWN or "/projects/" in str(item) for item in listed(at(rule, "denyRule", "deniedPrincipals")))
        for rule in listed(policy.get("rules"))
    )


_PROGRAM = """
import pulumi_gcp as gcp

bucket = gcp.storage.Bucket("project-bucket", location="EU")
gcp.serviceaccount.Account(
    "project-reader",
    account_id="project-reader",
    project=PROJECT,
    description="agent-type=project-reader agent-version=1.0.0 agent-environment=prod agent-team=payments",
)
"""

RULE = Rule(
    id="gcp-project-boundary",
    severity="critical",
    requirements=("P3-2",),
    sentence="An agent's service account stands in a project under the agents' deny policy and in its principal set.",
    remediation=FIX,
    kinds=frozenset({GCP_SERVICE_ACCOUNT}),
    check=check,
    examples=Examples(
        fails=_PROGRAM.replace("PROJECT", '"somebody-elses"'),
        passes=_PROGRAM.replace("PROJECT", '"agents-local"'),
        unknown=_PROGRAM.replace("PROJECT", "bucket.self_link"),
        culprit="project-reader",
    ),
    limits="A deny policy on a folder or organisation: list its projects in approvedBoundaries.gcp.",
)
