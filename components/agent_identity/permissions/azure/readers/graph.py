"""What exports of Microsoft Graph say: principals, groups, owners, directory roles and application permissions."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from agent_identity.permissions.azure import directory
from agent_identity.permissions.azure.model import DirectoryGrant
from agent_identity.permissions.azure.readers.form import Form
from agent_identity.permissions.azure.readers.kinds import What
from agent_identity.permissions.azure.scopes import scope_of


@dataclass(frozen=True, slots=True)
class Read:
    """What was read.

    Attributes:
        grants: Directory roles and application permissions.
        groups: Of each principal, all groups that it is in.
        owned: Of each owner, what it owns, each with the kind of thing.
        places: Of each principal, the resources that it is the identity of.
    """

    grants: tuple[DirectoryGrant, ...]
    groups: Mapping[str, frozenset[str]]
    owned: Mapping[str, Mapping[str, str]]
    places: Mapping[str, frozenset[str]]


@dataclass
class GraphReader:
    """Takes up objects of Microsoft Graph, in whatever order.

    Attributes:
        form: Keeps what is wrong.
        names: How the input writes each principal's id.
        labels: Names of principals.
        kinds: Types of principals.
        tags: Tags of principals.
        anything: Whether there was anything of the directory.
        has_members: Whether there were members of groups.
    """

    form: Form
    names: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    tags: dict[str, frozenset[str]] = field(default_factory=dict)
    anything: bool = False
    has_members: bool = False
    _members: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _owners: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _applications: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _of_application: dict[str, str] = field(default_factory=dict)
    _places: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _app_roles: dict[str, str] = field(default_factory=dict)
    _app_role_grants: list[tuple[str, str, str]] = field(default_factory=list)
    _definitions: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    _directory_grants: list[tuple[str, str, str, str, bool]] = field(default_factory=list)

    def principal(self, text: str, kind: str = "", label: str = "") -> str:
        """Takes up a principal, and returns its id as it is compared."""
        key = text.lower()
        self.names.setdefault(key, text)
        if kind:
            self.kinds.setdefault(key, kind)
        if label:
            self.labels.setdefault(key, label)
        return key

    def tag(self, principal: str, tags: object) -> None:
        """Takes up the tags of a principal's resource; None says that they are not known."""
        if isinstance(tags, Mapping):
            self.tags[principal.lower()] = frozenset(map(str, tags))

    def memberships(self, at: str, data: object) -> bool:
        """Takes up `{group: [members]}`; False where a file has another form."""
        if not isinstance(data, Mapping) or {"value", "id", "members", "groups"} & set(data):
            return False
        for name, listed in data.items():
            members = listed.get("value", listed.get("members")) if isinstance(listed, Mapping) else listed
            group = self.principal(str(name), "Group")
            place = f"{at}/{str(name).replace('~', '~0').replace('/', '~1')}"
            for where, member in self.form.listed(place, members):
                self._member(where, group, member)
        self.has_members = True
        return True

    def _member(self, at: str, group: str, member: object) -> None:
        text = member.get("id", member.get("principalId")) if isinstance(member, Mapping) else member
        if not isinstance(text, str) or not text:
            self.form.wrong(at, member, "the id of a member")
            return
        kind = label = ""
        if isinstance(member, Mapping):
            kind = _KINDS.get(str(member.get("@odata.type", "")).rpartition(".")[2].lower(), "")
            label = self.form.text(at, member, "displayName")
        self._members[group].add(self.principal(text, kind, label))
        self.has_members = True

    def take(self, at: str, data: Mapping[str, Any], what: What) -> None:
        """Takes up one object of Microsoft Graph."""
        if what is What.GROUP:
            self._group(at, data)
            return
        self.anything = True
        match what:
            case What.SERVICE_PRINCIPAL:
                self._service_principal(at, data)
            case What.APPLICATION:
                self._application(at, data)
            case What.APP_ROLE:
                self._app_role(at, data)
            case What.DIRECTORY_ROLE:
                self._directory_role(at, data)
            case What.DIRECTORY_DEFINITION:
                self._definition(at, data)
            case What.DIRECTORY_ASSIGNMENT | What.DIRECTORY_ELIGIBLE:
                self._directory_assignment(at, data, eligible=what is What.DIRECTORY_ELIGIBLE)
            case What.USER:
                self.labels.setdefault(self.form.text(at, data, "id").lower(), self.form.text(at, data, "displayName"))
            case _:
                # A federated credential alone gives nobody anything that its application does not have.
                pass

    def _group(self, at: str, data: Mapping[str, Any]) -> None:
        text = self.form.text(at, data, "id", needed=True)
        label = self.form.text(at, data, "displayName")
        key = text.lower()
        if label:
            self.labels.setdefault(key, label)
        for name in ("members", "transitiveMembers"):
            for place, member in self.form.listed(f"{at}/{name}", data.get(name)):
                self._member(place, self.principal(text, "Group", label), member)
        self._owned(at, data, key)

    def _owned(self, at: str, data: Mapping[str, Any], thing: str) -> None:
        for place, owner in self.form.listed(f"{at}/owners", data.get("owners")):
            text = owner.get("id") if isinstance(owner, Mapping) else owner
            if isinstance(text, str) and text:
                self._owners[thing].add(self.principal(text))
            else:
                self.form.wrong(place, owner, "the id of an owner")

    def _service_principal(self, at: str, data: Mapping[str, Any]) -> None:
        text = self.form.text(at, data, "id", "objectId", needed=True)
        key = text.lower()
        label = self.form.text(at, data, "displayName", "appDisplayName")
        if label:
            self.labels.setdefault(key, label)
        self.kinds.setdefault(key, "ServicePrincipal")
        application = self.form.text(at, data, "appId").lower()
        if application:
            self._applications[application].add(key)
        for name in self.form.texts(at, data, "alternativeNames"):
            if name.startswith("/subscriptions/"):
                self._places[key].add(scope_of(name))
        for _, role in self.form.objects(at, data, "appRoles"):
            if isinstance(role.get("id"), str) and isinstance(role.get("value"), str):
                self._app_roles[role["id"].lower()] = role["value"]
        if self.form.text(at, data, "@odata.type").rpartition(".")[2].lower() == "agentidentity":
            self.tags[key] = frozenset({"agent-type"})
        for place, grant in self.form.objects(at, data, "appRoleAssignments"):
            self._app_role(place, {"principalId": text, **grant})
        self._owned(at, data, key)

    def _application(self, at: str, data: Mapping[str, Any]) -> None:
        key = self.form.text(at, data, "id", "objectId", "appId", needed=True).lower()
        self._of_application[key] = self.form.text(at, data, "appId").lower()
        if label := self.form.text(at, data, "displayName"):
            self.labels.setdefault(key, label)
        self._owned(at, data, key)

    def _app_role(self, at: str, data: Mapping[str, Any]) -> None:
        text = self.form.text(at, data, "principalId", needed=True)
        role = self.form.text(at, data, "appRoleId", needed=True)
        if text and role:
            kind = self.form.text(at, data, "principalType")
            key = self.principal(text, kind, self.form.text(at, data, "principalDisplayName"))
            self._app_role_grants.append((key, role.lower(), self.form.text(at, data, "resourceDisplayName")))

    def _directory_role(self, at: str, data: Mapping[str, Any]) -> None:
        role = self.form.text(at, data, "displayName", "roleTemplateId", needed=True)
        template = self.form.text(at, data, "roleTemplateId").lower()
        for place, member in self.form.listed(f"{at}/members", data.get("members")):
            text = member.get("id") if isinstance(member, Mapping) else member
            if isinstance(text, str) and text:
                self._directory_grants.append((self.principal(text), template, role, "/", False))
            else:
                self.form.wrong(place, member, "the id of a member")

    def _definition(self, at: str, data: Mapping[str, Any]) -> None:
        name = self.form.text(at, data, "displayName", needed=True)
        actions = tuple(
            action.lower()
            for place, block in self.form.objects(at, data, "rolePermissions")
            for action in self.form.texts(place, block, "allowedResourceActions")
        )
        for key in ("id", "templateId"):
            if guid := self.form.text(at, data, key).lower():
                self._definitions[guid] = (name, actions)

    def _directory_assignment(self, at: str, data: Mapping[str, Any], *, eligible: bool) -> None:
        text = self.form.text(at, data, "principalId", needed=True)
        role = self.form.text(at, data, "roleDefinitionId", "roleTemplateId", needed=True).lower()
        definition = data.get("roleDefinition")
        name = self.form.text(at, definition, "displayName") if isinstance(definition, Mapping) else ""
        scope = self.form.text(at, data, "directoryScopeId") or "/"
        if text and role:
            self._directory_grants.append((self.principal(text), role.rpartition("/")[2], name, scope, eligible))

    def read(self) -> Read:
        """Returns what was taken up, put together."""
        owned: dict[str, dict[str, str]] = defaultdict(dict)
        for thing, owners in self._owners.items():
            targets = {thing: "group" if self.kinds.get(thing) == "Group" else "service principal"}
            if thing in self._of_application:
                found = self._applications.get(self._of_application[thing], ())
                targets = dict.fromkeys(found, "application")
            for owner in owners:
                owned[owner].update(targets)
        grants = [self._application_grant(*each) for each in self._app_role_grants]
        grants += [self._directory_grant(*each) for each in self._directory_grants]
        places = {principal: frozenset(found) for principal, found in self._places.items()}
        return Read(tuple(grants), self._groups(), owned, places)

    def _application_grant(self, principal: str, role: str, resource: str) -> DirectoryGrant:
        value = self._app_roles.get(role) or directory.PERMISSIONS.get(role)
        if value is None and resource and resource.lower() not in ("microsoft graph", "graph"):
            # What another application's roles allow is that application's own matter.
            return DirectoryGrant(principal, f"{resource}: {role}", "application")
        return DirectoryGrant(principal, value or role, "application", known=value is not None)

    def _directory_grant(self, principal: str, role: str, name: str, scope: str, eligible: bool) -> DirectoryGrant:
        defined, actions = self._definitions.get(role, ("", ()))
        called = defined or name or directory.ROLES.get(role, "")
        low = called.lower()
        known = bool(actions) or low in directory.ADMINISTRATORS | directory.READERS or low in directory.POWERS
        # A role that is in no table and whose name says of nothing that it administers is taken for a reader's.
        known = known or (bool(called) and "administrator" not in low and "support" not in low)
        return DirectoryGrant(principal, called or role, "directory", known, scope, eligible, actions)

    def _groups(self) -> dict[str, frozenset[str]]:
        """Returns of each principal the groups that it is in, and those that they are in; circles end."""
        direct: dict[str, set[str]] = defaultdict(set)
        for group, members in self._members.items():
            for member in members:
                direct[member].add(group)
        found: dict[str, frozenset[str]] = {}
        for member, first in direct.items():
            seen: set[str] = set()
            waiting = list(first)
            while waiting:
                group = waiting.pop()
                if group not in seen:
                    seen.add(group)
                    waiting += direct.get(group, ())
            found[member] = frozenset(seen - {member})
        return found


_KINDS = {"user": "User", "group": "Group", "serviceprincipal": "ServicePrincipal"}
