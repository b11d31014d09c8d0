"""The identity of an agent on Cloud Run or Compute Engine: a service account without keys (requirement P2-4)."""

import re
from collections.abc import Mapping
from typing import Any, Final, NotRequired, TypedDict

import pulumi
from pulumi_gcp.serviceaccount import Account

from agent_identity.access.gcp.documents import GcpPlan
from agent_identity.agent import AgentType
from agent_identity.boundaries.gcp import covers
from agent_identity.construction import (
    AccessArgs,
    AdoptArgs,
    AgentArgs,
    BoundaryRef,
    Checks,
    Identity,
    Principal,
    RefusedError,
    after_boundary,
    identity,
    known_after,
    same_agent,
)
from agent_identity.gcp.granting import asked, grant
from agent_identity.manifest import Manifest
from agent_identity.naming import GCP_SERVICE_ACCOUNT, principal_name
from agent_identity.tags import REQUIRED, description_for, labels_for, tags_for, tags_from_description

TOKEN_LIFETIME_SECONDS: Final = 3600
"""Life of a token of the metadata server (requirement CR-1): https://cloud.google.com/iam/docs/service-account-creds."""


class GcpServiceAccountIdentityArgs(TypedDict):
    """Who the agent is and what bounds it."""

    agent: AgentArgs
    """Who the agent is."""
    boundary: BoundaryRef
    """What bounds it: the `ref` of a `gcp.Boundary`."""
    boundary_class: NotRequired[str]
    """The class that the boundary must have; any by default."""
    project: NotRequired[str]
    """The project's id; the configuration `gcp:project` by default."""
    access: NotRequired[list[AccessArgs]]
    """What it may do, on resources by their full names in plain text; nothing by default."""
    adopt: NotRequired[AdoptArgs]
    """An existing service account of the project to take over, by its account id."""


class GcpServiceAccountIdentity(pulumi.ComponentResource):
    """The one service account of an agent type: its description carries the tags, for it takes no labels."""

    email: pulumi.Output[str]
    """E-mail of the service account: what Cloud Run and Compute Engine take."""
    member: pulumi.Output[str]
    """The service account as IAM policies write it."""
    labels: dict[str, str]
    """The agent's labels, for its workload."""
    manifest: Manifest
    """The identity in plain data."""

    def __init__(
        self, name: str, args: GcpServiceAccountIdentityArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Makes the service account, or takes it over.

        Raises:
            RefusedError: When an argument is missing or not valid; with every problem.
        """
        plan, access, project, adopt = _plan(name, args)
        super().__init__("agent-identity:index:GcpServiceAccountIdentity", name, plan.props, opts)
        agent, boundary, manifest = plan.accepted()
        email = _email(manifest["name"], project)
        if adopt is not None and adopt.get("unmanaged"):
            self.email = self._existing(name, project, email, agent, unmanaged=True)
        else:
            description = after_boundary(boundary, description_for(agent))
            if adopt is not None:
                description = pulumi.Output.all(
                    description, self._existing(name, project, email, agent, unmanaged=False)
                ).apply(lambda values: str(values[0]))
            account = Account(
                name,
                account_id=manifest["name"],
                project=project,
                display_name=f"AI agent {agent.type}"[:100],
                description=description,
                opts=pulumi.ResourceOptions(parent=self, import_=_id(project, email) if adopt else None),
            )
            self.email = known_after(account, email)
        self.member = self.email.apply(lambda found: f"serviceAccount:{found}")
        if access is not None:
            grant(self, name, access, self.member)
        self.labels = labels_for(agent)
        self.manifest = manifest
        self.register_outputs(
            {
                # Plain where nothing is read: an output costs time, once for each of a fleet's agents.
                "email": email if adopt is None else self.email,
                "member": manifest["principal"] if adopt is None else self.member,
                "labels": self.labels,
                "manifest": manifest,
            }
        )

    def _existing(
        self, name: str, project: str, email: str, agent: AgentType, *, unmanaged: bool
    ) -> pulumi.Output[str]:
        """Reads the account to adopt and gives its e-mail on, or fails and so holds back what waits for it."""
        found = Account.get(f"{name}-adopted", _id(project, email), opts=pulumi.ResourceOptions(parent=self))

        def judge(description: str | None) -> str:
            tags = tags_from_description(description or "")
            problems = [reason] if (reason := same_agent(tags, agent)) else []
            if unmanaged:
                wanted = tags_for(agent)
                problems += [
                    f"adopt: an unmanaged service account's description says {key}={wanted[key]} itself: found"
                    f" {tags.get(key)!r}"
                    for key in REQUIRED
                    if tags.get(key) != wanted[key]
                ]
            if problems:
                raise RefusedError("gcp.ServiceAccountIdentity", name, problems)
            return email

        checked: pulumi.Output[str] = found.description.apply(judge)
        return checked

    def template_args(self) -> dict[str, Any]:
        """Returns the fields of a Cloud Run service's or job's template that attach this identity."""
        return {"service_account": self.email, "labels": self.labels}

    def instance_args(self) -> dict[str, Any]:
        """Returns the arguments of a Compute Engine instance that attach this identity.

        The scope leaves the decision to IAM; older, narrower scopes are not a boundary:
        https://cloud.google.com/compute/docs/access/service-accounts#scopes_best_practice.
        """
        scopes = ["https://www.googleapis.com/auth/cloud-platform"]
        return {"service_account": {"email": self.email, "scopes": scopes}, "labels": self.labels}


def _plan(name: str, args: Mapping[str, Any]) -> tuple[Identity, GcpPlan | None, str, AdoptArgs | None]:
    checks = Checks("gcp.ServiceAccountIdentity", name)
    checks.fields(args, GcpServiceAccountIdentityArgs)
    agent = checks.agent(args)
    boundary = checks.boundary(args, "gcp", agent)
    adopt = checks.adopt(args)
    project = args.get("project") or pulumi.Config("gcp").get("project")
    if not isinstance(project, str) or not re.fullmatch(r"([a-z][a-z0-9.-]*:)?[a-z][a-z0-9-]{4,28}[a-z0-9]", project):
        checks.problems.append(
            f"project: found {project!r}, expected a project's id, here or as the configuration gcp:project"
        )
        project = ""
    if adopt is not None and not re.fullmatch(r"[a-z]([a-z0-9-]{4,28}[a-z0-9])", adopt["name"]):
        checks.problems.append(
            f"adopt.name: found {adopt['name']!r}, expected an account id: the part of the e-mail before the @"
        )
    if boundary is not None and project and not covers(boundary["id"], project):
        checks.problems.append(f"boundary: found {boundary['id']}, expected one that lies over project {project}")
    principal = None
    if agent is not None:
        account = principal_name(GCP_SERVICE_ACCOUNT, agent.type, agent.environment) if adopt is None else adopt["name"]
        member = f"serviceAccount:{_email(account, project)}"
        principal = Principal("gcp", account, member, TOKEN_LIFETIME_SECONDS)
    access = asked(checks, args, agent, boundary, project)
    return identity(checks, agent, boundary, principal), access, project, adopt


def _email(account: str, project: str) -> str:
    # A project of a domain, example.com:name, becomes name.example.com in addresses.
    domain, colon, short = project.rpartition(":")
    return f"{account}@{short}{'.' if colon else ''}{domain}.iam.gserviceaccount.com"


def _id(project: str, email: str) -> str:
    return f"projects/{project}/serviceAccounts/{email}"
