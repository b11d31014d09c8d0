"""Inputs as another language sends them, and as a component's constructor takes them.

The forms are those of the engine's protocol, https://pulumi-developer-docs.readthedocs.io/latest/docs/README.html:
an output is an object with a signature, an unknown value a reserved text.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pulumi
from google.protobuf.struct_pb2 import Value
from pulumi.output import Unknown
from pulumi.runtime import rpc
from pulumi.runtime.proto import provider_pb2

from agent_identity.construction import RefusedError

DEFERRED: Final = frozenset({"access"})
"""Inputs that may stay outputs: what becomes of them is decided when they are known."""

_SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
_OUTPUT: Final = "d0e6a833031e9bbcd3f4e8bde6ca49a4"


def settled(request: provider_pb2.ConstructRequest) -> provider_pb2.ConstructRequest:
    """Returns the request with plain values for outputs that are known, except in what may be an output.

    A component checks its inputs when it is made, all of them; in another language the boundary of the same program is
    an output all the same, though its name is known at every preview.
    """
    found = provider_pb2.ConstructRequest()
    found.CopyFrom(request)
    for name in set(request.inputs.fields) - DEFERRED:
        found.inputs.fields[name].CopyFrom(_unwrapped(request.inputs.fields[name]))
        found.inputDependencies.pop(name, None)
    return found


def _unwrapped(value: Value) -> Value:
    kind = value.WhichOneof("kind")
    if kind == "list_value":
        made = Value()
        made.list_value.values.extend(map(_unwrapped, value.list_value.values))
        return made
    if kind != "struct_value":
        return value
    fields = value.struct_value.fields
    if _SIGNATURE in fields:
        if fields[_SIGNATURE].string_value != _OUTPUT or ("secret" in fields and fields["secret"].bool_value):
            return value
        return _unwrapped(fields["value"]) if "value" in fields else Value(string_value=rpc.UNKNOWN)
    made = Value()
    made.struct_value.SetInParent()
    for key, item in fields.items():
        made.struct_value.fields[key].CopyFrom(_unwrapped(item))
    return made


def arguments(component: str, name: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a constructor's arguments from inputs by their names in the schema.

    Raises:
        RefusedError: When something that is needed at preview is not known then, or is a secret; with every place.
    """
    problems = [
        problem
        for key, value in inputs.items()
        if key not in DEFERRED
        for problem in _not_plain(value, snake_case(key))
    ]
    if problems:
        raise RefusedError(component, name, problems)
    found = {snake_case(key): _renamed(value) for key, value in inputs.items()}
    boundary = found.get("boundary")
    if isinstance(boundary, dict) and isinstance(boundary.get("urn"), str):
        # The engine must make the boundary first, and delete it last.
        boundary["urn"] = pulumi.resource.DependencyResource(boundary["urn"]).urn
    return found


def _not_plain(value: object, place: str) -> Iterator[str]:
    if isinstance(value, Unknown):
        yield f"{place}: is not known at preview: give plain text, or build it from names that you chose"
    elif isinstance(value, pulumi.Output):
        yield f"{place}: found a secret, expected plain text: it would stand in names, tags and states"
    elif isinstance(value, Mapping):
        for key, item in value.items():
            # An unknown URN says only what to wait for.
            if (place, key) != ("boundary", "urn"):
                yield from _not_plain(item, f"{place}.{snake_case(key)}")
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from _not_plain(item, f"{place}[{position}]")


def _renamed(value: object) -> object:
    if isinstance(value, Mapping):
        return {snake_case(key): _renamed(item) for key, item in value.items() if not isinstance(item, Unknown)}
    return [_renamed(item) for item in value] if isinstance(value, list) else value


def snake_case(name: str) -> str:
    """Returns the Python name of a property: `boundary_class` for `boundaryClass`."""
    return re.sub(r"(?<!^)[A-Z]", lambda found: f"_{found[0].lower()}", name)


def camel_case(name: str) -> str:
    """Returns a property's name in the schema: `boundaryClass` for `boundary_class`."""
    return re.sub(r"_([a-z0-9])", lambda found: found[1].upper(), name)
