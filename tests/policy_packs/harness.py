"""Judges plain resources without an engine."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from agent_identity_pack.config import Config, read_config
from agent_identity_pack.judge import Judge, Violation
from agent_identity_pack.rules import RULES

from agent_identity.permissions.stacks.resource import Resource

TODAY = date(2026, 11, 25)
IDS = [rule.id for rule in RULES]
TAGS = {"agent-type": "reader", "agent-version": "1.0.0", "agent-environment": "prod", "agent-team": "payments"}
BOUNDARY = "arn:aws:iam::123456789012:policy/agents/boundaries/standard"
APPROVED = {
    "approvedBoundaries": {"aws": [BOUNDARY], "gcp": ["agents-local"], "kubernetes": ["agents-*"],
                           "azure": {"subscriptions": ["sub"]}}
}  # fmt: skip
SERVICE_TRUST = (
    '{"Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"},'
    ' "Action": "sts:AssumeRole"}]}'
)


def made(token: str, name: str, inputs: Mapping[str, Any] | None = None, **more: Any) -> Resource:
    """Returns a resource of a program."""
    parent = more.get("parent")
    prefix = f"{parent.partition('::p::')[2].rpartition('::')[0]}$" if parent else ""
    return Resource(urn=f"urn:pulumi:s::p::{prefix}{token}::{name}", type=token, name=name, inputs=inputs or {}, **more)


def role(name: str = "reader", **inputs: Any) -> Resource:
    """Returns an agent's role that keeps every rule, but for `inputs`."""
    kept = {"name": name, "path": "/agents/", "assumeRolePolicy": SERVICE_TRUST, "permissionsBoundary": BOUNDARY,
            "tags": TAGS}  # fmt: skip
    return made("aws:iam/role:Role", name, kept | inputs)


def account(name: str = "reader", **inputs: Any) -> Resource:
    """Returns an agent's GCP service account that keeps every rule, but for `inputs`."""
    description = " ".join(f"{key}={value}" for key, value in TAGS.items())
    kept = {"accountId": name, "project": "agents-local", "description": description}
    return made("gcp:serviceaccount/account:Account", name, kept | inputs)


def azure_identity(name: str = "reader", **inputs: Any) -> Resource:
    """Returns an agent's managed identity that keeps every rule, but for `inputs`."""
    kept = {"resourceGroupName": "agents", "resourceName": name, "tags": TAGS}
    token = "azure-native:managedidentity:UserAssignedIdentity"
    return made(token, name, kept | inputs, provider={"subscriptionId": "sub"})


def service_account(name: str = "reader", **inputs: Any) -> Resource:
    """Returns an agent's Kubernetes service account that keeps every rule, but for `inputs`."""
    kept = {"metadata": {"name": name, "namespace": "agents-payments", "labels": TAGS},
            "automountServiceAccountToken": False}  # fmt: skip
    return made("kubernetes:core/v1:ServiceAccount", name, kept | inputs)


def config(given: Mapping[str, Any] | None = None) -> Config:
    """Returns a configuration under which the functions above keep every rule, with `given` on top."""
    return read_config({**APPROVED, **(given or {})}, IDS, TODAY)


def judged(*resources: Resource, given: Mapping[str, Any] | None = None) -> list[Violation]:
    """Returns what the pack says of a stack: before each step, and at its end."""
    judge = Judge(RULES, config(given), TODAY)
    before = [violation for resource in resources for violation in judge.resource(resource)]
    return before + judge.stack(resources)


def before_step(*resources: Resource, given: Mapping[str, Any] | None = None) -> list[Violation]:
    """Returns what the pack says before the steps only."""
    judge = Judge(RULES, config(given), TODAY)
    return [violation for resource in resources for violation in judge.resource(resource)]


def rules_of(violations: list[Violation], level: str = "mandatory") -> set[str]:
    """Returns the rules that spoke at a level."""
    return {violation.rule for violation in violations if violation.level == level}
