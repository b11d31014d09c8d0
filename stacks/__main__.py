"""The stacks of a fleet. A stack's name says which it is: `foundation.TARGET` or `fleet.TARGET.SHARDofSHARDS`."""

from functools import partial
from pathlib import Path

import fleet
import foundation
import pulumi
from lean import lean

from agent_identity.catalog import CatalogError, load
from agent_identity.fleet.layout import StackName, StackNameError

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Deploys the stack.

    Raises:
        RunError: When the stack's name, the catalog or the target is not what it must be.
    """
    try:
        name = StackName.parse(pulumi.get_stack())
        # A shard's components judge what they deploy; the rest of the catalog the foundation judges, once a target.
        file = ROOT / (pulumi.Config().get("catalog") or "stacks/agents.yaml")
        catalog = load(file, generate=name.role == "foundation")
    except (StackNameError, CatalogError) as error:
        raise pulumi.RunError(str(error)) from None
    if name.target not in catalog.targets:
        known = ", ".join(catalog.targets)
        raise pulumi.RunError(f"the stack {name} is of target {name.target}, which the catalog does not have: {known}")
    target = catalog.targets[name.target]
    if name.role == "foundation":
        foundation.deploy(catalog, target)
    elif name.shards != target.shards:
        raise pulumi.RunError(f"the stack {name} is one of {name.shards} shards, the catalog says {target.shards}")
    else:
        pulumi.run(lean(partial(fleet.deploy, catalog, target, name.shard)))


main()
