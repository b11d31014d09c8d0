"""Compute Engine: references between networks, subnetworks, firewalls and instances, and an instance's own methods.

Sources: https://cloud.google.com/compute/docs/reference/rest/v1, https://cloud.google.com/firewall/docs/firewalls.
"""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, Any

from local_clouds.gcp import operations, verbs
from local_clouds.gcp.call import Kind
from local_clouds.gcp.errors import ApiError, invalid, not_found
from local_clouds.gcp.policies import account_exists
from local_clouds.gcp.store import Resource, etag

if TYPE_CHECKING:
    from local_clouds.gcp.call import Call

JSON = dict[str, Any]

_BASE = "https://www.googleapis.com/compute/v1/"


def _reference(call: Call, text: str, field: str) -> str:
    """Return the full link of a resource that a body names in full or in part; it must exist."""
    path = re.sub(r"^https://(www|compute)\.googleapis\.com/compute/v1/", "", text)
    if not path.startswith("projects/"):
        path = f"projects/{call.project}/{path}" if "/" in path else f"projects/{call.project}/global/networks/{path}"
    parts = path.split("/")
    parts[1] = call.store.project_id(parts[1]) or parts[1]
    path = "/".join(parts)
    if call.store.get(f"compute/{path}") is None:
        message = (
            f"Invalid value for field 'resource.{field}': '{text[:200]}'. The referenced resource cannot be found."
        )
        raise invalid(message, field)
    return _BASE + path


def _cidr(text: str, field: str) -> None:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        message = f"Invalid value for field 'resource.{field}': '{text[:100]}'. Must be a valid CIDR range."
        raise invalid(message, field) from None


def _check_network(call: Call, body: JSON, old: JSON | None) -> None:  # noqa: ARG001 - all checks are called alike
    if old is None and "IPv4Range" not in body and "autoCreateSubnetworks" not in body:
        raise invalid("Invalid value for field 'resource.IPv4Range': legacy networks are no longer supported.")


def _fill_network(call: Call, body: JSON) -> None:  # noqa: ARG001 - all fills are called alike
    body.setdefault("routingConfig", {"routingMode": "REGIONAL"})
    body.setdefault("networkFirewallPolicyEnforcementOrder", "AFTER_CLASSIC_FIREWALL")


def _check_subnetwork(call: Call, body: JSON, old: JSON | None) -> None:
    if old is None:
        body["network"] = _reference(call, body.get("network", ""), "network")
    _cidr(body.get("ipCidrRange", ""), "ipCidrRange")


def _fill_subnetwork(call: Call, body: JSON) -> None:  # noqa: ARG001 - all fills are called alike
    network = ipaddress.ip_network(body["ipCidrRange"])
    body["gatewayAddress"] = str(network[1]) if network.num_addresses > 1 else str(network[0])
    body.setdefault("purpose", "PRIVATE")
    body.setdefault("privateIpGoogleAccess", False)
    body.setdefault("stackType", "IPV4_ONLY")


def _check_firewall(call: Call, body: JSON, old: JSON | None) -> None:  # noqa: ARG001 - all checks are called alike
    body["network"] = _reference(call, body.get("network", "global/networks/default"), "network")
    if bool(body.get("allowed")) == bool(body.get("denied")):
        raise invalid("Invalid value for field 'resource.allowed': exactly one of allowed and denied must be given.")
    if not 0 <= body.get("priority", 1000) <= 65535:
        raise invalid("Invalid value for field 'resource.priority': must be between 0 and 65535.", "priority")
    egress = body.get("direction") == "EGRESS"
    wrong = ("sourceRanges", "sourceTags", "sourceServiceAccounts") if egress else ("destinationRanges",)
    for field in wrong:
        if egress and body.get(field):
            raise invalid(f"Invalid value for field 'resource.{field}': not allowed for EGRESS traffic.", field)
    if body.get("targetTags") and body.get("targetServiceAccounts"):
        raise invalid("targetTags and targetServiceAccounts cannot be used at the same time.", "targetTags")
    for field in ("sourceRanges", "destinationRanges"):
        for text in body.get(field, []):
            _cidr(text, field)


def _fill_firewall(call: Call, body: JSON) -> None:  # noqa: ARG001 - all fills are called alike
    body.setdefault("direction", "INGRESS")
    body.setdefault("priority", 1000)
    body.setdefault("disabled", False)
    body.setdefault("logConfig", {"enable": False})
    sources = ("sourceRanges", "sourceTags", "sourceServiceAccounts")
    if body["direction"] == "INGRESS" and not any(body.get(field) for field in sources):
        body["sourceRanges"] = ["0.0.0.0/0"]
    if body["direction"] == "EGRESS":
        body.setdefault("destinationRanges", ["0.0.0.0/0"])


def _check_instance(call: Call, body: JSON, old: JSON | None) -> None:
    if not body.get("networkInterfaces"):
        raise invalid(
            "Invalid value for field 'resource.networkInterfaces': At least one network interface is required."
        )
    if not re.search(r"machineTypes/[a-z0-9-]+$", body.get("machineType", "")):
        message = f"Invalid value for field 'resource.machineType': '{body.get('machineType', '')[:100]}'. "
        raise invalid(f"{message}The URL is malformed.", "machineType")
    if old is None:
        for interface in body["networkInterfaces"]:
            for field in ("subnetwork", "network"):
                if interface.get(field):
                    interface[field] = _reference(call, interface[field], f"networkInterfaces[0].{field}")
    if not body.get("disks"):
        raise invalid("Invalid value for field 'resource.disks': No disks are specified.", "disks")
    _check_accounts(call, body.get("serviceAccounts", []))


def _check_accounts(call: Call, accounts: list[JSON]) -> None:
    for account in accounts:
        email = account.get("email", "default")
        if email != "default" and not account_exists(call.store, email):
            message = f"The resource '{email[:100]}' of type 'serviceAccount' was not found."
            raise not_found(message)


def _fill_instance(call: Call, body: JSON) -> None:
    body.setdefault("status", "RUNNING")
    if not body["machineType"].startswith("http"):
        body["machineType"] = f"{_BASE}projects/{call.project}/{body['machineType'].split(call.project + '/')[-1]}"
    body.setdefault("canIpForward", False)
    body.setdefault("tags", {"items": []}).setdefault("fingerprint", etag(1))
    body.setdefault("metadata", {"items": []}).setdefault("fingerprint", etag(1))
    for index, interface in enumerate(body["networkInterfaces"]):
        interface.setdefault("name", f"nic{index}")
        interface.setdefault("networkIP", f"10.132.0.{index + 2}")
        subnet = call.store.get("compute/" + interface.get("subnetwork", "").removeprefix(_BASE))
        if subnet and "network" not in interface:
            interface["network"] = subnet.body["network"]
        interface.setdefault("network", f"{_BASE}projects/{call.project}/global/networks/default")
    for index, disk in enumerate(body["disks"]):
        disk.setdefault("deviceName", f"persistent-disk-{index}")
    for account in body.get("serviceAccounts", []):
        if account.get("email", "default") == "default":
            account["email"] = f"{call.number}-compute@developer.gserviceaccount.com"


def _unused(call: Call, resource: Resource) -> None:
    """Refuse to delete what another resource uses."""
    link = resource.body["selfLink"]
    for other in call.store.all():
        if not other.name.startswith("compute/") or other.name == resource.name:
            continue
        interfaces = other.body.get("networkInterfaces", [])
        used = [other.body.get("network"), *(i.get(f) for i in interfaces for f in ("network", "subnetwork"))]
        if link in used:
            message = f"The resource '{call.path}' is already being used by '{other.name.removeprefix('compute/')}'"
            raise ApiError("INVALID_ARGUMENT", message, reason="resourceInUseByAnotherResource")


def _set(call: Call, field: str, value: Any) -> JSON:  # noqa: ANN401 - any JSON value
    instance = call.resource()
    old = instance.body.get(field)
    current = instance.body.get("labelFingerprint") if field == "labels" else _fingerprint(old)
    given = call.body.get("labelFingerprint") if field == "labels" else call.body.get("fingerprint")
    if given and current and given != current:
        raise ApiError("CONDITION_NOT_MET", "Supplied fingerprint does not match current metadata fingerprint.")
    instance.revision += 1
    if isinstance(value, dict) and field != "labels":
        value = {**value, "fingerprint": etag(instance.revision)}
    instance.body = {**instance.body, field: value, "labelFingerprint": etag(instance.revision)}
    call.store.touch(instance)
    return operations.start(call, instance.body, call.path)


def _fingerprint(value: Any) -> str | None:  # noqa: ANN401 - any JSON value
    return value.get("fingerprint") if isinstance(value, dict) else None


def set_labels(call: Call) -> JSON:
    """Replace a resource's labels."""
    verbs.check_labels(call.body)
    return _set(call, "labels", call.body.get("labels", {}))


def set_service_account(call: Call) -> JSON:
    """Give a stopped instance another service account."""
    if call.resource().body["status"] != "TERMINATED":
        raise ApiError("INVALID_ARGUMENT", "The instance must be stopped before the service account can be changed.")
    accounts = [{"email": call.body.get("email", "default"), "scopes": call.body.get("scopes", [])}]
    _check_accounts(call, accounts)
    return _set(call, "serviceAccounts", accounts)


def aggregated(call: Call) -> JSON:
    """Answer `aggregatedList`: every resource of the project, by place."""
    places: dict[str, JSON] = {}
    collection = call.method.collection
    for resource in call.store.all():
        path = resource.name.removeprefix("compute/")
        if resource.collection == collection and path.startswith(f"projects/{call.project}/"):
            scope = "/".join(path.split("/")[2:-2])
            places.setdefault(scope, {}).setdefault(collection.split(".")[1], []).append(resource.body)
    return {"items": places} if places else {}


KINDS = {
    "compute.networks": Kind(check=_check_network, fill=_fill_network, removable=_unused),
    "compute.subnetworks": Kind(check=_check_subnetwork, fill=_fill_subnetwork, removable=_unused),
    "compute.firewalls": Kind(check=_check_firewall, fill=_fill_firewall),
    "compute.instances": Kind(check=_check_instance, fill=_fill_instance),
}
ACTIONS = {
    "compute.instances.setLabels": set_labels,
    "compute.disks.setLabels": set_labels,
    "compute.instances.setServiceAccount": set_service_account,
    "compute.instances.setTags": lambda call: _set(call, "tags", {"items": call.body.get("items", [])}),
    "compute.instances.setMetadata": lambda call: _set(call, "metadata", {"items": call.body.get("items", [])}),
    "compute.instances.stop": lambda call: _set(call, "status", "TERMINATED"),
    "compute.instances.start": lambda call: _set(call, "status", "RUNNING"),
    "compute.instances.setDeletionProtection": lambda call: _set(
        call, "deletionProtection", call.query.get("deletionProtection", True)
    ),
}
for _collection in ("instances", "subnetworks", "disks", "addresses"):
    ACTIONS[f"compute.{_collection}.aggregatedList"] = aggregated
