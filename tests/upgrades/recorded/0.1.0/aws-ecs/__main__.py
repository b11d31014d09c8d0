"""An agent as an ECS task: its task role is bounded, tagged and taken by ECS tasks of this account only."""

import json

import pulumi
from pulumi_aws import ecs

from agent_identity import aws

boundary = aws.Boundary("agents", {"environment": "dev"})
reader = aws.EcsTaskIdentity(
    "invoice-reader",
    {
        "agent": {"type": "invoice-reader", "version": "2.3.1", "environment": "dev", "team": "payments"},
        "boundary": boundary.ref,
    },
)
task = ecs.TaskDefinition(
    "invoice-reader",
    family="invoice-reader",
    requires_compatibilities=["FARGATE"],
    cpu="256",
    memory="512",
    container_definitions=json.dumps(
        [{"name": "agent", "image": "registry.example/invoice-reader:2.3.1", "essential": True}]
    ),
    **reader.task_definition_args(),
)
pulumi.export("role_arn", reader.role_arn)
pulumi.export("task_definition_arn", task.arn)
