"""The form of one entry of the AWS mapping table: which calls make a Pulumi type, and under which names."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from local_clouds.provider.adapter import JSON, AutoName, Shape, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from local_clouds.provider.aws.session import Session


def words(text: str) -> frozenset[str]:
    """Return the set of blank-separated names."""
    return frozenset(text.split())


@dataclass(frozen=True)
class Call:
    """One API call.

    Attributes:
        operation: the boto3 method.
        arguments: fixed arguments; `{name}` in a text is a property of the resource, or `id`, `account`, `region`,
            `partition`; a text that is one reference keeps the value's type.
        inputs: properties that are passed, blank-separated, each under the member of the same name (case and number
            do not matter) or the one that the type's `names` gives. "*" passes all that the operation has.
        result: where in the answer the object is (JMESPath over camelCase names; `{name}` as in arguments).
        wrap: the member that holds the inputs, where they are nested.
        absent: what to pass for an input that is not given, when the service keeps the old value otherwise.
        remove: the call to make instead when none of `inputs` is given any more.
        run: what to do instead of a call: gets the session, the resource's values, and the old inputs.
    """

    operation: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    inputs: str = ""
    result: str = ""
    wrap: str = ""
    absent: Mapping[str, Any] = field(default_factory=dict)
    remove: Call | None = None
    run: Callable[[Session, JSON, JSON], object] | None = None


@dataclass(frozen=True)
class Members:
    """A property that is a set kept by single calls: attached policies, inline policy names.

    Attributes:
        name: the property.
        listing: the call that lists the present members (`result` gives the list).
        add: adds `{item}`; None where this type only takes away.
        remove: takes `{item}` away.
        exclusive: whether the property belongs to the object even if the program leaves it out.
    """

    name: str
    listing: Call
    add: Call | None
    remove: Call
    exclusive: bool = True


@dataclass(frozen=True)
class Tags:
    """How a service keeps tags.

    Attributes:
        tag: the call that adds them; `member` takes them.
        untag: the call that takes `keys` away.
        target: the arguments of both that name the resource.
        member: the member of the create call and of `tag`.
        keys: the member of `untag`; "" where it takes the tags themselves (EC2).
        form: "list" of Key and Value, the same in "lower" case, or a plain "map".
        specification: the resource type in an EC2 `TagSpecifications`, or "".
        at_creation: whether the create call takes tags.
        listing: the call that lists them where the read call does not.
    """

    tag: str
    untag: str
    target: Mapping[str, Any]
    member: str = "Tags"
    keys: str = "TagKeys"
    form: str = "list"
    specification: str = ""
    at_creation: bool = True
    listing: Call | None = None


@dataclass(frozen=True)
class Type:
    """One Pulumi resource type.

    Attributes:
        service: the boto3 client.
        create: makes it; its `result` must hold what `id` needs.
        read: finds it by id.
        id: template of the Pulumi id, over the resource's properties; a function where that is not enough.
        update: in-place changes; each runs if one of its inputs changed.
        delete: removes it, in order; none where removal is not possible.
        after_create: what a creation needs beyond its first call; a failure there is a partial failure.
        more: further calls whose answers hold properties.
        inputs, computed, required, replaces, ...: as in `Shape`; `region`, `tags` and `tagsAll` are added where due.
        local: inputs that steer the provider and reach no call of their own (`forceDestroy`).
        names: property → boto3 member where they differ by more than case and number.
        send: property → function from the Pulumi value to the boto3 value.
        show: property → JMESPath over the answer (camelCase) where it is not at the top under its own name.
        derived: property → template, for what no answer holds.
        present: last correction of what was read: gets session, outputs, recorded inputs.
        import_id: template of the id that an import takes, where it is another.
        members: set-like properties.
        tags: how it is tagged, or None.
        regional: whether it takes `region`.
    """

    service: str
    create: Call
    read: Call
    id: str | Callable[[JSON], str]
    update: tuple[Call, ...] = ()
    delete: tuple[Call, ...] = ()
    after_create: tuple[Call, ...] = ()
    more: tuple[Call, ...] = ()
    inputs: str = ""
    computed: str = ""
    required: str = ""
    replaces: str = ""
    defaults: Mapping[str, Any] = field(default_factory=dict)
    auto_name: AutoName | None = None
    filled: str = ""
    partial: str = ""
    volatile: str = ""
    write_only: str = ""
    local: str = ""
    secrets: str = ""
    policies: str = ""
    documents: str = ""
    unordered: str = ""
    singular: tuple[tuple[str, ...], ...] = ()
    delete_before_replace: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    send: Mapping[str, Callable[[Value], Value]] = field(default_factory=dict)
    show: Mapping[str, str] = field(default_factory=dict)
    derived: Mapping[str, str] = field(default_factory=dict)
    present: Callable[[Session, JSON, JSON], object] | None = None
    import_id: str = ""
    members: tuple[Members, ...] = ()
    tags: Tags | None = None
    regional: bool = True

    @cached_property
    def shape(self) -> Shape:
        """What the core must know of the type."""
        more = {"region"} if self.regional else set()
        prefix = {self.auto_name.prefix} if self.auto_name and self.auto_name.prefix else set()
        own = words(self.inputs) | more | ({"tags"} if self.tags else set())
        return Shape(
            computed=words(self.computed) | ({"tagsAll"} if self.tags else set()),
            inputs=own,
            required=words(self.required),
            replaces=words(self.replaces) | more,
            defaults=self.defaults,
            auto_name=self.auto_name,
            filled=words(self.filled) | more,
            partial=words(self.partial),
            volatile=words(self.volatile),
            write_only=words(self.write_only) | words(self.local) | prefix,
            secrets=words(self.secrets),
            policies=words(self.policies),
            documents=words(self.documents),
            unordered=words(self.unordered),
            delete_before_replace=self.delete_before_replace,
            singular=self.singular,
        )
