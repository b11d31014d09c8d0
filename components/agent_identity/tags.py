"""Tags: who an agent is, written on everything that belongs to it (NIST IA-4).

AWS and Azure take the exact values. GCP labels accept few characters, so a label holds a folded value; Kubernetes
labels do too, so the exact value stands in an annotation of the same key. A GCP service account takes neither, so its
description carries the four required values.
"""

import re
from collections.abc import Mapping
from typing import Final, Protocol

TYPE: Final = "agent-type"
VERSION: Final = "agent-version"
ENVIRONMENT: Final = "agent-environment"
TEAM: Final = "agent-team"
FUNCTION: Final = "agent-function"
DATA_SENSITIVITY: Final = "agent-data-sensitivity"

REQUIRED: Final = (TYPE, VERSION, ENVIRONMENT, TEAM)
"""Keys that every agent principal carries."""

PATH: Final = "/agents/"
"""IAM path of agent roles on AWS."""
BOUNDARY_PATH: Final = "/agents/boundaries/"
"""IAM path of boundary policies on AWS."""
ACCESS_PATH: Final = "/agents/access/"
"""IAM path of the policies that grant agents what they ask for: who may change these cannot change boundaries."""
NAMESPACE_PREFIX: Final = "agents-"
"""Prefix of the Kubernetes namespaces that hold agents and nothing else."""

MAX_DESCRIPTION_BYTES: Final = 256
"""A GCP service account's description: https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts."""


class Tagged(Protocol):
    """What tags are made from; `agent_identity.agent.AgentType` is one."""

    @property
    def type(self) -> str:
        """What kind of agent it is."""

    @property
    def version(self) -> str:
        """The deployed version."""

    @property
    def environment(self) -> str:
        """Where it runs."""

    @property
    def team(self) -> str:
        """Who owns it."""

    @property
    def function(self) -> str | None:
        """What it does in general, or None."""

    @property
    def data_sensitivity(self) -> str | None:
        """The most sensitive data that it touches, or None."""


def tags_for(agent: Tagged) -> dict[str, str]:
    """Returns the tags of an agent's resources on AWS and Azure."""
    tags = {TYPE: agent.type, VERSION: agent.version, ENVIRONMENT: agent.environment, TEAM: agent.team}
    if agent.function is not None:
        tags[FUNCTION] = agent.function
    if agent.data_sensitivity is not None:
        tags[DATA_SENSITIVITY] = agent.data_sensitivity
    return tags


def label_value(value: str) -> str:
    """Returns `value` as a label value that GCP and Kubernetes both accept.

    Lower-case letters, digits and hyphens, at most 63 characters, beginning and ending with a letter or digit. Text
    that is longer is refused where agents are validated, so nothing is cut here.
    """
    return re.sub(r"[^a-z0-9-]", "-", value.lower()).strip("-")


def labels_for(agent: Tagged) -> dict[str, str]:
    """Returns the labels of an agent's resources on GCP and Kubernetes: the tags with folded values."""
    return {key: label_value(value) for key, value in tags_for(agent).items()}


def annotations_for(agent: Tagged) -> dict[str, str]:
    """Returns the Kubernetes annotations of an agent's objects: the tags with their exact values."""
    return tags_for(agent)


def description_for(agent: Tagged) -> str:
    """Returns the description of an agent's GCP service account: the required tags as `key=value` words.

    Raises:
        ValueError: When it would exceed 256 bytes, with the number it has.
    """
    tags = tags_for(agent)
    text = " ".join(f"{key}={tags[key]}" for key in REQUIRED)
    if (size := len(text.encode())) > MAX_DESCRIPTION_BYTES:
        raise ValueError(
            f"the description of {agent.type} has {size} bytes, a GCP service account takes {MAX_DESCRIPTION_BYTES}:"
            " shorten the type, version, environment or team"
        )
    return text


def tags_from_description(text: str) -> dict[str, str]:
    """Returns the tags that a service account's description carries; what is no `agent-…=value` word is passed over."""
    words = (word.partition("=") for word in text.split())
    return {key: value for key, found, value in words if found and value and key.startswith("agent-")}


def missing(found: Mapping[str, object]) -> list[str]:
    """Returns the required keys that `found` lacks or leaves empty, in the order of `REQUIRED`."""
    return [key for key in REQUIRED if not found.get(key)]
