"""The components as a package for every language: their tokens and inputs are public API."""

import json
import subprocess
from pathlib import Path

from agent_identity.manifest import BOUNDARY_TOKENS, IDENTITY_TOKENS
from tests.conftest import LocalClouds

ROOT = Path(__file__).parents[2]


def test_the_engine_reads_a_schema_with_every_component(local_clouds: LocalClouds, snapshot: object) -> None:
    done = subprocess.run(
        ["pulumi", "package", "get-schema", str(ROOT / "components")],
        env=local_clouds.env,
        cwd=local_clouds.state,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    resources = json.loads(done.stdout)["resources"]
    assert set(resources) == IDENTITY_TOKENS | BOUNDARY_TOKENS
    assert all(resource["isComponent"] for resource in resources.values())
    inputs = {
        token: {key: key in resource.get("requiredInputs", []) for key in sorted(resource.get("inputProperties", {}))}
        for token, resource in sorted(resources.items())
    }
    # By token, each input and whether it is required: a change here breaks programs in other languages.
    assert inputs == snapshot
