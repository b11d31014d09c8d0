"""Cloud Run services and jobs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from local_clouds.provider.adapter import AutoName
from local_clouds.provider.gcp.labels import LABEL_OUTPUTS, present_labels
from local_clouds.provider.gcp.mapping import Call, Type

if TYPE_CHECKING:
    from local_clouds.provider.adapter import JSON
    from local_clouds.provider.gcp.session import Session

_PLACE = "projects/{project}/locations/{location}"
_COMMON = "annotations binaryAuthorization client clientVersion labels launchStage template"
_COMPUTED = (
    "uid generation createTime updateTime deleteTime expireTime creator lastModifier conditions observedGeneration "
    f"terminalConditions etag reconciling effectiveAnnotations {LABEL_OUTPUTS}"
)
_KEPT = "name location project deletionProtection deletionPolicy tags"
#: What the service fills in below `template`, with the values that it fills in.
_QUIET: tuple[tuple[str, Any], ...] = (
    ("serviceAccount", re.compile(r"\d+-compute@developer\.gserviceaccount\.com")),
    ("timeout", re.compile("300s|600s")),
    ("maxInstanceRequestConcurrency", 80),
    ("scaling", {"maxInstanceCount": 100}),
    ("maxInstanceCount", 100),
    ("maxRetries", 3),
    ("taskCount", 1),
    ("resources", {"limits": {"cpu": "1000m", "memory": "512Mi"}}),
)
_NAME = AutoName(limit=49, lower=True)
#: Pulumi's plural of a field that Google names in the singular, or the other way round.
_RENAMES = {"envs": "env", "traffics": "traffic", "commands": "command"}


def _present(session: Session, outputs: JSON, answer: JSON) -> None:
    del session
    outputs["name"] = answer["name"].rsplit("/", 1)[1]
    outputs["effectiveAnnotations"] = answer.get("annotations", {})
    outputs["terminalConditions"] = [answer["terminalCondition"]] if "terminalCondition" in answer else []
    present_labels(outputs, answer)


def _type(collection: str, schema: str, id_parameter: str, **rest: Any) -> Type:  # noqa: ANN401 - fields of Type
    plural = collection.rsplit(".", 1)[1]
    return Type(
        api="run.v2",
        collection=collection,
        schema=schema,
        id=f"{_PLACE}/{plural}/{{name}}",
        kept=_KEPT,
        required="location template",
        replaces="name location",
        defaults={"deletionProtection": True},
        renames=_RENAMES,
        auto_name=_NAME,
        create=Call("create", {"parent": _PLACE, id_parameter: "{name}"}),
        present=_present,
        quiet=_QUIET,
        **rest,
    )


TYPES = {
    "gcp:cloudrunv2/service:Service": _type(
        "projects.locations.services",
        "GoogleCloudRunV2Service",
        "serviceId",
        sent=f"{_COMMON} customAudiences defaultUriDisabled description iapEnabled ingress invokerIamDisabled scaling "
        "traffics multiRegionSettings buildConfig",
        computed=f"{_COMPUTED} latestReadyRevision latestCreatedRevision uri urls trafficStatuses",
        filled="ingress launchStage traffics",
    ),
    "gcp:cloudrunv2/job:Job": _type(
        "projects.locations.jobs",
        "GoogleCloudRunV2Job",
        "jobId",
        sent=f"{_COMMON} startExecutionToken runExecutionToken",
        computed=f"{_COMPUTED} executionCount latestCreatedExecutions",
        filled="launchStage",
        mask=False,
    ),
}
