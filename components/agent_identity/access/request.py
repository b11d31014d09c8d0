"""What an agent asks for: reads that name resources, writes that name resources and operations (requirement P3-1)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NotRequired, TypedDict

from agent_identity.access.problems import AccessError, AccessProblem

Verb = Literal["read", "write"]

FORMS: Final = {
    "aws": "an ARN, like 'arn:aws:s3:::invoices/2026/*'",
    "gcp": "a full resource name, like '//storage.googleapis.com/projects/_/buckets/invoices'",
    "azure": "a resource id, like '/subscriptions/…/providers/Microsoft.Storage/storageAccounts/invoices'",
    "kubernetes": "an API path, like '/api/v1/namespaces/agents-billing/configmaps/settings'",
}
"""How each cloud writes the name of a resource; the form alone tells whose it is."""

ANY: Final = "*"
"""No resource at all: for operations that a cloud offers on none in particular. Only AWS has them."""

_STARTS: Final = (
    ("aws", re.compile(r"arn:|\*\Z")),
    ("gcp", re.compile(r"//")),
    ("azure", re.compile(r"/subscriptions/|/providers/", re.IGNORECASE)),
    ("kubernetes", re.compile(r"/apis?/")),
)


class Entry(TypedDict):
    """One entry of a request, as a catalog or a program writes it: `read` or `write`, not both."""

    read: NotRequired[list[str]]
    """Resources to read."""
    write: NotRequired[list[str]]
    """Resources to write."""
    operations: NotRequired[list[str]]
    """Operations of the cloud's own interface; a write always names them, a read may."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request for one resource.

    Attributes:
        verb: Whether to read or to write it.
        resource: The resource, as its cloud writes it.
        operations: Operations by the cloud's own names, each once, sorted; empty for the reads of the resource's kind.
        place: Where the request stands, like `access[0].read[1]`.
    """

    verb: Verb
    resource: str
    operations: tuple[str, ...]
    place: str

    @property
    def entry(self) -> str:
        """The place of the entry that the request is part of, like `access[0]`."""
        return self.place.rpartition(".")[0]


def cloud_of(resource: str) -> str | None:
    """Returns the cloud whose form a resource has: `aws`, `azure`, `gcp`, `kubernetes`, or None."""
    return next((cloud for cloud, start in _STARTS if start.match(resource)), None)


def parse(value: object, place: str = "access") -> tuple[Request, ...]:
    """Returns what is asked for, a request for each resource of each entry, in the order of the text.

    Args:
        value: A list of entries, like `[{"read": […]}, {"write": […], "operations": […]}]`.
        place: What to call the list in problems.

    Raises:
        AccessError: With every problem of the form: an entry that is neither a read nor a write, a write without
            operations, a resource that no cloud writes so.
    """
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise AccessError([AccessProblem(place, _name(value), "a list of entries with 'read' or 'write'")])
    problems: list[AccessProblem] = []
    requests = [
        request for index, entry in enumerate(value) for request in _entry(entry, f"{place}[{index}]", problems)
    ]
    if problems:
        raise AccessError(problems)
    return tuple(requests)


def _entry(entry: object, place: str, problems: list[AccessProblem]) -> Iterator[Request]:
    if not isinstance(entry, Mapping):
        problems.append(AccessProblem(place, _name(entry), "an entry with 'read' or 'write'"))
        return
    problems.extend(
        AccessProblem(f"{place}.{key}", "this field", "one of: read, write, operations")
        for key in entry
        if key not in Entry.__annotations__
    )
    verbs: list[Verb] = [verb for verb in ("read", "write") if entry.get(verb) is not None]
    if len(verbs) != 1:
        found = "both 'read' and 'write'" if verbs else "neither 'read' nor 'write'"
        problems.append(AccessProblem(place, found, "one of them in an entry"))
        return
    verb = verbs[0]
    operations = tuple(
        sorted({text for _, text in _texts(entry.get("operations") or (), f"{place}.operations", problems)})
    )
    if verb == "write" and not operations:
        expected = "the operations that the agent calls there"
        problems.append(
            AccessProblem(place, "a write without operations", expected, "add 'operations', like [\"s3:PutObject\"]")
        )
    where = f"{place}.{verb}"
    if entry[verb] in ([], ()):
        problems.append(AccessProblem(where, "no resource", "at least one"))
    for index, resource in _texts(entry[verb], where, problems):
        if cloud_of(resource) is None:
            problems.append(AccessProblem(f"{where}[{index}]", repr(resource), "; or ".join(FORMS.values())))
        elif resource == ANY and not operations:
            suggestion = "or name operations that support no resource"
            problems.append(AccessProblem(f"{where}[{index}]", "every resource", FORMS["aws"], suggestion))
        else:
            yield Request(verb, resource, operations, f"{where}[{index}]")


def _texts(value: object, place: str, problems: list[AccessProblem]) -> list[tuple[int, str]]:
    """Returns the texts of a list, each with its index; what else is in it is a problem."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        problems.append(AccessProblem(place, _name(value), "a list of text"))
        return []
    texts = []
    for index, item in enumerate(value):
        # White space and control characters are in no resource's name, and would hide in a printed document.
        if isinstance(item, str) and item and item.isprintable() and " " not in item:
            texts.append((index, item))
        else:
            problems.append(AccessProblem(f"{place}[{index}]", _name(item), "text without spaces"))
    return texts


def _name(value: object) -> str:
    return repr(value) if isinstance(value, str | int | float | bool | None) else type(value).__name__
