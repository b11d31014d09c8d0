"""The table of Azure's built-in roles: it holds what an export says."""

import json

from agent_identity.permissions.azure import builtin
from tools.tables import azure_roles

BLOCK = {"actions": ["A/Read"], "notActions": [], "dataActions": [], "notDataActions": ["b"], "condition": "x"}


def test_a_role_is_a_line() -> None:
    role = {"name": "B-GUID", "roleName": "Rôle", "roleType": "BuiltInRole", "permissions": [BLOCK]}
    custom = {**role, "roleType": "CustomRole"}
    first, line = azure_roles.table([custom, role], "2026-01-02").splitlines()
    assert json.loads(first) == {"date": "2026-01-02"}
    assert json.loads(line) == ["b-guid", "Rôle", [[["A/Read"], [], [], ["b"], "x"]]]


def test_the_table_is_read_by_id_and_by_name() -> None:
    reader = builtin.role_of("acdd72a7-3385-48ef-bd42-f606fba81ae7")
    assert reader is not None
    assert reader.name == "Reader"
    assert builtin.role_of("", "READER") == reader
    assert builtin.role_of("no-such-role", "No such role") is None
    assert len(builtin.roles()) > 900
    assert len(builtin.date()) == len("2026-01-01")
    assert builtin.spelling("microsoft.storage/storageaccounts/listkeys/action").startswith("Microsoft.Storage")
