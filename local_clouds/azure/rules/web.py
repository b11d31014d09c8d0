"""Microsoft.Web: plans, apps and functions, and the settings that are read by an action only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_clouds.azure.errors import ArmError, bad_request
from local_clouds.azure.ids import name_of, resource_group_of, same
from local_clouds.azure.store import Resource
from local_clouds.azure.types import Change, ResourceType

if TYPE_CHECKING:
    from local_clouds.azure.cloud import Cloud
    from local_clouds.azure.store import JSON

PLAN = "Microsoft.Web/serverfarms"
SITE = "Microsoft.Web/sites"
CONFIG = f"{SITE}/config"
_MODELS = "azure.mgmt.web.models"
_SETTINGS = "appSettings"


def _plan(change: Change) -> None:
    sku = change.body.get("sku") or {}
    if not sku.get("name"):
        raise bad_request("BadRequest", "The property 'sku.name' of the plan is required.")
    change.properties.update(
        status="Ready",
        geoRegion=change.body["location"],
        resourceGroup=name_of(resource_group_of(change.target.identifier) or ""),
        subscription=change.cloud.subscription,
    )


def _plan_is_empty(cloud: Cloud, plan: Resource) -> None:
    for site in cloud.store.of_type(SITE):
        if same(str(site.properties.get("serverFarmId", "")), plan.identifier):
            raise ArmError(
                409, "Conflict", f"Server farm '{plan.name}' cannot be deleted because it has web app(s) {site.name}."
            )


def _site(change: Change) -> None:
    name = change.target.name
    change.unique = name.lower()
    holder = change.cloud.store.holder(SITE, change.unique)
    if holder is not None and not same(holder.identifier, change.target.identifier):
        raise ArmError(409, "Conflict", f"Website with given name {name} already exists.")
    plan = change.properties.get("serverFarmId")
    if plan is not None:
        found = change.cloud.store.get(plan)
        if found is None or found.type != PLAN:
            raise ArmError(404, "NotFound", f"Cannot find serverFarm with id {plan[:300]}.")
        change.properties["serverFarmId"] = found.identifier
    subnet = change.properties.get("virtualNetworkSubnetId")
    if subnet is not None and change.cloud.store.get(subnet) is None:
        raise ArmError(404, "NotFound", f"Cannot find the subnet with id {subnet[:300]}.")
    host = f"{name.lower()}.azurewebsites.net"
    change.properties.update(
        state="Running",
        hostNames=[host],
        enabledHostNames=[host, f"{name.lower()}.scm.azurewebsites.net"],
        defaultHostName=host,
        repositorySiteName=name,
        usageState="Normal",
        availabilityState="Normal",
        resourceGroup=name_of(resource_group_of(change.target.identifier) or ""),
        outboundIpAddresses="192.0.2.10",
        possibleOutboundIpAddresses="192.0.2.10",
    )
    change.properties.setdefault("enabled", True)
    change.body.setdefault("kind", "app")
    settings = (change.properties.get("siteConfig") or {}).pop(_SETTINGS, None)
    if settings is not None:
        change.private["settings"] = {item.get("name", ""): item.get("value", "") for item in settings}


def _settings_follow(cloud: Cloud, site: Resource) -> None:
    """Keep the settings that came with the app where Azure keeps them: apart, and out of `GET`."""
    settings = site.private.pop("settings", None)
    identifier = f"{site.identifier}/config/appsettings"
    missing = cloud.store.get(identifier) is None
    if (settings is not None or missing) and cloud.store.get(site.identifier) is not None:
        settings = settings or {}
        cloud.store.put(Resource(identifier, CONFIG, "appsettings", site.identifier, {"properties": settings}))


def _config(change: Change) -> None:
    if change.target.name.lower() not in {"appsettings", "web", "connectionstrings", "metadata", "authsettingsv2"}:
        raise ArmError(404, "NotFound", f"There is no configuration named '{change.target.name[:100]}'.")
    if change.target.name.lower() == "appsettings" and not all(
        isinstance(value, str) for value in change.properties.values()
    ):
        raise bad_request("BadRequest", "The application settings must be a map of strings.")


def _shown_settings(cloud: Cloud, settings: Resource, _body: JSON) -> JSON:
    return cloud.shown(settings)


TYPES = (
    ResourceType(
        PLAN,
        model=f"{_MODELS}:AppServicePlan",
        pattern=r"[A-Za-z0-9-]+",
        longest=60,
        rules=(_plan,),
        guards=(_plan_is_empty,),
        slow=frozenset({"PUT"}),
        created=202,
    ),
    ResourceType(
        SITE,
        model=f"{_MODELS}:Site",
        pattern=r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?",
        shortest=2,
        longest=60,
        rules=(_site,),
        then=(_settings_follow,),
        slow=frozenset({"PUT"}),
        created=202,
    ),
    ResourceType(CONFIG, location="nothing", rules=(_config,), actions={"list": _shown_settings}, created=200),
)
