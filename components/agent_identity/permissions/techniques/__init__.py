"""Escalation techniques as data: one module a cloud, each with its entries in `TECHNIQUES`."""

from functools import cache
from importlib import import_module
from typing import cast

from agent_identity.permissions.techniques.model import Cloud, On, Technique


@cache
def techniques_of(cloud: Cloud) -> tuple[Technique, ...]:
    """Returns a cloud's techniques, sorted by id. Only that cloud's data is loaded."""
    found = cast("tuple[Technique, ...]", import_module(f"{__name__}.{cloud}").TECHNIQUES)
    return tuple(sorted(found, key=lambda technique: technique.id))


@cache
def sufficient(cloud: Cloud) -> tuple[Technique, ...]:
    """Returns the techniques of which one permission is enough, whatever it is granted on.

    One that needs a host or a store does no harm on the caller's own.
    """
    return tuple(
        technique
        for technique in techniques_of(cloud)
        if len(technique.needs) == 1 and technique.needs[0].on not in {On.HOST, On.STORE}
    )
