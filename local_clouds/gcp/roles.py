"""Which predefined roles and which permissions exist at Google.

The table is generated: `python -m local_clouds.gcp.roles EXPORT DATE`, where EXPORT is `gcloud iam roles list
--format=json` output with `includedPermissions`, or the same as one object by role name, plain or gzipped. It keeps
names only. Origin of the committed one: https://github.com/iann0036/iam-dataset, MIT License, (c) Ian Mckay; the date
stands in its first line.
"""

from __future__ import annotations

import gzip
import json
import lzma
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("roles.txt.xz")
_ORIGIN = "origin: github.com/iann0036/iam-dataset, MIT License, (c) Ian Mckay"

#: Permissions that Google documents and no predefined role of the table holds.
_FURTHER = frozenset(
    {
        "apikeys.apiKeys.regenerate",
        "apikeys.apiKeys.revert",
        "apikeys.keys.regenerate",
        "iam.serviceAccountKeys.upload",
        "privilegedaccessmanager.grants.create",
    }
)


@dataclass(frozen=True)
class Names:
    """Names of predefined roles and of permissions."""

    roles: frozenset[str]
    permissions: frozenset[str]

    def has_v2_permission(self, name: str) -> bool:
        """Tell whether a permission exists that is written as deny policies write it.

        That form is `SERVICE_FQDN/RESOURCE.ACTION`; `RESOURCE.*` stands for all actions on a resource
        (https://cloud.google.com/iam/docs/deny-permissions-support).
        """
        host, slash, rest = name.partition("/")
        if not slash or not host.endswith(".googleapis.com"):
            return False
        service = host.removesuffix(".googleapis.com")
        forms = (f"{'resourcemanager' if service == 'cloudresourcemanager' else service}.{rest}", name)
        if rest.endswith(".*") and rest != ".*":
            return any(p.startswith(tuple(form[:-1] for form in forms)) for p in self.permissions)
        return any(form in self.permissions for form in forms)


@lru_cache(maxsize=1)
def names() -> Names:
    """Read the table. Raises FileNotFoundError if the package is incomplete."""
    roles, _, permissions = lzma.decompress(TABLE.read_bytes()).decode().split("\n", 1)[1].partition("\n\n")
    return Names(frozenset(roles.splitlines()), frozenset(permissions.splitlines()) | _FURTHER)


def table_of(roles: Any, date: str) -> str:  # noqa: ANN401 - JSON of either form
    """Return the table's text: origin and date, role names, an empty line, permission names."""
    entries = {role["name"]: role for role in roles} if isinstance(roles, list) else roles
    permissions = {name for role in entries.values() for name in role.get("includedPermissions", ())}
    return "\n".join([f"{_ORIGIN}; {date}", *sorted(entries), "", *sorted(permissions)]) + "\n"


def main() -> None:
    """Write the table anew from an export."""
    if len(sys.argv) != 3:
        sys.exit(f"usage: python -m local_clouds.gcp.roles EXPORT DATE; got {len(sys.argv) - 1} arguments")
    content = Path(sys.argv[1]).read_bytes()
    plain = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
    TABLE.write_bytes(lzma.compress(table_of(json.loads(plain), sys.argv[2]).encode(), preset=9))


if __name__ == "__main__":
    main()
