"""GCP's permissions and its narrow predefined roles: the tables in `data/`, read when first asked for.

`python -m tools.tables.gcp` makes them from an export of `gcloud iam roles list`.
"""

import difflib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from types import MappingProxyType


@lru_cache(maxsize=1)
def permissions() -> frozenset[str]:
    """Returns every permission that a predefined role holds."""
    return frozenset(_permissions())


@lru_cache(maxsize=1)
def unsupported() -> frozenset[str]:
    """Returns the permissions that custom roles do not take, as far as the table's source said so."""
    return frozenset(permission for permission, supported in _permissions().items() if not supported)


@lru_cache(maxsize=1)
def roles() -> Mapping[str, frozenset[str]]:
    """Returns the permissions of the predefined roles that are narrow enough to be granted on one resource."""
    found: dict[str, frozenset[str]] = {}
    for line in _lines("gcp_roles.txt"):
        name, *held = line.split()
        found[name] = frozenset(held)
    return MappingProxyType(found)


def near(permission: str, among: frozenset[str]) -> str | None:
    """Returns the permission that was probably meant by a name that is none, one of `among` before any other."""
    for names in (among, permissions()):
        folded = {name.lower(): name for name in sorted(names)}
        found = difflib.get_close_matches(permission.lower(), folded, 1, 0.75)
        if found:
            return folded[found[0]]
    return None


@lru_cache(maxsize=1)
def _permissions() -> Mapping[str, bool]:
    found: dict[str, bool] = {}
    for line in _lines("gcp_permissions.txt"):
        resource, *verbs = line.split()
        # A verb with a mark behind it is one that custom roles do not take.
        found.update((f"{resource}.{verb.removesuffix('!')}", not verb.endswith("!")) for verb in verbs)
    return MappingProxyType(found)


def _lines(name: str) -> list[str]:
    text = (resources.files("agent_identity.access") / "data" / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
