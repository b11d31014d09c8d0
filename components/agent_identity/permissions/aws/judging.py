"""Which grants count for a technique: those that reach beyond what is the principal's own."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from agent_identity.permissions.aws import comparison, trust
from agent_identity.permissions.aws.guarding import SERVICE_KEY, fixed
from agent_identity.permissions.aws.model import Host, Principal, World
from agent_identity.permissions.aws.regions import share
from agent_identity.permissions.aws.rights import Grant, Rights
from agent_identity.permissions.aws.targets import Reach, is_pattern, reach_of
from agent_identity.permissions.aws.wildcards import like
from agent_identity.permissions.logic import Truth
from agent_identity.permissions.techniques.model import Kind, Need, On, Technique

ASSUME = "sts:AssumeRole"
ASSUME_RULE = "aws-assume-role"


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A grant that counts.

    Attributes:
        grant: The grant.
        truth: YES, or UNKNOWN where what would decide is not in the input.
        patterns: The resource patterns that count.
        target: The one principal of the input that it leads to, or None.
    """

    grant: Grant
    truth: Truth
    patterns: tuple[str, ...]
    target: str | None = None


class Judging:
    """Judges the grants of an input's principals.

    Attributes:
        doors: The roles that let in more than services.

    Args:
        world: The input.
        rights: Gives what a principal of it may do.
    """

    def __init__(self, world: World, rights: Callable[[Principal], Rights]) -> None:
        self._world = world
        self._rights = rights
        self._left: Counter[str] = Counter()
        self.doors = trust.Doors(world)
        self._hosts: dict[str, list[Host]] = {}
        for host in world.hosts:
            self._hosts.setdefault(_service(host.arn), []).append(host)
        self._attached = {
            policy.name
            for principal in world.principals.values()
            for policy in (*principal.policies, *((principal.boundary,) if principal.boundary else ()))
        }

    def assumptions(self) -> Iterator[str]:
        """Yields what was taken as harmless, with how often."""
        for what, times in sorted(self._left.items()):
            yield f"{what} ({times})"

    def counted(self, grants: Iterable[Grant], technique: Technique, need: Need, rights: Rights) -> Iterator[Judged]:
        """Yields those of a need's grants that count, with what they reach."""
        for grant in grants:
            if need.on is On.ANY:
                yield Judged(grant, self._certain(grant), tuple(region.pattern for region in grant.regions))
                continue
            found: dict[tuple[Truth, str | None], list[str]] = {}
            for region in grant.regions:
                truth, target = self._judge(grant, region.pattern, technique, need, rights)
                if truth is not Truth.NO:
                    found.setdefault((min(truth, self._certain(grant)), target), []).append(region.pattern)
            for (truth, target), patterns in found.items():
                yield Judged(grant, truth, tuple(patterns), target)

    def _certain(self, grant: Grant) -> Truth:
        return Truth.UNKNOWN if grant.opaque else Truth.YES

    def _judge(
        self, grant: Grant, pattern: str, technique: Technique, need: Need, rights: Rights
    ) -> tuple[Truth, str | None]:
        if need.on is On.SELF:
            return self._self(pattern, rights.principal), None
        if need.on is On.PRINCIPAL:
            if technique.kind is Kind.HANDOVER:
                return self._passed(grant, pattern, technique, rights)
            if grant.action.name == ASSUME:
                return self._assumed(pattern, rights)
            return self._principal(pattern, rights)
        return self._thing(pattern, need, rights)

    def _self(self, pattern: str, principal: Principal) -> Truth:
        if not principal.arn.startswith("arn:"):
            return Truth.YES if is_pattern(pattern) else Truth.NO
        return Truth.YES if like(pattern, principal.arn) else Truth.NO

    def _passed(self, grant: Grant, pattern: str, technique: Technique, rights: Rights) -> tuple[Truth, str | None]:
        """Judges the handing over of a role: any role by pattern, one by name for what it is."""
        if is_pattern(pattern):
            return Truth.YES, None
        role = self._named(pattern)
        if role is None:
            if fixed(grant, SERVICE_KEY):
                self._left["roles by name that are handed to one service, and that the input does not contain"] += 1
                return Truth.NO, None
            return Truth.UNKNOWN, None
        services = trust.services_of(role)
        if services is not None and technique.runs_as and not services & set(technique.runs_as):
            return Truth.NO, None
        return comparison.has_more(self._rights(role), rights), role.arn

    def _assumed(self, pattern: str, rights: Rights) -> tuple[Truth, str | None]:
        if not is_pattern(pattern):
            role = self._named(pattern)
            if role is None:
                self._left["roles by name that may be assumed, and that the input does not contain"] += 1
                return Truth.NO, None
            admitted = trust.admits(role, rights.principal, granted=True)
            if admitted is Truth.NO:
                return Truth.NO, None
            return min(admitted, comparison.has_more(self._rights(role), rights)), role.arn
        principal = rights.principal
        if principal.account not in self._world.complete_accounts:
            return Truth.YES, None
        best = Truth.NO
        for role in self.doors.for_caller(principal):
            if role.arn == principal.arn or not like(pattern, role.arn):
                continue
            if trust.admits(role, principal, granted=True) is not Truth.NO:
                best = max(best, comparison.has_more(self._rights(role), rights))
                if best is Truth.YES:
                    return best, None
        other_accounts = not like(principal.account, _account(pattern))
        return (Truth.UNKNOWN if best is Truth.NO and other_accounts else best), None

    def _principal(self, pattern: str, rights: Rights) -> tuple[Truth, str | None]:
        if is_pattern(pattern):
            return Truth.YES, None
        if ":policy/" in pattern and pattern in self._world.managed and pattern not in self._attached:
            # Nobody has it, so nobody gains; whoever may attach it is found for that.
            self._left["managed policies by name that are attached to nobody"] += 1
            return Truth.NO, None
        named = self._named(pattern)
        return Truth.YES, None if named is None or named.arn == rights.principal.arn else named.arn

    def _thing(self, pattern: str, need: Need, rights: Rights) -> tuple[Truth, str | None]:
        reach = reach_of(pattern, need, rights.principal)
        if reach is Reach.BROAD:
            return Truth.YES, None
        if need.on is On.HOST:
            truth, target = self._hosted(pattern, rights)
            if truth is not Truth.NO:
                return truth, target
        self._left[f"{_WHAT[need.on]} by full name or by the caller's own prefix: taken for the caller's own"] += 1
        return Truth.NO, None

    def _hosted(self, pattern: str, rights: Rights) -> tuple[Truth, str | None]:
        """Judges the hosts of the input that a pattern covers: as whom they run, and what that one may do more."""
        best: tuple[Truth, str | None] = (Truth.NO, None)
        for host in self._hosts.get(_service(pattern), ()):
            if host.identity == rights.principal.arn or not share(pattern, host.arn):
                continue
            role = self._world.principals.get(host.identity)
            truth = Truth.UNKNOWN if role is None else comparison.has_more(self._rights(role), rights)
            if truth > best[0]:
                best = truth, None if role is None else role.arn
        return best

    def _named(self, pattern: str) -> Principal | None:
        """Returns the principal that a pattern names; a wildcard can stand only for its account or partition."""
        found = self._world.principals.get(pattern)
        if found is None and "*" in pattern:
            return next((each for arn, each in self._world.principals.items() if like(pattern, arn)), None)
        return found


_WHAT = {
    On.HOST: "functions, tasks, instances and projects",
    On.STORE: "stores of secrets, keys and state",
    On.RESOURCE: "resources with policies",
    On.GUARD: "guards",
}


def _service(arn: str) -> str:
    parts = arn.split(":", 3)
    return parts[2] if len(parts) == 4 else ""


def _account(pattern: str) -> str:
    parts = pattern.split(":", 5)
    return parts[4] if len(parts) == 6 else "*"
