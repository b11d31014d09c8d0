"""Makes the table of the actions that techniques need: `uv run --no-sync python -m tools.tables.aws_techniques`.

An analysis asks of every statement which of these actions it names, and on which resources an action works. The table
is made from the techniques and from `access/data/aws.jsonl`, so that neither has to be read to answer that. One line a
service, so that a change reads well as a difference.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from agent_identity.permissions.patterns import compiled
from agent_identity.permissions.techniques.aws import TECHNIQUES
from tools.tables import aws

TABLE = Path(__file__).parents[2] / "components/agent_identity/permissions/aws/data/technique_actions.jsonl"


def table() -> str:
    """Returns the table as text."""
    patterns = sorted({pattern for each in TECHNIQUES for need in each.needs for pattern in need.counted})
    needed = compiled(tuple(patterns))
    found: dict[str, dict[str, list[str] | None]] = {}
    for text in aws.table().splitlines():
        service = json.loads(text)
        prefix = service["service"]
        for name, (_, *kinds) in service["actions"].items():
            if needed.match(f"{prefix}:{name}".lower()):
                found.setdefault(prefix, {})[name] = sorted(_forms(kinds, service["types"]))
    # What botocore's models have and the reference does not, or not yet: on which resources is not known.
    for pattern in patterns:
        prefix, _, name = pattern.partition(":")
        if "*" not in pattern:
            found.setdefault(prefix, {}).setdefault(name, None)
    return "".join(f"{_line(prefix, found[prefix])}\n" for prefix in sorted(found))


def _forms(kinds: list[str], types: dict[str, str]) -> Iterator[str]:
    for kind in kinds:
        form = types.get(kind.removesuffix("*"))
        if form is not None:
            yield re.sub(r"\$\{[^}]*\}", "*", form)


def _line(service: str, actions: dict[str, list[str] | None]) -> str:
    forms = sorted({form for found in actions.values() for form in found or ()})
    places: dict[str, Any] = {
        name: None if actions[name] is None else [forms.index(form) for form in actions[name] or ()]
        for name in sorted(actions)
    }
    return json.dumps({"service": service, "forms": forms, "actions": places}, separators=(",", ":"))


def main() -> None:
    """Writes the table."""
    text = table()
    TABLE.write_text(text, encoding="utf-8")
    print(f"{TABLE}: {len(text.splitlines())} services")


if __name__ == "__main__":
    main()
