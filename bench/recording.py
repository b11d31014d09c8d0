"""Writes down the resources that components make, so that the same can be made without them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pulumi
from pulumi._types import input_type_to_untranslated_dict, is_input_type
from pulumi.output import Unknown

LATER: Final = "\0 known after the deployment"
"""Stands for a value that a preview does not know."""


@contextmanager
def recording(file: str | None) -> Iterator[None]:
    """Writes every resource that is made inside a component to a file, by agent; does nothing without a file.

    Each entry holds an agent's name, its provider and its resources: the class, the name, the arguments, and which of
    these follow from another resource, so that the engine makes that one first.
    """
    if not file:
        yield
        return
    agents: dict[int, dict[str, Any]] = {}
    waiting: list[pulumi.Output[None]] = []
    component, custom = pulumi.ComponentResource.__init__, pulumi.CustomResource.__init__

    def make_component(self: Any, kind: str, name: str, *arguments: Any, **options: Any) -> None:  # noqa: ANN401
        component(self, kind, name, *arguments, **options)
        agents[id(self)] = {"name": name, "provider": "", "resources": [], "self": self}

    def make_custom(
        self: Any,  # noqa: ANN401
        kind: str,
        name: str,
        props: Any = None,  # noqa: ANN401
        opts: pulumi.ResourceOptions | None = None,
        *rest: Any,  # noqa: ANN401
        **more: Any,  # noqa: ANN401
    ) -> None:
        custom(self, kind, name, props, opts, *rest, **more)
        agent = agents.get(id(opts.parent)) if opts is not None else None
        if agent is None:
            return
        entry: dict[str, Any] = {"module": type(self).__module__, "class": type(self).__name__, "name": name}
        agent["resources"].append(entry)
        if self._provider is not None:
            agent["provider"] = self._provider.pulumi_resource_name
        given = plain(props) if props is not None else {}
        entry["follows"] = sorted(key for key, value in given.items() if isinstance(value, pulumi.Output))
        waiting.append(pulumi.Output.from_input(given).apply(lambda known: entry.update(props=settled(known)), True))

    setattr(pulumi.ComponentResource, "__init__", make_component)  # noqa: B010 - for this run alone
    setattr(pulumi.CustomResource, "__init__", make_custom)  # noqa: B010
    try:
        yield
    finally:
        setattr(pulumi.ComponentResource, "__init__", component)  # noqa: B010
        setattr(pulumi.CustomResource, "__init__", custom)  # noqa: B010

    def write(_all: object) -> None:
        found = [{key: value for key, value in agent.items() if key != "self"} for agent in agents.values()]
        Path(file).write_text(json.dumps(found), encoding="utf-8")

    pulumi.Output.all(*waiting).apply(write, True)


def plain(value: Any) -> Any:  # noqa: ANN401 - whatever a resource takes
    """Returns an argument with the SDK's own classes turned into dictionaries."""
    if is_input_type(type(value)):
        return {key: plain(item) for key, item in input_type_to_untranslated_dict(value).items() if item is not None}
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items() if item is not None}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(item) for item in value]
    return value


def settled(value: Any) -> Any:  # noqa: ANN401
    """Returns a value as JSON has it, with `LATER` for what is not known yet."""
    if isinstance(value, Unknown):
        return LATER
    if isinstance(value, Mapping):
        return {key: settled(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [settled(item) for item in value]
    return value
