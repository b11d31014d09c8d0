"""What Kubernetes itself offers: the table in `data/`, read when first asked for.

`python -m tools.tables.kubernetes` makes it from a real API server's discovery. RBAC knows no versions of an API group,
so neither does what is looked up here.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Kind:
    """A built-in resource or subresource.

    Attributes:
        namespaced: Whether its objects live in namespaces.
        verbs: What the API server offers on it.
    """

    namespaced: bool
    verbs: frozenset[str]


@lru_cache(maxsize=1)
def kinds() -> Mapping[tuple[str, str], Kind]:
    """Returns the built-in resources by API group, empty for the core, and name: `("apps", "deployments/scale")`."""
    text = (resources.files("agent_identity.access") / "data" / "kubernetes_resources.txt").read_text(encoding="utf-8")
    found: dict[tuple[str, str], Kind] = {}
    for line in text.splitlines():
        version, name, scope, verbs = line.split()
        group = version.removeprefix("/apis/").partition("/")[0] if version.startswith("/apis/") else ""
        known = found.get((group, name), Kind(scope == "namespaced", frozenset()))
        found[group, name] = Kind(known.namespaced, known.verbs | set(verbs.split(",")))
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def groups() -> frozenset[str]:
    """Returns the built-in API groups, with the empty name of the core."""
    return frozenset(group for group, _ in kinds())


def near(group: str, resource: str) -> str | None:
    """Returns the path of the built-in resource that was probably meant by one that there is not, without a name."""
    names = sorted(name for known, name in kinds() if known == group)
    if found := difflib.get_close_matches(resource, names, 1, 0.75):
        return found[0]
    homes = sorted(known for known, name in kinds() if name == resource)
    return f"{resource} of the group {homes[-1] or 'v1'}" if homes else None
