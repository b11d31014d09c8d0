"""What a rule is, and what it finds."""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from agent_identity.permissions.stacks.resource import Resource
    from agent_identity_pack.context import Context

Severity = Literal["low", "medium", "high", "critical"]
Verdict = Literal["yes", "unknown"]

STANDARDS: Final = {
    "ID-1": "ISO 27001 5.16, NIST IA-4",
    "ID-2": "NIST IA-4",
    "CR-1": "PCI DSS 8.3.2",
    "CR-4": "SOC 2 CC6.1",
    "P2-1": "PCI DSS 8.3.2",
    "P3-2": "SOC 2 CC6.1",
    "PF-1": "ISO 27001 5.16",
    "PF-2": "PCI DSS 8.3.2",
    "PF-3": "SOC 2 CC6.1",
}
"""The standard behind each requirement that a rule holds."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule found.

    Attributes:
        resource: Where it was found; the violation is shown there.
        verdict: `yes` where the rule is broken, `unknown` where what is known does not prove that it is kept.
        subject: The principal it is about, by name.
        agent: Whether that principal is an agent's.
        sentence: What was found.
        fix: What to do.
        facts: What the finding consists of; with the subject, rule and verdict they make its id.
        technique: The rule that the line names, where the analysis has one of its own.
        id: The finding's id, where the analysis gave it one.
        also: URNs of further resources by which a waiver may name it.
    """

    resource: "Resource"
    verdict: Verdict
    subject: str
    agent: bool
    sentence: str
    fix: str
    facts: tuple[str, ...] = ()
    technique: str | None = None
    id: str | None = None
    also: tuple[str, ...] = ()


Check = Callable[["Resource", "Context"], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a resource's inputs.

    Attributes:
        path: Where: names of properties, places in lists.
        value: What stands there then.
    """

    path: tuple[str | int, ...]
    value: str | bool | int


@dataclass(frozen=True, slots=True)
class Remedy:
    """What a rule can put right by itself, where there is one right answer.

    Attributes:
        sentence: What it does.
        changes: Returns the changes of a resource that breaks the rule; none where the answer is not certain.
        example: A program that the remedy makes clean, under the configuration of the tests.
    """

    sentence: str
    changes: Callable[["Resource", "Context"], Iterable[Change]]
    example: str


@dataclass(frozen=True, slots=True)
class Examples:
    """Pulumi programs that show a rule at work; the tests run them through the engine.

    Attributes:
        fails: Breaks the rule.
        passes: The same, fixed.
        unknown: Leaves open at preview whether the rule is kept, or None where nothing the rule reads can be unknown.
        culprit: Logical name of the resource on which `fails` and `unknown` are reported.
    """

    fails: str
    passes: str
    unknown: str | None
    culprit: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        id: Its name in messages, configuration and waivers: the cloud first, `agent` for rules of every cloud.
        severity: How bad a violation is.
        requirements: Ids of the requirements that it holds, the main one first.
        sentence: What it stops.
        remediation: How a violation is removed.
        kinds: Kinds of resources that it judges.
        check: The judgement of one resource.
        examples: Programs that break it, keep it, and leave it open.
        limits: What it cannot see, for its page.
        remedy: What it can put right, where the configuration says so.
    """

    id: str
    severity: Severity
    requirements: tuple[str, ...]
    sentence: str
    remediation: str
    kinds: frozenset[str]
    check: Check
    examples: Examples
    limits: str = ""
    remedy: Remedy | None = None

    @property
    def control(self) -> str:
        """The requirement and the standard behind it, as `P3-2 (SOC 2 CC6.1)`."""
        return ", ".join(f"{name} ({STANDARDS[name]})" for name in self.requirements)

    def finding_id(self, finding: Finding) -> str:
        """Returns the finding's id: the same on every run, another one when what was found changes."""
        if finding.id is not None:
            return finding.id
        about = [finding.subject, self.id, finding.verdict, sorted(finding.facts)]
        digest = hashlib.sha256(json.dumps(about, separators=(",", ":")).encode()).hexdigest()
        return f"{self.id}-{digest[:12]}"


def broken(resource: "Resource", subject: str, sentence: str, fix: str, *facts: str, agent: bool) -> Finding:
    """Returns the finding that a rule is broken."""
    return Finding(resource, "yes", subject, agent, sentence, fix, facts)


def unproven(resource: "Resource", subject: str, sentence: str, fix: str, *facts: str, agent: bool) -> Finding:
    """Returns the finding that what is known does not prove that a rule is kept."""
    return Finding(resource, "unknown", subject, agent, sentence, fix, facts)
