"""What an AWS policy document denies on every resource, in every context: by proof over the patterns, not by sample."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from agent_identity.permissions.patterns import Patterns, compiled, witness

_ACTION: Final = compiled(("?*:?*",))
_NO_ACTION: Final = compiled(("*:*:*",))
"""An action is a service and a name with one colon between: texts of another form are no requests."""


def undenied(
    document: Mapping[str, Any],
    actions: Sequence[str],
    *,
    but: Sequence[str] = (),
    left: Collection[str] = (),
    condition: Mapping[str, Any] | None = None,
) -> str | None:
    """Returns the shortest action of `actions` that a document does not deny, or None: all are denied, proven.

    A Deny counts where it covers every resource and has no condition: a narrower one leaves a request through.

    Args:
        document: The policy document.
        actions: Action patterns that should be denied.
        but: Action patterns that need not be.
        left: Resources, written exactly so, that a Deny may leave out by NotResource.
        condition: A condition block that a Deny may have.

    Raises:
        PatternLimitError: When the patterns are too entangled to say.
    """
    # The narrowest set first: it cuts the search short.
    inside: list[Patterns] = [compiled(tuple(actions)), _ACTION]
    outside: list[Patterns] = [_NO_ACTION, compiled(tuple(but))]
    for deny in _denies(document):
        if not _everywhere(deny, left) or deny.get("Condition") not in (None, {}, condition):
            continue
        if "Action" in deny:
            outside.append(compiled(_texts(deny["Action"])))
        elif "NotAction" in deny:
            # What is left open by a NotAction is what it lists: an action is open where every such list has it.
            inside.append(compiled(_texts(deny["NotAction"])))
    return witness(inside, outside)


def _denies(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    statements = document.get("Statement")
    for statement in statements if isinstance(statements, Sequence) else [statements]:
        if isinstance(statement, Mapping) and statement.get("Effect") == "Deny":
            yield statement


def _everywhere(deny: Mapping[str, Any], left: Collection[str]) -> bool:
    if "Resource" in deny:
        return "*" in _texts(deny["Resource"])
    kept = _texts(deny.get("NotResource"))
    return bool(kept) and set(kept) <= set(left)


def _texts(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    several = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    return tuple(str(item) for item in several)
