"""The life of what agents run on: ECS, Lambda, networks."""

from __future__ import annotations

import json
from typing import Any

from tests.local_clouds.provider.aws_needs import (
    CODE,
    CONTAINERS,
    FUNCTION,
    LAMBDA_ROLE,
    ROLE,
    SECURITY_GROUP,
    TASK,
    VPC,
)
from tests.local_clouds.provider.case import Case, Need

JSON = dict[str, Any]


ALL_EGRESS = {"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": ["0.0.0.0/0"]}
HTTPS = {"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["10.0.0.0/8"]}


def _rule(direction: str) -> Case:
    return Case(
        needs={"vpc": VPC, "group": SECURITY_GROUP},
        inputs={
            "securityGroupId": "${group.id}",
            "ipProtocol": "tcp",
            "fromPort": 443,
            "toPort": 443,
            "cidrIpv4": "10.0.0.0/8",
            "description": "https",
        },
        look=lambda aws, o: next(
            iter(aws.ec2.describe_security_group_rules(SecurityGroupRuleIds=[o["id"]])["SecurityGroupRules"]), None
        ),
        shows={"FromPort": 443, "CidrIpv4": "10.0.0.0/8", "IsEgress": direction == "egress"},
        update={"cidrIpv4": "10.1.0.0/16", "fromPort": 8443, "toPort": 8443},
        shows_updated={"FromPort": 8443, "CidrIpv4": "10.1.0.0/16"},
        replace={"securityGroupId": "sg-none"},
    )


COMPUTE: dict[str, Case] = {
    "aws:ecs/cluster:Cluster": Case(
        inputs={"settings": [{"name": "containerInsights", "value": "enabled"}], "tags": {"a": "b"}},
        look=lambda aws, o: next(
            (
                item
                for item in aws.ecs.describe_clusters(clusters=[o["id"]], include=["SETTINGS", "TAGS"])["clusters"]
                if item["status"] == "ACTIVE"
            ),
            None,
        ),
        shows={"settings": [{"name": "containerInsights", "value": "enabled"}], "tags": [{"key": "a", "value": "b"}]},
        update={"settings": [{"name": "containerInsights", "value": "disabled"}], "tags": {"a": "c"}},
        shows_updated={"settings": [{"value": "disabled"}], "tags": [{"key": "a", "value": "c"}]},
        replace={"name": "other"},
        drift=lambda aws, o: aws.ecs.tag_resource(resourceArn=o["id"], tags=[{"key": "x", "value": "y"}]),
        drifted={"tags": {"a": "c", "x": "y"}},
    ),
    "aws:ecs/taskDefinition:TaskDefinition": Case(
        needs={"role": ROLE},
        inputs={
            "family": "reader",
            "containerDefinitions": CONTAINERS,
            "taskRoleArn": "${role.arn}",
            "networkMode": "awsvpc",
            "requiresCompatibilities": ["FARGATE"],
            "cpu": "256",
            "memory": "512",
            "runtimePlatform": {"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"},
        },
        look=lambda aws, o: next(
            iter(
                item
                for item in [aws.ecs.describe_task_definition(taskDefinition=o["arn"])["taskDefinition"]]
                if item["status"] == "ACTIVE"
            ),
            None,
        ),
        shows={"family": "reader", "taskRoleArn": "${role.arn}", "networkMode": "awsvpc"},
        update={"tags": {"a": "b"}},
        replace={"containerDefinitions": CONTAINERS.replace("agent:1", "agent:2")},
    ),
    "aws:ecs/service:Service": Case(
        needs={
            "vpc": VPC,
            "subnet": Need("aws:ec2/subnet:Subnet", {"vpcId": "${vpc.id}", "cidrBlock": "10.7.0.0/24"}),
            "cluster": Need("aws:ecs/cluster:Cluster"),
            "task": TASK,
        },
        inputs={
            "cluster": "${cluster.arn}",
            "taskDefinition": "${task.arn}",
            "desiredCount": 1,
            "launchType": "FARGATE",
            "networkConfiguration": {"subnets": ["${subnet.id}"], "assignPublicIp": False},
            "tags": {"a": "b"},
        },
        look=lambda aws, o: next(
            (
                item
                for item in aws.ecs.describe_services(cluster=o["cluster"], services=[o["id"]])["services"]
                if item["status"] == "ACTIVE"
            ),
            None,
        ),
        shows={"desiredCount": 1, "networkConfiguration": {"awsvpcConfiguration": {"assignPublicIp": "DISABLED"}}},
        update={"desiredCount": 0},
        shows_updated={"desiredCount": 0},
        replace={"launchType": "EC2"},
        drift=lambda aws, o: aws.ecs.update_service(cluster=o["cluster"], service=o["id"], desiredCount=5),
        drifted={"desiredCount": 5},
        import_id="${cluster.name}/${self.name}",
    ),
    "aws:lambda/function:Function": Case(
        needs={"role": LAMBDA_ROLE},
        inputs={
            "role": "${role.arn}",
            "runtime": "python3.12",
            "handler": "index.handler",
            "code": CODE,
            "environment": {"variables": {"LEVEL": "info"}},
            "tags": {"a": "b"},
        },
        look=lambda aws, o: aws.lambda_.get_function(FunctionName=o["id"])["Configuration"],
        shows={"Timeout": 3, "MemorySize": 128, "Environment": {"Variables": {"LEVEL": "info"}}},
        update={"timeout": 30, "environment": None, "reservedConcurrentExecutions": 0, "description": "d"},
        shows_updated={"Timeout": 30, "Description": "d"},
        replace={"packageType": "Image"},
        drift=lambda aws, o: aws.lambda_.update_function_configuration(FunctionName=o["id"], MemorySize=512),
        drifted={"memorySize": 512},
        unimportable=frozenset({"code"}),
    ),
    "aws:lambda/permission:Permission": Case(
        needs={"role": LAMBDA_ROLE, "function": FUNCTION},
        inputs={
            "function": "${function.name}",
            "action": "lambda:InvokeFunction",
            "principal": "events.amazonaws.com",
            "sourceArn": "arn:aws:events:eu-west-1:123456789012:rule/x",
        },
        look=lambda aws, o: next(
            (
                item
                for item in json.loads(aws.lambda_.get_policy(FunctionName=o["function"])["Policy"])["Statement"]
                if item["Sid"] == o["id"]
            ),
            None,
        ),
        shows={"Principal": {"Service": "events.amazonaws.com"}},
        replace={"principal": "s3.amazonaws.com"},
        import_id="${self.function}/${self.statementId}",
    ),
}

NETWORK: dict[str, Case] = {
    "aws:ec2/vpc:Vpc": Case(
        inputs={"cidrBlock": "10.8.0.0/16", "tags": {"a": "b"}},
        look=lambda aws, o: aws.ec2.describe_vpcs(VpcIds=[o["id"]])["Vpcs"][0],
        shows={"CidrBlock": "10.8.0.0/16", "Tags": [{"Key": "a", "Value": "b"}]},
        update={"enableDnsHostnames": True, "tags": {"a": "c"}},
        shows_updated={"Tags": [{"Key": "a", "Value": "c"}]},
        replace={"cidrBlock": "10.9.0.0/16"},
        drift=lambda aws, o: aws.ec2.modify_vpc_attribute(VpcId=o["id"], EnableDnsHostnames={"Value": False}),
        drifted={"enableDnsHostnames": False},
    ),
    "aws:ec2/subnet:Subnet": Case(
        needs={"vpc": VPC},
        inputs={"vpcId": "${vpc.id}", "cidrBlock": "10.7.1.0/24", "tags": {"a": "b"}},
        look=lambda aws, o: aws.ec2.describe_subnets(SubnetIds=[o["id"]])["Subnets"][0],
        shows={"CidrBlock": "10.7.1.0/24", "MapPublicIpOnLaunch": False},
        update={"mapPublicIpOnLaunch": True},
        shows_updated={"MapPublicIpOnLaunch": True},
        replace={"cidrBlock": "10.7.2.0/24"},
        drift=lambda aws, o: aws.ec2.create_tags(Resources=[o["id"]], Tags=[{"Key": "x", "Value": "y"}]),
        drifted={"tags": {"a": "b", "x": "y"}},
    ),
    "aws:ec2/vpcEndpoint:VpcEndpoint": Case(
        needs={"vpc": VPC},
        inputs={"vpcId": "${vpc.id}", "serviceName": "com.amazonaws.eu-west-1.s3", "tags": {"a": "b"}},
        look=lambda aws, o: next(
            (
                item
                for item in aws.ec2.describe_vpc_endpoints(VpcEndpointIds=[o["id"]])["VpcEndpoints"]
                if item["State"] != "deleted"
            ),
            None,
        ),
        shows={"ServiceName": "com.amazonaws.eu-west-1.s3", "VpcEndpointType": "Gateway"},
        update={"tags": {"a": "c"}},
        shows_updated={"Tags": [{"Key": "a", "Value": "c"}]},
        replace={"serviceName": "com.amazonaws.eu-west-1.dynamodb"},
        drift=lambda aws, o: aws.ec2.delete_tags(Resources=[o["id"]], Tags=[{"Key": "a"}]),
        drifted={"tags": None},
    ),
    "aws:ec2/securityGroup:SecurityGroup": Case(
        needs={"vpc": VPC},
        inputs={"vpcId": "${vpc.id}", "egress": [ALL_EGRESS], "tags": {"a": "b"}},
        look=lambda aws, o: aws.ec2.describe_security_groups(GroupIds=[o["id"]])["SecurityGroups"][0],
        shows={"Description": "Managed by Pulumi", "IpPermissionsEgress": [{"IpProtocol": "-1"}]},
        update={"egress": [HTTPS]},
        shows_updated={"IpPermissionsEgress": [{"FromPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}]},
        replace={"description": "other"},
        drift=lambda aws, o: aws.ec2.revoke_security_group_egress(
            GroupId=o["id"],
            IpPermissions=[
                {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}
            ],
        ),
        drifted={"egress": None},
        unimportable=frozenset({"egress"}),
    ),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _rule("egress"),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _rule("ingress"),
}
