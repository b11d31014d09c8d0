"""Makes the table of GCP's predefined roles, with all of their permissions, from an export of them.

```sh
gcloud iam roles list --format=json > roles.json     # with includedPermissions
uv run --no-sync python -m tools.tables.gcp_roles roles.json 2026-08-22
```

The forms of the export are those of `tools.tables.gcp`. The table is compressed: a line of origin, a line of all
permissions, and a line for each role with the places of its permissions in that line.
"""

import argparse
import lzma
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from tools.tables.gcp import load, roles_of

TABLE: Final = Path(__file__).parents[2] / "components/agent_identity/permissions/gcp/data/roles.txt.xz"
_ORIGIN: Final = "origin: github.com/iann0036/iam-dataset, MIT License, (c) Ian Mckay; predefined roles of"


def table(roles: Iterable[Mapping[str, Any]], date: str) -> str:
    """Returns the table as text."""
    held = {str(role["name"]): sorted(role.get("includedPermissions") or ()) for role in roles}
    permissions = sorted({permission for found in held.values() for permission in found})
    places = {permission: str(place) for place, permission in enumerate(permissions)}
    lines = [" ".join([name, *(places[each] for each in held[name])]) for name in sorted(held)]
    return "\n".join([f"{_ORIGIN} {date}", " ".join(permissions), *lines]) + "\n"


def main() -> None:
    """Writes the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("roles", type=Path, help="the export of all predefined roles")
    parser.add_argument("date", help="the day of the export")
    given = parser.parse_args()
    text = table(roles_of(load(given.roles)), given.date)
    TABLE.write_bytes(lzma.compress(text.encode(), preset=9))
    print(f"{TABLE}: {len(text.splitlines()) - 2} roles, {TABLE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
