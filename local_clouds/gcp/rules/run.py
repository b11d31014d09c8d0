"""Cloud Run services and jobs.

Source: https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.services.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from local_clouds.gcp.call import Kind
from local_clouds.gcp.errors import ApiError, invalid
from local_clouds.gcp.policies import account_exists

if TYPE_CHECKING:
    from local_clouds.gcp.call import Call

JSON = dict[str, Any]

_NAME = r"[a-z]([-a-z0-9]{0,47}[a-z0-9])?"
_READY = {"type": "Ready", "state": "CONDITION_SUCCEEDED"}


def _check_template(call: Call, template: JSON) -> None:
    if not template.get("containers"):
        raise invalid("Revision template must have at least one container.", "template.containers")
    for index, container in enumerate(template["containers"]):
        if not container.get("image"):
            raise invalid(f"template.containers[{index}].image is required.", f"template.containers[{index}].image")
    account = template.get("serviceAccount")
    if account and not account_exists(call.store, account):
        message = (
            f"Permission 'iam.serviceaccounts.actAs' denied on service account {account[:100]} (or it may not exist)."
        )
        raise ApiError("PERMISSION_DENIED", message)


def _check_service(call: Call, body: JSON, old: JSON | None) -> None:  # noqa: ARG001 - all checks are called alike
    _check_template(call, body.get("template", {}))


def _check_job(call: Call, body: JSON, old: JSON | None) -> None:  # noqa: ARG001 - all checks are called alike
    _check_template(call, body.get("template", {}).get("template", {}))


def _default_account(call: Call) -> str:
    return f"{call.number}-compute@developer.gserviceaccount.com"


def _fill_common(call: Call, body: JSON) -> None:
    body.setdefault("creator", "user:local@example.com")
    body.setdefault("launchStage", "GA")
    body["observedGeneration"] = body["generation"]
    body["terminalCondition"] = {**_READY, "lastTransitionTime": call.store.now()}
    body["reconciling"] = False


def _fill_service(call: Call, body: JSON) -> None:
    name, location = body["name"].rsplit("/", 1)[1], call.location
    template = body["template"]
    template.setdefault("serviceAccount", _default_account(call))
    template.setdefault("timeout", "300s")
    template.setdefault("maxInstanceRequestConcurrency", 80)
    template.setdefault("scaling", {}).setdefault("maxInstanceCount", 100)
    for container in template["containers"]:
        container.setdefault("resources", {}).setdefault("limits", {"cpu": "1000m", "memory": "512Mi"})
    body.setdefault("ingress", "INGRESS_TRAFFIC_ALL")
    body.setdefault("traffic", [{"type": "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST", "percent": 100}])
    body["trafficStatuses"] = body["traffic"]
    digest = hashlib.sha256(body["uid"].encode()).hexdigest()[:10]
    body["uri"] = f"https://{name}-{digest}-{str(location)[:2]}.a.run.app"
    body["urls"] = [f"https://{name}-{call.number}.{location}.run.app", body["uri"]]
    revision = f"{body['name']}/revisions/{name}-{int(body['generation']):05d}-loc"
    body["latestCreatedRevision"] = body["latestReadyRevision"] = revision
    _fill_common(call, body)


def _fill_job(call: Call, body: JSON) -> None:
    task = body["template"]["template"]
    task.setdefault("serviceAccount", _default_account(call))
    task.setdefault("timeout", "600s")
    task.setdefault("maxRetries", 3)
    for container in task["containers"]:
        container.setdefault("resources", {}).setdefault("limits", {"cpu": "1000m", "memory": "512Mi"})
    body["template"].setdefault("taskCount", 1)
    body.setdefault("executionCount", 0)
    _fill_common(call, body)


KINDS = {
    "run.services": Kind("query:serviceId", _NAME, check=_check_service, fill=_fill_service),
    "run.jobs": Kind("query:jobId", _NAME, check=_check_job, fill=_fill_job),
}
ACTIONS: dict[str, Any] = {}
