"""ECS clusters, task definitions and services."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from local_clouds.provider.adapter import AutoName
from local_clouds.provider.aws.mapping import Call, Tags, Type

if TYPE_CHECKING:
    from local_clouds.provider.adapter import JSON
    from local_clouds.provider.aws.session import Session

_TAGS = Tags("tag_resource", "untag_resource", {"resourceArn": "{arn}"}, "tags", "tagKeys", form="lower")


def _network(value: JSON) -> JSON:
    """Return the network of a service as the API nests it."""
    public = {True: "ENABLED", False: "DISABLED"}[bool(value.get("assignPublicIp"))]
    return {"awsvpcConfiguration": {"securityGroups": [], **value, "assignPublicIp": public}}


def _show_service(session: Session, outputs: JSON, recorded: JSON) -> None:
    del session
    network = (outputs.get("networkConfiguration") or {}).get("awsvpcConfiguration")
    if network:
        outputs["networkConfiguration"] = {**network, "assignPublicIp": network.get("assignPublicIp") == "ENABLED"}
    name = recorded.get("cluster")
    if name and outputs.get("cluster", "").endswith(f"/{name}"):
        outputs["cluster"] = name
    definition = recorded.get("taskDefinition")
    if definition and definition in {outputs["taskDefinition"].rpartition("/")[2], _family(outputs["taskDefinition"])}:
        outputs["taskDefinition"] = definition


def _family(arn: str) -> str:
    return arn.rpartition("/")[2].rpartition(":")[0]


def _show_task(session: Session, outputs: JSON, recorded: JSON) -> None:
    del session, recorded
    outputs["arnWithoutRevision"] = outputs["arn"].rpartition(":")[0]
    containers = outputs.get("containerDefinitions")
    if isinstance(containers, list):
        outputs["containerDefinitions"] = json.dumps([_bare(container) for container in containers])
    volumes = outputs.get("volumes")
    if volumes:
        outputs["volumes"] = [
            _bare({**item, "hostPath": (item.get("host") or {}).get("sourcePath"), "host": None}) for item in volumes
        ]


def _bare(value: JSON) -> JSON:
    """Leave out what the service fills in where nothing was given: empty lists, and no reserved CPU."""
    return {key: item for key, item in value.items() if item not in (None, [], {}, "") and (key, item) != ("cpu", 0)}


def _stop(session: Session, values: JSON, olds: JSON) -> None:
    del olds
    session.call(
        "ecs",
        "delete_service",
        values["region"],
        cluster=values.get("cluster") or "default",
        service=values["id"],
        force=True,
    )


TYPES = {
    "aws:ecs/cluster:Cluster": Type(
        service="ecs",
        inputs="name settings configuration",
        computed="arn",
        replaces="name",
        filled="settings",
        auto_name=AutoName(limit=255),
        names={"name": "clusterName", "arn": "clusterArn"},
        id="{arn}",
        create=Call("create_cluster", inputs="*", result="cluster"),
        read=Call(
            "describe_clusters",
            {"clusters": ["{id}"], "include": ["TAGS", "SETTINGS", "CONFIGURATIONS"]},
            result="clusters[?status=='ACTIVE'] | [0]",
        ),
        update=(Call("update_cluster", {"cluster": "{id}"}, "settings configuration"),),
        delete=(Call("delete_cluster", {"cluster": "{id}"}),),
        tags=_TAGS,
    ),
    "aws:ecs/taskDefinition:TaskDefinition": Type(
        service="ecs",
        inputs="family containerDefinitions cpu memory networkMode executionRoleArn taskRoleArn ipcMode pidMode "
        "requiresCompatibilities runtimePlatform volumes ephemeralStorage skipDestroy trackLatest",
        required="family containerDefinitions",
        computed="arn arnWithoutRevision revision",
        replaces="family containerDefinitions cpu memory networkMode executionRoleArn taskRoleArn ipcMode pidMode "
        "requiresCompatibilities runtimePlatform volumes ephemeralStorage",
        defaults={"skipDestroy": False, "trackLatest": False},
        filled="networkMode",
        partial="containerDefinitions volumes",
        documents="containerDefinitions",
        unordered="requiresCompatibilities",
        names={"arn": "taskDefinitionArn"},
        send={"containerDefinitions": json.loads},
        id="{family}",
        create=Call("register_task_definition", inputs="*", result="taskDefinition"),
        read=Call(
            "describe_task_definition",
            {"taskDefinition": "{id}", "include": ["TAGS"]},
            result="[taskDefinition][?status=='ACTIVE'] | [0]",
        ),
        local="skipDestroy trackLatest",
        delete=(
            Call(
                run=lambda session, values, _: (
                    None
                    if values.get("skipDestroy")
                    else session.call(
                        "ecs", "deregister_task_definition", values["region"], taskDefinition=values["arn"]
                    )
                )
            ),
        ),
        present=_show_task,
        tags=Tags(
            "tag_resource",
            "untag_resource",
            {"resourceArn": "{arn}"},
            "tags",
            "tagKeys",
            form="lower",
            listing=Call("list_tags_for_resource", {"resourceArn": "{arn}"}, result="tags"),
        ),
    ),
    "aws:ecs/service:Service": Type(
        service="ecs",
        inputs="name cluster taskDefinition desiredCount launchType networkConfiguration platformVersion propagateTags "
        "enableEcsManagedTags enableExecuteCommand schedulingStrategy deploymentMaximumPercent "
        "deploymentMinimumHealthyPercent waitForSteadyState forceNewDeployment forceDelete",
        computed="arn",
        replaces="name cluster launchType schedulingStrategy",
        defaults={
            "schedulingStrategy": "REPLICA",
            "deploymentMaximumPercent": 200,
            "deploymentMinimumHealthyPercent": 100,
            "waitForSteadyState": False,
        },
        filled="launchType platformVersion cluster propagateTags enableEcsManagedTags enableExecuteCommand",
        write_only="forceNewDeployment",
        partial="networkConfiguration",
        auto_name=AutoName(limit=255),
        names={"name": "serviceName", "arn": "serviceArn", "cluster": "cluster"},
        send={"networkConfiguration": _network},
        show={"cluster": "clusterArn"},
        id="{arn}",
        create=Call("create_service", inputs="*", result="service"),
        read=Call(
            "describe_services",
            {"cluster": "{cluster}", "services": ["{name}"], "include": ["TAGS"]},
            result="services[?status=='ACTIVE'] | [0]",
        ),
        import_id="{cluster}/{name}",
        local="deploymentMaximumPercent deploymentMinimumHealthyPercent waitForSteadyState forceDelete",
        update=(
            Call(
                "update_service",
                {"service": "{id}", "cluster": "{cluster}"},
                "taskDefinition desiredCount networkConfiguration platformVersion forceNewDeployment propagateTags "
                "enableEcsManagedTags enableExecuteCommand",
            ),
        ),
        delete=(Call(run=_stop),),
        present=_show_service,
        tags=_TAGS,
    ),
}
