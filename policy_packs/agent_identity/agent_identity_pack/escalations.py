"""AWS: what the permission analysis says of the principals of a stack."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from agent_identity.boundaries.aws import policy_document
from agent_identity.boundaries.classes import RESTRICTED, STANDARD
from agent_identity.permissions.aws import escalation
from agent_identity.permissions.aws.documents import read_document
from agent_identity.permissions.aws.model import Principal, World
from agent_identity.permissions.aws.policy import Document
from agent_identity.permissions.aws.readers import stack
from agent_identity.permissions.findings import Finding
from agent_identity.permissions.stacks.resource import Resource, Stack
from agent_identity_pack.config import Config
from agent_identity_pack.identity import NAME_PREFIX


@dataclass(frozen=True, slots=True)
class Escalation:
    """One way in which a principal comes to more rights than were granted.

    Attributes:
        principal: Who it is.
        finding: What was found.
    """

    principal: Principal
    finding: Finding

    @property
    def origins(self) -> tuple[str, ...]:
        """The URNs of what gives the rights, in the order of the finding's reasons, then that of the principal."""
        origins: dict[tuple[str, str], str] = {}
        for each in self.principal.policies:
            origins[each.layer, each.name] = each.origin
        named = [origins.get((because.layer, because.policy or ""), "") for because in self.finding.because]
        return tuple(dict.fromkeys(filter(None, (*named, self.principal.origin))))


class Boundaries(Mapping[str, Document]):
    """The documents of approved boundaries that stand in other stacks: what is approved holds the generated one."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._read: dict[str, Document] = {}

    def __getitem__(self, arn: str) -> Document:
        if arn not in self._config.aws_boundaries:
            raise KeyError(arn)
        restricted = arn.rpartition("/")[2].startswith(f"{NAME_PREFIX}{RESTRICTED}")
        class_name = RESTRICTED if restricted else STANDARD
        if class_name not in self._read:
            self._read[class_name] = read_document(policy_document(class_name, self._config.assumable_roles))
        return self._read[class_name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._config.aws_boundaries)

    def __len__(self) -> int:
        return len(self._config.aws_boundaries)


@dataclass
class Escalations:
    """Judges principals one by one as they come, and all together once they are all there.

    Attributes:
        reader: Reads the stack.
    """

    reader: stack.StackReader

    @classmethod
    def of(cls, whole: Stack, config: Config, agents: stack.Agents) -> "Escalations":
        """Returns the judge of one stack."""
        return cls(stack.StackReader(whole, Boundaries(config), agents))

    def so_far(self, resource: Resource) -> list[Principal]:
        """Returns whom a role, user or grant makes or gives something, each with what it has so far."""
        if resource.kind in stack.PRINCIPALS:
            return [self.reader.principal(resource)] if self.reader.holds_any(resource) else []
        return self.reader.owners(resource)

    @staticmethod
    def alone(principal: Principal) -> Iterator[Escalation]:
        """Yields what a principal's own policies amount to, whatever else the stack holds."""
        for finding in escalation.findings_of(principal, World({principal.arn: principal})):
            yield Escalation(principal, replace(finding, subject=principal.subject))

    @cached_property
    def together(self) -> Mapping[str, tuple[Escalation, ...]]:
        """What is found in the whole stack, by the URN of what gives the rights."""
        world = self.reader.world()
        report = stack.lasting(escalation.analyze(world), world)
        found: dict[str, list[Escalation]] = {}
        for each in report.principals:
            for finding in each.findings:
                one = Escalation(world.principals[each.principal], finding)
                found.setdefault(one.origins[0], []).append(one)
        return {urn: tuple(those) for urn, those in found.items()}
