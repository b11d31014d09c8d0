"""Whether a principal is an agent's, as far as its own tags and its path say."""

from collections.abc import Collection
from typing import Final

MARKS: Final = frozenset({"agent-type", "agent-version", "agent-team"})
"""Tags that only agents carry; the environment alone is no sign, boundaries and namespaces carry it too."""

PATH: Final = "/agents/"
"""IAM path of agents' roles."""


def is_agent(tags: Collection[str] | None, path: str = "/") -> bool | None:
    """Tells whether a principal with these tag keys and this path is an agent's; None where its tags are not known."""
    if path.startswith(PATH) or (tags is not None and not MARKS.isdisjoint(tags)):
        return True
    return None if tags is None else False
