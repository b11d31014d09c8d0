"""Makes the table of built-in API resources from the API server of `KUBECONFIG`, by discovery.

`uv run --no-sync agent-identity local -- python -m tools.tables.kubernetes`

One line a resource and group version: the version's path, the resource, whether it lives in namespaces, its verbs
(https://kubernetes.io/docs/concepts/overview/kubernetes-api/). Run it on a cluster without custom resources, as the
local one is.
"""

import json
from pathlib import Path
from typing import Any

import kubernetes

TABLE = Path(__file__).parents[2] / "components/agent_identity/access/data/kubernetes_resources.txt"


def table(client: kubernetes.client.ApiClient) -> str:
    """Returns the table as text, from the API server of a client."""
    groups = _ask(client, "/apis")["groups"]
    versions = ["/api/v1", *(f"/apis/{version['groupVersion']}" for group in groups for version in group["versions"])]
    lines = [_line(version, item) for version in versions for item in _ask(client, version)["resources"]]
    return "".join(f"{line}\n" for line in sorted(lines))


def _line(version: str, resource: dict[str, Any]) -> str:
    scope = "namespaced" if resource["namespaced"] else "cluster"
    return f"{version} {resource['name']} {scope} {','.join(sorted(resource['verbs']))}"


def _ask(client: kubernetes.client.ApiClient, path: str) -> dict[str, Any]:
    response = client.call_api("GET", client.configuration.host + path, {"Accept": "application/json"})
    found: dict[str, Any] = json.loads(response.read())
    return found


def main() -> None:
    """Writes the table."""
    text = table(kubernetes.config.new_client_from_config())
    TABLE.write_text(text, encoding="utf-8")
    print(f"{TABLE}: {len(text.splitlines())} resources")


if __name__ == "__main__":
    main()
