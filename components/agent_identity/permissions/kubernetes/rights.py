"""What a principal of a cluster is granted, and whether another one is granted more."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from agent_identity.permissions.kubernetes.model import Binding, Rule, Scope
from agent_identity.permissions.kubernetes.rbac import MASTERS, Authorizer
from agent_identity.permissions.kubernetes.requests import ACCOUNT, added_groups


@dataclass(frozen=True, slots=True)
class Grant:
    """One rule that a principal holds.

    Attributes:
        rule: The rule.
        binding: What gives it.
        index: Index of the rule in its role.
    """

    rule: Rule
    binding: Binding
    index: int

    @property
    def scope(self) -> Scope:
        """Where it holds; "" for everywhere."""
        return self.binding.namespace


@dataclass(frozen=True, slots=True)
class Rights:
    """All that a principal holds, its groups' rights among it.

    Attributes:
        principal: Its name, as reports have it.
        user: The user's name; "" for a group.
        groups: Its groups.
        grants: What it holds.
        unknown: Bindings whose role is not in the input.
    """

    principal: str
    user: str
    groups: frozenset[str]
    grants: tuple[Grant, ...] = ()
    unknown: tuple[Binding, ...] = ()

    @property
    def is_master(self) -> bool:
        """Whether it may do everything whatever the roles say."""
        return MASTERS in self.groups


@dataclass
class RightsOf:
    """Works out rights, each once.

    Attributes:
        authorizer: Knows the bindings.
    """

    authorizer: Authorizer
    _found: dict[str, Rights] = field(default_factory=dict)

    def __call__(self, principal: str) -> Rights:
        """Returns what a principal holds, by its name in reports."""
        if principal not in self._found:
            self._found[principal] = self._work_out(principal)
        return self._found[principal]

    def _work_out(self, principal: str) -> Rights:
        user, groups = named(principal)
        grants: list[Grant] = []
        unknown: list[Binding] = []
        for binding in self.authorizer.bindings_of(user, groups):
            rules = self.authorizer.rules(binding)
            if rules is None:
                unknown.append(binding)
            else:
                grants += (Grant(rule, binding, index) for index, rule in enumerate(rules))
        return Rights(principal, user, groups, tuple(grants), tuple(unknown))

    def has_more(self, other: str, caller: str) -> bool:
        """Tells whether one principal may do something that another may not."""
        theirs, own = self(other), self(caller)
        if own.is_master or theirs.is_master:
            return theirs.is_master and not own.is_master
        return not covers(own.grants, ((grant.scope, grant.rule) for grant in theirs.grants))


def named(principal: str) -> tuple[str, frozenset[str]]:
    """Returns the user and the groups that a name in a report stands for."""
    if principal.startswith("group:"):
        return "", frozenset({principal.removeprefix("group:")})
    user = principal.removeprefix("user:")
    return user, added_groups(user)


def account_name(namespace: str, name: str) -> str:
    """Returns what reports call a service account."""
    return f"{ACCOUNT}{namespace}:{name}"


def covers(grants: Iterable[Grant], wished: Iterable[tuple[Scope, Rule]]) -> bool:
    """Tells whether grants hold all that rules would give, each where it would hold."""
    held = tuple(grants)
    return all(_covered(held, scope, rule, part) for scope, rule in wished for part in _parts(rule))


def _parts(rule: Rule) -> Iterator[tuple[str, str, str]]:
    for verb in rule.verbs:
        yield from ((verb, group, resource) for group in rule.groups for resource in rule.resources)
        yield from ((verb, "path", path) for path in rule.paths)


def _covered(held: tuple[Grant, ...], scope: Scope, rule: Rule, part: tuple[str, str, str]) -> bool:
    verb, group, resource = part
    for grant in held:
        if grant.scope not in ("", scope) or not {verb, "*"} & set(grant.rule.verbs):
            continue
        if grant.rule.names and not (rule.names and set(rule.names) <= set(grant.rule.names)):
            continue
        if rule.paths:
            if grant.scope == "" and any(_is_below(resource, path) for path in grant.rule.paths):
                return True
        elif {group, "*"} & set(grant.rule.groups) and {resource, "*", _sub(resource)} & set(grant.rule.resources):
            return True
    return False


def _sub(resource: str) -> str:
    return f"*/{resource.partition('/')[2]}"


def _is_below(path: str, pattern: str) -> bool:
    return path == pattern or (pattern.endswith("*") and path.startswith(pattern[:-1]))
