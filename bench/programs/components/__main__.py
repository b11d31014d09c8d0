"""Every agent of a catalog, by the components; with `AGENT_IDENTITY_RECORD` it writes down the resources below them."""

import os
import sys
from functools import partial
from pathlib import Path

import pulumi

ROOT = Path(__file__).parents[3]
sys.path[:0] = [str(ROOT / "stacks"), str(ROOT)]

from clouds import Made, cloud_of  # noqa: E402 - found by the line above
from fleet import agent_args, in_turn, resource_name  # noqa: E402
from lean import lean  # noqa: E402

from agent_identity.catalog import Placement, load  # noqa: E402
from bench.recording import recording  # noqa: E402


async def main() -> None:
    """Deploys every placement of the catalog."""
    catalog = load(Path(os.environ["AGENT_IDENTITY_CATALOG"]), generate=False)
    options = {
        name: pulumi.ResourceOptions(providers=[cloud_of(target).provider(target, "fleet")])
        for name, target in catalog.targets.items()
    }

    def make(placement: Placement) -> Made:
        name, args, opts = resource_name(placement), agent_args(placement.agent), options[placement.target.name]
        # In one stack the clouds' agents of one name need names of their own.
        name = f"{name}.{placement.cloud}"
        return cloud_of(placement.target).identity(placement, name, args, opts)

    with recording(os.environ.get("AGENT_IDENTITY_RECORD")):
        await in_turn(partial(make, placement) for placement in catalog.placements())


pulumi.run(lean(main))
