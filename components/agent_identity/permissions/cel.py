"""Conditions in the Common Expression Language, as far as what is known decides them.

The library evaluates; what it does not know (an attribute that the input lacks, a function of one API server alone)
decides nothing: `&&` and `||` of the language absorb such an error where the other side settles the matter.
https://github.com/google/cel-spec/blob/master/doc/langdef.md
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from agent_identity.permissions.logic import Truth

if TYPE_CHECKING:
    from cel import Program

LONGEST: Final = 20_000
"""Characters; Google allows 12 logical operators a condition, Kubernetes some kilobytes an expression."""
DEEPEST: Final = 60
"""Brackets within brackets; the parser descends by itself."""
MOST_STEPS: Final = 200_000
"""Elements that nested macros may visit together, which takes some hundred milliseconds at most."""

_TEXTS: Final = re.compile(r"""\"\"\".*?\"\"\"|'''.*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.DOTALL)
_MACRO: Final = re.compile(r"\.(?:all|exists|exists_one|map|filter)\s*\(")


class Nothing:
    """The value of an expression that cannot be evaluated with what is known."""


NOTHING: Final = Nothing()


class Known:
    """What is known where expressions are evaluated: variables by name, and what a cloud adds to the language.

    Args:
        variables: The variables.
        functions: The functions; a method is given its receiver first.
    """

    def __init__(self, variables: Mapping[str, Any], functions: Mapping[str, Callable[..., Any]] = {}) -> None:
        import cel  # noqa: PLC0415 - only where there are conditions

        self._longest = max(map(_longest, variables.values()), default=0)
        self._context = cel.Context(variables=dict(variables))
        for name, function in functions.items():
            self._context.add_function(name, function)

    def put(self, name: str, found: object) -> None:
        """Takes up a variable more."""
        self._longest = max(self._longest, _longest(found))
        self._context.add_variable(name, found)

    def truth(self, expression: str) -> Truth:
        """Returns whether a condition holds; UNKNOWN where what is not known decides."""
        found = self.value(expression)
        return (Truth.YES if found else Truth.NO) if isinstance(found, bool) else Truth.UNKNOWN

    def value(self, expression: str) -> Any:  # noqa: ANN401 - whatever the language can say
        """Returns the value of an expression, or NOTHING where it cannot be evaluated with what is known."""
        if problem(expression) is not None or self._steps(expression) > MOST_STEPS:
            return NOTHING
        try:
            return _program(expression).execute(self._context)
        except (RuntimeError, TypeError, ValueError, LookupError, ArithmeticError):
            return NOTHING

    def _steps(self, expression: str) -> float:
        """Returns how many elements macros may visit: as many as the longest list has, for each within another."""
        nested, commas = _nested(expression)
        return 0 if nested < 2 else float(max(commas + 1, self._longest)) ** nested


def truth(expression: str, variables: Mapping[str, Any], functions: Mapping[str, Callable[..., Any]] = {}) -> Truth:
    """Returns whether a condition holds; UNKNOWN where what is not known decides, or where it cannot be evaluated.

    Args:
        expression: The condition.
        variables: What is known, by name.
        functions: What the cloud adds to the language; a method is given its receiver first.
    """
    return Known(variables, functions).truth(expression)


def without_texts(expression: str) -> str:
    """Returns an expression with nothing between its quotes."""
    return _TEXTS.sub("''", expression)


@lru_cache(maxsize=4096)
def problem(expression: str) -> str | None:
    """Returns why an expression cannot be read, or None when it can."""
    if len(expression) > LONGEST:
        return f"has {len(expression):,} characters, expected {LONGEST:,} at most"
    if _depth(expression) > DEEPEST:
        return f"has brackets {_depth(expression)} deep, expected {DEEPEST} at most"
    try:
        _program(expression)
    except ValueError as error:
        return str(error).partition("\n")[0]
    return None


@lru_cache(maxsize=4096)
def _program(expression: str) -> "Program":
    import cel  # noqa: PLC0415 - only where there are conditions

    return cel.compile(expression)


def _depth(expression: str) -> int:
    depth = deepest = 0
    for character in without_texts(expression):
        depth += (character in "([{") - (character in ")]}")
        deepest = max(deepest, depth)
    return deepest


@lru_cache(maxsize=4096)
def _nested(expression: str) -> tuple[int, int]:
    """Returns how deep macros lie within each other, and how many commas there are."""
    bare = without_texts(expression)
    opened: list[bool] = []
    deepest = 0
    starts = {match.end() - 1 for match in _MACRO.finditer(bare)}
    for place, character in enumerate(bare):
        if character == "(":
            opened.append(place in starts)
            deepest = max(deepest, sum(opened))
        elif character == ")" and opened:
            opened.pop()
    return deepest, bare.count(",")


def _longest(value: object) -> int:
    if isinstance(value, Mapping):
        return max([len(value), *map(_longest, value.values())])
    if isinstance(value, list | tuple):
        return max([len(value), *map(_longest, value)])
    return 0
