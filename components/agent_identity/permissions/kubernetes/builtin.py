"""The roles that every cluster has: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles."""

import json
from functools import cache
from pathlib import Path
from typing import Final

from agent_identity.permissions.form import Form
from agent_identity.permissions.kubernetes.model import Role
from agent_identity.permissions.kubernetes.readers import rbac

TABLE: Final = Path(__file__).parent / "data" / "builtin_roles.jsonl"


@cache
def roles() -> dict[str, Role]:
    """Returns the ClusterRoles that the API server makes by itself, by name.

    An aggregated one holds what the controllers of a new cluster fill in.
    """
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return {
        document["metadata"]["name"]: rbac.role(Form(), "", document["metadata"]["name"], "", document)
        for document in map(json.loads, lines[1:])
    }
