"""Whether a statement's resources cover a resource.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

from collections.abc import Iterable
from typing import Final

from agent_identity.permissions.aws.variables import VERSION, Context, resolved
from agent_identity.permissions.aws.wildcards import like
from agent_identity.permissions.logic import Truth

_PARTS: Final = 6


def matches_resource(
    patterns: Iterable[str], resource: str, context: Context, version: str = VERSION
) -> tuple[Truth, frozenset[str]]:
    """Tells whether some pattern covers a resource, with the keys that would decide where that is not known.

    Args:
        patterns: Patterns of one statement, variables in them.
        resource: An ARN, or `*` for an action that works on no resource in particular.
        context: What is known of the request.
        version: The document's version, which decides whether variables are read.
    """
    missing: set[str] = set()
    for pattern in patterns:
        found = resolved(pattern, context, version)
        if found.pattern is None or not covers(found.pattern, resource):
            continue
        if not found.missing:
            return Truth.YES, frozenset()
        missing |= found.missing
    return (Truth.UNKNOWN if missing else Truth.NO), frozenset(missing)


def covers(pattern: str, resource: str) -> bool:
    """Tells whether a pattern covers a resource: each part of an ARN by itself, so no star reaches over a colon.

    The last part may hold colons of its own. Parts that a pattern leaves out are filled with wildcards.
    """
    if not pattern.strip("*") and pattern:
        return True
    has = resource.split(":", _PARTS - 1)
    if len(has) < _PARTS:
        return like(pattern, resource)
    wants = pattern.split(":", _PARTS - 1)
    if len(wants) < _PARTS:
        wants = [*wants, *["*"] * (_PARTS - len(wants))]
    return all(map(like, wants, has))
