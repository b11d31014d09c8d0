"""A YAML text as plain values, and the place of each in the text.

PyYAML's own loader keeps the last of two equal keys, expands aliases without a limit, recurses as deep as the text asks
and forgets where a value stood. Here its parser (C where there is one) delivers events, and one loop over a stack
builds the values; so nothing recurses, and every limit is checked where it is exceeded.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import yaml
from yaml import events as ev

from agent_identity.catalog.problems import CatalogError, CatalogProblem, Path, describe, pointer
from agent_identity.catalog.scalars import CORE_TAGS, plain, tagged

MAX_DEPTH: Final = 32
"""Deepest nesting; a catalog needs six."""
MAX_VALUES: Final = 2_000_000
"""Most values after aliases are expanded; 16,610 agents are about 400,000."""

Place = tuple[int, int]
"""Line and column, both from 1."""

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Document:
    """The values of a text and where each stands.

    Attributes:
        file: The file as it was named.
        root: Mappings, lists and scalars; values behind one anchor are shared, so treat them as read-only.
        problems: What is wrong with the text itself and did not stop its reading.
    """

    file: str
    root: Any = None
    problems: list[CatalogProblem] = field(default_factory=list)
    marks: dict[int, dict[str | int, tuple[Place, Place]]] = field(default_factory=dict)
    start: Place = (1, 1)

    def place(self, path: Path, *, of_key: bool = False) -> Place:
        """Returns where the value of a path stands, or its key; for a missing one, where its container stands."""
        value: Any = self.root
        found = self.start
        for depth, part in enumerate(path):
            # Only mappings and lists have marks, and only of what they hold.
            marks = self.marks.get(id(value), {})
            if part not in marks:
                break
            found = marks[part][0 if of_key and depth == len(path) - 1 else 1]
            value = value[part]
        return found

    def has(self, path: Path) -> bool:
        """Tells whether the text holds a value at a path."""
        value: Any = self.root
        for part in path:
            if part not in self.marks.get(id(value), {}):
                return False
            value = value[part]
        return True

    def problem(
        self, path: Path, found: str, expected: str, suggestion: str | None = None, *, of_key: bool = False
    ) -> CatalogProblem:
        """Returns a problem of the value, or of the key, at a path."""
        line, column = self.place(path, of_key=of_key)
        return CatalogProblem(self.file, line, column, pointer(path), found, expected, suggestion)


def parse(text: str, file: str) -> Document:
    """Returns the values of a YAML text.

    Keys are text as they are written. A duplicate is noted in the document's `problems` and passed over.

    Raises:
        CatalogError: When the text is no YAML, or is more than one document, or asks for objects, or refers to itself,
            or exceeds `MAX_DEPTH` or `MAX_VALUES`.
    """
    return _Composer(Document(file)).compose(text)


@dataclass(slots=True)
class _Frame:
    """A mapping or list that is still open."""

    value: dict[str, Any] | list[Any]
    place: Place
    path: Path
    anchor: str | None
    marks: dict[str | int, tuple[Place, Place]] = field(default_factory=dict)
    weight: int = 1
    key: str | None = None
    key_place: Place | None = None
    merged: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class _Anchored:
    place: Place
    value: Any = None
    weight: int = 0


class _MergeKey(str):
    """The key `<<` without quotes; quoted, it is a key like any other."""

    __slots__ = ()


_MERGE: Final = _MergeKey("<<")


class _Composer:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.frames: list[_Frame] = []
        self.anchors: dict[str, _Anchored] = {}
        self.documents = 0

    def compose(self, text: str) -> Document:
        try:
            for event in _events(text):
                self._take(event)
        except yaml.YAMLError as error:
            raise CatalogError([*self.document.problems, self._syntax(error, text)]) from None
        return self.document

    def _take(self, event: Any) -> None:  # noqa: ANN401 - PyYAML's events have no common typed base
        kind = type(event)
        if kind is ev.ScalarEvent:
            self._scalar(event)
        elif kind is ev.MappingStartEvent or kind is ev.SequenceStartEvent:
            self._open(event, {} if kind is ev.MappingStartEvent else [])
        elif kind is ev.MappingEndEvent or kind is ev.SequenceEndEvent:
            self._close()
        elif kind is ev.AliasEvent:
            self._alias(event)
        elif kind is ev.DocumentStartEvent:
            self.documents += 1
            if self.documents > 1:
                raise self._stop(event, "a second YAML document", "one document in a file: remove the line '---'")

    def _scalar(self, event: ev.ScalarEvent) -> None:
        self._check_tag(event)
        text, place = event.value, _place(event)
        value = tagged(text, event.tag) if event.tag in CORE_TAGS else plain(text) if event.implicit[0] else text
        if event.anchor:
            self.anchors[event.anchor] = _Anchored(place, value, 1)
        frame = self.frames[-1] if self.frames else None
        if frame is not None and isinstance(frame.value, dict) and frame.key is None:
            if text == _MERGE and event.implicit[0]:
                frame.key, frame.key_place = _MERGE, place
            else:
                self._key(frame, text, place)
        else:
            self._add(value, place, 1, event)

    def _key(self, frame: _Frame, key: str, place: Place) -> None:
        frame.key, frame.key_place = key, place
        if key in frame.marks:
            first = frame.marks[key][0]
            found = f"the key {describe(key)} a second time, first at line {first[0]}"
            self._note(place, (*frame.path, key), found, "each key once; the first is kept")

    def _open(self, event: ev.MappingStartEvent | ev.SequenceStartEvent, value: Any) -> None:  # noqa: ANN401
        self._check_tag(event)
        if self.frames and isinstance(self.frames[-1].value, dict) and self.frames[-1].key is None:
            raise self._stop(event, f"{describe(value)} as a key", "a key of plain text")
        if len(self.frames) >= MAX_DEPTH:
            raise self._stop(event, f"more than {MAX_DEPTH} levels of nesting", f"at most {MAX_DEPTH} levels")
        if event.anchor:
            self.anchors[event.anchor] = _Anchored(_place(event))
        self.frames.append(_Frame(value, _place(event), self._path(), event.anchor))

    def _close(self) -> None:
        frame = self.frames.pop()
        if isinstance(frame.value, dict):
            for source in frame.merged:
                self._merge(frame, source)
        self.document.marks[id(frame.value)] = frame.marks
        if frame.anchor:
            anchored = self.anchors[frame.anchor]
            # The name may have been given again inside; then the inner one is the one in force.
            if anchored.place == frame.place:
                anchored.value, anchored.weight = frame.value, frame.weight
        self._add(frame.value, frame.place, frame.weight, None)

    def _alias(self, event: ev.AliasEvent) -> None:
        name, anchored = str(event.anchor), self.anchors.get(str(event.anchor))
        if anchored is None:
            raise self._stop(
                event, f"the alias *{name}, which nothing above it defines", f"an anchor &{name} before it"
            )
        if not anchored.weight:
            found = f"the alias *{name} inside its own anchor &{name} of line {anchored.place[0]}"
            raise self._stop(event, found, "values that do not contain themselves")
        frame = self.frames[-1]
        if isinstance(frame.value, dict) and frame.key is None:
            if not isinstance(anchored.value, str):
                raise self._stop(event, "an alias as a key", "a key of plain text")
            self._key(frame, anchored.value, _place(event))
        else:
            self._add(anchored.value, _place(event), anchored.weight, event)

    def _add(self, value: Any, place: Place, weight: int, event: Any) -> None:  # noqa: ANN401
        if not self.frames:
            self.document.root, self.document.start = value, place
            return
        frame = self.frames[-1]
        frame.weight += weight
        if frame.weight > MAX_VALUES:
            raise self._stop(event, f"more than {MAX_VALUES:,} values once aliases are expanded", "fewer")
        if isinstance(frame.value, list):
            frame.marks[len(frame.value)] = (place, place)
            frame.value.append(value)
            return
        key, key_place = frame.key, frame.key_place or place
        frame.key = frame.key_place = None
        if key is _MERGE:
            self._merge_later(value, place, frame)
        elif key is not None and key not in frame.marks:
            frame.value[key] = value
            frame.marks[key] = (key_place, place)

    def _merge_later(self, value: Any, place: Place, frame: _Frame) -> None:  # noqa: ANN401
        sources = value if isinstance(value, list) else [value]
        if not all(isinstance(source, dict) for source in sources):
            self._note(place, (*frame.path, _MERGE), describe(value), "a mapping, or a list of mappings, to merge")
        else:
            frame.merged += sources

    def _merge(self, frame: _Frame, source: dict[str, Any]) -> None:
        """Adds what the mapping does not have itself; the place is that behind the anchor, where a fix belongs."""
        marks = self.document.marks[id(source)]
        for key, value in source.items():
            if key not in frame.marks and isinstance(frame.value, dict):
                frame.value[key] = value
                frame.marks[key] = marks[key]

    def _path(self) -> Path:
        return tuple(len(frame.value) if isinstance(frame.value, list) else frame.key or "" for frame in self.frames)

    def _check_tag(self, event: Any) -> None:  # noqa: ANN401
        if event.tag not in (None, "!") and event.tag not in CORE_TAGS:
            shown = event.tag.replace("tag:yaml.org,2002:", "!!")
            raise self._stop(event, f"the tag {describe(shown)}", "plain data without tags")

    def _note(self, place: Place, path: Path, found: str, expected: str) -> None:
        self.document.problems.append(CatalogProblem(self.document.file, *place, pointer(path), found, expected))

    def _stop(self, event: Any, found: str, expected: str) -> CatalogError:  # noqa: ANN401
        place = _place(event) if event is not None else self.frames[-1].place
        problem = CatalogProblem(self.document.file, *place, pointer(self._path()), found, expected)
        return CatalogError([*self.document.problems, problem])

    def _syntax(self, error: yaml.YAMLError, text: str) -> CatalogProblem:
        """Returns a parser's complaint as a problem."""
        file = self.document.file
        if isinstance(error, yaml.reader.ReaderError):
            at = next((i for i, c in enumerate(text) if yaml.reader.Reader.NON_PRINTABLE.match(c)), 0)
            line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
            found = f"the character U+{ord(text[at]):04X}" if text else str(error.reason)
            return CatalogProblem(file, line, column, "", found, "printable text")
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        found = str(getattr(error, "problem", None) or error).removeprefix("found ")
        context = getattr(error, "context", None)
        if context and (begun := getattr(error, "context_mark", None)):
            found = f"{found} ({context} that begins at line {begun.line + 1})"
        lines = text.splitlines()
        tab = 0 < line <= len(lines) and "\t" in lines[line - 1][:column]
        expected = "spaces: YAML does not allow tabs for indentation" if tab else "well-formed YAML"
        if "nesting depth" in found:
            expected = f"at most {MAX_DEPTH} levels"
        return CatalogProblem(file, line, column, pointer(self._path()), found, expected)


def _place(event: Any) -> Place:  # noqa: ANN401
    mark = event.start_mark
    return mark.line + 1, mark.column + 1


def _events(text: str) -> Iterator[Any]:
    loader = _LOADER(text)
    try:
        while loader.check_event():
            yield loader.get_event()
    finally:
        loader.dispose()
