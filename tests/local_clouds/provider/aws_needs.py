"""Documents and resources that the AWS cases share."""

from __future__ import annotations

import json
from typing import Any

from tests.local_clouds.provider.case import Need


def policy(action: str = "s3:GetObject", effect: str = "Allow", **more: Any) -> str:
    """Return a policy document of one statement."""
    statement = {"Effect": effect, "Action": action, "Resource": "*", **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def trust(service: str = "ecs-tasks.amazonaws.com") -> str:
    """Return a trust policy for one service."""
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": service}}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


ROLE = Need("aws:iam/role:Role", {"assumeRolePolicy": trust(), "forceDetachPolicies": True})
USER = Need("aws:iam/user:User", {"forceDestroy": True})
POLICY = Need("aws:iam/policy:Policy", {"policy": policy()})
OTHER = Need("aws:iam/policy:Policy", {"policy": policy("s3:ListBucket")})
GROUP = Need("aws:iam/group:Group")
VPC = Need("aws:ec2/vpc:Vpc", {"cidrBlock": "10.7.0.0/16"})
LAMBDA_ROLE = Need("aws:iam/role:Role", {"assumeRolePolicy": trust("lambda.amazonaws.com")})
CODE = {
    "4dabf18193072939515e22adb298388d": "0def7320c3a5731c473e5ecbe6d01bc7",
    "hash": "1",
    "assets": {
        "index.py": {
            "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17",
            "hash": "2",
            "text": "def handler(event, context): return event",
        }
    },
}
FUNCTION = Need(
    "aws:lambda/function:Function",
    {"role": "${role.arn}", "runtime": "python3.12", "handler": "index.handler", "code": CODE},
)
ORGANIZATION = Need("aws:organizations/organization:Organization", {"enabledPolicyTypes": ["SERVICE_CONTROL_POLICY"]})
CONTAINERS = json.dumps([{"name": "agent", "image": "agent:1", "essential": True, "memory": 128}])
TASK = Need("aws:ecs/taskDefinition:TaskDefinition", {"family": "agent", "containerDefinitions": CONTAINERS})
BUCKET = Need("aws:s3/bucket:Bucket", {"forceDestroy": True})
SECURITY_GROUP = Need("aws:ec2/securityGroup:SecurityGroup", {"vpcId": "${vpc.id}"})
