"""What is wrong with a catalog, and where: the form of every message about one."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Any, Final

Path = tuple[str | int, ...]
"""Keys and indexes from the root of a file to one of its values."""

MAX_SHOWN: Final = 60
"""Characters of a found value that a message repeats."""

_SECRETS: Final = re.compile(
    r"(?:AKIA|ASIA)[0-9A-Z]{16}"  # AWS access key ids
    r"|-----BEGIN"  # private keys and certificates
    r"|eyJ[\w-]{8,}\.[\w-]*"  # JSON web tokens
    r"|gh[pousr]_\w{20,}|github_pat_\w{20,}"
    r"|AIza[\w-]{30,}|ya29\.[\w-]{10,}"  # Google API keys and access tokens
    r"|\"private_key\""
    r"|[\w.-]{3}8Q~[\w.~-]{30,}"  # Entra client secrets
    r"|sk-[\w-]{20,}"
)
_LONG_TOKEN: Final = re.compile(r"[A-Za-z0-9+/=]{32,}")


@dataclass(frozen=True, slots=True)
class CatalogProblem:
    """One thing wrong with a catalog.

    Attributes:
        file: The file as it was named; `-` is standard input.
        line: Line from 1; 0 when the whole file is meant.
        column: Column from 1; 0 when the whole file is meant.
        pointer: JSON pointer (RFC 6901) of the value; empty for the whole file.
        found: What was found.
        expected: What was expected in its place, or what to do.
        suggestion: What was probably meant, or None.
    """

    file: str
    line: int
    column: int
    pointer: str
    found: str
    expected: str
    suggestion: str | None = None

    def __str__(self) -> str:
        """Returns the problem in one line, in the `file:line:column` form that editors follow."""
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        where = f" {_printable(self.pointer)}:" if self.pointer else ""
        hint = f" Did you mean {self.suggestion!r}?" if self.suggestion else ""
        return f"{_printable(place)}:{where} found {self.found}; expected {self.expected}.{hint}"

    def as_json(self) -> dict[str, Any]:
        """Returns the fields and the line as `message`, for JSON output."""
        return {**asdict(self), "message": str(self)}


class CatalogError(ValueError):
    """Raised when a catalog is not valid.

    Attributes:
        problems: All that is wrong with it, in the order of the file.
    """

    def __init__(self, problems: Iterable[CatalogProblem]) -> None:
        self.problems = in_order(problems)
        super().__init__("\n".join(map(str, self.problems)))


def in_order(problems: Iterable[CatalogProblem]) -> list[CatalogProblem]:
    """Returns problems by file and place, each once: a bad value behind an anchor is one problem, not one per use."""
    unique: dict[tuple[Any, ...], CatalogProblem] = {}
    for problem in problems:
        unique.setdefault((problem.file, problem.line, problem.column, problem.found, problem.expected), problem)
    return sorted(unique.values(), key=lambda each: (each.file, each.line, each.column, each.pointer, each.found))


def pointer(path: Path) -> str:
    """Returns the JSON pointer of a path (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def describe(value: object) -> str:
    """Returns a found value in words: short, on one line, and never a secret."""
    if isinstance(value, str):
        if looks_secret(value):
            return "a value that looks like a secret, not shown"
        return repr(value) if len(value) <= MAX_SHOWN else f"{value[: MAX_SHOWN - 1] + '…'!r} ({len(value)} characters)"
    if value is None or isinstance(value, bool):
        return {None: "nothing", True: "true", False: "false"}[value]
    if isinstance(value, int | float):
        return f"the number {value}"
    return f"{'a' if value else 'an empty'} {'mapping' if isinstance(value, dict) else 'list'}"


def looks_secret(value: str) -> bool:
    """Tells whether text has the form of a key, a token or a private key, whatever field it stands in."""
    return bool(_SECRETS.search(value))


def looks_random(value: str) -> bool:
    """Tells whether text holds 32 or more letters and digits in a row that no one would choose as a name.

    Stricter than `looks_secret`; it is for fields that name a credential. An ARN names things, whatever it holds.
    """
    return not value.startswith("arn:") and any(map(_random, _LONG_TOKEN.findall(value)))


def _random(token: str) -> bool:
    digits = sum(map(str.isdigit, token))
    return digits >= 8 or (digits > 0 and any(map(str.isupper, token)) and any(map(str.islower, token)))


def one_of(choices: Sequence[str]) -> str:
    """Returns choices as people write them."""
    quoted = [repr(choice) for choice in choices]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"


def closest(word: object, choices: Iterable[str]) -> str | None:
    """Returns the choice that a misspelt word most likely means, or None."""
    if not isinstance(word, str) or len(word) > MAX_SHOWN:
        return None
    plain = word.lower().replace("-", "_").replace(" ", "_")
    by_plain = {choice.lower().replace("-", "_"): choice for choice in choices}
    matches = get_close_matches(plain, by_plain, n=1, cutoff=0.7)
    return by_plain[matches[0]] if matches else None


def _printable(text: str) -> str:
    return text if text.isprintable() else "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
