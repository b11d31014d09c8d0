"""Every cloud: an agent's workload runs as that agent's own principal."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from agent_identity import naming
from agent_identity.permissions.stacks.resource import Resource
from agent_identity_pack import workloads
from agent_identity_pack.agents import Agent, declared_agent, placed_agent
from agent_identity_pack.context import Context, Target
from agent_identity_pack.rule import Examples, Finding, Rule, broken, unproven

FIX = "attach the agent's own identity with the component's outputs"

_LIMITS: Final[Mapping[str, naming.NameLimit]] = {
    **dict.fromkeys(workloads.AWS, naming.AWS_ROLE),
    **dict.fromkeys(workloads.AZURE, naming.AZURE_IDENTITY),
    **dict.fromkeys(workloads.GCP, naming.GCP_SERVICE_ACCOUNT),
    **dict.fromkeys(workloads.KUBERNETES, naming.KUBERNETES_NAME),
}
_DEFAULT: Final = re.compile(r".+/default|\d+-compute@developer\.gserviceaccount\.com|.+@appspot\.gserviceaccount\.com")


def check(workload: Resource, context: Context) -> Iterator[Finding]:
    """Finds an agent's workload on the platform's default identity, on a foreign one, or on one not proven its own."""
    agent = context.agent_of(workload)
    if agent is None:
        return
    for run in workloads.runs_as(workload, context):
        if run.target.absent or _DEFAULT.fullmatch(str(run.target.value)):
            sentence = f"{workload.label} runs as the platform's default identity, {run.field} names none of its own"
            yield broken(workload, workload.label, sentence, FIX, f"{run.field} default", agent=True)
        elif run.target.resources:
            yield from _foreign(workload, agent, run.target, context)
        elif not run.target.proven:
            sentence = f"{run.field} of {workload.label} is not known and leads to no principal of this stack"
            yield unproven(workload, workload.label, sentence, FIX, run.field, agent=True)
        elif not _is_own_name(workload, agent, str(run.target.value)) and context.complete:
            sentence = (
                f"{workload.label} runs as {run.target.value}, which is outside this stack and not named as the"
                f" principal of {agent.text}"
            )
            yield unproven(workload, workload.label, sentence, FIX, f"{run.field} {run.target.value}", agent=True)


def _foreign(workload: Resource, agent: Agent, target: Target, context: Context) -> Iterator[Finding]:
    for principal in target.resources:
        owner = declared_agent(principal, context.stack) or placed_agent(principal, context.stack, context.config)
        if owner is None:
            sentence = f"{workload.label} runs as {principal.label}, which is no agent's principal"
            yield broken(workload, workload.label, sentence, FIX, f"foreign {principal.label}", agent=True)
        elif owner.is_other(agent):
            sentence = f"{workload.label} of {agent.text} runs as {principal.label}, the principal of {owner.text}"
            yield broken(workload, workload.label, sentence, FIX, f"foreign {principal.label}", agent=True)


def _is_own_name(workload: Resource, agent: Agent, reference: str) -> bool:
    if agent.type is None or agent.environment is None:
        return False
    own = naming.principal_name(_LIMITS[workload.kind], agent.type, agent.environment)
    return own in re.split(r"[/@:]", reference)


_PROGRAM = """
import json

import pulumi_aws as aws

trust = {"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
TAGS = {"agent-type": "running-reader", "agent-version": "1.0.0",
        "agent-environment": "prod", "agent-team": "payments"}
bucket = aws.s3.Bucket("running-bucket")
role = aws.iam.Role("running-reader", path="/agents/", assume_role_policy=json.dumps(trust), tags=TAGS,
                    permissions_boundary="arn:aws:iam::123456789012:policy/agents/boundaries/standard")
aws.ecs.TaskDefinition(
    "running-task",
    family="running-task",
    container_definitions=json.dumps([{"name": "agent", "image": "agent:1.0.0"}]),
    task_role_arn=ROLE,
    tags=TAGS,
)
"""

RULE = Rule(
    id="agent-workload-identity",
    severity="critical",
    requirements=("ID-1", "PF-1"),
    sentence="An agent's workload runs as that agent's own principal, not as a default or a foreign one.",
    remediation=FIX,
    kinds=workloads.KINDS,
    check=check,
    examples=Examples(
        fails=_PROGRAM.replace("ROLE", "None"),
        passes=_PROGRAM.replace("ROLE", "role.arn"),
        unknown=_PROGRAM.replace("ROLE", "bucket.arn"),
        culprit="running-task",
    ),
    limits="A principal outside the stack is known by its name only: the one that the library gives.",
)
