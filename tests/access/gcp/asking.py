"""Requests for tests: short ways to ask, and a name of every kind."""

from typing import Any

from agent_identity.access import gcp, parse
from agent_identity.access.gcp.documents import GcpPlan
from agent_identity.access.gcp.kind import Kind
from agent_identity.access.gcp.kinds import KINDS
from tests.access.asking import refusal

PROJECT = "agents-local"
BUCKET = "//storage.googleapis.com/projects/_/buckets/invoices"
HERE = f"projects/{PROJECT}"
SECRET = f"//secretmanager.googleapis.com/{HERE}/secrets/api-password"
TOPIC = f"//pubsub.googleapis.com/{HERE}/topics/orders"
JOBS = f"//bigquery.googleapis.com/{HERE}/jobs"


def plan(*entries: dict[str, Any], boundary_class: str = "standard", elsewhere: bool = False) -> GcpPlan:
    return gcp.plan(
        parse(list(entries)),
        boundary_class=boundary_class,
        project=PROJECT,
        agent_type="invoice-reader",
        environment="prod",
        elsewhere=elsewhere,
    )


def refused(*entries: dict[str, Any], boundary_class: str = "standard") -> list[str]:
    return refusal(plan, *entries, boundary_class=boundary_class)


def named(title: str) -> Kind:
    return next(kind for kind in KINDS if kind.title == title)


def example(kind: Kind) -> str:
    """Returns a name of a kind."""
    fill = {"project": PROJECT, "location": "europe-west1", "prefix": "2026/", "database": "books"}
    names = [part.partition("}")[0] for part in kind.form.split("{")[1:]]
    return kind.form.format_map({name: fill.get(name, f"my-{name}") for name in names})
