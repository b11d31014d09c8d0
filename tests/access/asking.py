"""Requests for tests of any cloud's generator: short ways to ask, and to see what is refused."""

from collections.abc import Callable
from typing import Any

from agent_identity.access import AccessError


def read(*resources: str, by: list[str] | None = None) -> dict[str, Any]:
    return {"read": list(resources), **({"operations": by} if by else {})}


def write(*resources: str, by: list[str]) -> dict[str, Any]:
    return {"write": list(resources), "operations": by}


def refusal(plan: Callable[..., Any], *entries: dict[str, Any], boundary_class: str) -> list[str]:
    """Returns why a cloud's `plan` refuses what is asked for."""
    try:
        plan(*entries, boundary_class=boundary_class)
    except AccessError as error:
        return [str(problem) for problem in error.problems]
    raise AssertionError("was not refused")
