"""The grammar of Azure's conditions: text to a tree.

https://learn.microsoft.com/azure/role-based-access-control/conditions-format. NOT binds closest, then AND, then OR.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

MOST_NESTED: Final = 100
"""How deep a condition may be nested; Azure takes 8 KB of text."""

_TOKEN: Final = re.compile(
    r"""\s*(?:
        (?P<text>'(?:[^'\\]|\\.|'')*')
      | (?P<attribute>@\s*(?:principal|resource|request|environment)\s*\[[^\]]*\])
      | (?P<symbol>&&|\|\||[!(){},])
      | (?P<word>[A-Za-z_][\w.]*(?::[A-Za-z]+)?(?=[\s({}'@!,)]|$))
      | (?P<bare>[^\s(){},'@!]+)
    )""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_EACH: Final = re.compile(r"for(any|all)of(any|all)values:", re.IGNORECASE)
_COMPARISONS: Final = frozenset(
    f"{kind}{test}{case}"
    for kind, tests, cases in (
        (
            "string",
            ("equals", "notequals", "startswith", "notstartswith", "like", "notlike", "contains", "notcontains"),
            ("", "ignorecase"),
        ),
        (
            "numeric",
            ("equals", "notequals", "lessthan", "lessthanequals", "greaterthan", "greaterthanequals", "inrange"),
            ("",),
        ),
        (
            "datetime",
            ("equals", "notequals", "lessthan", "lessthanequals", "greaterthan", "greaterthanequals", "inrange"),
            ("",),
        ),
        (
            "timeofday",
            ("equals", "notequals", "lessthan", "lessthanequals", "greaterthan", "greaterthanequals", "inrange"),
            ("",),
        ),
        ("bool", ("equals", "notequals"), ("",)),
        ("guid", ("equals", "notequals"), ("",)),
    )
    for test in tests
    for case in cases
)


class ConditionError(ValueError):
    """Raised for a text that is no condition."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute: whose it is, and which, in lower case: `resource`, `microsoft.storage/…/containers:name`."""

    source: str
    name: str

    def __str__(self) -> str:
        return f"@{self.source.capitalize()}[{self.name}]"


@dataclass(frozen=True, slots=True)
class Compare:
    """A comparison of an attribute with values or with another attribute.

    Attributes:
        left: The attribute.
        comparison: The comparison, in lower case, like `stringequals`.
        right: What it is compared with.
        several: For comparisons of several values: whether `any` or `all` of the left ones, and of the right ones.
    """

    left: Attribute
    comparison: str
    right: tuple[str, ...] | Attribute
    several: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Exists:
    """Whether there is an attribute."""

    attribute: Attribute


@dataclass(frozen=True, slots=True)
class ActionMatches:
    """Whether the action is one, by a pattern in lower case; `sub`: whether the suboperation is one."""

    pattern: str
    sub: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    of: "Expression"


@dataclass(frozen=True, slots=True)
class Joined:
    """All of several, or any of them."""

    every: bool
    of: tuple["Expression", ...]


Expression = Compare | Exists | ActionMatches | Not | Joined


@lru_cache(maxsize=4096)
def parse(text: str) -> Expression:
    """Returns the tree of a condition.

    Raises:
        ConditionError: The text is none.
    """
    parser = _Parser(_tokens(text))
    found = parser.either(0)
    if parser.at < len(parser.tokens):
        raise ConditionError(f"found {parser.tokens[parser.at][1]!r}, expected AND, OR or the end")
    return found


def problem(text: str) -> str | None:
    """Returns why a text is no condition, or None for one."""
    try:
        parse(text)
    except ConditionError as error:
        return str(error)
    return None


def _tokens(text: str) -> list[tuple[str, str]]:
    found = []
    place, end = 0, len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None:
            raise ConditionError(f"found {text[place : place + 20]!r}, expected a condition")
        found.append((str(match.lastgroup), match[str(match.lastgroup)]))
        place = match.end()
    return found


@dataclass(slots=True)
class _Parser:
    tokens: list[tuple[str, str]]
    at: int = 0

    def either(self, depth: int) -> Expression:
        found = [self.both(depth)]
        while self.taken("||", "or"):
            found.append(self.both(depth))
        return found[0] if len(found) == 1 else Joined(False, tuple(found))

    def both(self, depth: int) -> Expression:
        found = [self.one(depth)]
        while self.taken("&&", "and"):
            found.append(self.one(depth))
        return found[0] if len(found) == 1 else Joined(True, tuple(found))

    def one(self, depth: int) -> Expression:
        if depth > MOST_NESTED:
            raise ConditionError(f"found more than {MOST_NESTED} levels of brackets")
        if self.taken("!", "not"):
            return Not(self.one(depth + 1))
        if self.taken("("):
            found = self.either(depth + 1)
            self.expect(")")
            return found
        kind, token = self.next("a comparison")
        word = token.lower()
        if kind == "word" and word in ("actionmatches", "suboperationmatches"):
            patterns = self.braced()
            if len(patterns) != 1:
                raise ConditionError(f"found {len(patterns)} patterns of {token}, expected one")
            return ActionMatches(patterns[0].lower(), sub=word.startswith("sub"))
        if kind == "word" and word in ("exists", "notexists"):
            exists = Exists(self.attribute(self.next("an attribute")))
            return exists if word == "exists" else Not(exists)
        return self.comparison(self.attribute((kind, token)))

    def comparison(self, left: Attribute) -> Expression:
        _, token = self.next("a comparison")
        word = token.lower()
        each = _EACH.match(word)
        name = word[each.end() :] if each else word
        if name not in _COMPARISONS:
            raise ConditionError(f"found {token!r}, expected a comparison like StringEquals")
        several = (each[1], each[2]) if each else None
        if self.ahead("{"):
            return Compare(left, name, tuple(self.braced()), several)
        kind, token = self.next("a value")
        if kind == "attribute":
            return Compare(left, name, self.attribute((kind, token)), several)
        return Compare(left, name, (_value(kind, token),), several)

    def braced(self) -> list[str]:
        self.expect("{")
        found = []
        while not self.taken("}"):
            kind, token = self.next("a value")
            found.append(_value(kind, token))
            if not self.taken(",") and not self.ahead("}"):
                raise ConditionError("expected , or } after a value")
        return found

    def attribute(self, token: tuple[str, str]) -> Attribute:
        kind, text = token
        if kind != "attribute":
            raise ConditionError(f"found {text!r}, expected an attribute like @Resource[…], or ActionMatches{{'…'}}")
        source, _, name = text[1:-1].partition("[")
        return Attribute(source.strip().lower(), name.strip().lower())

    def next(self, expected: str) -> tuple[str, str]:
        if self.at >= len(self.tokens):
            raise ConditionError(f"found the end, expected {expected}")
        self.at += 1
        return self.tokens[self.at - 1]

    def ahead(self, *words: str) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at][1].lower() in words

    def taken(self, *words: str) -> bool:
        if not self.ahead(*words):
            return False
        self.at += 1
        return True

    def expect(self, word: str) -> None:
        if not self.taken(word):
            found = self.tokens[self.at][1] if self.at < len(self.tokens) else "the end"
            raise ConditionError(f"found {found!r}, expected {word!r}")


def _value(kind: str, token: str) -> str:
    if kind == "text":
        return token[1:-1].replace("''", "'").replace("\\'", "'")
    if kind in ("word", "bare"):
        return token
    raise ConditionError(f"found {token!r}, expected a value")
