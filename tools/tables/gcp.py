"""Makes the tables of GCP's permissions and narrow predefined roles from an export of all predefined roles.

```sh
gcloud iam roles list --format=json > roles.json     # with includedPermissions
uv run --no-sync python -m tools.tables.gcp roles.json 2026-08-22
```

Where gcloud leaves the permissions out, the method `roles.list` of the IAM API gives them with `view=FULL`. The export
may be plain or gzipped, and a list as gcloud writes it or an object by role name. `--testable FILE` adds which
permissions custom roles do not take, from the JSON of `gcloud iam list-testable-permissions
//cloudresourcemanager.googleapis.com/projects/ID`; the committed table was made without it. Its origin:
https://github.com/iann0036/iam-dataset, MIT License, (c) Ian Mckay. One line a resource or role, so that a change of
the source reads well as a difference.
"""

import argparse
import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from agent_identity.access.gcp.kinds import KINDS

DATA: Final = Path(__file__).parents[2] / "components/agent_identity/access/data"
_ORIGIN: Final = "# Origin: github.com/iann0036/iam-dataset, MIT License, (c) Ian Mckay; predefined roles of"
_BROAD: Final = re.compile(r"roles/[^.]+|.*([aA]dmin|[oO]wner|[eE]ditor|[aA]gent|\.legacy\w+)")
"""Basic and administrators' roles, those of Google's own agents, and those that show in the access lists of buckets."""


def load(path: Path) -> Any:  # noqa: ANN401 - JSON of either form
    """Returns an export, plain or gzipped."""
    content = path.read_bytes()
    return json.loads(gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content)


def roles_of(export: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON of either form
    """Returns the roles of an export: a list as gcloud writes it, or an object by role name."""
    return export if isinstance(export, list) else [{**role, "name": name} for name, role in export.items()]


def permissions_table(roles: Iterable[Mapping[str, Any]], date: str, unsupported: frozenset[str]) -> str:
    """Returns every permission of the roles, a line for each resource; `!` marks what custom roles do not take."""
    verbs: dict[str, set[str]] = defaultdict(set)
    for permission in {name for role in roles for name in role.get("includedPermissions", ())}:
        resource, _, verb = permission.rpartition(".")
        verbs[resource].add(f"{verb}!" if permission in unsupported else verb)
    lines = [" ".join([resource, *sorted(found)]) for resource, found in sorted(verbs.items())]
    return "\n".join([f"{_ORIGIN} {date}", *lines]) + "\n"


def roles_table(roles: Iterable[Mapping[str, Any]], date: str) -> str:
    """Returns the generally available roles that hold nothing but what can be granted on one kind of resource."""
    lines = [
        " ".join([role["name"], *sorted(role["includedPermissions"])])
        for role in sorted(roles, key=lambda role: str(role["name"]))
        if role.get("stage") == "GA" and not _BROAD.fullmatch(role["name"]) and _is_narrow(role)
    ]
    return "\n".join([f"{_ORIGIN} {date}", *lines]) + "\n"


def _is_narrow(role: Mapping[str, Any]) -> bool:
    for kind in KINDS:
        effective = [name for name in role.get("includedPermissions", ()) if not kind.is_inert(name)]
        # A role of another product may hold the same today and something else tomorrow.
        service = role["name"].removeprefix("roles/").partition(".")[0]
        if effective and all(name.startswith(f"{service}.") and name in kind.permissions for name in effective):
            return True
    return False


def main() -> None:
    """Writes both tables."""
    parser = argparse.ArgumentParser(description="Makes the tables of GCP's permissions and narrow predefined roles.")
    parser.add_argument("export", type=Path, help="all predefined roles with includedPermissions, as JSON")
    parser.add_argument("date", help="when it was exported, like 2026-08-22")
    parser.add_argument("--testable", type=Path, help="what `gcloud iam list-testable-permissions` gives, as JSON")
    given = parser.parse_args()
    roles = roles_of(load(given.export))
    testable = load(given.testable) if given.testable else []
    unsupported = frozenset(
        entry["name"] for entry in testable if entry.get("customRolesSupportLevel") == "NOT_SUPPORTED"
    )
    _write("gcp_permissions.txt", permissions_table(roles, given.date, unsupported))
    # What a kind's permissions are is read from the table of permissions, so that one comes first.
    _write("gcp_roles.txt", roles_table(roles, given.date))


def _write(name: str, text: str) -> None:
    (DATA / name).write_text(text, encoding="utf-8")
    print(f"{DATA / name}: {len(text.splitlines()) - 1} lines, {len(text.encode()) // 1024} KiB")


if __name__ == "__main__":
    main()
