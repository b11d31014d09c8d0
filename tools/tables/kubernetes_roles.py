"""Makes the table of built-in ClusterRoles from the API server of `KUBECONFIG`.

`uv run --no-sync agent-identity local -- python -m tools.tables.kubernetes_roles`

One role a line, after one that says where they come from
(https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles). What a controller would fill into the
aggregated ones is filled in here, so that it does not matter whether one runs. Run it on a new cluster.
"""

import json
from pathlib import Path
from typing import Any

import kubernetes

TABLE = Path(__file__).parents[2] / "components/agent_identity/permissions/kubernetes/data/builtin_roles.jsonl"
BUILT_IN = "kubernetes.io/bootstrapping=rbac-defaults"


def table(client: kubernetes.client.ApiClient) -> str:
    """Returns the table as text, from the API server of a client."""
    version = kubernetes.client.VersionApi(client).get_code().git_version
    found = kubernetes.client.RbacAuthorizationV1Api(client).list_cluster_role(label_selector=BUILT_IN)
    roles = [client.sanitize_for_serialization(each) for each in found.items]
    lines = [json.dumps({"origin": f"kube-apiserver {version}"})]
    lines += [json.dumps(_line(role, roles), sort_keys=True) for role in sorted(roles, key=_name)]
    return "".join(f"{line}\n" for line in lines)


def _line(role: dict[str, Any], roles: list[dict[str, Any]]) -> dict[str, Any]:
    metadata = {"name": _name(role), "labels": role["metadata"]["labels"]}
    taken = [role, *_taken_up(role, roles)] if role.get("aggregationRule") else [role]
    rules = [rule for each in taken for rule in each.get("rules") or ()]
    line = {"metadata": metadata, "rules": [each for place, each in enumerate(rules) if each not in rules[:place]]}
    return line | ({"aggregationRule": role["aggregationRule"]} if role.get("aggregationRule") else {})


def _taken_up(role: dict[str, Any], roles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    wanted = [each["matchLabels"].items() for each in role["aggregationRule"]["clusterRoleSelectors"]]
    direct = [each for each in roles if any(items <= each["metadata"]["labels"].items() for items in wanted)]
    # `admin` takes up `edit`, which takes up others.
    return [
        each for found in direct for each in (found, *(_taken_up(found, roles) if found.get("aggregationRule") else ()))
    ]


def _name(role: dict[str, Any]) -> str:
    return str(role["metadata"]["name"])


def main() -> None:
    """Writes the table."""
    text = table(kubernetes.config.new_client_from_config())
    TABLE.write_text(text, encoding="utf-8")
    print(f"{TABLE}: {len(text.splitlines()) - 1} roles")


if __name__ == "__main__":
    main()
