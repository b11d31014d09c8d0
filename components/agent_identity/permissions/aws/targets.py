"""Whose something is, by its pattern: the agent's own, one thing by its full name, or more than that."""

import re
from enum import Enum
from typing import Final

from agent_identity.permissions.aws.model import Principal
from agent_identity.permissions.techniques.model import Need, On

_ARN_PARTS: Final = 6
_TOKEN: Final = 3
"""How many characters two names must begin with alike to be taken for one owner's."""

_ADDED: Final = (
    ("secretsmanager", re.compile(r"-(\?{6}|\*)$")),
    ("logs", re.compile(r":(\*|log-stream:\*)$")),
    ("lambda", re.compile(r":(\*|\$LATEST)$")),
    ("dynamodb", re.compile(r"/(index|stream|\*)(/\*)?$")),
    ("batch", re.compile(r":\*$")),
    ("bedrock", re.compile(r"/\*$")),
    ("codebuild", re.compile(r":\*$")),
    ("ecs", re.compile(r":\*$")),
    ("states", re.compile(r":\*$")),
)
"""What stands behind a name for parts of the same thing: AWS adds it, or versions and indexes do."""

_WILD: Final = re.compile(r"[*?]")


class Reach(Enum):
    """How far a pattern reaches."""

    OWN = "own"
    """What is the agent's own, by its name or by a prefix of names."""
    NAMED = "named"
    """One thing by its full name, of which nothing says whose it is."""
    BROAD = "broad"
    """More than that."""


def reach_of(pattern: str, need: Need, principal: Principal) -> Reach:
    """Returns how far a pattern reaches for a need that is on hosts, stores, guards or resources.

    Args:
        pattern: A resource pattern of a statement.
        need: What it is needed for.
        principal: Who holds it.
    """
    parts = pattern.split(":", _ARN_PARTS - 1)
    if len(parts) < _ARN_PARTS or _WILD.search(parts[2]):
        return Reach.BROAD
    service, rest = parts[2], _without_added(parts[2], parts[5])
    wild = _WILD.search(rest)
    if wild is None:
        return Reach.NAMED
    name = _name(service, rest[: wild.start()])
    if not name or need.exact:
        return Reach.BROAD
    if need.on is On.STORE:
        return Reach.OWN
    if not principal.name:
        # Nothing says whose it is: the prefix is somebody's, and the input names nobody else.
        return Reach.OWN
    return Reach.OWN if _alike(name, principal) else Reach.BROAD


def is_pattern(pattern: str) -> bool:
    """Tells whether a pattern stands for more than one principal, accounts left aside."""
    parts = pattern.split(":", _ARN_PARTS - 1)
    return len(parts) < _ARN_PARTS or _WILD.search(parts[5]) is not None


def _without_added(service: str, rest: str) -> str:
    for of, added in _ADDED:
        if of == service:
            shorter = added.sub("", rest)
            # What is left must be a name: the first wildcard is otherwise the name itself.
            return shorter if _name(service, shorter) and not _WILD.search(shorter) else rest
    if service == "s3" and "/" in rest:
        bucket, _, key = rest.partition("/")
        return bucket if key == "*" and not _WILD.search(bucket) else rest
    return rest


def _name(service: str, text: str) -> str:
    """Returns the beginning of a thing's name, without its kind: `function:`, `table/`, `secret:`."""
    if service in {"s3", "sns", "sqs"}:
        return text
    separator = ":" if ":" in text else "/"
    _, found, name = text.partition(separator)
    return name.lstrip("/") if found else ""


def _alike(name: str, principal: Principal) -> bool:
    own = [principal.name, (principal.tags or {}).get("agent-type", "")]
    first = _first_token(name)
    return len(first) >= _TOKEN and any(first == _first_token(each) for each in own)


def _first_token(name: str) -> str:
    tokens = [token for token in re.split(r"[^0-9A-Za-z]+", name.lower()) if token]
    # Names of agents' principals begin with what they are: `agent-invoices-prod`.
    return next((token for token in tokens if token not in {"agent", "agents"}), "")
