"""The table of built-in roles, and the program that makes it."""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

import pytest

from local_clouds.azure import builtin_roles


def test_the_table_is_small_dated_and_says_where_it_is_from() -> None:
    content = json.loads(gzip.decompress(builtin_roles.TABLE.read_bytes()))
    assert content["date"] == "2026-08-22"
    assert "MIT" in content["origin"]
    assert builtin_roles.TABLE.stat().st_size < 110_000


def test_well_known_roles_have_their_ids_and_permissions() -> None:
    roles = builtin_roles.built_in_roles()
    owner = roles["8e3af657-a8ff-443c-a75c-2fe8c4bcb635"]["properties"]
    contributor = roles["b24988ac-6180-42a0-ab88-20f7382dd24c"]["properties"]
    assert (owner["roleName"], owner["permissions"][0]["actions"]) == ("Owner", ["*"])
    assert "Microsoft.Authorization/*/Write" in contributor["permissions"][0]["notActions"]
    assert "user access administrator" in builtin_roles.built_in_names()


def test_the_program_makes_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    permission = {"actions": ["a/read"], "notActions": None, "dataActions": ["b/read"]}
    custom = {"name": "2", "roleName": "Mine", "roleType": "CustomRole", "permissions": []}
    export = [custom, {"name": "AB", "roleName": "One", "roleType": "BuiltInRole", "permissions": [permission]}]
    (tmp_path / "export.json").write_text(json.dumps(export))
    monkeypatch.setattr(builtin_roles, "TABLE", tmp_path / "table.gz")
    monkeypatch.setattr(sys, "argv", ["x", str(tmp_path / "export.json"), "--date", "2026-01-01"])
    builtin_roles.main()
    found = json.loads(gzip.decompress((tmp_path / "table.gz").read_bytes()))
    assert found["roles"] == {"ab": ["One", [[["a/read"], [], ["b/read"], []]]]}
    assert found["date"] == "2026-01-01"
