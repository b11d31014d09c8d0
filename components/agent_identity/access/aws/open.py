"""What a boundary class leaves to grants on AWS, action by action."""

import re
from functools import lru_cache

from agent_identity.boundaries.aws_actions import ACTIONS, ESCALATION
from agent_identity.boundaries.classes import CLASSES
from agent_identity.permissions.techniques import techniques_of
from agent_identity.permissions.techniques.model import Technique


@lru_cache(maxsize=16384)
def is_open(class_name: str, action: str) -> bool:
    """Tells whether the boundary of a class leaves an action to grants.

    Raises:
        KeyError: When there is no class of this name.
    """
    name = action.lower()
    return bool(_any_of(ACTIONS[class_name]).fullmatch(name)) and not _any_of(ESCALATION).fullmatch(name)


def classes_open_to(action: str) -> list[str]:
    """Returns the names of the classes whose boundary leaves an action to grants."""
    return [name for name in CLASSES if is_open(name, action)]


def technique_of(action: str) -> Technique | None:
    """Returns the escalation technique that needs an action, or None; the shortest where several do."""
    found = [
        item
        for item in techniques_of("aws")
        if any(_any_of(need.any_of).fullmatch(action.lower()) for need in item.needs)
    ]
    return min(found, key=lambda item: len(item.needs), default=None)


@lru_cache(maxsize=4096)
def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    # IAM compares the names of actions without regard to case; `*` is any text, `?` one character.
    return re.compile(
        "|".join(re.escape(pattern.lower()).replace(r"\*", ".*").replace(r"\?", ".") for pattern in patterns)
    )
