"""Namespaces that hold agents and nothing else."""

import re

from agent_identity.construction import Checks
from agent_identity.naming import KUBERNETES_LABEL, name_for, slug
from agent_identity.tags import NAMESPACE_PREFIX


def namespace_of(team: str) -> str:
    """Returns the namespace in which a team's agents live unless told otherwise."""
    plain = f"{NAMESPACE_PREFIX}{slug(team)}"
    if len(plain) <= KUBERNETES_LABEL.max_length:
        return plain
    return name_for(KUBERNETES_LABEL, NAMESPACE_PREFIX, team)


def check_namespace(checks: Checks, value: object, place: str) -> None:
    """Notes a namespace that is not one of agents, or not one at all."""
    if not isinstance(value, str) or not re.fullmatch(
        rf"{NAMESPACE_PREFIX}[a-z0-9]([a-z0-9-]{{0,54}}[a-z0-9])?", value
    ):
        checks.problems.append(
            f"{place}: found {value!r}, expected a namespace of agents, named {NAMESPACE_PREFIX}… in at most"
            f" {KUBERNETES_LABEL.max_length} lower-case letters, digits and hyphens"
        )
