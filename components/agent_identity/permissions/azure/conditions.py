"""What a condition of a role assignment comes to, for an action and what is known of the request.

https://learn.microsoft.com/azure/role-based-access-control/conditions-format and
https://learn.microsoft.com/azure/role-based-access-control/conditions-authorization-actions-attributes.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import eq, ge, gt, le, lt
from typing import Any, Final

from agent_identity.permissions.azure.globs import overlap, within
from agent_identity.permissions.azure.grammar import (
    ActionMatches,
    Attribute,
    Compare,
    ConditionError,
    Exists,
    Expression,
    Joined,
    Not,
    parse,
)
from agent_identity.permissions.logic import Truth, every, some, truth

NOW: Final = "utcnow"
UNREADABLE: Final = "condition"
"""What is said to be missing where a condition cannot be read."""

_ORDERED: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "lessthan": lt,
    "lessthanequals": le,
    "greaterthan": gt,
    "greaterthanequals": ge,
    "equals": eq,
}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a request.

    Attributes:
        action: The action or data action, in lower case; it may have wildcards.
        values: Values of attributes by source and name; an empty tuple for one that is absent.
        anywhere: The same by name alone, whatever the source.
        suboperation: The suboperation, None where it is not known.
    """

    action: str
    values: Mapping[Attribute, tuple[str, ...]] = field(default_factory=dict)
    anywhere: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    suboperation: str | None = None

    def of(self, attribute: Attribute) -> tuple[str, ...] | None:
        """Returns an attribute's values; None where they are not known."""
        found = self.values.get(attribute)
        if found is None:
            found = self.anywhere.get(attribute.name)
        if found is None and attribute.source == "environment" and attribute.name.rpartition("/")[2] == NOW:
            return (datetime.now(UTC).isoformat(),)
        return found


def holds(condition: str | None, known: Known) -> tuple[Truth, frozenset[str]]:
    """Returns whether a condition holds, and where that is not known, the attributes that would decide."""
    if condition is None:
        return Truth.YES, frozenset()
    try:
        tree = parse(condition)
    except ConditionError:
        return Truth.UNKNOWN, frozenset({UNREADABLE})
    found = _truth(tree, known)
    return found, frozenset(_missing(tree, known)) if found is Truth.UNKNOWN else frozenset()


def attributes(condition: str | None) -> frozenset[Attribute]:
    """Returns the attributes that a condition reads; none for one that cannot be read."""
    try:
        return frozenset() if condition is None else frozenset(_read(parse(condition)))
    except ConditionError:
        return frozenset()


def values_of(condition: str | None, name: str) -> frozenset[str]:
    """Returns the values with which a condition compares the attributes of a name."""
    try:
        tree = None if condition is None else parse(condition)
    except ConditionError:
        return frozenset()
    return frozenset(
        value
        for part in _parts(tree)
        if isinstance(part, Compare) and part.left.name == name and isinstance(part.right, tuple)
        for value in part.right
    )


def _parts(tree: Expression | None) -> Iterator[Expression]:
    if tree is None:
        return
    yield tree
    for each in tree.of if isinstance(tree, Joined) else (tree.of,) if isinstance(tree, Not) else ():
        yield from _parts(each)


def _read(tree: Expression) -> Iterator[Attribute]:
    for part in _parts(tree):
        if isinstance(part, Compare):
            yield part.left
            if isinstance(part.right, Attribute):
                yield part.right
        elif isinstance(part, Exists):
            yield part.attribute


def _truth(tree: Expression, known: Known) -> Truth:
    if isinstance(tree, Joined):
        return (every if tree.every else some)(_truth(each, known) for each in tree.of)
    if isinstance(tree, Not):
        return ~_truth(tree.of, known)
    return _of_action(tree, known) if isinstance(tree, ActionMatches) else _of_attribute(tree, known)


def _of_action(tree: ActionMatches, known: Known) -> Truth:
    action = known.suboperation if tree.sub else known.action
    if action is not None and within(action, tree.pattern):
        return Truth.YES
    return Truth.UNKNOWN if action is None or overlap(action, tree.pattern) else Truth.NO


def _of_attribute(tree: Exists | Compare, known: Known) -> Truth:
    if isinstance(tree, Exists):
        values = known.of(tree.attribute)
        return Truth.UNKNOWN if values is None else truth(bool(values))
    left = known.of(tree.left)
    right = known.of(tree.right) if isinstance(tree.right, Attribute) else tree.right
    return Truth.UNKNOWN if left is None or right is None else truth(_compared(tree, left, right))


def _missing(tree: Expression, known: Known) -> Iterator[str]:
    """Yields what is not known and takes part in the outcome, in parts that are themselves not decided."""
    if _truth(tree, known) is not Truth.UNKNOWN:
        return
    if isinstance(tree, Joined):
        for each in tree.of:
            yield from _missing(each, known)
    elif isinstance(tree, Not):
        yield from _missing(tree.of, known)
    elif isinstance(tree, ActionMatches):
        yield "SubOperation"
    else:
        yield from (str(each) for each in _read(tree) if known.of(each) is None)


def _compared(tree: Compare, left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    # What is absent compares with nothing: https://learn.microsoft.com/azure/role-based-access-control/conditions-format#exists
    if not left:
        return False
    if tree.comparison.endswith("inrange"):
        kind = tree.comparison.removesuffix("inrange")
        if len(right) != 2:
            return False
        return all(
            _one(f"{kind}greaterthanequals", each, right[0]) and _one(f"{kind}lessthanequals", each, right[1])
            for each in left
        )
    # Without a word for it, one value is meant to be, or not to be, among several.
    mine, theirs = tree.several or ("all", "all" if "not" in tree.comparison else "any")
    among = any if theirs == "any" else all
    return (any if mine == "any" else all)(
        among(_one(tree.comparison, each, other) for other in right) for each in left
    )


def _one(comparison: str, left: str, right: str) -> bool:
    folded = comparison.removesuffix("ignorecase")
    if folded != comparison:
        left, right = left.lower(), right.lower()
    kind = next(
        each for each in ("string", "numeric", "datetime", "timeofday", "bool", "guid") if folded.startswith(each)
    )
    test = folded.removeprefix(kind)
    positive = test.removeprefix("not")
    found = _holds(kind, positive, left, right)
    return found is not None and found is (positive == test)


def _holds(kind: str, test: str, left: str, right: str) -> bool | None:
    if kind == "string":
        if test == "like":
            return _like(right, left)
        return {"equals": left == right, "startswith": left.startswith(right), "contains": right in left}[test]
    if kind == "guid":
        return guid(left) == guid(right)
    if kind == "bool":
        return left.lower() == right.lower()
    values = [_ordered(kind, each) for each in (left, right)]
    return None if None in values else _ORDERED[test](*values)


def guid(text: str) -> str:
    """Returns a GUID as it is compared: the last part of an id, without hyphens and regard to case."""
    return text.strip().rpartition("/")[2].replace("-", "").lower()


def _like(pattern: str, text: str) -> bool:
    """Tells whether a text is like a pattern: `*` is any text, `?` one character, and a backslash quotes either."""
    pieces = [""]
    for part in re.findall(r"\\.|[*?]|[^*?\\]+|\\", pattern, re.DOTALL):
        if part == "*":
            pieces.append("")
        else:
            pieces[-1] += "." if part == "?" else re.escape(part[-1] if part[0] == "\\" else part)
    place = 0
    for index, piece in enumerate(pieces):
        # Pieces have a fixed length, so that the first place is the best one, and no time is lost in trying others.
        last = index == len(pieces) - 1
        found = re.compile(f"{piece}\\Z" if last else piece, re.DOTALL)
        match = found.search(text, place) if index else found.match(text)
        if match is None:
            return False
        place = match.end()
    return True


def _ordered(kind: str, text: str) -> Any:  # noqa: ANN401 - whatever is compared by its order
    try:
        if kind == "numeric":
            return float(text)
        if kind == "timeofday":
            return [float(part) for part in text.split(":")]
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
