"""What of a Pulumi stack runs as whom: any resource of AWS with a role among its inputs, however deep it stands.

Which kinds take a role is a table made from the AWS provider's own property names (`tools/tables/aws_hosts.py`).
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from agent_identity.permissions.stacks.resource import Resource
from agent_identity.permissions.unknown import UNKNOWN
from agent_identity.permissions.values import Value, known_text, parsed

NAMES_ROLE: Final = re.compile(r"role(?!Session)|instanceProfile", re.IGNORECASE)
"""A property whose name says that its value is a role or holds one."""

_JSON: Final = {"aws:batch:JobDefinition": ("containerProperties", "ecsProperties", "eksProperties", "nodeProperties")}
"""Kinds whose role stands in an input that is JSON text."""

_SERVICES: Final = {
    "alb": "elasticloadbalancing",
    "amp": "aps",
    "appautoscaling": "application-autoscaling",
    "bedrockmodel": "bedrock",
    "cfg": "config",
    "cloudwatch": "*",
    "cognito": "cognito-*",
    "elasticsearch": "es",
    "emr": "elasticmapreduce",
    "emrcontainers": "emr-containers",
    "kinesis": "*",
    "kinesisanalyticsv2": "kinesisanalytics",
    "lambdamicrovms": "lambda",
    "lb": "elasticloadbalancing",
    "msk": "kafka",
    "mskconnect": "kafkaconnect",
    "mwaa": "airflow",
    "neptune": "rds",
    "opensearch": "es",
    "opensearchingest": "osis",
    "redshiftserverless": "redshift-serverless",
    "sesv2": "ses",
    "sfn": "states",
    "ssmincidents": "ssm-incidents",
    "timestreamquery": "timestream",
}
"""The service in ARNs, by the provider's module, where the two differ; `*` where a module holds several services."""

_NAMES: Final = ("name", "family", "functionName", "jobName", "agentName", "agentRuntimeName", "identifier", "bucket")


@cache
def kinds() -> frozenset[str]:
    """Returns the kinds of resources that take a role."""
    table = Path(__file__).parents[1] / "data" / "role_takers.txt"
    return frozenset(table.read_text(encoding="utf-8").split()) | frozenset(_JSON)


def roles_of(host: Resource) -> Iterator[tuple[str, bool, Value]]:
    """Yields what a resource of one of `kinds` names as its roles.

    Yields:
        The top-level input, whether it is an instance profile that is named, and the name, ARN or `UNKNOWN`.
    """
    for prop, value in host.inputs.items():
        content = parsed(value) if prop in _JSON.get(host.kind, ()) else value
        for key, found in _named(prop, content):
            if found is UNKNOWN or (isinstance(found, str) and found):
                yield prop, "profile" in key.lower(), found


def _named(name: str, value: Value) -> Iterator[tuple[str, Value]]:
    if isinstance(value, Mapping):
        inside = NAMES_ROLE.search(name)
        for key, item in value.items():
            # An instance profile is an object with a name or an ARN.
            yield from _named(name if inside and not NAMES_ROLE.search(key) else key, item)
    elif isinstance(value, list):
        for item in value:
            yield from _named(name, item)
    elif NAMES_ROLE.search(name):
        yield name, value


def arn_of(host: Resource) -> str:
    """Returns the ARN of a resource, or a pattern that covers it where the stack does not say its ARN."""
    known = known_text(host.outputs.get("arn"))
    if known:
        return known
    module = host.kind.split(":")[1]
    service = _SERVICES.get(module, module)
    name = next((text for field in _NAMES if (text := known_text(host.get(field)))), None) or f"{host.name}*"
    revision = ":*" if host.kind == "aws:ecs:TaskDefinition" else ""
    return f"arn:*:{service}:*:*:*{name}{revision}"
