"""Who is meant by a member of a policy: https://cloud.google.com/iam/docs/principal-identifiers."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from agent_identity.permissions.gcp import names
from agent_identity.permissions.gcp.model import World
from agent_identity.permissions.logic import Truth, truth

EVERYBODY: Final = "allUsers"
AUTHENTICATED: Final = "allAuthenticatedUsers"
_LOWERED: Final = ("user:", "serviceAccount:", "group:", "domain:")
_BASIC: Final = {"projectOwner": "roles/owner", "projectEditor": "roles/editor", "projectViewer": "roles/viewer"}
_SECOND: Final = (
    (re.compile(r"principal://iam\.googleapis\.com/projects/-/serviceAccounts/([^/]+)"), "serviceAccount:"),
    (re.compile(r"principal://goog/subject/(.+)"), "user:"),
    (re.compile(r"principalSet://goog/group/(.+)"), "group:"),
)
_POOL: Final = re.compile(
    r"principal(?:Set)?://iam\.googleapis\.com/((?:projects/[^/]+/)?locations/[^/]+/work\w+Pools/[^/]+)/(.+)"
)
_CONTAINED: Final = re.compile(
    r"principalSet://cloudresourcemanager\.googleapis\.com/((?:projects|folders|organizations)/[^/]+)(?:/type/(\w+))?"
)
_MEMBER: Final = re.compile(
    r"allUsers|allAuthenticatedUsers|(?:deleted:)?(?:user|serviceAccount|group|domain|principal|principalSet):\S.*"
    r"|project(?:Owner|Editor|Viewer):\S+"
)


def is_member(text: str) -> bool:
    """Tells whether a text has the form of a member."""
    return _MEMBER.fullmatch(text) is not None


@lru_cache(maxsize=65536)
def plain(member: str) -> str:
    """Returns a member as allow policies write it, addresses in lower case."""
    text = member.strip()
    for pattern, prefix in _SECOND:
        found = pattern.fullmatch(text)
        if found:
            return prefix + found[1].lower()
    if text == "principalSet://goog/public:all":
        return EVERYBODY
    if text.startswith(_LOWERED):
        kind, _, address = text.partition(":")
        return f"{kind}:{address}" if "[" in address else f"{kind}:{address.lower()}"
    return text


def means(member: str, principal: str, world: World, *, closed: bool = False) -> Truth:  # noqa: PLR0911 - one a kind
    """Returns whether a member of a policy means a principal.

    Args:
        member: The member, in either form.
        principal: The principal, as allow policies write it.
        world: What is known.
        closed: Whether what was not given of groups and pools is taken as empty.
    """
    wanted = plain(member)
    if wanted.startswith("deleted:"):
        return Truth.NO
    if wanted in (principal, EVERYBODY):
        return Truth.YES
    if wanted == AUTHENTICATED:
        return truth(principal != EVERYBODY)
    kind, _, rest = wanted.partition(":")
    if kind == "group":
        return _in_group(wanted, principal, world, closed=closed)
    if kind == "domain":
        return truth(principal.startswith(("user:", "group:")) and principal.endswith(f"@{rest}"))
    if kind in _BASIC:
        return _holds_basic(rest, _BASIC[kind], principal, world, closed=closed)
    return _in_set(wanted, principal, world, closed=closed) if kind == "principalSet" else Truth.NO


def _holds_basic(project: str, role: str, principal: str, world: World, *, closed: bool) -> Truth:
    place = world.known(f"{names.MANAGER}projects/{project}")
    found = [
        means(each, principal, world, closed=closed)
        for binding in world.by_resource.get(place, ())
        if binding.role == role and binding.condition is None
        for each in binding.members
        if not each.startswith("project")
    ]
    return max(found, default=Truth.NO)


def _in_group(group: str, principal: str, world: World, *, closed: bool) -> Truth:
    if group in world.groups_of.get(principal, ()):
        return Truth.YES
    if closed or group in world.groups or not principal.startswith(("user:", "serviceAccount:", "group:")):
        return Truth.NO
    return Truth.UNKNOWN


def _in_set(wanted: str, principal: str, world: World, *, closed: bool) -> Truth:
    contained = _CONTAINED.fullmatch(wanted)
    if contained:
        found = _in_container(contained[1], contained[2] or "", principal, world)
        return Truth.NO if closed and found is Truth.UNKNOWN else found
    if wanted.startswith("principalSet://goog/"):
        # A customer of Cloud Identity: which addresses are its own, no policy says.
        return Truth.UNKNOWN if principal.startswith(("user:", "group:")) and not closed else Truth.NO
    pool, other = _POOL.fullmatch(wanted), _POOL.fullmatch(principal)
    if pool and other and pool[1] == other[1]:
        if pool[2] == "*":
            return Truth.YES
        return Truth.NO if closed else Truth.UNKNOWN
    if wanted.startswith("principalSet://agents.") and wanted.endswith("*"):
        return truth(principal.startswith(f"principal{wanted.removeprefix('principalSet').rstrip('*')}"))
    return Truth.NO


def _in_container(container: str, kind: str, principal: str, world: World) -> Truth:
    place = world.known(names.MANAGER + container)
    pool = re.match(r"principal(?:Set)?://iam\.googleapis\.com/(projects/[^/]+)/", principal)
    home = names.MANAGER + pool[1] if pool else names.project_of_account(principal)
    if kind and (kind == "ServiceAccount") != principal.startswith("serviceAccount:"):
        return Truth.NO
    if home is None:
        # People belong to organisations, which the input does not list; service agents to projects by their number.
        people = principal.startswith(("user:", "group:")) and container.startswith("organizations/")
        return Truth.UNKNOWN if people or principal.startswith("serviceAccount:") else Truth.NO
    above = world.above(home)
    if place in above:
        return Truth.YES
    if container.startswith("projects/"):
        number = container.removeprefix("projects/").isdecimal() and names.MANAGER + container not in world.aliases
        return Truth.UNKNOWN if number and not above[0].rpartition("/")[2].isdecimal() else Truth.NO
    return Truth.NO if any("/organizations/" in each for each in above) else Truth.UNKNOWN


def names_of(principal: str, world: World) -> Iterator[str]:
    """Yields the members of the input that surely mean a principal."""
    if principal.startswith("deleted:"):
        return
    yield principal
    yield from sorted(world.groups_of.get(principal, ()))
    for public in (EVERYBODY, AUTHENTICATED):
        if principal not in (public, EVERYBODY):
            yield public
    for member in world.sets:
        if member != principal and means(member, principal, world, closed=True) is Truth.YES:
            yield member
