"""Logging, Monitoring, Pub/Sub: the few things that their documents leave to prose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local_clouds.gcp.call import Kind
from local_clouds.gcp.errors import invalid

if TYPE_CHECKING:
    from local_clouds.gcp.call import Action, Call

JSON = dict[str, Any]


def _check_sink(call: Call, body: JSON, old: JSON | None) -> None:  # noqa: ARG001 - all checks are called alike
    if not body.get("destination"):
        raise invalid("The sink's destination is required.", "sink.destination")


def _fill_sink(call: Call, body: JSON) -> None:
    body["writerIdentity"] = f"serviceAccount:service-{call.number}@gcp-sa-logging.iam.gserviceaccount.com"


_ANY = r"[a-zA-Z0-9][a-zA-Z0-9._/%~+-]{0,254}"

KINDS = {
    "logging.sinks": Kind(
        "body:name", r"[a-zA-Z0-9][a-zA-Z0-9._-]{0,99}", check=_check_sink, fill=_fill_sink, short_name=True
    ),
    "logging.metrics": Kind("body:name", _ANY, short_name=True),
    "logging.buckets": Kind("query:bucketId", r"[a-zA-Z0-9][a-zA-Z0-9._-]{0,99}"),
    "monitoring.alertPolicies": Kind("new"),
    "monitoring.notificationChannels": Kind("new"),
    "pubsub.topics": Kind(form=_ANY),
    "pubsub.subscriptions": Kind(form=_ANY),
}
ACTIONS: dict[str, Action] = {}
