"""What a boundary class leaves to grants on AWS, action by action."""

import re
from functools import lru_cache

from agent_identity.boundaries.aws_actions import ACTIONS, ESCALATION
from agent_identity.boundaries.classes import CLASSES


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


@lru_cache(maxsize=16)
def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    # IAM compares the names of actions without regard to case; `*` is any text.
    return re.compile("|".join(re.escape(pattern.lower()).replace(r"\*", ".*") for pattern in patterns))
