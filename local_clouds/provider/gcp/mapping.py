"""The form of an entry in the mapping table: a resource type in a few lines of data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from local_clouds.provider.adapter import JSON, AutoName, Shape
from local_clouds.provider.gcp.session import Session

#: Turns Pulumi values into the body to be sent, after the schema-led conversion; may change it in place.
Prepare = Callable[[Session, JSON, JSON], None]
#: A step of its own: session, values (inputs and what the id holds), old inputs.
Step = Callable[[Session, JSON, JSON], None]
#: Completes outputs from the service's answer: session, outputs, answer.
Present = Callable[[Session, JSON, JSON], None]


@dataclass(frozen=True)
class Call:
    """One method of the type's collection.

    Attributes:
        method: the method's name, such as `patch`.
        parameters: its parameters; `{name}` stands for a property, `{id}` for the resource's id.
        wrapper: the request's field that holds the resource; None: the body is the resource.
        body: further fields of the body beside the resource.
        bare: the method takes no body.
    """

    method: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    wrapper: str | None = None
    body: Mapping[str, Any] = field(default_factory=dict)
    bare: bool = False


@dataclass(frozen=True)
class Type:
    """One resource type. Lists of names are texts with spaces between.

    Attributes:
        api: API and version, such as `iam.v1`.
        collection: the client's path to the collection, such as `projects.serviceAccounts`.
        schema: the name of the resource's schema.
        id: the id's template, in the real provider's form.
        sent: inputs that the service knows.
        kept: inputs that only place the resource or guide the provider; they are never sent.
        required: inputs that must be given.
        computed: outputs that only the service knows.
        replaces: inputs whose change makes a new resource; `*` stands for all.
        create: the call that makes it.
        read: the call that fetches it.
        update: the call that changes it; None if nothing changes in place, or `change` does it all.
        mask: the update takes an `updateMask` of the fields sent.
        delete: the call that removes it; None if a step does.
        renames: Pulumi's name to Google's where they differ by more than case and plural.
        quiet: nested (name, value) that the service fills in: a value, a pattern, or `...` for any.
        texts: nested fields that Pulumi writes as "TRUE" and "FALSE".
        prepare: completes the body.
        existing: tells whether the object is there already and is to be taken over rather than made.
        settle: a step after create.
        change: a step before update.
        removal: a step before delete.
        present: completes the outputs.
        gone: tells from the answer that the resource counts as deleted.
        place: completes the values that fill the calls' parameters.
        filled, defaults, write_only, secrets, unordered, auto_name: see `Shape`.
    """

    api: str
    collection: str
    schema: str
    id: str
    sent: str
    create: Call
    kept: str = "project deletionPolicy"
    required: str = ""
    computed: str = ""
    replaces: str = ""
    read: Call = field(default_factory=lambda: Call("get", {"name": "{id}"}, bare=True))
    update: Call | None = field(default_factory=lambda: Call("patch", {"name": "{id}"}))
    mask: bool = True
    delete: Call | None = field(default_factory=lambda: Call("delete", {"name": "{id}"}, bare=True))
    renames: Mapping[str, str] = field(default_factory=dict)
    quiet: tuple[tuple[str, Any], ...] = ()
    texts: str = ""
    prepare: Prepare | None = None
    existing: Callable[[Session, JSON], bool] | None = None
    settle: Step | None = None
    change: Step | None = None
    removal: Step | None = None
    present: Present | None = None
    gone: Callable[[JSON], bool] | None = None
    place: Callable[[JSON], JSON] | None = None
    filled: str = ""
    defaults: Mapping[str, Any] = field(default_factory=dict)
    write_only: str = ""
    secrets: str = ""
    unordered: str = ""
    auto_name: AutoName | None = None

    @cached_property
    def shape(self) -> Shape:
        """The type as the core must know it."""
        inputs = frozenset(f"{self.sent} {self.kept}".split())
        placed = inputs & {"project", "region", "zone"}
        return Shape(
            computed=frozenset(self.computed.split()),
            inputs=inputs,
            required=frozenset(self.required.split()),
            replaces=inputs if self.replaces == "*" else frozenset(self.replaces.split()) | placed,
            defaults=self.defaults,
            auto_name=self.auto_name,
            filled=frozenset(self.filled.split()) | placed,
            write_only=frozenset(f"{self.write_only} {' '.join(inputs & _PROVIDER_ONLY)}".split()),
            secrets=frozenset(self.secrets.split()),
            unordered=frozenset(self.unordered.split()),
        )


#: Inputs that guide the provider and that no service returns.
_PROVIDER_ONLY = frozenset(
    {"deletionPolicy", "deletionProtection", "forceDestroy", "disableOnDestroy", "disableDependentServices", "keepers"}
    | {"checkIfServiceHasUsageOnDestroy", "allowStoppingForUpdate", "createIgnoreAlreadyExists", "checkExistingUsage"}
)
