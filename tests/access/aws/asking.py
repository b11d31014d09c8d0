"""Requests for tests: short ways to ask, and to see what is allowed."""

import json
from typing import Any

from agent_identity.access import aws, parse
from tests.access.asking import refusal

HERE = "eu-west-1:123456789012"


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
    return refusal(plan, *entries, boundary_class=boundary_class)
