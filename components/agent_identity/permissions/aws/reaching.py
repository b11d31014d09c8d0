"""Which principal of an input lies within reach of a pattern: the first of those that are asked for."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agent_identity.permissions.aws import trust
from agent_identity.permissions.aws.actions import Action
from agent_identity.permissions.aws.model import Host, Principal
from agent_identity.permissions.aws.regions import Region, share
from agent_identity.permissions.aws.wildcards import like

_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Reaching:
    """How far a finding reaches; principals with the same are looked at once.

    Attributes:
        rule: The finding's rule.
        parts: Each action with the service that it is for, or "", and on what it is held.
    """

    rule: str
    parts: tuple[tuple[Action, str, tuple[Region, ...]], ...] = ()


class Targets:
    """Principals that lead to an administrator in as many steps.

    Args:
        principals: They.
        hosts: What runs as whom.
    """

    def __init__(self, principals: Iterable[Principal], hosts: Iterable[Host]) -> None:
        self._principals = {each.arn: each for each in principals}
        self._names = sorted(self._principals)
        self._services = {arn: trust.services_of(each) for arn, each in self._principals.items()}
        self._hosts: dict[str, list[Host]] = {}
        for host in hosts:
            if host.identity in self._principals:
                self._hosts.setdefault(_service(host.arn), []).append(host)

    def first(self, reaching: Reaching, *, administrators: bool) -> str | None:
        """Returns the first of them, by name, that lies within reach; None: none does.

        Args:
            reaching: What is reached.
            administrators: Whether they are administrators, to whom groups and managed policies lead as well.
        """
        found = (
            self._of_part(action, service, region, administrators=administrators)
            for action, service, regions in reaching.parts
            for region in regions
        )
        return min((each for each in found if each is not None), default=None)

    def _of_part(self, action: Action, service: str, region: Region, *, administrators: bool) -> str | None:
        prefix = action.name.partition(":")[0]
        if prefix != "iam":
            hosts = self._hosts.get(prefix, ())
            return min((host.identity for host in hosts if _on(region, host.arn)), default=None)
        if administrators and region.pattern == "*" and _through_others(action):
            return self._names[0]
        return next((arn for arn in self._covered(region) if self._works(action, service, arn)), None)

    def _covered(self, region: Region) -> Iterator[str]:
        beginning = region.pattern.partition("*")[0].partition("?")[0]
        at, end = bisect_left(self._names, beginning), bisect_left(self._names, beginning + _LAST)
        return (arn for arn in self._names[at:end] if region.holds(arn))

    def _works(self, action: Action, service: str, arn: str) -> bool:
        services = self._services[arn]
        if service and services is not None and service not in services:
            return False
        return action.forms is None or any(like(form, arn) for form in action.forms)


def _through_others(action: Action) -> bool:
    return any(":group/" in form or ":policy/" in form for form in action.forms or ())


def _on(region: Region, arn: str) -> bool:
    return share(region.pattern, arn) and not any(like(each, arn) for each in region.without)


def _service(arn: str) -> str:
    parts = arn.split(":", 3)
    return parts[2] if len(parts) == 4 else ""
