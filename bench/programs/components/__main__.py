"""Every agent of a catalog, by the components; with `AGENT_IDENTITY_RECORD` it writes down the resources below them."""

import os
import sys
from pathlib import Path

import pulumi

ROOT = Path(__file__).parents[3]
sys.path[:0] = [str(ROOT / "stacks"), str(ROOT)]

from clouds import cloud_of  # noqa: E402 - found by the line above
from fleet import agent_args, resource_name  # noqa: E402
from lean import lean  # noqa: E402

from agent_identity.catalog import load  # noqa: E402
from bench.recording import recording  # noqa: E402


def main() -> None:
    """Deploys every placement of the catalog."""
    catalog = load(Path(os.environ["AGENT_IDENTITY_CATALOG"]), generate=False)
    options = {
        name: pulumi.ResourceOptions(providers=[cloud_of(target).provider(target, "fleet")])
        for name, target in catalog.targets.items()
    }
    for placement in catalog.placements():
        target = placement.target
        cloud_of(target).identity(
            placement, resource_name(placement), agent_args(placement.agent), options[target.name]
        )


with recording(os.environ.get("AGENT_IDENTITY_RECORD")), lean():
    main()
