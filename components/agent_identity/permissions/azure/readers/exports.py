"""Reads exports of Azure and of Microsoft Graph, in whatever order and wrapping, to one `World`.

Shapes: https://learn.microsoft.com/cli/azure/role/assignment, https://learn.microsoft.com/cli/azure/role/definition,
https://learn.microsoft.com/rest/api/authorization/deny-assignments/list,
https://learn.microsoft.com/rest/api/authorization/role-eligibility-schedule-instances, and the resources of
https://learn.microsoft.com/graph/api/overview that `kinds` names.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from agent_identity.permissions.azure import grammar
from agent_identity.permissions.azure.model import Assignment, DenyAssignment, Directory, Permissions, Role, World
from agent_identity.permissions.azure.readers.form import Form
from agent_identity.permissions.azure.readers.graph import GraphReader
from agent_identity.permissions.azure.readers.kinds import Hint, What, objects
from agent_identity.permissions.azure.scopes import is_management_group, is_scope, scope_of, subscription_of
from agent_identity.permissions.problems import ReadError

_MOST_LEVELS = 10
"""Azure has six levels of management groups below the root."""
_NOT_THERE = frozenset({"revoked", "denied", "failed", "canceled", "cancelled", "timedout", "adminDenied".lower()})


@dataclass(frozen=True, slots=True)
class Source:
    """One file.

    Attributes:
        name: What messages call it.
        data: Its JSON.
        hint: What it is given as.
    """

    name: str
    data: object
    hint: Hint = Hint.ANY


def read(sources: Iterable[Source]) -> World:
    """Returns what exports say.

    Raises:
        ReadError: With every problem of every file.
    """
    reader = _Reader()
    for source in sources:
        reader.file(source)
    return reader.world()


@dataclass
class _Reader:
    form: Form = field(default_factory=Form)
    assignments: dict[tuple[object, ...], Assignment] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    denials: dict[tuple[str, str], DenyAssignment] = field(default_factory=dict)
    ancestry: dict[str, str] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    identities: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    hosts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    principal_of: dict[str, str] = field(default_factory=dict)
    attached: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    given: set[Hint] = field(default_factory=set)
    inferred: set[str] = field(default_factory=set)
    spellings: dict[str, str] = field(default_factory=dict)
    graph: GraphReader = field(init=False)

    def __post_init__(self) -> None:
        self.graph = GraphReader(self.form)

    def file(self, source: Source) -> None:
        """Takes up one file."""
        self.given.add(source.hint)
        if source.hint is Hint.GROUPS and self.graph.memberships(source.name, source.data):
            return
        if source.hint is Hint.ANCESTRY and self._plain_ancestry(source.name, source.data):
            return
        before = set(self.assignments)
        for at, data, what in objects(self.form, source.name, source.data, source.hint):
            match what:
                case What.ASSIGNMENT | What.ELIGIBLE:
                    self._assignment(at, data, eligible=what is What.ELIGIBLE)
                case What.ROLE:
                    self._role(at, data)
                case What.DENIAL:
                    self._denial(at, data)
                case What.RESOURCE:
                    self._resource(at, data)
                case What.MANAGEMENT_GROUP:
                    self._management_group(at, data)
                case _:
                    self.graph.take(at, data, what)
        self._infer([self.assignments[key] for key in self.assignments if key not in before])

    def world(self) -> World:
        """Returns all that was read.

        Raises:
            ReadError: Something was wrong.
        """
        if self.form.problems:
            raise ReadError(self.form.problems)
        graph = self.graph.read()
        for principal, places in graph.places.items():
            for place in places:
                if "/userassignedidentities/" in place:
                    self.principal_of.setdefault(place, principal)
                else:
                    self.hosts[place].add(principal)
                self.identities[principal].add(place)
        for host, ids in self.attached.items():
            self.hosts[host].update(self.principal_of[each] for each in ids if each in self.principal_of)
        return World(
            assignments=tuple(self.assignments.values()),
            roles=self.roles,
            denials=tuple(self.denials.values()),
            groups=graph.groups,
            directory=Directory(graph.grants, graph.owned),
            identities={principal: tuple(sorted(places)) for principal, places in self.identities.items()},
            hosts={host: frozenset(principals) for host, principals in self.hosts.items() if principals},
            names=self.graph.names,
            labels=self.graph.labels,
            kinds=self.graph.kinds,
            tags=self.graph.tags,
            ancestry=self.ancestry,
            spellings=self.spellings,
            assumptions=tuple(sorted(self._assumptions())),
        )

    def _assumptions(self) -> Iterator[str]:
        if not (self.graph.anything or Hint.DIRECTORY in self.given):
            yield "the directory is not in the input: its roles, application permissions and owners are taken as none"
        groups = sorted(name for name, kind in self.graph.kinds.items() if kind == "Group")
        if groups and not self.graph.has_members:
            yield "who is in which group is not in the input: groups are taken as having no members"
        if Hint.ELIGIBLE not in self.given and not any(each.eligible for each in self.assignments.values()):
            yield "eligible roles are not in the input: there are taken to be none"
        if not self.denials:
            yield "no deny assignment is in the input: there are taken to be none"
        yield from self.inferred
        yield from self.unread

    def _infer(self, assignments: list[Assignment]) -> None:
        """Takes the management groups of a list of one subscription's assignments to lie above that subscription."""
        subscriptions = {found for each in assignments if (found := subscription_of(each.scope)) is not None}
        groups = {each.scope for each in assignments if is_management_group(each.scope)}
        if len(subscriptions) != 1 or len(groups) != 1:
            return
        (subscription,), (group,) = subscriptions, groups
        if subscription not in self.ancestry:
            self.ancestry[subscription] = group
            self.inferred.add(f"{subscription} is taken to lie below {group}: one list of assignments names both")

    def _assignment(self, at: str, data: Mapping[str, Any], *, eligible: bool) -> None:
        place, held = _properties(at, data)
        if self._is_past(place, held):
            return
        principal = self.form.text(place, held, "principalId", needed=True)
        role = self.form.text(place, held, "roleDefinitionId")
        name = self.form.text(place, held, "roleDefinitionName", "roleName")
        expanded = held.get("expandedProperties")
        if isinstance(expanded, Mapping) and isinstance(expanded.get("roleDefinition"), Mapping):
            name = name or str(expanded["roleDefinition"].get("displayName") or "")
        if not role and not name:
            self.form.problems.append(f"{place}/roleDefinitionId: is missing, expected the id of a role")
        scope = self._scope(place, held)
        condition = self._condition(place, held)
        label = self.form.text(place, held, "principalName")
        kind = self.form.text(place, held, "principalType")
        called = self.form.text(at, data, "name") or self.form.text(at, data, "id").rpartition("/")[2]
        if principal and scope is not None:
            self.graph.principal(principal, kind, label)
            found = Assignment(
                called, principal.lower(), role.strip().lower().rpartition("/")[2], name, scope, condition, eligible
            )
            key = (found.principal, found.role_id or found.role_name, scope, condition, eligible)
            self.assignments.setdefault(key, found)

    def _role(self, at: str, data: Mapping[str, Any]) -> None:
        place, held = _properties(at, data)
        if held is data and ("Actions" in data or "DataActions" in data):
            held = _capitals(data)
        name = self.form.text(place, held, "roleName", "displayName") or self.form.text(at, data, "Name")
        # `az role definition list` has the GUID as name; what a custom role is made from has none.
        guid = self.form.text(at, data, "name", "id", "Id").strip().lower().rpartition("/")[2]
        if not guid and not name:
            self.form.problems.append(f"{at}/name: is missing, expected the id of a role")
            return
        blocks: tuple[Permissions, ...] | None = None
        if held.get("permissions") is not None:
            blocks = tuple(self._block(where, each) for where, each in self.form.objects(place, held, "permissions"))
        elif "actions" in held or "dataActions" in held:
            blocks = (self._block(place, held),)
        if blocks is None and guid in self.roles:
            return
        self.roles[guid or name.lower()] = Role(guid, name, blocks)

    def _block(self, at: str, data: Mapping[str, Any]) -> Permissions:
        return Permissions(
            self._patterns(at, data, "actions"),
            self._patterns(at, data, "notActions"),
            self._patterns(at, data, "dataActions"),
            self._patterns(at, data, "notDataActions"),
            self._condition(at, data),
        )

    def _patterns(self, at: str, data: Mapping[str, Any], key: str) -> tuple[str, ...]:
        return tuple(self._spelled(text.strip()) for text in self.form.texts(at, data, key))

    def _spelled(self, text: str) -> str:
        """Returns a text in lower case, and keeps how it is written."""
        low = text.lower()
        if low != text:
            self.spellings.setdefault(low, text)
        return low

    def _denial(self, at: str, data: Mapping[str, Any]) -> None:
        place, held = _properties(at, data)
        name = self.form.text(place, held, "denyAssignmentName") or self.form.text(at, data, "name", "id")
        effect = self.form.text(place, held, "denyAssignmentEffect").lower()
        scope = self._scope(place, held)
        blocks = tuple(self._block(where, each) for where, each in self.form.objects(place, held, "permissions"))
        principals = self._ids(place, held, "principals")
        excluded = self._ids(place, held, "excludePrincipals")
        if held.get("permissions") is None:
            self.form.problems.append(f"{place}/permissions: is missing, expected what is denied")
        if held.get("principals") is None:
            self.form.problems.append(f"{place}/principals: is missing, expected who is denied")
        only_here = self.form.flag(place, held, "doNotApplyToChildScopes")
        condition = self._condition(place, held)
        if scope is None or effect == "audit":
            return
        found = DenyAssignment(name, scope, blocks, principals, excluded, only_here, condition)
        self.denials[(name.lower(), scope)] = found

    def _ids(self, at: str, data: Mapping[str, Any], key: str) -> frozenset[str]:
        return frozenset(
            self.form.text(place, each, "id", "principalId", needed=True).lower()
            for place, each in self.form.objects(at, data, key)
        )

    def _scope(self, at: str, data: Mapping[str, Any]) -> str | None:
        text = self.form.text(at, data, "scope", "directoryScopeId", needed=True)
        if text and not is_scope(text):
            self.form.wrong(f"{at}/scope", text, "a scope like /subscriptions/ID/resourceGroups/NAME")
        return scope_of(self._spelled(text.strip().rstrip("/"))) if text and is_scope(text) else None

    def _condition(self, at: str, data: Mapping[str, Any]) -> str | None:
        text = self.form.text(at, data, "condition").strip() or None
        if text is not None and (why := grammar.problem(text)) is not None:
            self.unread.add(f"the condition at {at}/condition cannot be read ({why}): whether it holds is not known")
        return text

    def _is_past(self, at: str, data: Mapping[str, Any]) -> bool:
        """Tells whether a schedule says of itself that it no longer, or never, held."""
        if self.form.text(at, data, "status").replace("_", "").lower() in _NOT_THERE:
            return True
        end = self.form.text(at, data, "endDateTime")
        if not end:
            return False
        try:
            when = datetime.fromisoformat(end)
        except ValueError:
            self.form.wrong(f"{at}/endDateTime", end, "a date and time")
            return False
        return (when if when.tzinfo else when.replace(tzinfo=UTC)) < datetime.now(UTC)

    def _resource(self, at: str, data: Mapping[str, Any]) -> None:
        """Takes up a managed identity (`az identity list`) or what runs as one (`az vm list`, `az resource list`)."""
        place, held = _properties(at, data)
        where = scope_of(self.form.text(at, data, "id"))
        tags = data.get("tags")
        if isinstance(held.get("principalId"), str):
            principal = self.form.text(place, held, "principalId")
            self._runs(where, principal, data, tags)
        identity = data.get("identity")
        if not isinstance(identity, Mapping):
            return
        if isinstance(identity.get("principalId"), str) and identity["principalId"]:
            self._runs(where, identity["principalId"], data, tags)
        several = identity.get("userAssignedIdentities")
        for each in several if isinstance(several, Mapping) else ():
            self.attached[where].add(scope_of(str(each)))

    def _runs(self, where: str, principal: str, data: Mapping[str, Any], tags: object) -> None:
        name = data.get("name")
        self.graph.principal(principal, "ServicePrincipal", name if isinstance(name, str) else "")
        self.graph.tag(principal, tags)
        key = principal.lower()
        self.identities[key].add(where)
        if "/userassignedidentities/" in where:
            self.principal_of[where] = key
        else:
            self.hosts[where].add(key)

    def _plain_ancestry(self, at: str, data: object) -> bool:
        """Takes up `{scope: scope above}` or `{scope: [scopes above, nearest first]}`."""
        if not isinstance(data, Mapping) or not all(is_scope(str(key)) for key in data):
            return False
        for key, value in data.items():
            chain = value if isinstance(value, list) else [value]
            below = scope_of(str(key))
            for index, each in enumerate(chain):
                if not isinstance(each, str) or not is_scope(each):
                    self.form.wrong(f"{at}/{str(key).replace('/', '~1')}/{index}", each, "a scope")
                    break
                self.ancestry[below] = below = scope_of(each)
            else:
                if isinstance(value, list):
                    self.ancestry.setdefault(below, "")
        return True

    def _management_group(self, at: str, data: Mapping[str, Any], level: int = 0) -> None:
        """Takes up what `az account management-group show --expand --recurse` says, or the list of REST."""
        _, held = _properties(at, data)
        where = scope_of(self.form.text(at, data, "id"))
        details = held.get("details")
        parent = details.get("parent") if isinstance(details, Mapping) else held.get("parent")
        above = parent.get("id") if isinstance(parent, Mapping) else None
        if isinstance(above, str) and is_scope(above):
            self.ancestry[where] = scope_of(above)
        elif isinstance(details, Mapping) and "parent" in details:
            self.ancestry[where] = ""
        for place, child in self.form.objects(at, held, "children"):
            below = self.form.text(place, child, "id")
            if below:
                self.ancestry[scope_of(below)] = where
                if level < _MOST_LEVELS:
                    self._management_group(place, child, level + 1)


def _properties(at: str, data: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    held = data.get("properties")
    return (f"{at}/properties", held) if isinstance(held, Mapping) else (at, data)


def _capitals(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Returns a role as `az role definition create` takes it, in the spelling of the others."""
    return {**data, **{key[0].lower() + key[1:]: value for key, value in data.items() if key[:1].isupper()}}
