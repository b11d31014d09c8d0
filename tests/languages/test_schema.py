"""The schema of the package: what a program in any language builds on, so that a change of it is a decision."""

import difflib
import json
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from agent_identity.languages.provider import VERSION
from agent_identity.manifest import BOUNDARY_TOKENS, IDENTITY_TOKENS
from tests.conftest import LocalClouds
from tests.languages.package import PACKAGE, run

RECORDED = Path(__file__).parent / "__snapshots__" / "test_schema" / "test_the_schema_is_the_recorded_one.json"
DECISION = """
The schema of the package is not the recorded one. Programs in TypeScript, Go, C#, Java and YAML build on it: a new
required input, a lost output or another type breaks them. Where the change is meant, accept it by

    uv run --no-sync pytest -n 0 tests/languages/test_schema.py --snapshot-update

and say in CHANGELOG.md what users of other languages see; one that breaks them goes under "Changed".
"""


@pytest.fixture(scope="module")
def schema(local_clouds: LocalClouds) -> dict[str, Any]:
    done = run(["pulumi", "package", "get-schema", str(PACKAGE)], local_clouds.env, local_clouds.state)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_schema_is_the_recorded_one(schema: dict[str, Any], snapshot: SnapshotAssertion) -> None:
    if schema != snapshot(extension_class=JSONSnapshotExtension):
        found = json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False).splitlines()
        recorded = RECORDED.read_text().splitlines() if RECORDED.exists() else []
        changes = "\n".join(difflib.unified_diff(recorded, found, "recorded", "found", lineterm="", n=4))
        pytest.fail(f"{DECISION}\n{changes}", pytrace=False)


def test_every_component_is_in_it(schema: dict[str, Any]) -> None:
    assert set(schema["resources"]) == IDENTITY_TOKENS | BOUNDARY_TOKENS
    assert all(resource["isComponent"] for resource in schema["resources"].values())


def test_an_identity_needs_its_agent_and_boundary_and_takes_the_boundary_as_an_output(schema: dict[str, Any]) -> None:
    for token in IDENTITY_TOKENS:
        resource = schema["resources"][token]
        assert {"agent", "boundary"} <= set(resource["requiredInputs"])
        assert "plain" not in resource["inputProperties"]["boundary"]
        assert resource["inputProperties"]["agent"]["plain"] is True


def test_everything_a_user_gives_or_gets_is_described(schema: dict[str, Any]) -> None:
    described = {
        f"{token}.{name}": item
        for token, resource in (*schema["resources"].items(), *schema["types"].items())
        for properties in (resource.get("inputProperties", {}), resource.get("properties", {}))
        for name, item in properties.items()
        if token != "agent-identity:index:Manifest"
    }
    described |= schema["resources"] | schema["types"]
    assert [name for name, item in described.items() if not item.get("description", "").endswith((".", "`"))] == []


def test_outputs_are_always_there(schema: dict[str, Any]) -> None:
    for resource in schema["resources"].values():
        assert set(resource["required"]) == set(resource["properties"])


def test_the_package_has_a_name_in_each_language_but_python(schema: dict[str, Any]) -> None:
    languages = schema["language"]
    assert set(languages) == {"nodejs", "go", "csharp", "java"}
    assert languages["nodejs"]["packageName"] == "pulumi-agent-identity"
    assert languages["go"]["importBasePath"].endswith("/agentidentity")


def test_the_version_is_the_projects(schema: dict[str, Any]) -> None:
    project = (PACKAGE.parent / "pyproject.toml").read_text()
    assert f'\nversion = "{VERSION}"\n' in project
    assert schema["version"] == VERSION
