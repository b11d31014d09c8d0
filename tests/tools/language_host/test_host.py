"""The language host, under a real engine with programs, a policy pack and a component package."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import pytest

from tools.toolchain import host, installed
from tools.toolchain.store import Store, default_root

PROGRAM = """
import os, sys, pulumi
config = pulumi.Config()
class Box(pulumi.ComponentResource):
    def __init__(self, name, size):
        super().__init__("tiny:index:Box", name, {"size": size})
        self.register_outputs({"size": size})
Box("one", config.require_int("size"))
pulumi.export("secret", config.require_secret("token"))
pulumi.export("where", [sys.prefix, os.getcwd(), pulumi.get_stack(), pulumi.get_project(), pulumi.get_organization()])
pulumi.export("dry", pulumi.runtime.is_dry_run())
"""
PACK = """
from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy
def small(args, report):
    if args.resource_type == "tiny:index:Box" and args.props["size"] > 5:
        report("[tiny-size] too big")
PolicyPack("tiny", [ResourceValidationPolicy(name="size", description="size", validate=small)],
           enforcement_level=EnforcementLevel.MANDATORY)
"""
PACKAGE = """
from typing import TypedDict
import pulumi
from pulumi.provider.experimental import component_provider_host
class BoxArgs(TypedDict):
    size: pulumi.Input[int]
class Box(pulumi.ComponentResource):
    size: pulumi.Output[int]
    def __init__(self, name: str, args: BoxArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("tiny:index:Box", name, {}, opts)
component_provider_host(name="tiny", components=[Box])
"""


class Project:
    """A Pulumi project with a backend of files, run by an engine that finds our host first."""

    def __init__(self, directory, engine, hosts):
        self.directory = directory
        self.engine = engine
        self.home = directory / "home"
        (directory / "state").mkdir()
        self.environment = {
            "PATH": os.pathsep.join([str(hosts), sysconfig.get_path("scripts"), "/usr/bin", "/bin"]),
            "HOME": str(self.home),
            "PULUMI_HOME": str(self.home),
            "PULUMI_BACKEND_URL": f"file://{directory / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": "for a test",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "VIRTUAL_ENV": sys.prefix,
        }

    def write(self, name, text):
        path = self.directory / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)

    def start(self, *arguments):
        return subprocess.Popen(
            [self.engine, *arguments, "--non-interactive"],
            cwd=self.directory,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments):
        process = self.start(*arguments)
        output, _ = process.communicate(timeout=60)
        return process.returncode, output

    def processes(self):
        """The process ids and commands of everything that still runs for this project."""
        marker = f"PULUMI_HOME={self.home}".encode()
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if marker in (entry / "environ").read_bytes():
                    found[int(entry.name)] = (entry / "cmdline").read_bytes().decode().replace("\0", " ")
            except OSError:
                continue
        return {pid: command for pid, command in found.items() if command}


@pytest.fixture(scope="session")
def engine():
    store = Store(default_root())
    found = shutil.which("pulumi", path=f"{store.bin}{os.pathsep}{installed.search_path(store.bin)}")
    if found is None:
        pytest.fail("no engine on this machine: run 'make tools' first")
    return Path(found).resolve()


@pytest.fixture(scope="session")
def hosts(engine, tmp_path_factory):
    """Our host as it is in the tree, whatever the engine brought."""
    directory = tmp_path_factory.mktemp("hosts")
    shutil.copy(engine.parent / host.EXECUTOR, directory)
    host.install(directory, Store(directory))
    return directory


@pytest.fixture
def project(tmp_path, engine, hosts):
    made = Project(tmp_path, engine, hosts)
    made.write("Pulumi.yaml", "name: tiny\nruntime: python\n")
    made.write("Pulumi.dev.yaml", "config:\n  tiny:size: 3\n  tiny:token: s3cr3t\n")
    made.write("__main__.py", PROGRAM)
    made.write("pack/PulumiPolicy.yaml", "name: tiny\nruntime: python\n")
    made.write("pack/__main__.py", PACK)
    status, output = made.run("stack", "init", "dev")
    assert status == 0, output
    yield made
    for pid in made.processes():
        os.kill(pid, signal.SIGKILL)


def outputs(project):
    status, output = project.run("stack", "output", "--json")
    assert status == 0, output
    return json.loads(output)


def wait_until(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def test_a_program_gets_its_settings_and_nothing_is_left_running(project):
    status, output = project.run("up", "--yes", "--skip-preview")
    assert status == 0, output
    found = outputs(project)
    assert found["where"] == [sys.prefix, str(project.directory), "dev", "tiny", "organization"]
    assert found["dry"] is False
    assert found["secret"] == "[secret]"
    assert not project.processes()


def test_a_preview_is_dry_and_ends_at_once(project):
    began = time.monotonic()
    status, output = project.run("preview")
    assert status == 0, output
    assert "tiny:index:Box" in output
    assert re.search(r"dry\s*: true", output)
    assert time.monotonic() - began < 9, "a host that does not end on Cancel costs ten seconds"


@pytest.mark.parametrize(("size", "status"), [(3, 0), (9, 255)])
def test_a_policy_pack_passes_and_blocks(project, size, status):
    project.write("Pulumi.dev.yaml", f"config:\n  tiny:size: {size}\n  tiny:token: t\n")
    found, output = project.run("preview", "--policy-pack", "pack")
    assert (found == 0) == (status == 0), output
    assert ("[tiny-size] too big" in output) == (size > 5)
    assert not project.processes()


def test_a_component_package_tells_its_schema(project):
    project.write("package/PulumiPlugin.yaml", "runtime: python\n")
    project.write("package/__main__.py", PACKAGE)
    process = subprocess.run(
        [project.engine, "package", "get-schema", "./package"],
        cwd=project.directory,
        env=project.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert process.returncode == 0, process.stderr
    assert "tiny:index:Box" in json.loads(process.stdout)["resources"]


def test_a_virtualenv_of_the_project_is_used(project):
    prefix = project.directory / "own"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", prefix], check=True)
    packages = next(prefix.glob("lib/python3*/site-packages"))
    (packages / "shared.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    project.write("Pulumi.yaml", "name: tiny\nruntime:\n  name: python\n  options:\n    virtualenv: own\n")
    status, output = project.run("up", "--yes", "--skip-preview")
    assert status == 0, output
    assert outputs(project)["where"][0] == str(prefix)


def test_a_virtualenv_that_is_missing_is_named(project):
    project.write("Pulumi.yaml", "name: tiny\nruntime:\n  name: python\n  options:\n    virtualenv: gone\n")
    status, output = project.run("preview")
    assert status != 0
    assert f"{project.directory}/gone/bin/python cannot be started" in output


def test_the_environment_of_uv_is_found_from_below(project):
    project.environment.pop("VIRTUAL_ENV")
    project.write("uv.lock", "")
    (project.directory / ".venv").symlink_to(sys.prefix)
    project.write("Pulumi.yaml", "name: tiny\nruntime:\n  name: python\n  options:\n    toolchain: uv\nmain: below\n")
    project.write("below/__main__.py", "import os, pulumi\npulumi.export('path', os.environ['VIRTUAL_ENV'])\n")
    status, output = project.run("up", "--yes", "--skip-preview")
    assert status == 0, output
    assert outputs(project)["path"] == str(project.directory / ".venv")


def test_an_exception_is_shown_once(project):
    project.write("__main__.py", "raise ValueError('deliberate')\n")
    status, output = project.run("preview")
    assert status != 0
    assert output.count("ValueError: deliberate") == 1
    assert "exited with non-zero exit code" not in output


def test_an_exit_status_is_an_error(project):
    project.write("__main__.py", "import os\nos._exit(7)\n")
    status, output = project.run("preview")
    assert status != 0
    assert "Program exited with non-zero exit code: 7" in output


WAITS = """
import pathlib, time
pathlib.Path("started").touch()
while not pathlib.Path("go on").exists():
    time.sleep(0.05)
"""


def test_an_interrupt_is_left_to_the_engine(project):
    project.write("__main__.py", WAITS)
    process = project.start("preview")
    wait_until((project.directory / "started").exists)
    (host_pid,) = [pid for pid, command in project.processes().items() if "/host.py" in command]
    os.kill(host_pid, signal.SIGINT)
    project.write("go on", "")
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 0, output


def test_nothing_outlives_an_engine_that_was_killed(project):
    project.write("__main__.py", WAITS)
    process = project.start("preview")
    wait_until((project.directory / "started").exists)
    assert len(project.processes()) >= 3
    process.kill()
    process.communicate(timeout=30)
    wait_until(lambda: not project.processes())
