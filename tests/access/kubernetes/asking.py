"""Requests for tests: short ways to ask."""

from typing import Any

from agent_identity.access import AccessError, kubernetes, parse

HOME = "agents-asked"
ACCOUNT = "invoice-reader-prod"


def read(*resources: str, by: list[str] | None = None) -> dict[str, Any]:
    return {"read": list(resources), **({"operations": by} if by else {})}


def write(*resources: str, by: list[str]) -> dict[str, Any]:
    return {"write": list(resources), "operations": by}


def path(resource: str, name: str = "", namespace: str = HOME, group: str = "") -> str:
    start = f"/apis/{group}/v1" if group else "/api/v1"
    return f"{start}/namespaces/{namespace}/{resource}" + (f"/{name}" if name else "")


def plan(*entries: dict[str, Any], boundary_class: str = "standard") -> kubernetes.KubernetesPlan:
    return kubernetes.plan(parse(list(entries)), boundary_class=boundary_class, namespace=HOME, service_account=ACCOUNT)


def refused(*entries: dict[str, Any], boundary_class: str = "standard") -> list[str]:
    try:
        plan(*entries, boundary_class=boundary_class)
    except AccessError as error:
        return [str(problem) for problem in error.problems]
    raise AssertionError("was not refused")
