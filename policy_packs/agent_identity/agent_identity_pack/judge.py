"""Judges resources by all rules and says what was found, one line each.

Resource rules (before the step) say only what blocks: a finding that is proven and mandatory. What is advisory, waived
or not provable from inputs alone is said once, when the whole stack is known; so nothing is printed twice, and an
unknown value is first followed through the stack.
"""

import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from agent_identity import manifest
from agent_identity.permissions.stacks.resource import Resource
from agent_identity_pack import identity, workloads
from agent_identity_pack.config import Config
from agent_identity_pack.context import AWS_READ, Context
from agent_identity_pack.rule import Change, Finding, Rule

Level = Literal["mandatory", "advisory"]


@dataclass(frozen=True, slots=True)
class Violation:
    """One violation, as the engine prints it.

    Attributes:
        rule: Id of the rule.
        level: `mandatory` blocks, `advisory` is only printed.
        urn: The resource.
        finding: Id of the finding.
        message: The line.
        waived: Whether a waiver lets it pass.
    """

    rule: str
    level: Level
    urn: str
    finding: str
    message: str
    waived: bool = False


@dataclass(slots=True)
class Judge:
    """Judges one stack, resource by resource and then as a whole.

    Attributes:
        rules: All rules.
        config: The configuration.
        today: The day on which waivers are judged.
    """

    rules: tuple[Rule, ...]
    config: Config
    today: date
    _by_kind: dict[str, list[Rule]] = field(default_factory=dict)
    _context: Context = field(init=False)
    _said: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._context = Context(self.config)
        for rule in self.rules:
            for kind in rule.kinds:
                self._by_kind.setdefault(kind, []).append(rule)

    def concerns(self, kind: str) -> bool:
        """Tells whether a resource of this kind matters to any rule."""
        read = kind in identity.INDEXED or kind in workloads.KINDS or kind in AWS_READ
        return read or kind in self._by_kind or kind in _COMPONENTS

    def remedies(self, resource: Resource) -> list[tuple[Rule, list[Change]]]:
        """Returns what rules put right in an agent's resource before it is judged: none unless the configuration says.

        What is waived or disabled, and what is not proven to break a rule, is left as it is.
        """
        asked = [
            (rule, rule.remedy)
            for rule in self._by_kind.get(resource.kind, ())
            if rule.remedy is not None and rule.id in self.config.remediations
        ]
        if not asked:
            return []
        self._context.add(resource)
        found = []
        for rule, remedy in asked:
            violations = [
                violation
                for finding in rule.check(resource, self._context)
                if finding.agent and finding.verdict == "yes"
                if (violation := self._violation(rule, finding)) is not None and not violation.waived
            ]
            if violations and (changes := list(remedy.changes(resource, self._context))):
                found.append((rule, changes))
        return found

    def resource(self, resource: Resource) -> list[Violation]:
        """Judges a resource by its inputs, before its step."""
        self._context.add(resource)
        found = []
        for rule, finding in self._findings(resource, self._context):
            violation = self._violation(rule, finding)
            blocks = finding.verdict == "yes" and violation is not None and violation.level == "mandatory"
            if violation is not None and blocks and self._new(finding, violation):
                found.append(violation)
        return found

    def stack(self, resources: Iterable[Resource]) -> list[Violation]:
        """Judges all resources by what they are after their steps, and by what was asked for.

        Args:
            resources: The resources with outputs and sources; inputs are taken from what `resource` saw.
        """
        context = Context(self.config)
        judged = []
        for resource in resources:
            seen = self._context.stack.named(resource.urn)
            joined = resource if seen is None else _joined(seen, resource)
            # What no resource rule saw is only read by the program: it explains others and is not the stack's own.
            context.add(joined, own=seen is not None)
            if seen is not None:
                judged.append(joined)
        context.finish()
        found = []
        for resource in sorted(judged, key=lambda item: item.urn):
            for rule, finding in self._findings(resource, context):
                violation = self._violation(rule, finding)
                if violation is not None and self._new(finding, violation):
                    found.append(violation)
        return found

    def _findings(self, resource: Resource, context: Context) -> Iterator[tuple[Rule, Finding]]:
        for rule in self._by_kind.get(resource.kind, ()):
            try:
                for finding in rule.check(resource, context):
                    yield rule, finding
            except Exception as error:  # a rule that crashes has not passed: that is a finding like any other
                last = traceback.extract_tb(error.__traceback__)[-1]
                # Not the error's own text: it may hold a value that must not be printed.
                yield rule, _crash(resource, f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}")

    def _violation(self, rule: Rule, finding: Finding) -> Violation | None:
        line_rule = finding.technique or rule.id
        level = self.config.level(line_rule, rule.id, agent=finding.agent)
        if level == "disabled":
            return None
        name, urn = rule.finding_id(finding), finding.resource.urn
        sentence, fix = _one_line(finding.sentence), _one_line(finding.fix)
        waivers = [each for each in self.config.waivers if each.covers(line_rule, name, urn, *finding.also)]
        if waivers:
            waiver = max(waivers, key=lambda item: item.expires)
            if waiver.expires >= self.today:
                text = f"waived until {waiver.expires} by {waiver.approver}: {waiver.reason.rstrip('.')}."
                return Violation(rule.id, "advisory", urn, name, f"[{line_rule}] {name}: {text}", waived=True)
            sentence = f"{sentence} (the waiver of {waiver.approver} expired on {waiver.expires})"
        known_level: Level = "mandatory" if level == "mandatory" else "advisory"
        return Violation(rule.id, known_level, urn, name, f"[{line_rule}] {name}: {sentence}. Fix: {fix}.")

    def _new(self, finding: Finding, violation: Violation) -> bool:
        """Tells whether this was not said before; what the analysis found is said once, on whatever resource."""
        key = ("", violation.finding) if finding.id is not None else (violation.urn, violation.message)
        if key in self._said:
            return False
        self._said.add(key)
        return True


_COMPONENTS = manifest.IDENTITY_TOKENS | manifest.BOUNDARY_TOKENS


def _joined(seen: Resource, made: Resource) -> Resource:
    return Resource(
        urn=made.urn,
        type=made.type,
        name=made.name,
        inputs=seen.inputs,
        outputs=made.outputs,
        parent=made.parent,
        provider=made.provider or seen.provider,
        sources=made.sources,
    )


def _crash(resource: Resource, where: str) -> Finding:
    return Finding(
        resource=resource,
        verdict="unknown",
        subject=resource.label,
        agent=True,
        sentence=f"the rule could not judge {resource.label} ({where})",
        fix="report this with the resource's inputs, and waive the finding until it is mended",
        facts=("crash",),
    )


def _one_line(text: str) -> str:
    return " ".join(text.split()).rstrip(".")
