"""What an earlier version deployed: the present code, under programs of that time, replaces and deletes none of it."""

import shutil
from pathlib import Path

import pytest
import yaml

from tests.conftest import LocalClouds
from tests.deploying import Stack, stack_of
from tests.upgrades.cluster import deployed
from tools.record_states import KUBECONFIG, RECORDED, STACK

ROOT = RECORDED.parents[2]
PROGRAMS = sorted(path.parent for path in RECORDED.glob("*/*/__main__.py"))
SHARDS = sorted(RECORDED.glob("*/fleet/*.json"))
KINDS = (("foundation", ""), ("fleet", ".1of1"))
HARMLESS = {"update", "create"}
COMPONENTS = {
    "AwsBoundary",
    "AwsEcsTaskIdentity",
    "AwsLambdaIdentity",
    "AzureBoundary",
    "AzureManagedIdentity",
    "GcpBoundary",
    "GcpServiceAccountIdentity",
    "KubernetesBoundary",
    "KubernetesProjectedTokenIdentity",
}


def planned(stack: Stack, recorded: Path, scratch: Path) -> dict[str, str]:
    """What a preview of a stack would do that has the recorded state."""
    state = scratch / "state.json"
    state.write_text(recorded.read_text().replace(KUBECONFIG, stack.env["KUBECONFIG"]))
    stack.pulumi("stack", "import", "--file", str(state))
    with deployed(recorded, stack.env):
        return stack.changes()


def harmful(changes: dict[str, str]) -> dict[str, str]:
    return {name: steps for name, steps in changes.items() if set(steps.split(", ")) - HARMLESS}


def test_every_component_and_every_kind_of_stack_is_recorded() -> None:
    versions = {path.parent.parent.name for path in SHARDS}
    assert versions
    for version in versions:
        recorded = "".join(path.read_text() for path in (RECORDED / version).rglob("*.json"))
        assert {name for name in COMPONENTS if f"agent-identity:index:{name}" in recorded} == COMPONENTS
        stacks = {path.stem for path in (RECORDED / version / "fleet").glob("*.json")}
        targets = yaml.safe_load((RECORDED / version / "fleet" / "agents.yaml").read_text())["targets"]
        assert stacks == {f"{role}.{target}{shard}" for target in targets for role, shard in KINDS}


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_program_of_that_time_keeps_what_it_has(program: Path, local_clouds: LocalClouds, tmp_path: Path) -> None:
    folder = tmp_path / program.name
    shutil.copytree(program, folder)
    env = {**local_clouds.env, "PULUMI_BACKEND_URL": backend(tmp_path)}
    assert harmful(planned(stack_of(folder, env, STACK), program / "state.json", tmp_path)) == {}


@pytest.mark.parametrize("recorded", SHARDS, ids=lambda path: f"{path.parents[1].name}-{path.stem}")
def test_a_stack_of_the_fleet_keeps_what_it_has(recorded: Path, local_clouds: LocalClouds, tmp_path: Path) -> None:
    project = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())
    project["main"] = str(ROOT / project["main"])
    project["runtime"]["options"]["virtualenv"] = str(ROOT / project["runtime"]["options"]["virtualenv"])
    (tmp_path / "Pulumi.yaml").write_text(yaml.safe_dump(project))
    config = {"config": {"agent-identity:catalog": str(recorded.with_name("agents.yaml"))}}
    (tmp_path / f"Pulumi.{recorded.stem}.yaml").write_text(yaml.safe_dump(config))
    env = {**local_clouds.env, "PULUMI_BACKEND_URL": backend(tmp_path)}
    assert harmful(planned(stack_of(tmp_path, env, recorded.stem), recorded, tmp_path)) == {}


def backend(folder: Path) -> str:
    (folder / "backend").mkdir()
    return (folder / "backend").as_uri()


def test_a_role_that_is_replaced_and_one_that_is_lost_are_found(local_clouds: LocalClouds, tmp_path: Path) -> None:
    program = next(path for path in PROGRAMS if path.name == "aws-lambda")
    folder = tmp_path / program.name
    shutil.copytree(program, folder)
    source = (folder / "__main__.py").read_text()
    assert '"type": "price-watcher"' in source
    (folder / "__main__.py").write_text(source.replace('"type": "price-watcher"', '"type": "price-gazer"'))
    stack = stack_of(folder, {**local_clouds.env, "PULUMI_BACKEND_URL": backend(tmp_path)}, STACK)
    found = harmful(planned(stack, program / "state.json", tmp_path))
    assert "replace" in found["price-watcher"]
    (folder / "__main__.py").write_text("")
    assert {step for steps in harmful(stack.changes()).values() for step in steps.split(", ")} == {"delete"}
