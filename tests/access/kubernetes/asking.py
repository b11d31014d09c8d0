"""Requests for tests: short ways to ask."""

from typing import Any

from agent_identity.access import kubernetes, parse
from tests.access.asking import refusal

HOME = "agents-asked"
ACCOUNT = "invoice-reader-prod"


def path(resource: str, name: str = "", namespace: str = HOME, group: str = "") -> str:
    start = f"/apis/{group}/v1" if group else "/api/v1"
    return f"{start}/namespaces/{namespace}/{resource}" + (f"/{name}" if name else "")


def plan(*entries: dict[str, Any], boundary_class: str = "standard") -> kubernetes.KubernetesPlan:
    return kubernetes.plan(parse(list(entries)), boundary_class=boundary_class, namespace=HOME, service_account=ACCOUNT)


def refused(*entries: dict[str, Any], boundary_class: str = "standard") -> list[str]:
    return refusal(plan, *entries, boundary_class=boundary_class)
