"""One entry of the mapping table: where a Pulumi type lies in ARM, and what is written differently there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from local_clouds.provider.adapter import AutoName, Shape

if TYPE_CHECKING:
    from collections.abc import Mapping

_PARAMETER = re.compile(r"\{(\w+)\}")
_ALWAYS_COMPUTED = frozenset({"type", "azureApiVersion", "systemData", "provisioningState", "etag"})
_OUTSIDE = "location tags sku kind identity zones extendedLocation plan managedBy"
_RANDOM_DIGITS = 8
RESOURCE_GROUP = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"


def words(text: str) -> frozenset[str]:
    """Return the set of blank-separated names."""
    return frozenset(text.split())


@dataclass(frozen=True)
class Nested:
    """A list of objects that the SDK flattens: ARM has all but a few members under `properties`.

    Attributes:
        outside: the members that stay beside `properties`.
        inside: the same, for lists within.
    """

    outside: frozenset[str] = frozenset({"id", "name", "type", "etag", "zones"})
    inside: Mapping[str, Nested] = field(default_factory=dict)


@dataclass(frozen=True)
class Type:
    """One resource type.

    Attributes:
        token: the Pulumi token.
        path: the resource id, its parts as inputs; `subscriptionId` comes from the provider.
        version: the API version that the SDK's default version of the type speaks.
        outside: the inputs that ARM has beside `properties`, blank-separated.
        renamed: the SDK's name → ARM's name, for members of `properties`.
        nested: flattened lists by the SDK's name.
        whole: the input that is `properties` itself.
        computed: outputs that only Azure knows, beside those that every type has.
        required: inputs that must be given, beside the parts of the path.
        replaces: inputs whose change makes a new resource, beside the parts of the path and the location.
        filled: inputs that Azure fills in when they are absent.
        partial: structured inputs that Azure completes.
        write_only: inputs that Azure never returns.
        secrets: outputs that are secret.
        defaults: what Azure assumes, and shows, when an input is absent.
        naming: how an absent name is made: `random` (logical name and 8 hexadecimal digits), `copy`, `uuid`, `none`.
        longest: the greatest length of a name that is made.
        lower: whether a name that is made must be lower case and without hyphens.
        implied: whether ARM always has one, so that creating it takes it over.
        settled: whether it is emptied instead of deleted, since ARM cannot delete it.
        read_by: the POST action that shows the object, where GET does not.
        located: whether a missing location is that of the resource group.
        ignore_case: text inputs that Azure compares without case.
        unordered: lists whose order has no meaning.
        volatile: outputs that every update changes.
    """

    token: str
    path: str
    version: str
    outside: str = _OUTSIDE
    renamed: Mapping[str, str] = field(default_factory=dict)
    nested: Mapping[str, Nested] = field(default_factory=dict)
    whole: str = ""
    computed: str = ""
    required: str = ""
    replaces: str = ""
    filled: str = ""
    partial: str = ""
    write_only: str = ""
    secrets: str = ""
    defaults: Mapping[str, Any] = field(default_factory=dict)
    naming: str = "random"
    longest: int = 64
    lower: bool = False
    implied: bool = False
    settled: bool = False
    read_by: str = ""
    located: bool = True
    ignore_case: str = ""
    unordered: str = ""
    volatile: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """Return the inputs that make the id, in order."""
        return tuple(part for part in _PARAMETER.findall(self.path) if part != "subscriptionId")

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Return what an id of this type matches, with its parts as groups."""
        text = ""
        for index, piece in enumerate(_PARAMETER.split(self.path)):
            text += (
                (f"(?P<{piece}>.*)" if piece == "scope" else f"(?P<{piece}>[^/]+)") if index % 2 else re.escape(piece)
            )
        return re.compile(text, re.IGNORECASE)

    @cached_property
    def top(self) -> frozenset[str]:
        """Return the inputs that ARM has beside `properties`."""
        return words(self.outside)

    @cached_property
    def shape(self) -> Shape:
        """Return what the core must know of the type."""
        name = self.parts[-1]
        computed = _ALWAYS_COMPUTED | words(self.computed) | (frozenset() if "name" in self.parts else {"name"})
        naming = None
        if self.naming != "none":
            digits = _RANDOM_DIGITS if self.naming == "random" else 0
            naming = AutoName(
                name, separator="", digits=digits, limit=self.longest, lower=self.lower, uuid=self.naming == "uuid"
            )
        located = {"location"} if self.located else set()
        return Shape(
            computed=computed,
            required=frozenset(self.parts) - ({name} if naming else set()) | words(self.required),
            replaces=frozenset(self.parts) | {"location"} | words(self.replaces),
            defaults=self.defaults,
            auto_name=naming,
            filled=words(self.filled) | located,
            partial=words(self.partial),
            volatile=words(self.volatile),
            write_only=words(self.write_only),
            secrets=words(self.secrets),
            ignore_case=words(self.ignore_case) | {"location", "scope", "resourceGroupName"},
            unordered=words(self.unordered),
            delete_before_replace=True,
        )
