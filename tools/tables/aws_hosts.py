"""Makes the list of AWS resources that take a role: `uv run --no-sync python -m tools.tables.aws_hosts`.

The provider's own Python package is the source: a resource is listed where one of its inputs, however deep, has `role`
or `instanceProfile` in its name. Resources of IAM itself are not: what they do with roles is read one by one.
"""

import re
from collections.abc import Collection
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pulumi_aws
from pulumi._types import input_type_py_to_pulumi_names

from agent_identity.permissions.aws.readers.hosts import NAMES_ROLE
from agent_identity.permissions.stacks.kinds import kind_of

TABLE = Path(__file__).parents[2] / "components/agent_identity/permissions/aws/data/role_takers.txt"

_NESTED = re.compile(r"'(\w+Args)'")


def takers(modules: Collection[str] = ("*",)) -> list[str]:
    """Returns the kinds of resources that take a role, sorted; of some of the provider's modules or of all."""
    root = Path(pulumi_aws.__file__).parent
    found: set[str] = set()
    for file in sorted(each for module in modules for each in root.glob(f"{module}/*.py")):
        if file.name.startswith(("_", "get_")) or file.stem == "outputs" or file.parent.name in {"config", "iam"}:
            continue
        module = import_module(f"pulumi_aws.{file.parent.name}.{file.stem}")
        resources = [cls for cls in vars(module).values() if isinstance(getattr(cls, "pulumi_type", None), str)]
        for cls in resources:
            args = getattr(module, f"{cls.__name__}Args", None)
            if args is not None and _takes_role(args, module, set()):
                found.add(kind_of(cls.pulumi_type))
    return sorted(found)


def _takes_role(args: Any, module: ModuleType, seen: set[str]) -> bool:  # noqa: ANN401 - a generated class
    seen.add(args.__name__)
    if any(NAMES_ROLE.search(name) for name in input_type_py_to_pulumi_names(args).values()):
        return True
    hints = " ".join(str(each.fget.__annotations__) for each in vars(args).values() if isinstance(each, property))
    inner = [getattr(module, name) for name in sorted(set(_NESTED.findall(hints))) if hasattr(module, name)]
    return any(_takes_role(each, module, seen) for each in inner if each.__name__ not in seen)


def main() -> None:
    """Writes the table."""
    found = takers()
    TABLE.write_text("".join(f"{kind}\n" for kind in found), encoding="utf-8")
    print(f"{TABLE}: {len(found)} kinds")


if __name__ == "__main__":
    main()
