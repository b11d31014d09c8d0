"""Azure's built-in roles, as a table in the package; run as a program it makes the table anew.

    python -m local_clouds.azure.builtin_roles EXPORT.json[.gz] --date 2026-08-22

EXPORT is the output of `az role definition list --query "[?roleType=='BuiltInRole']"`. The table in the package came
from the repository iann0036/iam-dataset as of its date, which is MIT licensed, copyright (c) Ian Mckay; it holds each
role's id, name and permissions, and nothing else of that data set.
"""

from __future__ import annotations

import argparse
import gzip
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from local_clouds.azure.store import JSON

TABLE = Path(__file__).parent / "data" / "builtin_roles.json.gz"
ROLE_DEFINITION = "Microsoft.Authorization/roleDefinitions"
_LISTS = ("actions", "notActions", "dataActions", "notDataActions")


@cache
def built_in_roles() -> dict[str, JSON]:
    """Return the built-in roles as ARM shows them, by their lower-case GUID."""
    table = json.loads(gzip.decompress(TABLE.read_bytes()))
    return {guid: _shown(guid, name, permissions) for guid, (name, permissions) in table["roles"].items()}


@cache
def built_in_names() -> frozenset[str]:
    """Return the lower-case names of the built-in roles: no custom role may take one."""
    return frozenset(role["properties"]["roleName"].lower() for role in built_in_roles().values())


def _shown(guid: str, name: str, permissions: list[list[Any]]) -> JSON:
    return {
        "id": f"/providers/{ROLE_DEFINITION}/{guid}",
        "name": guid,
        "type": ROLE_DEFINITION,
        "properties": {
            "roleName": name,
            "type": "BuiltInRole",
            "description": "",
            "assignableScopes": ["/"],
            "permissions": [dict(zip(_LISTS, permission, strict=True)) for permission in permissions],
        },
    }


def table(export: list[JSON], date: str) -> JSON:
    """Return the compact table of an export."""
    roles = {
        role["name"].lower(): [
            role["roleName"],
            [[permission.get(name) or [] for name in _LISTS] for permission in role["permissions"]],
        ]
        for role in sorted(export, key=lambda role: str(role["name"]))
        if role.get("roleType") == "BuiltInRole"
    }
    origin = "iann0036/iam-dataset, MIT, (c) Ian Mckay"
    return {"date": date, "origin": origin, "roles": roles}


def main() -> None:
    """Write the table from an export."""
    parser = argparse.ArgumentParser(prog="python -m local_clouds.azure.builtin_roles")
    parser.add_argument("export", type=Path, help="JSON of all role definitions; may be compressed with gzip")
    parser.add_argument("--date", required=True, help="the day of the export, YYYY-MM-DD")
    arguments = parser.parse_args()
    content = arguments.export.read_bytes()
    export = json.loads(gzip.decompress(content) if arguments.export.suffix == ".gz" else content)
    text = json.dumps(table(export, arguments.date), separators=(",", ":"))
    TABLE.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


if __name__ == "__main__":
    main()
