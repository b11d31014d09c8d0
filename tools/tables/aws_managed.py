"""Makes the table of AWS managed policies: `uv run --no-sync python -m tools.tables.aws_managed`.

moto (Apache-2.0) ships what `aws iam get-policy-version` says of each of them. The table keeps the documents, one line
a policy, and in its first line the day of the newest of them. A policy that an input only names is read there.
"""

import json
from pathlib import Path
from typing import Any

from moto.iam.aws_managed_policies import aws_managed_policies_data

TABLE = Path(__file__).parents[2] / "components/agent_identity/permissions/aws/data/managed_policies.jsonl"


def table() -> str:
    """Returns the table as text, from the installed moto."""
    policies: dict[str, Any] = json.loads(aws_managed_policies_data)
    newest = max(policy["UpdateDate"] for policy in policies.values())[:10]
    places = {f"{policy['Path']}{name}": policy["Document"] for name, policy in policies.items()}
    lines = [{"date": newest}, *({"policy": place, "document": places[place]} for place in sorted(places))]
    return "".join(f"{json.dumps(line, separators=(',', ':'))}\n" for line in lines)


def main() -> None:
    """Writes the table."""
    text = table()
    TABLE.write_text(text, encoding="utf-8")
    print(f"{TABLE}: {len(text.splitlines()) - 1} policies")


if __name__ == "__main__":
    main()
