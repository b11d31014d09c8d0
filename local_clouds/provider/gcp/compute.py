"""Compute Engine: networks, subnetworks, firewall rules, instances."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local_clouds.provider.adapter import AutoName
from local_clouds.provider.errors import ServiceError
from local_clouds.provider.gcp.labels import LABEL_OUTPUTS, present_labels
from local_clouds.provider.gcp.mapping import Call, Type

if TYPE_CHECKING:
    from local_clouds.provider.adapter import JSON
    from local_clouds.provider.gcp.session import Session

_NAME = AutoName(limit=61, lower=True)


def _calls(parameter: str, *places: str, update: str | None = "patch") -> dict[str, Any]:
    """Return the calls of a collection: Compute takes a resource's name apart into parameters."""
    where = {"project": "{project}", **{place: f"{{{place}}}" for place in places}}
    one = {**where, parameter: "{name}"}
    return {
        "create": Call("insert", where),
        "read": Call("get", one, bare=True),
        "update": Call(update, one) if update else None,
        "delete": Call("delete", one, bare=True),
        "mask": False,
        "auto_name": _NAME,
        "api": "compute.v1",
    }


def _network_defaults(session: Session, values: JSON, body: JSON) -> None:
    """A network always says whether it makes subnetworks by itself: without that it is of a kind no longer made."""
    del session
    if values.get("routingMode"):
        body["routingConfig"] = {"routingMode": values["routingMode"]}
    if "id" in values:
        body.pop("autoCreateSubnetworks", None)


def _present_network(session: Session, outputs: JSON, answer: JSON) -> None:
    del session
    outputs["numericId"] = outputs["networkId"] = answer["id"]
    outputs["routingMode"] = answer.get("routingConfig", {}).get("routingMode")


def _present_subnetwork(session: Session, outputs: JSON, answer: JSON) -> None:
    del session
    outputs["subnetworkId"] = int(answer["id"])
    outputs["region"] = answer["_values"]["region"]


def _keep_fingerprint(session: Session, values: JSON, body: JSON) -> None:
    """A subnetwork is patched only with the fingerprint that it was read with."""
    if "id" not in values:
        return
    where = {key: values[key] for key in ("project", "region")}
    body["fingerprint"] = session.call("compute.v1", "subnetworks.get", **where, subnetwork=values["name"])[
        "fingerprint"
    ]
    for fixed in ("network", "ipCidrRange"):
        body.pop(fixed, None)


def _instance_body(session: Session, values: JSON, body: JSON) -> None:
    """Put the boot disk, the account and the metadata into the forms that the service has for them."""
    del session
    boot = values.get("bootDisk", {})
    disk = {key: boot[key] for key in ("autoDelete", "deviceName", "mode", "source") if key in boot}
    parameters = boot.get("initializeParams", {})
    names = {"image": "sourceImage", "size": "diskSizeGb", "type": "diskType", "labels": "labels"}
    sent = {names[key]: value for key, value in parameters.items() if key in names}
    body["disks"] = [{"boot": True, "autoDelete": True, **disk, **({"initializeParams": sent} if sent else {})}]
    if "diskSizeGb" in sent:
        sent["diskSizeGb"] = str(sent["diskSizeGb"])
    body["machineType"] = f"zones/{values['zone']}/machineTypes/{values['machineType']}"
    if values.get("serviceAccount"):
        account = values["serviceAccount"]
        body["serviceAccounts"] = [{"email": account.get("email", "default"), "scopes": account.get("scopes", [])}]
    items = dict(values.get("metadata") or {})
    if values.get("metadataStartupScript"):
        items["startup-script"] = values["metadataStartupScript"]
    if items:
        body["metadata"] = {"items": [{"key": key, "value": str(value)} for key, value in items.items()]}
    if values.get("tags"):
        body["tags"] = {"items": values["tags"]}


def _present_instance(session: Session, outputs: JSON, answer: JSON) -> None:
    del session
    values = answer["_values"]
    outputs["zone"], outputs["instanceId"] = values["zone"], answer["id"]
    outputs["currentStatus"] = answer["status"]
    outputs["machineType"] = answer["machineType"].rsplit("/", 1)[1]
    outputs["tags"] = answer.get("tags", {}).get("items") or None
    outputs["tagsFingerprint"] = answer.get("tags", {}).get("fingerprint")
    items = {item["key"]: item["value"] for item in answer.get("metadata", {}).get("items", [])}
    script = items.pop("startup-script", None)
    if script is not None:
        outputs["metadataStartupScript"] = script
    outputs["metadata"] = items or None
    outputs["metadataFingerprint"] = answer.get("metadata", {}).get("fingerprint")
    accounts = answer.get("serviceAccounts", [])
    if accounts:
        outputs["serviceAccount"] = {"email": accounts[0]["email"], "scopes": accounts[0].get("scopes", [])}
    disk = answer["disks"][0]
    parameters = disk.get("initializeParams", {})
    names = {"sourceImage": "image", "diskSizeGb": "size", "diskType": "type"}
    shown = {
        names[key]: int(value) if key == "diskSizeGb" else value for key, value in parameters.items() if key in names
    }
    outputs["bootDisk"] = {"initializeParams": shown} if shown else {"source": disk.get("source")}
    present_labels(outputs, answer)


def _change_instance(session: Session, values: JSON, olds: JSON) -> None:
    """Change what has a method of its own; the account only of a stopped instance, as the service wants."""
    where = {"project": values["project"], "zone": values["zone"], "instance": values["name"]}
    body: JSON = {}
    _instance_body(session, values, body)

    def call(method: str, **parameters: Any) -> None:  # noqa: ANN401 - the method's parameters
        session.call("compute.v1", f"instances.{method}", **where, **parameters)

    now = session.call("compute.v1", "instances.get", **where)
    if values.get("labels") != olds.get("labels"):
        call("setLabels", body={"labels": values.get("labels") or {}, "labelFingerprint": now["labelFingerprint"]})
    if values.get("tags") != olds.get("tags"):
        call("setTags", body={"items": values.get("tags") or [], "fingerprint": now["tags"]["fingerprint"]})
    if values.get("metadata") != olds.get("metadata"):
        items = body.get("metadata", {}).get("items", [])
        call("setMetadata", body={"items": items, "fingerprint": now["metadata"]["fingerprint"]})
    if values.get("serviceAccount") != olds.get("serviceAccount"):
        if not values.get("allowStoppingForUpdate"):
            message = "changing the serviceAccount needs a stop: set allowStoppingForUpdate to true"
            raise ServiceError("FAILED_PRECONDITION", message)
        call("stop")
        call("setServiceAccount", body=body.get("serviceAccounts", [{}])[0])
        call("start")


TYPES = {
    "gcp:compute/network:Network": Type(
        collection="networks",
        schema="Network",
        id="projects/{project}/global/networks/{name}",
        sent="name autoCreateSubnetworks description mtu enableUlaInternalIpv6 internalIpv6Range "
        "networkFirewallPolicyEnforcementOrder",
        kept="project routingMode deleteDefaultRoutesOnCreate deletionPolicy",
        computed="selfLink gatewayIpv4 numericId networkId",
        replaces="name description autoCreateSubnetworks",
        defaults={"autoCreateSubnetworks": True},
        filled="routingMode mtu networkFirewallPolicyEnforcementOrder",
        write_only="deleteDefaultRoutesOnCreate",
        prepare=_network_defaults,
        present=_present_network,
        **_calls("network"),
    ),
    "gcp:compute/subnetwork:Subnetwork": Type(
        collection="subnetworks",
        schema="Subnetwork",
        id="projects/{project}/regions/{region}/subnetworks/{name}",
        sent="name network ipCidrRange description purpose role privateIpGoogleAccess privateIpv6GoogleAccess "
        "stackType secondaryIpRanges logConfig",
        kept="project region deletionPolicy",
        required="network ipCidrRange",
        computed="selfLink gatewayAddress creationTimestamp fingerprint subnetworkId",
        replaces="name network description purpose ipCidrRange",
        filled="purpose privateIpGoogleAccess privateIpv6GoogleAccess stackType",
        prepare=_keep_fingerprint,
        present=_present_subnetwork,
        **_calls("subnetwork", "region"),
    ),
    "gcp:compute/firewall:Firewall": Type(
        collection="firewalls",
        schema="Firewall",
        id="projects/{project}/global/firewalls/{name}",
        sent="name network allows denies description destinationRanges direction disabled logConfig priority "
        "sourceRanges sourceServiceAccounts sourceTags targetServiceAccounts targetTags",
        required="network",
        computed="selfLink creationTimestamp",
        replaces="name direction sourceServiceAccounts targetServiceAccounts",
        defaults={"priority": 1000},
        filled="direction disabled logConfig sourceRanges destinationRanges priority",
        renames={"allows": "allowed", "denies": "denied", "protocol": "IPProtocol", "metadata": "metadata"},
        unordered="sourceRanges destinationRanges sourceTags targetTags",
        **_calls("firewall", update="update"),
    ),
    "gcp:compute/instance:Instance": Type(
        collection="instances",
        schema="Instance",
        id="projects/{project}/zones/{zone}/instances/{name}",
        sent="name canIpForward deletionProtection description hostname labels minCpuPlatform networkInterfaces "
        "scheduling shieldedInstanceConfig confidentialInstanceConfig workloadIdentityConfig resourcePolicies",
        kept="project zone bootDisk machineType metadata metadataStartupScript serviceAccount tags "
        "allowStoppingForUpdate deletionPolicy desiredStatus",
        required="bootDisk machineType networkInterfaces",
        computed="selfLink instanceId cpuPlatform currentStatus creationTimestamp labelFingerprint "
        f"metadataFingerprint tagsFingerprint {LABEL_OUTPUTS}",
        replaces="name bootDisk networkInterfaces canIpForward description hostname machineType metadataStartupScript "
        "scheduling shieldedInstanceConfig confidentialInstanceConfig workloadIdentityConfig minCpuPlatform",
        filled="canIpForward serviceAccount",
        write_only="desiredStatus",
        quiet=(("name", ...), ("networkIP", ...), ("network", ...), ("fingerprint", ...), ("kind", ...)),
        prepare=_instance_body,
        change=_change_instance,
        present=_present_instance,
        **_calls("instance", "zone", update=None),
    ),
}
