"""Runs the stacks of a fleet: every target's foundation, then its shards, several at a time."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from agent_identity.catalog import Catalog, shard_of
from agent_identity.fleet.approved import boundaries_of, foundation_pack_config, pack_config
from agent_identity.fleet.layout import StackName, fleets, foundations, refuse_new_shard_count
from agent_identity.fleet.outcome import Outcome
from agent_identity.fleet.record import AGENTS_OUTPUT
from agent_identity.fleet.runner import StackRunner
from agent_identity.fleet.vanished import refuse_vanished
from agent_identity.manifest import Manifest

OnStart = Callable[[StackName], None]
OnOutcome = Callable[[Outcome], None]
PACK_CONFIG_OUTPUT = "policyPackConfig"


@dataclass(slots=True)
class Report:
    """What came of running a fleet: one outcome a stack, in the order in which they were planned."""

    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def failed(self) -> list[Outcome]:
        """The stacks that did not come through."""
        return [outcome for outcome in self.outcomes if outcome.errors]

    @property
    def agents(self) -> list[Manifest]:
        """The agents of all fleet stacks that were updated, by type."""
        found = [agent for outcome in self.outcomes for agent in outcome.outputs.get(AGENTS_OUTPUT, [])]
        return sorted(found, key=lambda agent: (agent["agent_type"], agent["cloud"]))


class Fleet:
    """The stacks of a catalog's targets.

    Args:
        catalog: The catalog.
        runner: Runs one stack.
        targets: Names of the targets to run.
        jobs: How many stacks run at a time.
        on_start: Told of each stack that begins.
        on_outcome: Told of each finished stack.
    """

    def __init__(
        self,
        catalog: Catalog,
        runner: StackRunner,
        targets: Sequence[str],
        jobs: int,
        on_start: OnStart = lambda _stack: None,
        on_outcome: OnOutcome = lambda _outcome: None,
    ) -> None:
        self._catalog = catalog
        self._runner = runner
        self._jobs = jobs
        self._on_start = on_start
        self._on_outcome = on_outcome
        self.foundations = foundations(catalog, targets)
        self.fleets = fleets(catalog, targets)

    @property
    def sizes(self) -> dict[StackName, int]:
        """How many agents the catalog gives each stack; a foundation has none."""
        sizes = dict.fromkeys([*self.foundations, *self.fleets], 0)
        for placement in self._catalog.placements():
            target = placement.target
            name = StackName("fleet", target.name, shard_of(placement, target.shards) + 1, target.shards)
            if name in sizes:
                sizes[name] += 1
        return sizes

    def preview(self) -> Report:
        """Previews every stack; a fleet is judged by the boundaries that its foundation is going to make.

        Raises:
            ShardCountError: When a target was deployed in another number of shards.
            VanishedError: When the catalog drops a deployed agent that was not retired.
            CommandError: When the engine cannot say what is deployed.
        """
        self._refuse_what_loses_principals()
        report = Report(self._each(self.foundations, lambda name: self._runner.preview(name, self._foundation(name))))
        report.outcomes += self._each(self.fleets, lambda name: self._runner.preview(name, self._planned(name)))
        return report

    def up(self) -> Report:
        """Brings every foundation up, then the fleets of those that came through.

        Raises:
            ShardCountError: When a target was deployed in another number of shards.
            VanishedError: When the catalog drops a deployed agent that was not retired.
            CommandError: When the engine cannot say what is deployed.
        """
        self._refuse_what_loses_principals()
        report = Report(self._each(self.foundations, lambda name: self._runner.up(name, self._foundation(name))))
        configs = {outcome.stack.target: outcome.outputs.get(PACK_CONFIG_OUTPUT) for outcome in report.outcomes}
        failed = {outcome.stack.target for outcome in report.failed}
        for name in self.fleets:
            if name.target in failed:
                report.outcomes.append(Outcome(name, errors=[f"not run: the foundation of {name.target} failed"]))
        ready = [name for name in self.fleets if name.target not in failed]
        report.outcomes += self._each(ready, lambda name: self._runner.up(name, configs[name.target]))
        return report

    def down(self) -> Report:
        """Destroys every fleet, then the foundations of those that are gone."""
        existing = set(self._runner.existing())
        report = Report(self._each(self._present(self.fleets, existing), self._runner.down))
        kept = {outcome.stack.target for outcome in report.failed}
        gone = [name for name in self._present(self.foundations, existing) if name.target not in kept]
        report.outcomes += self._each(gone, self._runner.down)
        return report

    def status(self) -> Report:
        """Returns what is deployed, as the stacks' own records say."""
        existing = set(self._runner.existing())
        present = self._present([*self.foundations, *self.fleets], existing)
        return Report(self._each(present, self._runner.read))

    def _each(self, names: Iterable[StackName], run: Callable[[StackName], Outcome]) -> list[Outcome]:
        def told(name: StackName) -> Outcome:
            self._on_start(name)
            outcome = run(name)
            self._on_outcome(outcome)
            return outcome

        with ThreadPoolExecutor(self._jobs) as pool:
            return list(pool.map(told, names))

    def _foundation(self, name: StackName) -> Mapping[str, Any]:
        return foundation_pack_config(self._catalog.targets[name.target])

    def _planned(self, name: StackName) -> Mapping[str, Any]:
        return pack_config(self._catalog.targets[name.target], boundaries_of(self._catalog, name.target))

    def _refuse_what_loses_principals(self) -> None:
        existing = self._runner.existing()
        refuse_new_shard_count(self.fleets, existing)
        present = self._present(self.fleets, set(existing))
        with ThreadPoolExecutor(self._jobs) as pool:
            records = dict(zip(present, pool.map(self._runner.record, present), strict=True))
        refuse_vanished(self._catalog, records)

    @staticmethod
    def _present(names: Iterable[StackName], existing: set[str]) -> list[StackName]:
        return [name for name in names if str(name) in existing]
