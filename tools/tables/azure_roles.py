"""Makes the table of Azure's built-in roles from an export of all of them.

```sh
az role definition list --output json > roles.json
uv run --no-sync python -m tools.tables.azure_roles roles.json 2026-08-22
```

The export may be plain or gzipped. One role a line, sorted by id, so that a change of the source reads well as a
difference: its GUID, its name, and its blocks of actions, notActions, dataActions, notDataActions and condition.
"""

import argparse
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from tools.tables.azure import load

TABLE: Final = Path(__file__).parents[2] / "components/agent_identity/permissions/azure/data/builtin_roles.jsonl"
_LISTS: Final = ("actions", "notActions", "dataActions", "notDataActions")


def table(roles: Iterable[Mapping[str, Any]], date: str) -> str:
    """Returns the table as text.

    Args:
        roles: The roles, as `az role definition list` writes them.
        date: When they were exported.
    """
    lines = sorted(
        json.dumps(
            [
                role["name"].lower(),
                role["roleName"],
                [[*(block[name] for name in _LISTS), block.get("condition")] for block in role["permissions"]],
            ],
            separators=(",", ":"),
            ensure_ascii=False,
        )
        for role in roles
        if role["roleType"] == "BuiltInRole"
    )
    return "".join(f"{line}\n" for line in [json.dumps({"date": date}), *lines])


def main() -> None:
    """Writes the table."""
    parser = argparse.ArgumentParser(description="Makes the table of Azure's built-in roles.")
    parser.add_argument("export", type=Path, help="all built-in roles, as JSON")
    parser.add_argument("date", help="when it was exported, like 2026-08-22")
    given = parser.parse_args()
    text = table(load(given.export), given.date)
    TABLE.write_text(text, encoding="utf-8")
    print(f"{TABLE}: {len(text.splitlines()) - 1} roles, {len(text.encode()) // 1024} KiB")


if __name__ == "__main__":
    main()
