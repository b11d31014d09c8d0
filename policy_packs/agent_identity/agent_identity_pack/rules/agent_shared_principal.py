"""Every cloud: one principal serves one agent type in one environment."""

from collections.abc import Iterator

from agent_identity.permissions.stacks.resource import Resource
from agent_identity_pack import workloads
from agent_identity_pack.context import Context, names_of
from agent_identity_pack.rule import Examples, Finding, Rule, broken

FIX = "give each agent type its own identity component"


def check(workload: Resource, context: Context) -> Iterator[Finding]:
    """Finds a workload whose principal runs another agent's workload too."""
    agent = context.agent_of(workload)
    if agent is None:
        return
    for run in workloads.runs_as(workload, context):
        others = {other.urn: other for name in names_of(run.target) for other in context.runners(name)}
        for other in sorted(others.values(), key=lambda item: item.urn):
            its = context.agent_of(other)
            # One of the two says it once the stack is known; before that, only the second can.
            later = not context.complete or other.urn < workload.urn
            if its is not None and later and its.is_other(agent):
                pair = sorted((agent.text, its.text))
                sentence = f"{run.target.label} serves two agents, {pair[0]} and {pair[1]}"
                yield broken(workload, run.target.label, sentence, FIX, *pair, agent=True)
                break


_PROGRAM = """
import json

import pulumi_aws as aws

trust = {"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
bucket = aws.s3.Bucket("shared-bucket")


def tags(agent_type):
    return {"agent-type": agent_type, "agent-version": "1.0.0", "agent-environment": "prod", "agent-team": "payments"}


def role(agent_type):
    return aws.iam.Role(agent_type, path="/agents/", assume_role_policy=json.dumps(trust), tags=tags(agent_type),
                        permissions_boundary="arn:aws:iam::123456789012:policy/agents/boundaries/standard")


def task(name, agent_type, role_arn):
    containers = json.dumps([{"name": "agent", "image": "agent:1.0.0"}])
    aws.ecs.TaskDefinition(name, family=name, container_definitions=containers, task_role_arn=role_arn,
                           tags=tags(agent_type))


first = role("shared-reader")
task("shared-first", "shared-reader", first.arn)
SECOND
"""

RULE = Rule(
    id="agent-shared-principal",
    severity="critical",
    requirements=("ID-1", "PF-1"),
    sentence="One principal serves one agent type in one environment, never two.",
    remediation=FIX,
    kinds=workloads.KINDS,
    check=check,
    examples=Examples(
        fails=_PROGRAM.replace("SECOND", 'task("shared-second", "shared-writer", first.arn)'),
        passes=_PROGRAM.replace("SECOND", 'task("shared-second", "shared-writer", role("shared-writer").arn)'),
        unknown=None,
        culprit="shared-second",
    ),
    limits="A workload of another stack that uses the principal; its own stack's preview sees the principal's name.",
)
