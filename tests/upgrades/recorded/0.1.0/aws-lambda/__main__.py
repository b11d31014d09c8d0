"""An agent as a Lambda function: its execution role is bounded, tagged and taken by the Lambda service only."""

import pulumi
from pulumi_aws import lambda_

from agent_identity import aws

boundary = aws.Boundary("agents", {"environment": "dev", "boundary_class": "restricted"})
watcher = aws.LambdaIdentity(
    "price-watcher",
    {
        "agent": {"type": "price-watcher", "version": "1.0.0", "environment": "dev", "team": "pricing"},
        "boundary": boundary.ref,
    },
)
function = lambda_.Function(
    "price-watcher",
    name="price-watcher",
    runtime="python3.13",
    handler="agent.handle",
    code=pulumi.AssetArchive({"agent.py": pulumi.StringAsset("def handle(event, context):\n    return event\n")}),
    **watcher.function_args(),
)
pulumi.export("role_arn", watcher.role_arn)
pulumi.export("function_name", function.name)
