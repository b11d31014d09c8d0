"""Which stacks a catalog comes to, and what their names say.

A target has one foundation stack and as many fleet stacks as it has shards. A stack's name says all that the program
needs to know, so `pulumi up --stack fleet.aws-prod.1of4` means the same with and without the fleet command.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from agent_identity.catalog import Catalog

_NAME = re.compile(
    r"(?P<role>foundation|fleet)\.(?P<target>[a-z0-9-]+)"
    r"(\.(?P<shard>0|[1-9][0-9]{0,3})of(?P<shards>[1-9][0-9]{0,3}))?"
)


class StackNameError(ValueError):
    """Raised for a stack's name that says no role, target and shard."""


class ShardCountError(ValueError):
    """Raised when a target was deployed in another number of shards than the catalog now gives it."""


@dataclass(frozen=True, slots=True)
class StackName:
    """The name of a stack: `foundation.TARGET` or `fleet.TARGET.SHARDofSHARDS`, shards counted from 1."""

    role: str
    target: str
    shard: int = 0
    shards: int = 0

    def __str__(self) -> str:
        """Returns the name as Pulumi knows it."""
        return f"{self.role}.{self.target}" + (f".{self.shard}of{self.shards}" if self.shards else "")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Returns what a stack's name says.

        Raises:
            StackNameError: When it is not one of the two forms, or its shard is not one of its shards.
        """
        found = _NAME.fullmatch(text)
        sharded = found is not None and found["shard"] is not None
        if found is None or sharded != (found["role"] == "fleet"):
            raise StackNameError(
                f"the stack {text!r} is neither foundation.TARGET nor fleet.TARGET.SHARDofSHARDS, like"
                " foundation.aws-prod or fleet.aws-prod.1of4"
            )
        name = cls(found["role"], found["target"], int(found["shard"] or 0), int(found["shards"] or 0))
        if sharded and not 1 <= name.shard <= name.shards:
            raise StackNameError(f"the stack {text!r} is shard {name.shard} of {name.shards}; shards count from 1")
        return name


def foundations(catalog: Catalog, targets: Iterable[str]) -> list[StackName]:
    """Returns the foundation stacks of the named targets, in the catalog's order."""
    wanted = set(targets)
    return [StackName("foundation", target.name) for target in catalog.targets.values() if target.name in wanted]


def fleets(catalog: Catalog, targets: Iterable[str]) -> list[StackName]:
    """Returns the fleet stacks of the named targets, in the catalog's order."""
    wanted = set(targets)
    return [
        StackName("fleet", target.name, shard, target.shards)
        for target in catalog.targets.values()
        if target.name in wanted
        for shard in range(1, target.shards + 1)
    ]


def deployed_fleets(target: str, existing: Iterable[str]) -> list[StackName]:
    """Returns the fleet stacks of a target among those that a backend holds, whatever their number of shards."""
    found = []
    for text in existing:
        try:
            name = StackName.parse(text)
        except StackNameError:
            continue  # a stack of somebody else
        if (name.role, name.target) == ("fleet", target):
            found.append(name)
    return sorted(found, key=lambda name: (name.shards, name.shard))


def refuse_new_shard_count(wanted: Sequence[StackName], existing: Iterable[str]) -> None:
    """Refuses to deploy a target in another number of shards than it was deployed in.

    The principals of the old shards would be made a second time, and fail for their names, or be deleted.

    Args:
        wanted: The fleet stacks about to run.
        existing: Names of all stacks that the backend holds.

    Raises:
        ShardCountError: With each target, both numbers and the command that moves the state.
    """
    texts = list(existing)
    deployed = {
        target: {name.shards for name in deployed_fleets(target, texts)} for target in {name.target for name in wanted}
    }
    problems = {
        f"the fleet of {name.target} was deployed in {count} shards and the catalog now says {name.shards}:"
        f" move its state first with `agent-identity fleet reshard --target {name.target}`"
        for name in wanted
        for count in deployed[name.target] - {name.shards}
    }
    if problems:
        raise ShardCountError("; ".join(sorted(problems)))
