"""The list of resources that take a role: what the provider's own package says."""

import pytest

from agent_identity.permissions.aws.readers import hosts
from tools.tables.aws_hosts import TABLE, takers


@pytest.mark.parametrize("module", ["apprunner", "ecs", "lambda_", "pipes", "scheduler", "sfn"])
def test_the_table_is_what_the_provider_says(module: str) -> None:
    prefix = f"aws:{module.rstrip('_')}:"
    listed = [kind for kind in TABLE.read_text(encoding="utf-8").split() if kind.startswith(prefix)]
    assert listed
    assert takers([module]) == listed


def test_what_runs_code_is_in_it() -> None:
    assert {
        "aws:batch:JobDefinition",
        "aws:bedrock:AgentAgent",
        "aws:bedrock:AgentcoreAgentRuntime",
        "aws:cloudwatch:EventTarget",
        "aws:codebuild:Project",
        "aws:ec2:Instance",
        "aws:ecs:TaskDefinition",
        "aws:glue:Job",
        "aws:lambda:Function",
        "aws:sagemaker:NotebookInstance",
        "aws:sfn:StateMachine",
    } <= hosts.kinds()
    assert "aws:s3:BucketObject" not in hosts.kinds()
