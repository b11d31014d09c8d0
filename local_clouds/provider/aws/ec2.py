"""VPCs, subnets and endpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_clouds.provider.aws.mapping import Call, Tags, Type

if TYPE_CHECKING:
    from local_clouds.provider.adapter import JSON
    from local_clouds.provider.aws.session import Session


def tags(kind: str) -> Tags:
    """Return how an EC2 resource of this kind is tagged."""
    return Tags("create_tags", "delete_tags", {"Resources": ["{id}"]}, keys="", specification=kind)


_DNS = {"enableDnsSupport": "EnableDnsSupport", "enableDnsHostnames": "EnableDnsHostnames"}


def _set_dns(session: Session, values: JSON, olds: JSON) -> None:
    """Set the two DNS switches, one a call as the service wants it."""
    for name, member in _DNS.items():
        if values.get(name) is not None and values[name] != olds.get(name, name == "enableDnsSupport"):
            session.call(
                "ec2", "modify_vpc_attribute", values["region"], VpcId=values["id"], **{member: {"Value": values[name]}}
            )


def _show_vpc(session: Session, outputs: JSON, recorded: JSON) -> None:
    del recorded
    vpc, region = outputs["vpcId"], outputs["region"]
    for name in _DNS:
        answer = session.call("ec2", "describe_vpc_attribute", region, VpcId=vpc, Attribute=name)
        outputs[name] = answer[name]["value"]
    mine = [{"Name": "vpc-id", "Values": [vpc]}]
    groups = session.call(
        "ec2", "describe_security_groups", region, Filters=[*mine, {"Name": "group-name", "Values": ["default"]}]
    )["securityGroups"]
    outputs["defaultSecurityGroupId"] = groups[0]["groupId"] if groups else None
    tables = session.call(
        "ec2", "describe_route_tables", region, Filters=[*mine, {"Name": "association.main", "Values": ["true"]}]
    )["routeTables"]
    outputs["mainRouteTableId"] = outputs["defaultRouteTableId"] = tables[0]["routeTableId"] if tables else None


def _show_endpoint(session: Session, outputs: JSON, recorded: JSON) -> None:
    del session, recorded
    outputs["securityGroupIds"] = [group["groupId"] for group in outputs.pop("groups", None) or []]


def _set_places(session: Session, values: JSON, olds: JSON) -> None:
    """Add and remove what an endpoint is attached to; the service takes differences, not whole lists."""
    arguments: JSON = {}
    for name in ("routeTableIds", "subnetIds", "securityGroupIds"):
        before, after = set(olds.get(name) or []), set(values.get(name) or [])
        member = name[:1].upper() + name[1:]
        arguments |= {f"Add{member}": sorted(after - before)} if after - before else {}
        arguments |= {f"Remove{member}": sorted(before - after)} if before - after else {}
    session.call("ec2", "modify_vpc_endpoint", values["region"], VpcEndpointId=values["id"], **arguments)


_LAUNCH = {"mapPublicIpOnLaunch": "MapPublicIpOnLaunch", "assignIpv6AddressOnCreation": "AssignIpv6AddressOnCreation"}


def _set_launch(session: Session, values: JSON, olds: JSON) -> None:
    """Set what instances get at launch, one switch a call."""
    for name, member in _LAUNCH.items():
        if values.get(name, False) != olds.get(name, False):
            session.call(
                "ec2",
                "modify_subnet_attribute",
                values["region"],
                SubnetId=values["id"],
                **{member: {"Value": values.get(name, False)}},
            )


TYPES = {
    "aws:ec2/vpc:Vpc": Type(
        service="ec2",
        inputs="cidrBlock instanceTenancy enableDnsSupport enableDnsHostnames",
        computed="arn defaultRouteTableId defaultSecurityGroupId dhcpOptionsId mainRouteTableId ownerId",
        replaces="cidrBlock instanceTenancy",
        defaults={"instanceTenancy": "default", "enableDnsSupport": True},
        filled="enableDnsHostnames",
        id="{vpcId}",
        create=Call("create_vpc", inputs="cidrBlock instanceTenancy", result="vpc"),
        after_create=(Call(run=_set_dns, inputs="enableDnsSupport enableDnsHostnames"),),
        read=Call("describe_vpcs", {"VpcIds": ["{id}"]}, result="vpcs[0]"),
        update=(Call(run=_set_dns, inputs="enableDnsSupport enableDnsHostnames"),),
        delete=(Call("delete_vpc", {"VpcId": "{id}"}),),
        derived={"arn": "arn:{partition}:ec2:{region}:{account}:vpc/{id}"},
        present=_show_vpc,
        tags=tags("vpc"),
    ),
    "aws:ec2/subnet:Subnet": Type(
        service="ec2",
        inputs="vpcId cidrBlock availabilityZone mapPublicIpOnLaunch assignIpv6AddressOnCreation",
        required="vpcId",
        computed="arn ownerId",
        replaces="vpcId cidrBlock availabilityZone",
        defaults={"mapPublicIpOnLaunch": False, "assignIpv6AddressOnCreation": False},
        filled="availabilityZone",
        names={"arn": "SubnetArn"},
        id="{subnetId}",
        create=Call("create_subnet", inputs="vpcId cidrBlock availabilityZone", result="subnet"),
        after_create=(Call(run=_set_launch, inputs="mapPublicIpOnLaunch assignIpv6AddressOnCreation"),),
        read=Call("describe_subnets", {"SubnetIds": ["{id}"]}, result="subnets[0]"),
        update=(Call(run=_set_launch, inputs="mapPublicIpOnLaunch assignIpv6AddressOnCreation"),),
        delete=(Call("delete_subnet", {"SubnetId": "{id}"}),),
        tags=tags("subnet"),
    ),
    "aws:ec2/vpcEndpoint:VpcEndpoint": Type(
        service="ec2",
        inputs="vpcId serviceName vpcEndpointType policy privateDnsEnabled routeTableIds subnetIds securityGroupIds",
        required="vpcId",
        computed="arn dnsEntries networkInterfaceIds ownerId prefixListId requesterManaged state cidrBlocks",
        replaces="vpcId serviceName vpcEndpointType",
        defaults={"vpcEndpointType": "Gateway"},
        filled="policy privateDnsEnabled routeTableIds subnetIds securityGroupIds",
        policies="policy",
        unordered="routeTableIds subnetIds securityGroupIds",
        names={"policy": "PolicyDocument"},
        id="{vpcEndpointId}",
        create=Call("create_vpc_endpoint", inputs="*", result="vpcEndpoint"),
        read=Call(
            "describe_vpc_endpoints", {"VpcEndpointIds": ["{id}"]}, result="vpcEndpoints[?state!='deleted'] | [0]"
        ),
        update=(
            Call("modify_vpc_endpoint", {"VpcEndpointId": "{id}"}, "policy privateDnsEnabled"),
            Call(run=_set_places, inputs="routeTableIds subnetIds securityGroupIds"),
        ),
        delete=(Call("delete_vpc_endpoints", {"VpcEndpointIds": ["{id}"]}),),
        derived={"arn": "arn:{partition}:ec2:{region}:{account}:vpc-endpoint/{id}"},
        present=_show_endpoint,
        tags=tags("vpc-endpoint"),
    ),
}
