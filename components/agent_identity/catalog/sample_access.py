"""What the agents of a sample catalog ask for: by cloud and function, on data of their own team."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_MODEL: Final = "arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0"
_BUCKETS: Final = "//storage.googleapis.com/projects/_/buckets"
_ACCOUNTS: Final = (
    "/subscriptions/00000000-0000-4000-8000-{place.serial}/resourceGroups/agents-local-data"
    "/providers/Microsoft.Storage/storageAccounts"
)
_CONFIGMAPS: Final = "/api/v1/namespaces/agents-local{place.suffix}/configmaps"

_READS: Final = {
    "aws": "arn:aws:s3:::{team}-documents",
    "azure": _ACCOUNTS + "/{short}documents/blobServices/default/containers/documents",
    "gcp": _BUCKETS + "/{team}-documents",
    "kubernetes": _CONFIGMAPS + "/{name}-settings",
}
_WRITES: Final = {
    "aws": ("arn:aws:s3:::{team}-output/{name}/*", "s3:PutObject"),
    "azure": (
        _ACCOUNTS + "/{short}documents/blobServices/default/containers/output/blobs/{name}/*",
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
    ),
    "gcp": (_BUCKETS + "/{team}-output/objects/{name}/*", "storage.objects.create"),
    "kubernetes": (_CONFIGMAPS + "/{name}-state", "patch"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an agent is, as far as names of its data tell.

    Attributes:
        cloud: The cloud.
        serial: The last part of the Azure subscription.
        suffix: What ends the name of the Kubernetes namespace.
    """

    cloud: str
    serial: str
    suffix: str


def access_lines(place: Place, name: str, team: str, function: str, *, writes: bool) -> Iterator[str]:
    """Returns the lines of an agent's `access` on one cloud, indented as a catalog's agents are.

    Args:
        place: Where it is.
        name: The agent's type.
        team: Its team.
        function: What it does in general.
        writes: Whether it writes data.
    """
    # A storage account's name takes letters and digits, 24 at most.
    words = {"place": place, "name": name, "team": team, "short": team.replace("-", "")[:15]}
    yield f'      - read: ["{_READS[place.cloud].format(**words)}"]'
    if writes:
        resource, operation = _WRITES[place.cloud]
        yield from _write(resource.format(**words), operation)
    if place.cloud == "aws" and function == "decision-automation":
        yield from _write(_MODEL, "bedrock:InvokeModel")


def _write(resource: str, operation: str) -> Iterator[str]:
    yield f'      - write: ["{resource}"]'
    yield f'        operations: ["{operation}"]'
