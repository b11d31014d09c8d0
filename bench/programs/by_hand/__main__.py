"""The resources that the components make, written down as a person would write them.

`AGENT_IDENTITY_BARE=1` leaves out the one bare component that stands above each agent's resources.
"""

import json
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pulumi

ROOT = Path(__file__).parents[3]
sys.path[:0] = [str(ROOT / "stacks"), str(ROOT)]

from clouds import cloud_of  # noqa: E402 - found by the line above
from lean import lean  # noqa: E402

from agent_identity.catalog import load  # noqa: E402
from bench.recording import LATER  # noqa: E402


def main() -> None:
    """Deploys every recorded resource."""
    catalog = load(Path(os.environ["AGENT_IDENTITY_CATALOG"]), generate=False)
    providers = {name: cloud_of(target).provider(target, "fleet") for name, target in catalog.targets.items()}
    bare = bool(os.environ.get("AGENT_IDENTITY_BARE"))
    for agent in json.loads(Path(os.environ["AGENT_IDENTITY_RECORD"]).read_text(encoding="utf-8")):
        provider = providers[agent["provider"]]
        parent = None
        if not bare:
            parent = pulumi.ComponentResource(
                "bench:index:Agent", agent["name"], None, pulumi.ResourceOptions(providers=[provider])
            )
        opts = pulumi.ResourceOptions(parent=parent, provider=None if parent else provider)
        first: pulumi.CustomResource | None = None
        for leaf in agent["resources"]:
            kind = getattr(import_module(leaf["module"]), leaf["class"])
            # The first argument of every resource is called so, which makes the SDKs rename a property of that name.
            props = {
                ("resource_name_" if key == "resource_name" else key): value for key, value in leaf["props"].items()
            }
            made = kind(leaf["name"], opts=opts, **{key: given(value, first) for key, value in props.items()})
            first = first or made
        if parent is not None:
            parent.register_outputs({})


def given(value: Any, first: pulumi.CustomResource | None) -> Any:  # noqa: ANN401 - whatever a resource takes
    """Returns a recorded value; one that a preview did not know is an output of the agent's first resource."""
    if value == LATER and first is not None:
        return first.id
    if isinstance(value, dict):
        return {key: given(item, first) for key, item in value.items()}
    if isinstance(value, list):
        return [given(item, first) for item in value]
    return value


with lean():
    main()
