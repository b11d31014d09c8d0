"""Azure's actions and data actions: the tables in `data/` and what the reviewed kinds add, read when first asked for.

`python -m tools.tables.azure` makes the tables from an export of `az role definition list`.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from types import MappingProxyType

from agent_identity.access.azure.kinds import KINDS


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation that a role can hold.

    Attributes:
        name: Its name, in the spelling of the tables.
        data: Whether it is one on data, which roles list as `dataActions`.
    """

    name: str
    data: bool

    @property
    def kind(self) -> str:
        """The resource type that the name speaks of, in lower case: what it acts on or in."""
        return kind_of(self.name)


def kind_of(name: str) -> str:
    """Returns the resource type that the name of an operation begins with, in lower case."""
    head, _, verb = name.lower().rpartition("/")
    return head.rpartition("/")[0] if verb == "action" else head


@lru_cache(maxsize=1)
def operations() -> Mapping[str, Operation]:
    """Returns every known operation by its name in lower case: Azure compares without case.

    Where a name is both an action and a data action, the action stands.
    """
    found: dict[str, Operation] = {}
    for file, data in (("azure_data_actions.txt", True), ("azure_actions.txt", False)):
        for line in _lines(file):
            kind, *verbs = line.split()
            found.update((f"{kind}/{verb}".lower(), Operation(f"{kind}/{verb}", data)) for verb in verbs)
    for reviewed in KINDS:
        found.update((name.lower(), Operation(name, data=True)) for name in reviewed.data_actions)
        found.update((name.lower(), Operation(name, data=False)) for name in reviewed.actions)
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def spellings() -> Mapping[str, str]:
    """Returns every resource type that an operation or a kind speaks of, and those above, by its name in lower case."""
    found: dict[str, str] = {}
    names = [kind.type for kind in KINDS] + [
        operation.name[: len(operation.kind)] for operation in operations().values()
    ]
    for name in sorted(names):
        parts = name.split("/")
        for end in range(2, len(parts) + 1):
            found.setdefault("/".join(parts[:end]).lower(), "/".join(parts[:end]))
    for kind in KINDS:
        found[kind.type.lower()] = kind.type
    return MappingProxyType(found)


def near(name: str, among: Mapping[str, Operation]) -> str | None:
    """Returns the operation that was probably meant by a name that is none, one of `among` before any other."""
    for choice in (among, operations()):
        found = difflib.get_close_matches(name.lower(), list(choice), 1, 0.8)
        if found:
            return choice[found[0]].name
    return None


def _lines(name: str) -> list[str]:
    text = (resources.files("agent_identity.access") / "data" / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
