"""What a person can get wrong: each is told before anything runs, with exit status 2 and without a traceback."""

import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from agent_identity.cli import main
from tests.conftest import LocalClouds
from tests.fleet.running import Done, FleetCommand, agent, aws_catalog

AZURE = """
version: 1
environment: prod
defaults: {team: payments, version: 1.0.0}
targets:
  azure-prod:
    cloud: azure
    subscription: 00000000-0000-4000-8000-000000000001
    resource_group: agents
    location: westeurope
    credentials:
      fleet: {client_id: 00000000-0000-4000-8000-00000000c1c1, client_secret_env: FLEET_SECRET}
placement: [{target: azure-prod}]
agents: [{type: reader, runtimes: [{runtime: azure}]}]
"""
OPERATIONS = ("preview", "up", "down", "status")


class InThisProcess(FleetCommand):
    """The same command without a process of its own, which most of a refusal's time would go to."""

    patch: pytest.MonkeyPatch
    capture: pytest.CaptureFixture[str]

    def run(
        self, operation: str, *arguments: str, status: int | None = 0, env: Mapping[str, str] | None = None
    ) -> Done:
        with self.patch.context() as patch:
            patch.chdir(self.project)
            for name, value in (env or {}).items():
                patch.setenv(name, value)
            came_to = main(self.words(operation, *arguments)[3:])
        printed = self.capture.readouterr()
        assert came_to == status, printed
        return Done(came_to, printed.out, printed.err)


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> InThisProcess:
    """A command with a catalog that is good, an engine on the path that is never run, and no cloud."""
    (tmp_path / "bin").mkdir()
    engine = tmp_path / "bin" / "pulumi"
    engine.write_text("#!/bin/sh\nexit 70\n")
    engine.chmod(0o700)
    monkeypatch.setenv("PATH", f"{engine.parent}{os.pathsep}{os.environ['PATH']}")
    command = InThisProcess(tmp_path, {})
    command.patch, command.capture = monkeypatch, capsys
    command.write(aws_catalog("prod", [agent("reader")]))
    return command


@pytest.fixture
def real(tmp_path: Path, local_clouds: LocalClouds) -> FleetCommand:
    command = FleetCommand(tmp_path, local_clouds.env)
    command.write(aws_catalog("prod", [agent("reader")]))
    return command


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_unknown_target_is_answered_with_the_known_ones(fleet: FleetCommand, operation: str) -> None:
    done = fleet.run(operation, "--target", "aws-prod", status=2)
    assert "no target 'aws-prod'" in done.err
    assert "aws-local" in done.err
    assert done.out == ""


def test_an_unknown_cloud_is_answered_with_the_known_ones(fleet: FleetCommand) -> None:
    done = fleet.run("preview", "--cloud", "azure", status=2)
    assert "no target of cloud 'azure'" in done.err
    assert "there are: aws" in done.err


def test_a_reshard_of_an_unknown_target_is_refused(fleet: FleetCommand) -> None:
    assert "no target 'x'" in fleet.run("reshard", "--target", "x", status=2).err
    assert "--target" in fleet.run("reshard", status=2).err


def test_a_secret_that_is_not_in_the_environment_is_named_and_never_shown(fleet: FleetCommand) -> None:
    fleet.write(AZURE)
    done = fleet.run("up", status=2)
    assert "the fleet credentials of target azure-prod are in the environment variable FLEET_SECRET" in done.err
    # With it the command goes on, to the next thing that is wrong, and keeps the value to itself.
    done = fleet.run("up", "--pack", "no-pack", status=2, env={"FLEET_SECRET": "s3cret-value"})
    assert "no-pack is no policy pack" in done.err
    assert "s3cret-value" not in done.out + done.err


def test_a_catalog_with_problems_is_told_all_of_them(fleet: FleetCommand) -> None:
    fleet.write(aws_catalog("prod", [agent("Reader"), "{type: writer, runtimes: [{runtime: mainframe}]}"]))
    done = fleet.run("preview", status=2)
    assert "has 2 problems:" in done.err
    assert f"{fleet.catalog}:12" in done.err
    assert f"{fleet.catalog}:13" in done.err
    fleet.catalog.unlink()
    assert str(fleet.catalog) in fleet.run("up", status=2).err


def test_a_folder_without_a_project_or_a_pack_is_named(fleet: FleetCommand, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert f"{empty}/Pulumi.yaml: no Pulumi project" in fleet.run("up", "--project", str(empty), status=2).err
    assert f"{empty} is no policy pack" in fleet.run("up", "--pack", str(empty), status=2).err
    (empty / "Pulumi.yaml").write_bytes(b"\xff\xfe\x00")
    assert f"{empty}/Pulumi.yaml: no Pulumi project" in fleet.run("up", "--project", str(empty), status=2).err


def test_a_missing_engine_is_told_with_where_to_get_it(fleet: FleetCommand, tmp_path: Path) -> None:
    done = fleet.run("up", status=2, env={"PATH": str(tmp_path)})
    assert "the Pulumi command is not on PATH: see https://www.pulumi.com/docs/install/" in done.err


def test_a_backend_that_cannot_be_read_is_told_in_the_engines_words(real: FleetCommand) -> None:
    real.env["PULUMI_BACKEND_URL"] = f"file://{real.folder}/nowhere"
    done = real.run("preview", status=2)
    assert "the engine cannot say what is deployed" in done.err
    assert "nowhere" in done.err


def test_ctrl_c_ends_the_command_without_a_traceback(real: FleetCommand) -> None:
    process = real.start("preview")
    deadline = time.monotonic() + 60
    while not (real.folder / ".fleet" / "stacks").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    # As a terminal does it: to the command and to the engine that it runs.
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in out + err
