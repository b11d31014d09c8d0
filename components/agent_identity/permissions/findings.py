"""What an analysis says, on every cloud: findings by principal, paths between principals, and what was assumed."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from agent_identity.permissions.logic import Verdict


@dataclass(frozen=True, slots=True, order=True)
class Because:
    """The line that decided.

    Attributes:
        layer: Which kind of policy it stands in: `inline`, `managed`, `group`, `boundary`, `scp`, `trust`, `binding`.
        policy: Name or ARN of the policy, None where there is none.
        statement: Index of the statement, from 0.
        sid: Its id, where it has one.
        role: The role or role definition that a binding or assignment grants.
        scope: Where it holds: a group, a project, a subscription, a namespace.
    """

    layer: str
    policy: str | None = None
    statement: int | None = None
    sid: str | None = None
    role: str | None = None
    scope: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Returns it for JSON, with null for what does not apply."""
        return {name: getattr(self, name) for name in ("layer", "policy", "statement", "sid", "role", "scope")}


@dataclass(frozen=True)
class Finding:
    """One way in which a principal comes to more rights than were granted.

    Attributes:
        principal: Whose rights they are.
        rule: Id of the technique, or `CLOUD-admin`, or the rule of an unknown.
        verdict: `yes`, or `unknown` where what would decide is not in the input.
        kind: `a` to `f` as `techniques.model.Kind`, `admin`, or `federation`.
        needs: The permissions that it rests on, sorted.
        resources: On what they are held, sorted.
        conditions: Condition keys that must hold and that the caller does not choose, sorted.
        because: The statements that allow it.
        explanation: One sentence.
        fix: One sentence.
        target: The principal that it leads to, where it is one in the input.
        subject: What stands for the principal in the id, where its name may not be known from the beginning: an id that
            a preview gave must still hold when the cloud has said the ARN.
    """

    principal: str
    rule: str
    verdict: Literal["yes", "unknown"]
    kind: str
    needs: tuple[str, ...]
    resources: tuple[str, ...]
    because: tuple[Because, ...]
    explanation: str
    fix: str
    conditions: tuple[str, ...] = ()
    target: str | None = None
    subject: str = ""

    @cached_property
    def id(self) -> str:
        """Its stable id: over who, what and how far, not over how the policy is written."""
        about = [
            self.subject or self.principal,
            self.rule,
            self.verdict,
            sorted(self.needs),
            sorted(self.resources),
            sorted(self.conditions),
        ]
        digest = hashlib.sha256(json.dumps(about, separators=(",", ":")).encode()).hexdigest()
        return f"{self.rule}-{digest[:12]}"

    def as_dict(self) -> dict[str, Any]:
        """Returns it for JSON."""
        return {
            "rule": self.rule,
            "finding": self.id,
            "verdict": self.verdict,
            "kind": self.kind,
            "needs": sorted(self.needs),
            "resources": sorted(self.resources),
            "conditions": sorted(self.conditions),
            "because": [each.as_dict() for each in self.because],
            "explanation": self.explanation,
            "fix": self.fix,
        }


@dataclass(frozen=True, slots=True)
class PrincipalReport:
    """What was found about one principal.

    Attributes:
        principal: Its name: ARN, member, object id, or user name.
        cloud: `aws`, `gcp`, `azure` or `kubernetes`.
        agent: Whether it is an agent's; None where nothing says.
        escalates: `yes`, `unknown` or `no`.
        findings: Sorted by rule and id.
    """

    principal: str
    cloud: str
    agent: bool | None
    escalates: Verdict
    findings: tuple[Finding, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Returns it for JSON."""
        return {
            "principal": self.principal,
            "cloud": self.cloud,
            "agent": self.agent,
            "escalates": self.escalates,
            "findings": [each.as_dict() for each in self.findings],
        }


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """One step of a path: by which rule one comes to be whom."""

    rule: str
    principal: str


@dataclass(frozen=True, slots=True)
class Path:
    """How a principal that is no administrator becomes another one.

    Attributes:
        source: Where it starts.
        target: The administrator at its end.
        steps: The steps; the last one's principal is the target.
    """

    source: str
    target: str
    steps: tuple[Step, ...]

    def as_dict(self) -> dict[str, Any]:
        """Returns it for JSON."""
        steps = [{"rule": step.rule, "principal": step.principal} for step in self.steps]
        return {"from": self.source, "to": self.target, "steps": steps}


@dataclass(frozen=True, slots=True)
class Report:
    """What an analysis says.

    Attributes:
        principals: Every principal of the input, sorted by name.
        paths: The shortest path of each principal that reaches an administrator, shortest first.
        assumptions: What the input did not supply and was taken as empty, sorted.
    """

    principals: tuple[PrincipalReport, ...] = ()
    paths: tuple[Path, ...] = ()
    assumptions: tuple[str, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether there is nothing to report: no finding and no unknown."""
        return not any(each.findings or each.escalates != "no" for each in self.principals)

    def as_dict(self) -> dict[str, Any]:
        """Returns the report for JSON; the same input gives the same bytes."""
        return {
            "principals": [each.as_dict() for each in self.principals],
            "paths": [each.as_dict() for each in self.paths],
            "assumptions": list(self.assumptions),
            "summary": {
                "principals": len(self.principals),
                "escalating": sum(each.escalates == "yes" for each in self.principals),
                "unknown": sum(each.escalates == "unknown" for each in self.principals),
            },
        }
