"""The project as a person runs it: with the engine alone, and with a program that the pack does not let pass."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests import clients
from tests.conftest import LocalClouds
from tests.fleet.running import ROOT, FleetCommand, agent, aws_catalog


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project; its environment is the repository's."""
    folder = tmp_path / "project"
    shutil.copytree(ROOT / "stacks", folder / "stacks", ignore=shutil.ignore_patterns("__pycache__", ".fleet"))
    shutil.copy(ROOT / "Pulumi.yaml", folder)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    return folder


@pytest.fixture
def engine(project: Path, local_clouds: LocalClouds, tmp_path: Path):
    """Runs the engine in the project's folder."""
    (tmp_path / "backend").mkdir()
    env = {**local_clouds.env, "PULUMI_BACKEND_URL": f"file://{tmp_path}/backend"}

    def run(*arguments: str, status: int = 0) -> str:
        done = subprocess.run(
            ["pulumi", *arguments, "--non-interactive"], cwd=project, env=env, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=180, check=False,
        )  # fmt: skip
        assert (done.returncode != 0) == bool(status), done.stdout
        return done.stdout

    return run


def test_the_engine_alone_deploys_a_stack_by_its_name(engine, project: Path, local_clouds: LocalClouds) -> None:
    text = (project / "stacks" / "agents.yaml").read_text(encoding="utf-8")
    changed = text.replace("environment: prod", "environment: plain", 1).replace("pipeline: {trusted:", "x: {trusted:")
    lines = [line for line in changed.splitlines() if "x: {trusted:" not in line]
    (project / "stacks" / "agents.yaml").write_text("\n".join(lines), encoding="utf-8")
    engine("stack", "init", "foundation.aws-local")
    engine("up", "--yes", "--skip-preview", "--stack", "foundation.aws-local")
    iam = clients.aws(local_clouds.env, "iam")
    names = [policy["PolicyName"] for policy in iam.list_policies(Scope="Local")["Policies"]]
    assert len([name for name in names if "-plain-" in name]) == 2
    engine("destroy", "--yes", "--skip-preview", "--stack", "foundation.aws-local")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("dev", "the stack 'dev' is neither foundation.TARGET nor fleet.TARGET.SHARDofSHARDS"),
        ("foundation.aws-prod", "is of target aws-prod, which the catalog does not have: aws-local"),
        ("fleet.aws-local.1of9", "is one of 9 shards, the catalog says 1"),
    ],
)
def test_a_stack_of_another_name_is_told_what_names_there_are(engine, name: str, says: str) -> None:
    engine("stack", "init", name)
    printed = engine("preview", "--stack", name, status=1)
    assert says in " ".join(printed.split())
    assert "Traceback" not in printed


def test_the_first_preview_of_the_sample_catalog_is_clean(local_clouds: LocalClouds, tmp_path: Path) -> None:
    fleet = FleetCommand(tmp_path, local_clouds.env)
    fleet.write((ROOT / "stacks" / "agents.yaml").read_text(encoding="utf-8"))
    done = fleet.run("preview")
    assert done.operations == {"create"}
    assert len(done.changes) == 8
    assert not [line for line in done.err.splitlines() if ": [" in line], f"a rule spoke: {done.err}"


def test_what_the_pack_blocks_is_not_deployed_and_says_why(
    project: Path, local_clouds: LocalClouds, tmp_path: Path
) -> None:
    program = project / "stacks" / "clouds" / "aws.py"
    text = program.read_text(encoding="utf-8")
    marker = '    on_ecs = placement.runtime == "ecs"\n'
    assert marker in text
    unbound = (
        '    pulumi_aws.iam.Role(f"{name}-free", name=f"{name}-free", path="/agents/", opts=opts,\n'
        '                        assume_role_policy=json.dumps({"Statement": []}))\n'
    )
    program.write_text(text.replace(marker, unbound + marker), encoding="utf-8")
    fleet = FleetCommand(tmp_path, local_clouds.env, project=project)
    fleet.write(aws_catalog("blocked", [agent("reader")]))
    done = fleet.run("up", "--pack", str(ROOT / "policy_packs" / "agent_identity"), status=1)
    assert "fleet.aws-local.1of1: [aws-role-boundary]" in done.err
    assert "Fix:" in done.err
    assert "✓ foundation.aws-local" in done.err
    iam = clients.aws(local_clouds.env, "iam")
    made = [role["RoleName"] for role in iam.list_roles(PathPrefix="/agents/")["Roles"]]
    assert not [name for name in made if "-blocked-" in name]
