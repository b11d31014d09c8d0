"""Reads what `aws iam get-account-authorization-details` writes: an account's principals with all their policies.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

from agent_identity.permissions.agents import is_agent
from agent_identity.permissions.aws.documents import DocumentError, Role, read_document
from agent_identity.permissions.aws.model import Layer, Organization, Policy, Principal, World
from agent_identity.permissions.aws.policy import Document
from agent_identity.permissions.aws.readers import managed
from agent_identity.permissions.problems import ReadError

_USERS, _GROUPS, _ROLES, _POLICIES = "UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"
_LISTS: Final = (_USERS, _GROUPS, _ROLES, _POLICIES)
_EXPECTED: Final = "expected what `aws iam get-account-authorization-details` writes"
_OF_OTHERS: Final = (
    ("Roles", "aws iam list-roles"),
    ("Role", "aws iam get-role"),
    ("Users", "aws iam list-users"),
    ("User", "aws iam get-user"),
    ("PolicyNames", "aws iam list-role-policies"),
    ("AttachedPolicies", "aws iam list-attached-role-policies"),
    ("PolicyVersion", "aws iam get-policy-version"),
    ("deployment", "pulumi stack export: `agent-identity analyze pulumi` reads it"),
    ("checkpoint", "Pulumi: `agent-identity analyze pulumi` reads it"),
    ("Statement", "a policy document: `agent-identity analyze aws --policy` reads it"),
    ("bindings", "gcloud projects get-iam-policy: `agent-identity analyze gcp` reads it"),
    ("apiVersion", "kubectl: `agent-identity analyze kubernetes` reads it"),
    ("terraform_version", "Terraform"),
)
_SERVICE_LINKED: Final = "/aws-service-role/"


def read(data: object, *, where: str, organization: Organization | None = None) -> World:
    """Returns what an export says.

    Args:
        data: The parsed JSON.
        where: What messages call the file.
        organization: The limits of the organisation, where they are known.

    Raises:
        ReadError: When it is no such export, or cut off, with every problem.
    """
    reading = _Reading(where)
    lists = reading.lists(data)
    if reading.problems:
        raise ReadError(reading.problems)
    world = reading.world(lists, organization or Organization())
    if reading.problems:
        raise ReadError(reading.problems)
    return world


class _Reading:
    """One export being read; collects what is wrong with it."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.problems: list[str] = []
        self._managed: dict[str, Policy] = {}
        self._groups: dict[tuple[str, str], tuple[Policy, ...]] = {}
        self._profiles: dict[str, tuple[str, ...]] = {}

    def lists(self, data: object) -> Mapping[str, list[Any]]:
        if not isinstance(data, Mapping):
            self._wrong("", data, f"an object: {_EXPECTED}")
            return {}
        if not any(name in data for name in (_USERS, _GROUPS, _ROLES)):
            came = next((command for key, command in _OF_OTHERS if key in data), None)
            keys = ", ".join(sorted(map(str, data))[:5]) or "nothing"
            found = f"what comes from {came}" if came else f"an object with {keys}"
            self.problems.append(f"{self.where}: found {found}, {_EXPECTED}")
            return {}
        if data.get("IsTruncated") is True:
            self.problems.append(
                f"{self.where}/IsTruncated: found true, expected a whole export: let the AWS CLI page through it,"
                " without --no-paginate and --max-items"
            )
        found_lists: dict[str, list[Any]] = {}
        for name in _LISTS:
            items = data.get(name, [])
            if isinstance(items, list):
                found_lists[name] = items
            else:
                self._wrong(f"/{name}", items, "a list")
        return found_lists

    def world(self, lists: Mapping[str, list[Any]], organization: Organization) -> World:
        for at, item in self._items(lists, _POLICIES):
            self._managed_policy(at, item)
        for at, item in self._items(lists, _GROUPS):
            arn, name = self._text(item, "Arn", at), self._text(item, "GroupName", at)
            self._groups[_account(arn), name] = tuple(self._own(item, "Group", at, "group", name))
        principals: dict[str, Principal] = {}
        for kind, name in (("role", _ROLES), ("user", _USERS)):
            for at, item in self._items(lists, name):
                principal = self._principal("role" if kind == "role" else "user", item, at)
                if principal.arn in principals:
                    self.problems.append(f"{self.where}{at}/Arn: found {principal.arn} a second time, expected it once")
                principals[principal.arn] = principal
        return World(
            principals=principals,
            managed=self._managed,
            profiles=self._profiles,
            organization=organization,
            complete_accounts=frozenset(each.account for each in principals.values()),
            assumptions=tuple(self._assumptions(principals, organization)),
        )

    def _principal(self, kind: Literal["role", "user"], item: Mapping[str, Any], at: str) -> Principal:
        word = "Role" if kind == "role" else "User"
        arn, name = self._text(item, "Arn", at), self._text(item, f"{word}Name", at)
        path = item.get("Path", "/")
        if not isinstance(path, str):
            self._wrong(f"{at}/Path", path, "a path")
            path = "/"
        policies = list(self._own(item, word, at, "inline", None))
        if kind == "user":
            for place, group in self._listed(item, "GroupList", at):
                found = self._groups.get((_account(arn), str(group)))
                if found is None:
                    # An export that was filtered has no groups; what they give is not known.
                    found = (Policy("group", f"group {group}", None, str(group)),)
                policies += found
                if not isinstance(group, str):
                    self._wrong(place, group, "the name of a group")
        tags = self._tags(item, at)
        trust = None
        if kind == "role":
            document = self._document(item.get("AssumeRolePolicyDocument"), f"{at}/AssumeRolePolicyDocument", "trust")
            trust = Policy("trust", name, document)
            for place, profile in self._listed(item, "InstanceProfileList", at):
                if isinstance(profile, Mapping) and isinstance(profile.get("Arn"), str):
                    self._profiles[profile["Arn"]] = (*self._profiles.get(profile["Arn"], ()), arn)
                else:
                    self._wrong(place, profile, "an instance profile with its Arn")
        return Principal(
            arn=arn,
            kind=kind,
            account=_account(arn),
            name=name,
            path=path,
            tags=tags,
            policies=tuple(policies),
            boundary=self._boundary(item, at),
            trust=trust,
            agent=is_agent(tags, path),
            service_linked=path.startswith(_SERVICE_LINKED),
            origin=f"{self.where}{at}",
        )

    def _own(self, item: Mapping[str, Any], word: str, at: str, layer: Layer, scope: str | None) -> Iterator[Policy]:
        """Yields the policies that a user, group or role has itself: inline ones, then attached ones."""
        for place, inline in self._listed(item, f"{word}PolicyList", at):
            if not isinstance(inline, Mapping):
                self._wrong(place, inline, "a policy with PolicyName and PolicyDocument")
                continue
            name = self._text(inline, "PolicyName", place)
            document = self._document(inline.get("PolicyDocument"), f"{place}/PolicyDocument", "identity")
            yield Policy(layer, name, document, scope)
        for place, attached in self._listed(item, "AttachedManagedPolicies", at):
            if not isinstance(attached, Mapping):
                self._wrong(place, attached, "a policy with PolicyArn")
                continue
            arn = self._text(attached, "PolicyArn", place)
            yield Policy("managed" if layer == "inline" else layer, arn, self._attached(arn), scope)

    def _boundary(self, item: Mapping[str, Any], at: str) -> Policy | None:
        boundary = item.get("PermissionsBoundary")
        if boundary is None:
            return None
        if not isinstance(boundary, Mapping):
            self._wrong(f"{at}/PermissionsBoundary", boundary, "an object with PermissionsBoundaryArn")
            return None
        arn = self._text(boundary, "PermissionsBoundaryArn", f"{at}/PermissionsBoundary")
        return Policy("boundary", arn, self._attached(arn))

    def _attached(self, arn: str) -> Document | None:
        known = self._managed.get(arn)
        return managed.document_of(arn) if known is None else known.document

    def _managed_policy(self, at: str, item: Mapping[str, Any]) -> None:
        arn = self._text(item, "Arn", at)
        versions = [
            (place, version)
            for place, version in self._listed(item, "PolicyVersionList", at)
            if isinstance(version, Mapping) and version.get("IsDefaultVersion") is True
        ]
        if not versions:
            self.problems.append(
                f"{self.where}{at}/PolicyVersionList: found no default version, expected the policy's text: {_EXPECTED}"
            )
            return
        place, version = versions[0]
        self._managed[arn] = Policy(
            "managed", arn, self._document(version.get("Document"), f"{place}/Document", "identity")
        )

    def _document(self, value: object, at: str, role: Role) -> Document | None:
        try:
            return read_document(value, where=f"{self.where}{at}", role=role)
        except DocumentError as error:
            self.problems += error.problems
            return None

    def _tags(self, item: Mapping[str, Any], at: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for place, tag in self._listed(item, "Tags", at):
            if isinstance(tag, Mapping):
                found[self._text(tag, "Key", place)] = self._text(tag, "Value", place, empty=True)
            else:
                self._wrong(place, tag, "a tag with Key and Value")
        return found

    def _items(self, lists: Mapping[str, list[Any]], name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        for index, item in enumerate(lists.get(name, ())):
            if isinstance(item, Mapping):
                yield f"/{name}/{index}", item
            else:
                self._wrong(f"/{name}/{index}", item, "an object")

    def _listed(self, item: Mapping[str, Any], name: str, at: str) -> Iterator[tuple[str, Any]]:
        found = item.get(name)
        if found is None:
            return
        if not isinstance(found, list):
            self._wrong(f"{at}/{name}", found, "a list")
            return
        for index, each in enumerate(found):
            yield f"{at}/{name}/{index}", each

    def _text(self, item: Mapping[str, Any], name: str, at: str, *, empty: bool = False) -> str:
        found = item.get(name)
        if isinstance(found, str) and (found or empty):
            return found
        self._wrong(f"{at}/{name}", found, "text")
        return ""

    def _wrong(self, at: str, found: object, expected: str) -> None:
        said = (
            "nothing" if found is None else type(found).__name__ if isinstance(found, Mapping | list) else repr(found)
        )
        said = {"dict": "an object", "list": "a list"}.get(said, said)
        self.problems.append(f"{self.where}{at}: found {said[:80]}, expected {expected}")

    def _assumptions(self, principals: Mapping[str, Principal], organization: Organization) -> Iterator[str]:
        yield "resource policies: none"
        if not organization.scp_levels and not organization.accounts:
            yield "service control policies: none"
        if not organization.rcp_levels and not organization.accounts:
            yield "resource control policies: none"
        yield "what runs as which role: nothing"
        dated = {
            policy.name
            for principal in principals.values()
            for policy in principal.policies
            if managed.is_managed(policy.name) and policy.name not in self._managed
        }
        if dated:
            yield f"{len(dated)} AWS managed policies: as they were on {managed.date()}"


def _account(arn: str) -> str:
    parts = arn.split(":", 5)
    return parts[4] if len(parts) == 6 else ""
