"""What a kind of GCP resource is: how it is named, what can be done to it, what binds there, and what no agent gets."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache, cached_property, lru_cache
from typing import Final

from agent_identity.access.gcp.table import permissions as known_permissions
from agent_identity.permissions.techniques import sufficient

PROJECT_MEMBER: Final = "gcp:projects/iAMMember:IAMMember"
"""The Pulumi resource that binds a member in a project's own allow policy."""

HELD_ABOVE: Final = (
    "resourcemanager.projects",
    "orgpolicy.policy",
    "monitoring.timeSeries",
    "cloudkms.locations",
    "secretmanager.locations",
    "artifactregistry.locations",
    "artifactregistry.projectconfigs",
    "artifactregistry.projectsettings",
)
"""Permissions of projects, locations: bound on a resource below, or under a condition on its name, they do nothing."""

GUARDED: Final[Mapping[str, str]] = {
    r".*TagBinding": "a tag can lift a deny policy or meet a condition",
    r"run\..*\.(runWithOverrides|sshRead|sshRoot)": "it runs other code as the service account of the job or service",
    r"cloudsql\.(users|sslCerts)\.(create|update)": "it makes a credential of the database",
}
"""Permissions that no agent gets even on a resource that is named exactly, as patterns, and why."""

_VALUES: Final = {
    "project": r"(?:[a-z][a-z0-9.-]*:)?[a-z][a-z0-9-]{4,28}[a-z0-9]",
    "location": r"[a-z0-9-]+",
    "object": r"[^*\x00-\x1f\x7f]+",
    # After a whole part of the name, so that nothing is meant that only begins alike.
    "prefix": r"(?:[^*\x00-\x1f\x7f]*[/:._-])?",
    "database": r"\(default\)|[A-Za-z0-9_-]+",
}
_PLAIN: Final = r"[A-Za-z0-9._~%+-]+"


@dataclass(frozen=True, eq=False)
class Kind:
    """One kind of resource.

    Attributes:
        title: What it is, in words.
        form: Its full name, with `{values}`.
        may: What can be done to it or in it: `SERVICE.RESOURCE` for all verbs, `SERVICE.RESOURCE.VERB` for one.
        reads: What a read without operations gives; empty where the kind holds secrets or keys, or nothing to read.
        member: The Pulumi resource that binds one member to one role there; never one that owns the whole policy.
        arguments: Arguments of that resource, with `{values}` of the name.
        condition: The condition, in CEL, that a binding gets; None where the resource itself has the policy.
        inert: Permissions that do nothing where the kind is bound, besides `HELD_ABOVE`.
        named: Permissions that only read but are never part of a read: they must be named.
        because: Why it is bound where it is.
        beside: What a read does not include and an agent may need as well, and why; empty where there is nothing.
    """

    title: str
    form: str
    may: tuple[str, ...]
    reads: tuple[str, ...]
    member: str
    arguments: Mapping[str, str]
    because: str = "bound on the resource itself"
    condition: str | None = None
    inert: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    beside: str = ""
    _pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        parts = re.split(r"\{(\w+)\}", self.form)
        pattern = "".join(
            f"(?P<{part}>{_VALUES.get(part, _PLAIN)})" if index % 2 else re.escape(part)
            for index, part in enumerate(parts)
        )
        object.__setattr__(self, "_pattern", re.compile(pattern))

    @property
    def shown(self) -> str:
        """The form for people: values in capitals."""
        return re.sub(r"\{(\w+)\}", lambda found: found[1].upper(), self.form).replace("PREFIX*", "PREFIX/*")

    @property
    def service(self) -> str:
        """The service's host in names, like `storage.googleapis.com`."""
        return self.form.split("/")[2]

    @cached_property
    def permissions(self) -> frozenset[str]:
        """Every permission that can be granted on this kind."""
        return frozenset(name for name in known_permissions() if within(name, self.may) and not guarded(name))

    @property
    def on_project(self) -> bool:
        """Whether it is bound in its project's allow policy, for want of one of its own."""
        return self.member == PROJECT_MEMBER

    def values(self, resource: str) -> dict[str, str] | None:
        """Returns the values in a name of this kind, or None when it is not one."""
        found = self._pattern.fullmatch(resource)
        return None if found is None else found.groupdict()

    def arguments_for(self, values: Mapping[str, str]) -> dict[str, str]:
        """Returns the arguments of the IAM member for a resource's values, sorted."""
        return {name: text.format_map(values) for name, text in sorted(self.arguments.items())}

    def expression_for(self, values: Mapping[str, str]) -> str | None:
        """Returns the condition for a resource's values, or None."""
        if self.condition is None:
            return None
        return self.condition.format_map(
            {name: json.dumps(text, ensure_ascii=False)[1:-1] for name, text in values.items()}
        )

    def is_inert(self, permission: str) -> bool:
        """Tells whether a permission does nothing where this kind is bound."""
        whole_project = self.on_project and self.condition is None
        return within(permission, self.inert) or (within(permission, HELD_ABOVE) and not whole_project)

    def is_read(self, permission: str) -> bool:
        """Tells whether a permission only reads."""
        verb = permission.rpartition(".")[2]
        return permission in self.reads or permission in self.named or verb.startswith(("get", "list"))


def within(permission: str, patterns: Iterable[str]) -> bool:
    """Tells whether a permission is one of those that patterns of the form `SERVICE.RESOURCE[.VERB]` name."""
    return any(permission == pattern or permission.startswith(f"{pattern}.") for pattern in patterns)


@lru_cache(maxsize=4096)  # a fleet's agents ask for the same few
def guarded(permission: str) -> str | None:
    """Returns why no agent gets a permission, or None when one may.

    A technique that needs a host or a store does no harm on one that is named exactly, and names are exact here.
    """
    reason = next((reason for pattern, reason in GUARDED.items() if re.fullmatch(pattern, permission)), None)
    return reason or next((title for pattern, title in _escalations() if fnmatchcase(permission, pattern)), None)


@cache
def _escalations() -> tuple[tuple[str, str], ...]:
    """Returns the permissions that escalate alone, wherever they are granted, as patterns, each with what it does."""
    return tuple(
        (pattern, f"it {technique.title[0].lower()}{technique.title[1:]}")
        for technique in sufficient("gcp")
        for pattern in technique.needs[0].any_of
    )
