"""What a cloud must offer so that the gRPC core can serve it to the engine.

The core does everything that is the same on all clouds: wire format, secrets, unknowns, defaults, automatic
names, required inputs, diffs, drift, imports, error forms. A cloud describes each resource type by a `Shape` and
performs six calls. All values are plain JSON values under their Pulumi (camelCase) names; secrets are unwrapped.
`UNKNOWN` occurs in `check` and `preview` only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

JSON = dict[str, Any]
Value = Any  # any JSON value, or UNKNOWN


class Unknown:
    """The value of an output that no service has given yet; use the one instance `UNKNOWN`."""

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __deepcopy__(self, memo: dict[int, Any]) -> Unknown:
        return self


UNKNOWN = Unknown()


def has_unknown(value: Value) -> bool:
    """Tell whether a value is, or holds at any depth, `UNKNOWN`."""
    if isinstance(value, dict):
        return any(has_unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(has_unknown(item) for item in value)
    return value is UNKNOWN


@dataclass(frozen=True)
class AutoName:
    """How a resource gets its physical name when the program gives none.

    Attributes:
        name: the property that holds the name.
        separator: between the resource's logical name and the random part.
        digits: how many random hexadecimal digits.
        limit: the greatest length of a whole name; the logical part is cut to fit.
        lower: whether the service takes lower case only.
        prefix: the property that gives another prefix than the logical name (AWS `namePrefix`), if there is one.
        uuid: the name is a random UUID and nothing else (Azure role assignments).
        suffix: what every name ends in (`.fifo`), if anything.
    """

    name: str = "name"
    separator: str = "-"
    digits: int = 7
    limit: int = 64
    lower: bool = False
    prefix: str | None = None
    uuid: bool = False
    suffix: str = ""


@dataclass(frozen=True)
class Shape:
    """One resource type, as far as the core must know it. Names are top-level Pulumi properties.

    Attributes:
        computed: outputs that only the service knows: unknown at preview of a create, never part of the inputs.
        inputs: every input that the local provider honours; any other is refused by name. None: all but `computed`.
        required: inputs that must be given.
        replaces: inputs whose change makes a new resource; `a.b` names a nested one (list indexes left out).
        defaults: what the real provider fills in, and shows, when an input is absent.
        auto_name: how an absent name is made.
        filled: inputs that the service fills in when they are absent; a refresh shows them as inputs only if the
            program gave them, and taking one out of the program changes nothing.
        partial: structured inputs that the service completes: a refresh compares only the parts that the program gave.
        volatile: outputs that become unknown at preview of an update.
        write_only: inputs that the service never returns; a refresh keeps what the program gave.
        secrets: outputs that are always secret.
        policies: inputs that hold an IAM policy document as text: compared by meaning (order of actions and the
            like does not count).
        documents: inputs that hold other JSON text: compared as JSON.
        unordered: lists whose order has no meaning.
        ignore_case: text inputs that the service compares without case (Azure ids).
        delete_before_replace: the new object cannot exist beside the old one.
        singular: inputs that are aliases of which exactly one must be given, group by group.
    """

    computed: frozenset[str] = frozenset()
    inputs: frozenset[str] | None = None
    required: frozenset[str] = frozenset()
    replaces: frozenset[str] = frozenset()
    defaults: Mapping[str, Any] = field(default_factory=dict)
    auto_name: AutoName | None = None
    filled: frozenset[str] = frozenset()
    partial: frozenset[str] = frozenset()
    volatile: frozenset[str] = frozenset()
    write_only: frozenset[str] = frozenset()
    secrets: frozenset[str] = frozenset()
    policies: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    unordered: frozenset[str] = frozenset()
    ignore_case: frozenset[str] = frozenset()
    delete_before_replace: bool = False
    singular: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class State:
    """An object as the service shows it: its id and all its properties, inputs and computed ones together.

    Attributes:
        identifier: the id.
        outputs: the properties, in the form that the SDK's outputs have.
        inputs: those that have another form as inputs (Azure: a list of identities that comes back as a map). A
            refresh takes the inputs from here and leaves the outputs as they are.
    """

    identifier: str
    outputs: JSON
    inputs: JSON = field(default_factory=dict)


class Connection(Protocol):
    """A configured provider instance. Must be safe to use from several threads."""

    def check(self, token: str, inputs: JSON) -> Sequence[tuple[str, str]]:
        """Return (property, reason) for each input that cannot be right; may hold `UNKNOWN`; makes no call."""

    def preview(self, token: str, inputs: JSON) -> JSON:
        """Return the outputs that the given inputs already decide, so that they are known in a preview."""

    def create(self, token: str, inputs: JSON) -> State:
        """Make the object. Raise `PartialError` where it exists but a later step failed."""

    def read(self, token: str, identifier: str, inputs: JSON) -> State | None:
        """Look the object up by its id alone; `inputs` are the recorded ones and empty on import. None: it is gone.

        A property that the service does not show (an absent description) must be absent from the outputs too.
        """

    def update(self, token: str, identifier: str, olds: JSON, news: JSON) -> State:
        """Bring the object from old inputs to new ones; only non-replacing properties differ."""

    def delete(self, token: str, identifier: str, outputs: JSON) -> None:
        """Remove the object. One that is gone already is no error: raise `NotFoundError` or return."""

    def invoke(self, token: str, args: JSON) -> JSON:
        """Answer a function such as `aws:iam/getRole:getRole`; raise `UnsupportedError` for an unknown one."""


class Adapter(Protocol):
    """One cloud."""

    package: str

    def tokens(self) -> frozenset[str]:
        """Return the tokens of all resource types that are mapped."""

    def shape(self, token: str) -> Shape:
        """Describe a resource type; raise `UnsupportedError` for an unknown one."""

    def connect(self, config: JSON) -> Connection:
        """Open a provider instance with the program's provider configuration; raise `InvalidError` if it is wrong."""
