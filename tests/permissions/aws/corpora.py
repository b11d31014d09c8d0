"""The corpora of policies as data: harmless ones, and ones that escalate, each with what must be found."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    """One principal's policies, and what an analysis must say of it.

    Attributes:
        name: What it is, for the test's name.
        documents: Its policy documents.
        boundary: The document of its boundary, or None.
        principal: Its name, "" where nothing says.
        expect: Rules of which one must be found; none for a harmless one.
        verdict: What the finding must say.
        escalates: What must be said of the principal.
        conditions: Keys that the finding must name.
        source: The page that the policies are written from.
    """

    name: str
    documents: tuple[Mapping[str, Any], ...]
    boundary: Mapping[str, Any] | None = None
    principal: str = ""
    expect: tuple[str, ...] = ()
    verdict: str = "yes"
    escalates: str = "yes"
    conditions: tuple[str, ...] = ()
    source: str = ""


def harmless() -> list[Case]:
    """Returns every harmless case."""
    return [_case(entry, entry["name"]) for _, entry in _entries("harmless")]


def escalating() -> list[Case]:
    """Returns every case in which something must be found."""
    return [
        _case(entry, f"{file}: {entry.get('name') or entry['allow']} on {entry.get('resource', '*')}")
        for file, entry in _entries("escalating")
    ]


def _entries(folder: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for path in sorted((_HERE / folder).glob("*.yaml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield path.stem, entry


def _case(entry: Mapping[str, Any], name: str) -> Case:
    documents = entry.get("policies") or [
        {"Statement": {"Effect": "Allow", "Action": entry["allow"].split(), "Resource": entry.get("resource", "*")}}
    ]
    verdict = entry.get("verdict", "yes")
    expect = entry.get("expect", ())
    return Case(
        name=name,
        documents=tuple(documents),
        boundary=entry.get("boundary"),
        principal=entry.get("principal", ""),
        expect=(expect,) if isinstance(expect, str) else tuple(expect),
        verdict=verdict,
        escalates=entry.get("escalates", verdict),
        conditions=tuple(entry.get("conditions", ())),
        source=entry.get("source", ""),
    )
