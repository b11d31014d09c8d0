"""Requests for tests: short ways to ask, and to see what is allowed."""

import json
from typing import Any

from agent_identity.access import AccessError, aws, parse

HERE = "eu-west-1:123456789012"


def read(*resources: str, by: list[str] | None = None) -> dict[str, Any]:
    return {"read": list(resources), **({"operations": by} if by else {})}


def write(*resources: str, by: list[str]) -> dict[str, Any]:
    return {"write": list(resources), "operations": by}


def plan(*entries: dict[str, Any], boundary_class: str = "standard") -> aws.AwsPlan:
    return aws.plan(parse(list(entries)), boundary_class=boundary_class)


def statements(plan: aws.AwsPlan) -> list[dict[str, Any]]:
    return [item for text in plan.documents for item in json.loads(text)["Statement"]]


def allowed(plan: aws.AwsPlan) -> set[tuple[str, str]]:
    """Returns each action with each resource that a plan's documents allow it on."""
    return {
        (action, resource) for item in statements(plan) for action in item["Action"] for resource in item["Resource"]
    }


def refused(*entries: dict[str, Any], boundary_class: str = "standard") -> list[str]:
    try:
        plan(*entries, boundary_class=boundary_class)
    except AccessError as error:
        return [str(problem) for problem in error.problems]
    raise AssertionError("was not refused")
