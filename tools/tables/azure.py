"""Makes the tables of Azure's actions and data actions from an export of all built-in roles.

```sh
az role definition list --output json > roles.json
uv run --no-sync python -m tools.tables.azure roles.json 2026-08-22
```

The export may be plain or gzipped. Only names that a built-in role writes without a wildcard are known from it; what
built-in roles show by wildcard alone is added by hand, with its source, in `agent_identity.access.azure.kinds`. The
origin of the committed table: https://github.com/iann0036/iam-dataset, MIT License, (c) Ian Mckay. One line a resource
type, so that a change of the source reads well as a difference.
"""

import argparse
import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

DATA: Final = Path(__file__).parents[2] / "components/agent_identity/access/data"
_ORIGIN: Final = "# Origin: github.com/iann0036/iam-dataset, MIT License, (c) Ian Mckay; built-in roles of"
_OPERATION: Final = re.compile(r"([\w.]+(?:/[\w.$-]+)+?)/(read|write|delete|[\w.$-]+/action)", re.IGNORECASE)


def load(path: Path) -> Any:  # noqa: ANN401 - JSON of the export's form
    """Returns an export, plain or gzipped."""
    content = path.read_bytes()
    return json.loads(gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content)


def table(roles: Iterable[Mapping[str, Any]], fields: tuple[str, str], date: str) -> str:
    """Returns every operation in these fields of the roles' permissions, a line for each resource type.

    Args:
        roles: The roles.
        fields: `actions` and `notActions`, or `dataActions` and `notDataActions`.
        date: When they were exported.
    """
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for name in (name for role in roles for part in role["permissions"] for field in fields for name in part[field]):
        if _OPERATION.fullmatch(name.strip()):
            spellings[name.strip().lower()][name.strip()] += 1
    # Azure compares without case, and its own roles differ in it: the commonest spelling stands, then the first.
    names = [min(found, key=lambda name: (-found[name], name)) for found in spellings.values()]
    verbs: dict[str, tuple[str, set[str]]] = {}
    for name in sorted(names):
        found = _OPERATION.fullmatch(name)
        if found is not None:
            verbs.setdefault(found[1].lower(), (found[1], set()))[1].add(found[2])
    lines = [" ".join([kind, *sorted(held, key=str.lower)]) for _, (kind, held) in sorted(verbs.items())]
    return "\n".join([f"{_ORIGIN} {date}", *lines]) + "\n"


def main() -> None:
    """Writes both tables."""
    parser = argparse.ArgumentParser(description="Makes the tables of Azure's actions and data actions.")
    parser.add_argument("export", type=Path, help="all built-in roles, as JSON")
    parser.add_argument("date", help="when it was exported, like 2026-08-22")
    given = parser.parse_args()
    roles = load(given.export)
    _write("azure_actions.txt", table(roles, ("actions", "notActions"), given.date))
    _write("azure_data_actions.txt", table(roles, ("dataActions", "notDataActions"), given.date))


def _write(name: str, text: str) -> None:
    (DATA / name).write_text(text, encoding="utf-8")
    print(f"{DATA / name}: {len(text.splitlines()) - 1} lines, {len(text.encode()) // 1024} KiB")


if __name__ == "__main__":
    main()
