"""Trust policies: who may take an agent's role, as plain data."""

from typing import Any, Final

LAMBDA: Final[dict[str, Any]] = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"},
    ],
}
"""The Lambda service, without conditions.

Lambda sends neither aws:SourceAccount nor aws:SourceArn when it takes an execution role, so a condition on them would
shut it out. Who can make a function with this role is held by iam:PassRole and the role's path.
"""


def ecs_tasks(account: str, region: str, partition: str) -> dict[str, Any]:
    """Returns the trust of ECS tasks of one account and region, and of nobody else's.

    The conditions stop a confused deputy; ECS documents this form, and none for a single cluster:
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html#create_task_iam_policy_and_role.
    """
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "ecs-tasks.amazonaws.com"},
                "Action": "sts:AssumeRole",
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": account},
                    "ArnLike": {"aws:SourceArn": f"arn:{partition}:ecs:{region}:{account}:*"},
                },
            },
        ],
    }
