"""Moves a target's fleet into another number of stacks: records alone move, no principal is touched.

The engine writes the destination before the source, so a move that was killed leaves agents in both; run again, what
is in both is dropped from the source. The old stacks go last, when they hold nothing, so their outputs are there to be
read for as long as they are needed.
"""

from collections.abc import Callable, Iterable
from typing import Final

from agent_identity.catalog import shard_key, shard_of_key
from agent_identity.fleet.layout import StackName, deployed_fleets
from agent_identity.fleet.record import AGENTS_OUTPUT, RETIRED_OUTPUT, Record, in_stack
from agent_identity.fleet.runner import StackRunner
from agent_identity.manifest import Manifest

OnMove = Callable[[StackName, StackName, int], None]
"""Called with the old stack, the new stack and the number of agents that went."""

BATCH: Final = 200
"""Agents moved by one command: their names stay far below the shortest limit of a command line."""


class ReshardError(ValueError):
    """Raised when a fleet's records cannot be moved as they are; nothing is lost and nothing was deleted."""


class Resharding:
    """The move of one target's fleet.

    Args:
        runner: Runs the engine on one stack.
        target: The target's name.
        shards: The number of shards that its fleet is to have.
        on_move: Told of each move that is done.
    """

    def __init__(self, runner: StackRunner, target: str, shards: int, on_move: OnMove) -> None:
        self._runner = runner
        self._target = target
        self._shards = shards
        self._on_move = on_move

    def run(self) -> int:
        """Moves the records and removes the empty stacks; run again, it goes on where it was killed.

        Returns:
            The number of stacks that are gone; 0 when there was nothing to do.

        Raises:
            ReshardError: When a stack was interrupted, or holds what is no agent, or differs in its two copies.
            CommandError: When the engine fails.
        """
        deployed = deployed_fleets(self._target, self._runner.existing())
        old = [name for name in deployed if name.shards != self._shards]
        if not old:
            return 0
        records = {name: self._runner.record(name) for name in deployed}
        for name in deployed:
            self._refuse_unmovable(name, records[name])
        for source in old:
            for destination, urns in self._by_shard(records[source]).items():
                self._move(source, destination, urns)
                self._on_move(source, destination, len(urns))
        self._carry_outputs(records.values())
        for source in old:
            self._remove(source)
        return len(old)

    def _refuse_unmovable(self, name: StackName, record: Record) -> None:
        if record.interrupted:
            raise ReshardError(
                f"{name} was interrupted while it changed {', '.join(record.interrupted)}: set the shards of"
                f" {self._target} back to {name.shards}, run `agent-identity fleet up --refresh`, then reshard"
            )
        strangers = {item["urn"] for item in record.contents} - record.family(record.manifests)
        if strangers:
            raise ReshardError(
                f"{name} holds what is no agent, so no shard follows from it: {', '.join(sorted(strangers))}."
                " Move it first with `pulumi state move`"
            )

    def _by_shard(self, record: Record) -> dict[StackName, list[str]]:
        found: dict[StackName, list[str]] = {}
        for urn, manifest in record.manifests.items():
            found.setdefault(self._home(manifest), []).append(urn)
        return found

    def _home(self, manifest: Manifest) -> StackName:
        # The key decides, not the catalog: an agent that left it is to be deleted by the shard that it would be in.
        key = shard_key(manifest["environment"], manifest["agent_type"], self._target)
        return StackName("fleet", self._target, shard_of_key(key, self._shards) + 1, self._shards)

    def _move(self, source: StackName, destination: StackName, urns: list[str]) -> None:
        self._runner.create(destination)
        here, there = self._runner.record(source), self._runner.record(destination)
        present = {item["urn"] for item in there.resources}
        both = [urn for urn in urns if in_stack(urn, str(destination)) in present]
        for urn in both:
            copies = {in_stack(each, str(destination)): id_ for each, id_ in here.ids([urn]).items()}
            if copies != there.ids([in_stack(urn, str(destination))]):
                raise ReshardError(
                    f"{source} and {destination} both hold {urn.rpartition('::')[2]}, and not the same resources of"
                    " the cloud: remove the wrong one from its record with `pulumi state delete`"
                )
        if both:
            self._runner.replace_record(source, here.without(both))
        rest = [urn for urn in urns if urn not in both]
        for start in range(0, len(rest), BATCH):
            self._runner.move(source, destination, rest[start : start + BATCH])

    def _carry_outputs(self, records: Iterable[Record]) -> None:
        known = list(records)
        retired = {name for record in known for name in record.outputs.get(RETIRED_OUTPUT, [])}
        for name in deployed_fleets(self._target, self._runner.existing()):
            if name.shards != self._shards:
                continue
            record = self._runner.record(name)
            agents = list(record.manifests.values())
            outputs = {
                **record.outputs,
                AGENTS_OUTPUT: agents,
                RETIRED_OUTPUT: [agent["name"] for agent in agents if agent["name"] in retired],
            }
            if outputs != record.outputs:
                self._runner.replace_record(name, record.with_outputs(outputs))

    def _remove(self, source: StackName) -> None:
        left = self._runner.record(source).contents
        if left:
            raise ReshardError(f"{source} still holds {len(left)} resources; run reshard again")
        self._runner.forget(source)
