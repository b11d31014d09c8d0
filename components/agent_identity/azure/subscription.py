"""Which Azure subscription a component works in."""

import re
from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi_azure_native import authorization

from agent_identity.construction import Checks, invoke_options

_GUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


def subscription_of(checks: Checks, args: Mapping[str, Any], opts: pulumi.ResourceOptions | None) -> str:
    """Returns the subscription that the arguments name, else that of the component's provider."""
    found = args.get("subscription_id")
    if found is None:
        return str(authorization.get_client_config(opts=invoke_options(opts, "azure-native")).subscription_id)
    if not isinstance(found, str) or not re.fullmatch(_GUID, found):
        checks.problems.append(f"subscription_id: found {found!r}, expected a subscription's GUID")
    return str(found)
