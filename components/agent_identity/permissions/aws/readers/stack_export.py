"""Reads what `pulumi stack export` writes, and the records of a file backend, which hold the same.

https://www.pulumi.com/docs/iac/cli/commands/pulumi_stack_export/
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from agent_identity.permissions.aws.model import World
from agent_identity.permissions.aws.readers import stack
from agent_identity.permissions.problems import ReadError
from agent_identity.permissions.stacks.resource import Resource, Stack
from agent_identity.permissions.unknown import UNKNOWN
from agent_identity.permissions.values import Value, at

_SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
_SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - the engine's mark of a secret, not one
_OUTPUT: Final = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
_EXPECTED: Final = "expected what `pulumi stack export` writes"


def read(data: object, *, where: str) -> World:
    """Returns what an exported stack says of AWS.

    Args:
        data: The parsed JSON.
        where: What messages call the file.

    Raises:
        ReadError: When it is no exported stack, with every problem.
    """
    return read_all([(where, data)])


def read_all(exports: Sequence[tuple[str, object]]) -> World:
    """Returns what several exported stacks say of AWS together.

    Secrets that are encrypted are not known; export with `--show-secrets` where one of them decides.

    Args:
        exports: Of each what messages call the file, and the parsed JSON.

    Raises:
        ReadError: When one is no exported stack, with every problem of all of them.
    """
    problems: list[str] = []
    assumptions: list[str] = []
    whole = Stack()
    reader = stack.StackReader(whole)
    own: list[Resource] = []
    for where, data in exports:
        try:
            deployment = _deployment(data, where)
        except ReadError as error:
            problems += error.problems
            continue
        found, wrong = _resources(deployment, where)
        problems += wrong
        assumptions += _assumptions(deployment, found)
        own += _placed(found, whole)
    if problems:
        raise ReadError(problems)
    for resource in own:
        reader.add(resource)
    return reader.world(assumptions)


def _placed(found: Sequence[tuple[Resource, Mapping[str, Value]]], whole: Stack) -> list[Resource]:
    """Adds a stack's resources, each with its provider's inputs; returns those that are not only read."""
    providers = {
        resource.urn: resource.inputs for resource, _ in found if resource.type.startswith("pulumi:providers:")
    }
    own = []
    for resource, item in found:
        provider = str(item.get("provider") or "").rpartition("::")[0]
        placed = replace(resource, provider=providers.get(provider, {}))
        whole.add(placed)
        # What the program only reads explains others.
        if item.get("external") is not True:
            own.append(placed)
    return own


def _deployment(data: object, where: str) -> Mapping[str, Value]:
    if not isinstance(data, Mapping):
        raise ReadError([f"{where}: found {_kind(data)}, {_EXPECTED}: an object with deployment"])
    found = data.get("deployment")
    if found is None:
        found = at(data, "checkpoint", "latest")
    if not isinstance(found, Mapping):
        if "deployment" in data:
            raise ReadError([f"{where}/deployment: found {_kind(found)}, expected an object with resources"])
        keys = ", ".join(sorted(map(str, data))[:5]) or "nothing"
        raise ReadError([f"{where}: found an object with {keys}, {_EXPECTED}: an object with deployment"])
    return found


def _resources(
    deployment: Mapping[str, Value], where: str
) -> tuple[list[tuple[Resource, Mapping[str, Value]]], list[str]]:
    items = deployment.get("resources")
    if items is None:
        return [], []
    if not isinstance(items, list):
        return [], [f"{where}/deployment/resources: found {_kind(items)}, expected a list"]
    found: list[tuple[Resource, Mapping[str, Value]]] = []
    problems: list[str] = []
    for index, item in enumerate(items):
        place = f"{where}/deployment/resources/{index}"
        if not isinstance(item, Mapping):
            problems.append(f"{place}: found {_kind(item)}, expected an object")
            continue
        wrong = _wrong(item, place)
        problems += wrong
        # What a replacement left behind is deleted by the next update.
        if not wrong and item.get("delete") is not True:
            found.append((_resource(item), item))
    return found, problems


def _wrong(item: Mapping[str, Value], place: str) -> list[str]:
    texts = [
        f"{place}/{key}: found {_kind(item.get(key))}, expected a text"
        for key in ("urn", "type")
        if not isinstance(item.get(key), str) or not item[key]
    ]
    texts += [
        f"{place}/{key}: found {_kind(item[key])}, expected a text"
        for key in ("parent", "provider")
        if item.get(key) is not None and not isinstance(item[key], str)
    ]
    objects = [
        f"{place}/{key}: found {_kind(item[key])}, expected an object"
        for key in ("inputs", "outputs", "propertyDependencies")
        if item.get(key) is not None and not isinstance(item[key], Mapping)
    ]
    return texts + objects


def _resource(item: Mapping[str, Value]) -> Resource:
    urn = item["urn"]
    sources = item.get("propertyDependencies") or {}
    return Resource(
        urn=urn,
        type=item["type"],
        name=urn.rpartition("::")[2],
        inputs=_plain(item.get("inputs") or {}),
        outputs=_plain(item.get("outputs") or {}),
        parent=item.get("parent") or None,
        sources={key: tuple(map(str, urns)) for key, urns in sources.items() if isinstance(urns, list)},
    )


def _plain(value: Value) -> Value:
    """Returns a value as the program wrote it: secrets that are shown are read through, encrypted ones not known."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    signature = value.get(_SIGNATURE)
    if signature == _SECRET:
        shown = value.get("plaintext")
        try:
            return _plain(json.loads(shown)) if isinstance(shown, str) else UNKNOWN
        except (ValueError, RecursionError):
            return UNKNOWN
    if signature == _OUTPUT:
        return _plain(value["value"]) if "value" in value else UNKNOWN
    return {key: _plain(item) for key, item in value.items() if key != _SIGNATURE}


def _assumptions(deployment: Mapping[str, Value], found: list[tuple[Resource, Mapping[str, Value]]]) -> list[str]:
    lines = [] if found else ["the stack holds no resource"]
    pending = deployment.get("pending_operations") or deployment.get("pendingOperations")
    if isinstance(pending, list) and pending:
        lines.append(f"{len(pending)} operations were interrupted: what they made or took away is not in the export")
    return lines


def _kind(value: object) -> str:
    if value is None:
        return "nothing"
    names = {
        dict: "an object",
        list: "a list",
        str: "a text",
        bool: "true or false",
        int: "a number",
        float: "a number",
    }
    return names.get(type(value), "something else")
