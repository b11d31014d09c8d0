"""Operations on AWS: which exist, which a boundary class leaves open, and what they work on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from agent_identity.access.aws import arns, table
from agent_identity.access.aws.kinds import REVEALING, WITHOUT_RESOURCE_TOO
from agent_identity.access.aws.open import classes_open_to, is_open, technique_of
from agent_identity.access.request import Verb

ASSUME: Final = "sts:AssumeRole"
"""What a boundary leaves open on the roles alone that it names, if on any."""

_SHOWN: Final = 4
"""How many operations or forms a suggestion names."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What bounds an agent's grants.

    Attributes:
        class_name: The boundary class.
        partition: The partition of the role; None for any.
        assumable: ARNs of the roles that the boundary leaves assumable.
    """

    class_name: str
    partition: str | None = None
    assumable: frozenset[str] = frozenset()


@lru_cache(maxsize=4096)
def reads(service: table.Service, class_name: str) -> Mapping[frozenset[str], tuple[str, ...]]:
    """Returns what a read may be made of, by the resource types that the operations work on.

    It holds nothing that writes, that reveals a secret or that the boundary denies.
    """
    found: dict[frozenset[str], list[str]] = {}
    for name, action in service.actions.items():
        if action.level in table.READ_LEVELS and name not in REVEALING and is_open(class_name, name):
            found.setdefault(action.types, []).append(name)
    return {types: tuple(names) for types, names in found.items()}


def flaw(name: str, verb: Verb, service: str, bounds: Bounds) -> arns.Flaw | None:
    """Returns why an operation is not granted, whatever its resource; None where nothing speaks against it.

    Args:
        name: The operation's full name.
        verb: Whether it is asked for as a read or as a write.
        service: The service of the resource, which a name without one probably means.
        bounds: What bounds the agent.
    """
    class_name = bounds.class_name
    if "*" in name or "?" in name:
        return arns.Flaw(f"a wildcard, '{name}'", "operations by their names", _instead(name, class_name))
    action = table.action(name)
    if action is None:
        near = table.near(name if ":" in name else f"{service}:{name}")
        return arns.Flaw(f"'{name}'", "an operation of AWS, like 's3:GetObject'", near and f"did you mean {near}?")
    if action.level == table.PERMISSIONS:
        return arns.Flaw(f"{name}, which changes who has access", "an operation on data")
    if not is_open(class_name, name) and not (name == ASSUME and bounds.assumable):
        return arns.Flaw(name, f"an operation that the boundary class {class_name} leaves open", _closed(name))
    if verb == "read" and action.level not in table.READ_LEVELS and name not in REVEALING:
        return arns.Flaw(f"{name}, of level {action.level}", "one of level Read or List", "ask for it as a 'write'")
    return None


def on_nothing(action: table.Action) -> bool:
    """Tells whether an operation works on no resource in particular, so that `*` is its only resource."""
    return not action.types or action.name in WITHOUT_RESOURCE_TOO


def forms(action: table.Action) -> str:
    """Returns the forms of the ARNs on which an operation works."""
    service = table.service(action.name.partition(":")[0])
    if service is None or not action.types:
        return "'*', because it works on no resource in particular"
    found = sorted({form.example for form in arns.forms_of(service) if form.kind in action.types})
    return " or ".join(found[:_SHOWN])


def named(actions: Iterable[str]) -> str | None:
    """Returns a suggestion that names operations."""
    found = sorted(actions)
    return f"name the operations, like {', '.join(found[:_SHOWN])}" if found else None


def _closed(name: str) -> str:
    if others := classes_open_to(name):
        return f"the class {' or '.join(others)} leaves it open"
    technique = technique_of(name)
    return "no class does" if technique is None else f"no class does, because it {technique.title}: {technique.fix}"


def _instead(pattern: str, class_name: str) -> str | None:
    prefix = pattern.partition(":")[0]
    service = table.service(prefix)
    if service is None:
        return "name the operations, like s3:GetObject"
    # The part before the wildcard says what was meant, where it says anything.
    begun = pattern.split("*", 1)[0].lower()
    return named(name for name in service.actions if name.lower().startswith(begun) and is_open(class_name, name))
