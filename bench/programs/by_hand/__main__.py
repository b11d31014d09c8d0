"""The resources that the components make, written down as a person would write them.

`AGENT_IDENTITY_BARE=1` leaves out the one bare component that stands above each agent's resources.
"""

import json
import os
import sys
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import pulumi

ROOT = Path(__file__).parents[3]
sys.path[:0] = [str(ROOT / "stacks"), str(ROOT)]

from clouds import cloud_of  # noqa: E402 - found by the line above
from fleet import in_turn  # noqa: E402
from lean import lean  # noqa: E402

from agent_identity.catalog import load  # noqa: E402
from bench.recording import LATER  # noqa: E402


async def main() -> None:
    """Deploys every recorded resource."""
    catalog = load(Path(os.environ["AGENT_IDENTITY_CATALOG"]), generate=False)
    providers = {name: cloud_of(target).provider(target, "fleet") for name, target in catalog.targets.items()}
    bare = bool(os.environ.get("AGENT_IDENTITY_BARE"))
    recorded = json.loads(Path(os.environ["AGENT_IDENTITY_RECORDED"]).read_text(encoding="utf-8"))
    await in_turn(partial(make, agent, providers[agent["provider"]], bare=bare) for agent in recorded)


def make(agent: dict[str, Any], provider: pulumi.ProviderResource, *, bare: bool) -> Any:  # noqa: ANN401 - any resource
    """Makes the resources of one agent; returns the last."""
    parent = None
    if not bare:
        opts = pulumi.ResourceOptions(providers=[provider])
        parent = pulumi.ComponentResource("bench:index:Agent", agent["name"], None, opts)
    opts = pulumi.ResourceOptions(parent=parent, provider=None if parent else provider)
    made: list[pulumi.CustomResource] = []
    for leaf in agent["resources"]:
        kind = getattr(import_module(leaf["module"]), leaf["class"])
        # The first argument of every resource is called so, which makes the SDKs rename a property of that name.
        props = {("resource_name_" if key == "resource_name" else key): value for key, value in leaf["props"].items()}
        first = made[0] if made else None
        follows = {"resource_name_" if key == "resource_name" else key for key in leaf["follows"]}
        given_ = {key: given(value, first) for key, value in props.items()}
        given_ |= {key: after(first, given_[key]) for key in follows & given_.keys() if first is not None}
        made.append(kind(leaf["name"], opts=opts, **given_))
    if parent is not None:
        parent.register_outputs({})
    return made[-1]


def given(value: Any, first: pulumi.CustomResource | None) -> Any:  # noqa: ANN401 - whatever a resource takes
    """Returns a recorded value; one that a preview did not know is an output of the agent's first resource."""
    if value == LATER and first is not None:
        return first.id
    if isinstance(value, dict):
        return {key: given(item, first) for key, item in value.items()}
    if isinstance(value, list):
        return [given(item, first) for item in value]
    return value


def after(resource: pulumi.CustomResource, value: Any) -> pulumi.Output[Any]:  # noqa: ANN401
    """Returns a value that follows from a resource, as `role.name` and `f"serviceAccount:{account.email}"` do."""
    return pulumi.Output.all(value, resource.urn).apply(lambda values: values[0])


pulumi.run(lean(main))
