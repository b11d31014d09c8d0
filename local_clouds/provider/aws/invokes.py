"""Functions of the `aws` package: look-ups of what exists, and policy documents."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from local_clouds.provider.aws.convert import tag_map
from local_clouds.provider.aws.policy_document import policy_document
from local_clouds.provider.errors import NotFoundError, ServiceError, UnsupportedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from local_clouds.provider.adapter import JSON
    from local_clouds.provider.aws.session import Session


def invoke(session: Session, token: str, args: JSON) -> JSON:
    """Answer a function.

    Raises:
        UnsupportedError: it is not one of those below.
    """
    if token not in FUNCTIONS:
        raise UnsupportedError(token, "local_clouds/provider/aws/invokes.py")
    return FUNCTIONS[token](session, args)


def _identity(session: Session, args: JSON) -> JSON:
    del args
    found = session.call("sts", "get_caller_identity")
    return {"accountId": found["account"], "arn": found["arn"], "id": found["account"], "userId": found["userId"]}


def _region(session: Session, args: JSON) -> JSON:
    name = args.get("region") or args.get("name") or session.region
    return {"id": name, "name": name, "region": name, "description": name, "endpoint": f"ec2.{name}.amazonaws.com"}


def _partition(session: Session, args: JSON) -> JSON:
    del args
    suffix = "amazonaws.com.cn" if session.partition == "aws-cn" else "amazonaws.com"
    reverse = ".".join(reversed(suffix.split(".")))
    return {"id": session.partition, "partition": session.partition, "dnsSuffix": suffix, "reverseDnsPrefix": reverse}


def _zones(session: Session, args: JSON) -> JSON:
    region = args.get("region") or session.region
    found = session.call("ec2", "describe_availability_zones", region)["availabilityZones"]
    state = args.get("state")
    zones = [zone for zone in found if state is None or zone["state"] == state]
    return {
        **args,
        "id": region,
        "region": region,
        "names": [zone["zoneName"] for zone in zones],
        "zoneIds": [zone["zoneId"] for zone in zones],
        "groupNames": [region],
    }


def _arn(session: Session, args: JSON) -> JSON:
    del session
    parts = str(args["arn"]).split(":", 5)
    if len(parts) != 6 or parts[0] != "arn":
        raise ServiceError(
            "InvalidArn", f"{args['arn']!r} is not an ARN (arn:partition:service:region:account:resource)"
        )
    names = ("partition", "service", "region", "account", "resource")
    return {"id": args["arn"], "arn": args["arn"], **dict(zip(names, parts[1:], strict=True))}


def _default_tags(session: Session, args: JSON) -> JSON:
    return {"id": args.get("id") or session.partition, "tags": session.default_tags}


def _role(session: Session, args: JSON) -> JSON:
    role = session.call("iam", "get_role", RoleName=args["name"])["role"]
    return {
        "id": role["roleName"],
        "name": role["roleName"],
        "arn": role["arn"],
        "path": role["path"],
        "uniqueId": role["roleId"],
        "assumeRolePolicy": role["assumeRolePolicyDocument"],
        "createDate": role["createDate"],
        "description": role.get("description", ""),
        "maxSessionDuration": role.get("maxSessionDuration", 3600),
        "permissionsBoundary": (role.get("permissionsBoundary") or {}).get("permissionsBoundaryArn", ""),
        "roleLastUseds": [],
        "tags": tag_map(role.get("tags")),
    }


def _roles(session: Session, args: JSON) -> JSON:
    prefix = args.get("pathPrefix") or "/"
    roles = session.call("iam", "list_roles", PathPrefix=prefix)["roles"]
    return {
        **args,
        "id": session.region,
        "arns": [role["arn"] for role in roles],
        "names": [role["roleName"] for role in roles],
    }


def _policy(session: Session, args: JSON) -> JSON:
    arn = args.get("arn")
    if not arn:
        found = session.call("iam", "list_policies", PathPrefix=args.get("pathPrefix") or "/")["policies"]
        named = [policy["arn"] for policy in found if policy["policyName"] == args.get("name")]
        if not named:
            raise NotFoundError("NoSuchEntity", f"no policy is named {args.get('name')!r}")
        arn = named[0]
    policy = session.call("iam", "get_policy", PolicyArn=arn)["policy"]
    version = session.call("iam", "get_policy_version", PolicyArn=arn, VersionId=policy["defaultVersionId"])
    return {
        "id": arn,
        "arn": arn,
        "name": policy["policyName"],
        "path": policy["path"],
        "policyId": policy["policyId"],
        "description": policy.get("description", ""),
        "attachmentCount": policy.get("attachmentCount", 0),
        "policy": version["policyVersion"]["document"],
        "tags": tag_map(policy.get("tags")),
    }


def _user(session: Session, args: JSON) -> JSON:
    user = session.call("iam", "get_user", UserName=args["userName"])["user"]
    boundary = (user.get("permissionsBoundary") or {}).get("permissionsBoundaryArn", "")
    return {
        "id": user["userId"],
        "userId": user["userId"],
        "userName": user["userName"],
        "arn": user["arn"],
        "path": user["path"],
        "permissionsBoundary": boundary,
        "tags": tag_map(user.get("tags")),
    }


def _account_alias(session: Session, args: JSON) -> JSON:
    del args
    aliases = session.call("iam", "list_account_aliases")["accountAliases"]
    if not aliases:
        raise NotFoundError("NoSuchEntity", "the account has no alias")
    return {"id": aliases[0], "accountAlias": aliases[0]}


def _organization(session: Session, args: JSON) -> JSON:
    del args
    found = session.call("organizations", "describe_organization")["organization"]
    accounts = session.call("organizations", "list_accounts")["accounts"]
    names = ("arn", "featureSet", "masterAccountArn", "masterAccountEmail", "masterAccountId")
    return {
        "id": found["id"],
        **{name: found[name] for name in names},
        "accounts": accounts,
        "nonMasterAccounts": [account for account in accounts if account["id"] != found["masterAccountId"]],
        "roots": session.call("organizations", "list_roots")["roots"],
        "enabledPolicyTypes": [],
        "awsServiceAccessPrincipals": [],
    }


def _filters(args: JSON, **fields: str) -> list[JSON]:
    found = [{"Name": item["name"], "Values": item["values"]} for item in args.get("filters") or []]
    found += [{"Name": field, "Values": [args[name]]} for name, field in fields.items() if args.get(name)]
    found += [{"Name": f"tag:{key}", "Values": [value]} for key, value in (args.get("tags") or {}).items()]
    if args.get("default") is not None:
        found.append({"Name": "is-default", "Values": [str(args["default"]).lower()]})
    return found


def _only(items: list[JSON], what: str, args: JSON) -> JSON:
    if len(items) != 1:
        kind = NotFoundError if not items else ServiceError
        raise kind("NotOne", f"expected exactly one {what} for {args}, found {len(items)}")
    return items[0]


def _vpc(session: Session, args: JSON) -> JSON:
    region = args.get("region") or session.region
    ids: dict[str, Any] = {"VpcIds": [args["id"]]} if args.get("id") else {}
    found = session.call("ec2", "describe_vpcs", region, Filters=_filters(args, cidrBlock="cidr"), **ids)["vpcs"]
    vpc = _only(found, "VPC", args)
    return {
        "id": vpc["vpcId"],
        "cidrBlock": vpc["cidrBlock"],
        "default": vpc.get("isDefault", False),
        "region": region,
        "arn": f"arn:{session.partition}:ec2:{region}:{vpc['ownerId']}:vpc/{vpc['vpcId']}",
        "instanceTenancy": vpc.get("instanceTenancy", "default"),
        "ownerId": vpc["ownerId"],
        "state": vpc["state"],
        "dhcpOptionsId": vpc.get("dhcpOptionsId", ""),
        "tags": tag_map(vpc.get("tags")),
    }


def _subnets(session: Session, args: JSON) -> JSON:
    region = args.get("region") or session.region
    found = session.call("ec2", "describe_subnets", region, Filters=_filters(args))["subnets"]
    return {**args, "id": region, "region": region, "ids": sorted(subnet["subnetId"] for subnet in found)}


def _security_group(session: Session, args: JSON) -> JSON:
    region = args.get("region") or session.region
    ids: dict[str, Any] = {"GroupIds": [args["id"]]} if args.get("id") else {}
    filters = _filters(args, name="group-name", vpcId="vpc-id")
    found = session.call("ec2", "describe_security_groups", region, Filters=filters, **ids)["securityGroups"]
    group = _only(found, "security group", args)
    return {
        "id": group["groupId"],
        "name": group["groupName"],
        "vpcId": group.get("vpcId", ""),
        "region": region,
        "description": group["description"],
        "tags": tag_map(group.get("tags")),
        "arn": f"arn:{session.partition}:ec2:{region}:{group['ownerId']}:security-group/{group['groupId']}",
    }


def _bucket(session: Session, args: JSON) -> JSON:
    name, region = args["bucket"], args.get("region") or session.region
    session.call("s3", "head_bucket", region, Bucket=name)
    return {
        "id": name,
        "bucket": name,
        "arn": f"arn:{session.partition}:s3:::{name}",
        "region": region,
        "bucketRegion": region,
        "bucketDomainName": f"{name}.s3.amazonaws.com",
        "bucketRegionalDomainName": f"{name}.s3.{region}.amazonaws.com",
    }


def _cluster(session: Session, args: JSON) -> JSON:
    region = args.get("region") or session.region
    found = session.call("ecs", "describe_clusters", region, clusters=[args["clusterName"]], include=["TAGS"])[
        "clusters"
    ]
    cluster = _only([item for item in found if item["status"] == "ACTIVE"], "cluster", args)
    return {
        "id": cluster["clusterArn"],
        "arn": cluster["clusterArn"],
        "clusterName": cluster["clusterName"],
        "region": region,
        "status": cluster["status"],
        "tags": tag_map(cluster.get("tags")),
        "pendingTasksCount": 0,
        "runningTasksCount": 0,
        "registeredContainerInstancesCount": 0,
        "serviceConnectDefaults": [],
        "settings": cluster.get("settings") or [],
    }


def _document(session: Session, args: JSON) -> JSON:
    del session
    pretty, compact = policy_document(args)
    checksum = str(int.from_bytes(hashlib.sha256(pretty.encode()).digest()[:4], "big"))
    return {
        **args,
        "id": checksum,
        "json": pretty,
        "minifiedJson": compact,
        "version": args.get("version") or "2012-10-17",
    }


FUNCTIONS: dict[str, Callable[[Session, JSON], JSON]] = {
    "aws:index/getCallerIdentity:getCallerIdentity": _identity,
    "aws:index/getRegion:getRegion": _region,
    "aws:index/getPartition:getPartition": _partition,
    "aws:index/getAvailabilityZones:getAvailabilityZones": _zones,
    "aws:index/getArn:getArn": _arn,
    "aws:index/getDefaultTags:getDefaultTags": _default_tags,
    "aws:iam/getRole:getRole": _role,
    "aws:iam/getRoles:getRoles": _roles,
    "aws:iam/getPolicy:getPolicy": _policy,
    "aws:iam/getPolicyDocument:getPolicyDocument": _document,
    "aws:iam/getUser:getUser": _user,
    "aws:iam/getAccountAlias:getAccountAlias": _account_alias,
    "aws:organizations/getOrganization:getOrganization": _organization,
    "aws:ec2/getVpc:getVpc": _vpc,
    "aws:ec2/getSubnets:getSubnets": _subnets,
    "aws:ec2/getSecurityGroup:getSecurityGroup": _security_group,
    "aws:s3/getBucket:getBucket": _bucket,
    "aws:ecs/getCluster:getCluster": _cluster,
}
