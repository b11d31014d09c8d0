"""Reads AWS policy documents in every form in which they come, and says everything that is wrong with one.

The grammar: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html. What IAM would not have
taken is an error here: a document that is misread would be a silent "no".
"""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, Literal
from urllib.parse import unquote

from agent_identity.permissions.aws.operators import OPERATORS
from agent_identity.permissions.aws.policy import Condition, Document, Element, Statement
from agent_identity.permissions.unknown import UNKNOWN, Unknown
from agent_identity.permissions.values import Value

Role = Literal["identity", "resource", "trust"]
"""What a document is for: an identity's permissions, a resource's policy, or a role's trust policy."""

VERSIONS: Final = ("2012-10-17", "2008-10-17")

_TOP: Final = {name.lower(): name for name in ("Version", "Id", "Statement")}
_PARTS: Final = {
    name.lower(): name
    for name in (
        "Sid",
        "Effect",
        "Principal",
        "NotPrincipal",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Condition",
    )
}
_KINDS: Final = {name.lower(): name for name in ("AWS", "Service", "Federated", "CanonicalUser")}
_QUANTIFIERS: Final[dict[str, Literal["ForAnyValue", "ForAllValues"]]] = {
    "foranyvalue": "ForAnyValue",
    "forallvalues": "ForAllValues",
}
_OPERATORS: Final = {name.lower(): name for name in OPERATORS}
_WRAPPINGS: Final = 4
"""How many times text may be wrapped in text: URL encoding in a JSON string in a JSON string, and one to spare."""
_DEEPEST: Final = 12
"""A document has five levels; what is deeper is no policy, and must not cost a reader its stack."""


class DocumentError(ValueError):
    """Raised for a document that is no policy.

    Attributes:
        problems: All that is wrong: where, what was found and what was expected.
    """

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_document(value: Value, *, where: str = "", role: Role = "identity") -> Document:
    """Returns a document.

    Args:
        value: An object, JSON text of one, however often encoded; parts may be `UNKNOWN`.
        where: Where it stands, for problems.
        role: What it is for: it decides which elements must be there.

    Raises:
        DocumentError: When it is no policy, with everything that is wrong with it.
    """
    if isinstance(value, str):
        found, problems = _of_text(value, role)
    elif value is UNKNOWN:
        return Document((), VERSIONS[0], incomplete=True)
    else:
        found, problems = _read(value, role)
    if found is None:
        raise DocumentError(tuple(f"{where}{problem}" for problem in problems))
    return found


@lru_cache(maxsize=65536)
def _of_text(text: str, role: Role) -> tuple[Document | None, tuple[str, ...]]:
    value: Any = text
    for _ in range(_WRAPPINGS):
        if not isinstance(value, str):
            break
        value, problem = _parsed(value)
        if problem:
            return None, (f": {problem}",)
    return _read(value, role)


def _parsed(text: str) -> tuple[Any, str]:
    text = text.lstrip("\ufeff").strip()
    if not text:
        return None, "found no text, expected a policy document"
    if text[0] not in '{["' and "%" in text:
        text = unquote(text)
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant), ""
    except _TwiceError as error:
        return None, f"the key {error} stands twice, and readers differ in which of the two they take"
    except RecursionError:
        return None, "found JSON nested deeper than any policy"
    except ValueError as error:
        return None, f"found text that is no JSON ({error}), expected a policy document"


class _TwiceError(ValueError):
    pass


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        raise _TwiceError(repr(next(key for place, key in enumerate(keys) if key in keys[:place])))
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _read(value: Any, role: Role) -> tuple[Document | None, tuple[str, ...]]:  # noqa: ANN401 - JSON of any form
    reading = _Reading(role)
    document = reading.document(value)
    return (None, tuple(reading.problems)) if reading.problems else (document, ())


class _Reading:
    """One document being read; collects what is wrong with it."""

    def __init__(self, role: Role) -> None:
        self.role = role
        self.problems: list[str] = []

    def document(self, value: Any) -> Document:  # noqa: ANN401
        if not isinstance(value, Mapping):
            self._wrong("", value, "a policy document, an object with a Statement")
            return Document(())
        if _depth(value) > _DEEPEST:
            self.problems.append(": found values nested deeper than any policy, expected a policy document")
            return Document(())
        parts = self._named(value, _TOP, "")
        version = parts.get("Version", VERSIONS[1])
        if version is UNKNOWN:
            version = VERSIONS[0]
        elif version not in VERSIONS:
            self._wrong("/Version", version, " or ".join(map(repr, VERSIONS)))
        if "Statement" not in parts:
            self.problems.append("/Statement: is missing, expected at least one statement")
            return Document(())
        given = parts["Statement"]
        incomplete = given is UNKNOWN
        listed = [] if incomplete else given if isinstance(given, list) else [given]
        statements = []
        for index, each in enumerate(listed):
            if each is UNKNOWN:
                incomplete = True
            elif (statement := self.statement(index, each)) is not None:
                statements.append(statement)
        return Document(tuple(statements), version, incomplete)

    def statement(self, index: int, value: Any) -> Statement | None:  # noqa: ANN401
        at = f"/Statement/{index}"
        if not isinstance(value, Mapping):
            self._wrong(at, value, "a statement, an object with an Effect")
            return None
        parts = self._named(value, _PARTS, at)
        unknown: set[Element] = set()
        allow = self._effect(parts, at, unknown)
        not_actions, actions = self._either(parts, "Action", at, unknown, required=True)
        not_resources, resources = self._either(parts, "Resource", at, unknown, required=self.role == "identity")
        for action in actions:
            if ":" not in action and action.strip("*"):
                self._wrong(f"{at}/{'Not' * not_actions}Action", action, "SERVICE:ACTION or *")
        return Statement(
            index=index,
            allow=allow,
            actions=actions,
            resources=resources,
            sid=self._sid(parts, at),
            not_actions=not_actions,
            not_resources=not_resources,
            principals=self._principals(parts, at, unknown),
            not_principals="NotPrincipal" in parts,
            conditions=self._conditions(parts.get("Condition"), f"{at}/Condition", unknown),
            unknown=frozenset(unknown),
        )

    def _effect(self, parts: Mapping[str, Any], at: str, unknown: set[Element]) -> bool:
        effect = parts.get("Effect")
        if effect is UNKNOWN:
            unknown.add("Effect")
            return True
        if effect not in ("Allow", "Deny"):
            self._wrong(f"{at}/Effect", effect, "'Allow' or 'Deny'")
        return bool(effect == "Allow")

    def _sid(self, parts: Mapping[str, Any], at: str) -> str | None:
        sid = parts.get("Sid")
        if sid is None or sid is UNKNOWN:
            return None
        if not isinstance(sid, str):
            self._wrong(f"{at}/Sid", sid, "text")
            return None
        return sid or None

    def _either(
        self, parts: Mapping[str, Any], name: Element, at: str, unknown: set[Element], *, required: bool
    ) -> tuple[bool, tuple[str, ...]]:
        negated = f"Not{name}"
        if name in parts and negated in parts:
            self.problems.append(f"{at}: found both {name} and {negated}, expected one of them")
        key = negated if negated in parts else name
        if key not in parts:
            if required:
                self.problems.append(f"{at}: found neither {name} nor {negated}, expected one of them")
            return False, ()
        found = tuple(self._texts(parts[key], f"{at}/{key}", name, unknown))
        return key == negated, found

    def _texts(self, value: Any, at: str, element: Element, unknown: set[Element]) -> Iterator[str]:  # noqa: ANN401
        for item in value if isinstance(value, list) else [value]:
            if item is UNKNOWN:
                unknown.add(element)
            elif isinstance(item, str):
                yield item
            else:
                self._wrong(at, item, "text or a list of texts")

    def _principals(
        self, parts: Mapping[str, Any], at: str, unknown: set[Element]
    ) -> tuple[tuple[str, str], ...] | None:
        given = [key for key in ("Principal", "NotPrincipal") if key in parts]
        if self.role == "identity":
            if given:
                self.problems.append(f"{at}/{given[0]}: found a principal, expected none in an identity's policy")
            return None
        if len(given) != 1:
            said = "both Principal and NotPrincipal" if given else "neither Principal nor NotPrincipal"
            self.problems.append(f"{at}: found {said}, expected one of them")
            return ()
        value, at = parts[given[0]], f"{at}/{given[0]}"
        if value == "*":
            return (("*", "*"),)
        if value is UNKNOWN:
            unknown.add("Principal")
            return ()
        if not isinstance(value, Mapping):
            self._wrong(at, value, '"*" or an object by kind of principal')
            return ()
        found: list[tuple[str, str]] = []
        for kind, name in self._named(value, _KINDS, at).items():
            texts = self._texts(name, f"{at}/{kind}", "Principal", unknown)
            found += [("*", "*") if (kind, text) == ("AWS", "*") else (kind, text) for text in texts]
        return tuple(found)

    def _conditions(self, value: Any, at: str, unknown: set[Element]) -> tuple[Condition, ...]:  # noqa: ANN401
        if value is None:
            return ()
        if value is UNKNOWN:
            unknown.add("Condition")
            return ()
        if not isinstance(value, Mapping):
            self._wrong(at, value, "an object by operator")
            return ()
        found = []
        for written, keys in value.items():
            operator = self._operator(written, at)
            if keys is UNKNOWN:
                unknown.add("Condition")
            elif not isinstance(keys, Mapping):
                self._wrong(f"{at}/{written}", keys, "an object by condition key")
            elif operator is not None:
                name, quantifier, if_exists = operator
                for key, values in keys.items():
                    texts = tuple(self._values(values, f"{at}/{written}/{key}"))
                    found.append(Condition(name, str(key).lower(), texts, quantifier, if_exists))
        return tuple(found)

    def _operator(
        self, written: object, at: str
    ) -> tuple[str, Literal["ForAnyValue", "ForAllValues"] | None, bool] | None:
        text = str(written).lower()
        prefix, colon, rest = text.partition(":")
        quantifier = _QUANTIFIERS.get(prefix) if colon else None
        name = rest if quantifier else text
        if_exists = name.endswith("ifexists")
        name = name.removesuffix("ifexists")
        if name not in _OPERATORS or (if_exists and name == "null"):
            self._wrong(f"{at}/{written}", written, f"a condition operator: {', '.join(sorted(OPERATORS))}")
            return None
        return _OPERATORS[name], quantifier, if_exists

    def _values(self, value: Any, at: str) -> Iterator[str | Unknown]:  # noqa: ANN401
        for item in value if isinstance(value, list) else [value]:
            if item is UNKNOWN or isinstance(item, str):
                yield item
            elif isinstance(item, bool):
                yield "true" if item else "false"
            elif isinstance(item, int | float):
                yield str(item)
            else:
                self._wrong(at, item, "text, a number, true, false, or a list of them")

    def _named(self, value: Mapping[Any, Any], names: Mapping[str, str], at: str) -> dict[str, Any]:
        """Returns an object's items by the proper spelling of their keys, and notes keys that are none."""
        found: dict[str, Any] = {}
        for key, item in value.items():
            name = names.get(str(key).lower())
            if name is None:
                known = ", ".join(names.values())
                self.problems.append(f"{at}/{key}: is no element here, expected one of: {known}")
            elif name in found:
                self.problems.append(f"{at}/{key}: stands twice in different spellings")
            else:
                found[name] = item
        return found

    def _wrong(self, at: str, found: object, expected: str) -> None:
        said = "nothing" if found is None else "an unknown value" if found is UNKNOWN else _shown(found)
        self.problems.append(f"{at}: found {said}, expected {expected}")


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, list | tuple):
        return "a list"
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:79]}…"


def _depth(value: object) -> int:
    """Returns how deep a value is nested, without recursion, and no further than it matters."""
    deepest, level = 0, [value]
    while level and deepest <= _DEEPEST:
        deepest += 1
        below: list[object] = []
        for item in level:
            if isinstance(item, Mapping):
                below.extend(item.values())
            elif isinstance(item, list):
                below.extend(item)
        level = below
    return deepest
