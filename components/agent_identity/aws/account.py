"""Which AWS account and region a component works in."""

import re
from collections.abc import Mapping
from typing import Any

import pulumi
import pulumi_aws

from agent_identity.construction import Checks, invoke_options


def partition_of(region: str) -> str:
    """Returns the partition to which a region belongs."""
    for prefix, partition in (
        ("cn-", "aws-cn"),
        ("us-gov-", "aws-us-gov"),
        ("us-isob-", "aws-iso-b"),
        ("us-isof-", "aws-iso-f"),
        ("us-iso-", "aws-iso"),
        ("eu-isoe-", "aws-iso-e"),
        ("eusc-", "aws-eusc"),
    ):
        if region.startswith(prefix):
            return partition
    return "aws"


def account_of(checks: Checks, args: Mapping[str, Any], opts: pulumi.ResourceOptions | None) -> str:
    """Returns the account that the arguments name, else that of the component's provider."""
    found = args.get("account")
    if found is None:
        return str(pulumi_aws.get_caller_identity(opts=invoke_options(opts, "aws")).account_id)
    if not isinstance(found, str) or not re.fullmatch(r"\d{12}", found):
        checks.problems.append(f"account: found {found!r}, expected the account's 12 digits as text")
    return str(found)


def region_of(checks: Checks, args: Mapping[str, Any], opts: pulumi.ResourceOptions | None) -> str:
    """Returns the region that the arguments name, else that of the component's provider."""
    found = args.get("region")
    if found is None:
        return str(pulumi_aws.get_region(opts=invoke_options(opts, "aws")).region)
    if not isinstance(found, str) or not re.fullmatch(r"[a-z]{2,4}(-[a-z]+)+-\d+", found):
        checks.problems.append(f"region: found {found!r}, expected a region like 'eu-west-1'")
    return str(found)
