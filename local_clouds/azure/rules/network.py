"""Microsoft.Network: virtual networks, subnets, security groups and what they name.

A list of subnets in a network, and of rules in a security group, is the list of its child resources: given, it
replaces them; left out, it leaves them alone.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from local_clouds.azure.common import check_references, references
from local_clouds.azure.errors import bad_request
from local_clouds.azure.ids import same
from local_clouds.azure.types import Change, ResourceType

if TYPE_CHECKING:
    from collections.abc import Callable

    from local_clouds.azure.cloud import Cloud
    from local_clouds.azure.store import JSON, Resource

NETWORK = "Microsoft.Network/virtualNetworks"
SUBNET = f"{NETWORK}/subnets"
SECURITY_GROUP = "Microsoft.Network/networkSecurityGroups"
SECURITY_RULE = f"{SECURITY_GROUP}/securityRules"
_MODELS = "azure.mgmt.network.models"
_NAME = r"[A-Za-z0-9]([\w.-]*\w)?"
_PRIORITIES = range(100, 4097)
_EMBEDDED = {NETWORK: ("subnets", SUBNET), SECURITY_GROUP: ("securityRules", SECURITY_RULE)}


def _ranges(change: Change) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    given = change.properties
    texts = given.get("addressPrefixes") or [given.get("addressPrefix")]
    if change.target.type == NETWORK:
        texts = (given.get("addressSpace") or {}).get("addressPrefixes") or []
    found = []
    for text in texts:
        try:
            found.append(ipaddress.ip_network(str(text)))
        except ValueError as error:
            raise bad_request(
                "InvalidAddressPrefixFormat", f"Address prefix {str(text)[:60]} is not a valid range: {error}."
            ) from error
    if not found:
        raise bad_request("InvalidAddressPrefixFormat", f"'{change.target.name}' has no address prefix.")
    return found


def _network(change: Change) -> None:
    _ranges(change)


def _subnet(change: Change) -> None:
    """Hold that a subnet lies in its network's ranges and overlaps no other subnet."""
    ranges = _ranges(change)
    network = change.cloud.store.get(change.target.parent)
    space = ((network.properties.get("addressSpace") or {}) if network else {}).get("addressPrefixes") or []
    for one in ranges:
        if not any(_within(one, ipaddress.ip_network(text)) for text in space):
            raise bad_request(
                "NetcfgInvalidSubnet",
                f"Subnet '{change.target.name}' is not valid in virtual network: {one} not in {space}.",
            )
    for other in change.cloud.store.children(change.target.parent):
        if other.type == SUBNET and other.name.lower() != change.target.name.lower():
            taken = other.properties.get("addressPrefixes") or [other.properties["addressPrefix"]]
            if any(one.overlaps(ipaddress.ip_network(text)) for one in ranges for text in taken):
                raise bad_request(
                    "NetcfgSubnetRangesOverlap", f"Subnet '{change.target.name}' overlaps with subnet '{other.name}'."
                )


def _within(
    inner: ipaddress.IPv4Network | ipaddress.IPv6Network, outer: ipaddress.IPv4Network | ipaddress.IPv6Network
) -> bool:
    return inner.version == outer.version and inner.overlaps(outer) and inner.prefixlen >= outer.prefixlen


def _security_rule(change: Change) -> None:
    """Hold that a rule has a priority of its own in its direction."""
    given = change.properties
    priority, direction = given.get("priority"), given.get("direction")
    if priority not in _PRIORITIES:
        raise bad_request(
            "SecurityRuleInvalidPriority",
            f"Security rule has invalid Priority. Value provided: {priority} Allowed range 100-4096.",
        )
    for name in ("sourcePortRange", "destinationPortRange", "sourceAddressPrefix", "destinationAddressPrefix"):
        plural = name + ("es" if name.endswith("Prefix") else "s")
        if not any(
            given.get(key) for key in (name, plural, name.replace("AddressPrefix", "ApplicationSecurityGroups"))
        ):
            raise bad_request("SecurityRuleParameterMissing", f"Required security rule parameter {name} is missing.")
    for other in change.cloud.store.children(change.target.parent):
        twin = other.type == SECURITY_RULE and other.name.lower() != change.target.name.lower()
        if twin and (other.properties["priority"], other.properties["direction"]) == (priority, direction):
            raise bad_request(
                "SecurityRuleConflict",
                f"Security rule {other.name} conflicts with rule {change.target.name}. Rules cannot have the same "
                "Priority and Direction.",
            )


def _split(change: Change) -> None:
    """Take the children out of the body, to be written as resources of their own."""
    name, _ = _EMBEDDED[change.target.type]
    given = change.properties.pop(name, None)
    if given is None:
        return
    names = [str(item.get("name") or "").lower() for item in given]
    if not all(names) or len(set(names)) < len(names):
        raise bad_request("InvalidRequestFormat", f"Each of '{name}' needs a name of its own.")
    change.private["children"] = given


def _write_children(cloud: Cloud, holder: Resource) -> None:
    given = holder.private.pop("children", None)
    if given is None or cloud.store.get(holder.identifier) is None:
        return
    name, kind = _EMBEDDED[holder.type]
    wanted = {item["name"].lower() for item in given}
    for child in cloud.store.children(holder.identifier):
        if child.type == kind and child.name.lower() not in wanted:
            cloud.delete(cloud.target(child.identifier))
    for item in given:
        body = {"properties": item.get("properties") or {}}
        cloud.put(cloud.target(f"{holder.identifier}/{name}/{item['name']}"), body, "")


def _with_children(cloud: Cloud, holder: Resource, body: JSON) -> JSON:
    name, kind = _EMBEDDED[holder.type]
    body["properties"][name] = [
        cloud.shown(item) for item in cloud.store.children(holder.identifier) if item.type == kind
    ]
    return _with_etag(cloud, holder, body)


def _with_etag(_cloud: Cloud, item: Resource, body: JSON) -> JSON:
    return {**body, "etag": f'W/"{item.etag}"'}


def _unused(code: str, *users: str) -> Callable[[Cloud, Resource], None]:
    def guard(cloud: Cloud, item: Resource) -> None:
        for user in users:
            for other in cloud.store.of_type(user):
                if any(same(name, item.identifier) for name in references(other.body.get("properties"))):
                    raise bad_request(
                        code, f"'{item.identifier}' is in use by '{other.identifier}' and cannot be deleted."
                    )

    return guard


def _subnets_unused(cloud: Cloud, network: Resource) -> None:
    guard = _unused("InUseSubnetCannotBeDeleted", "Microsoft.ContainerInstance/containerGroups")
    for child in cloud.store.children(network.identifier):
        guard(cloud, child)


def _check_children_first(change: Change) -> None:
    """Refuse a whole network or security group because of one child before anything is written."""
    name, kind = _EMBEDDED[change.target.type]
    for item in change.private.get("children", []):
        change.cloud.type_of(kind).check_name(item["name"])
        problems = change.cloud.problems(kind, {"properties": item.get("properties") or {}})
        if problems:
            raise bad_request("InvalidRequestFormat", f"{name} '{item['name']}': {'; '.join(problems[:5])}.")


def _plain(name: str, model: str, **more: object) -> ResourceType:
    options = {
        "pattern": _NAME,
        "longest": 80,
        "rules": (check_references,),
        "show": _with_etag,
        "slow": frozenset({"PUT", "DELETE"}),
    }
    return ResourceType(f"Microsoft.Network/{name}", model=f"{_MODELS}:{model}", **{**options, **more})  # type: ignore[arg-type]


TYPES = (
    _plain(
        "virtualNetworks",
        "VirtualNetwork",
        shortest=2,
        longest=64,
        rules=(_network, _split, _check_children_first),
        then=(_write_children,),
        guards=(_subnets_unused,),
        show=_with_children,
    ),
    _plain(
        "virtualNetworks/subnets",
        "Subnet",
        location="nothing",
        rules=(_subnet, check_references),
        guards=(_unused("InUseSubnetCannotBeDeleted", "Microsoft.ContainerInstance/containerGroups"),),
    ),
    _plain(
        "networkSecurityGroups",
        "NetworkSecurityGroup",
        rules=(_split, _check_children_first),
        then=(_write_children,),
        guards=(_unused("InUseNetworkSecurityGroupCannotBeDeleted", SUBNET),),
        show=_with_children,
    ),
    _plain(
        "networkSecurityGroups/securityRules",
        "SecurityRule",
        location="nothing",
        rules=(_security_rule, check_references),
    ),
    _plain("routeTables", "RouteTable"),
    _plain("applicationSecurityGroups", "ApplicationSecurityGroup"),
    _plain("publicIPAddresses", "PublicIPAddress"),
    _plain("privateEndpoints", "PrivateEndpoint"),
)
