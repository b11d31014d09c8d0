"""The SDK for TypeScript: generated, type-checked, and a program that deploys with it."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import clients
from tests.conftest import LocalClouds
from tests.deploying import FailedError, Stack, stack_of
from tests.languages.package import PACKAGE, copied, needs_host, run
from tools.toolchain import node
from tools.toolchain.store import Store, default_root

SDK = "pulumi-agent-identity"


@pytest.fixture(scope="module")
def installed(local_clouds: LocalClouds, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the generated SDK, compiled, among the packages that it needs."""
    needs_host("nodejs", local_clouds.env)
    packages = node.packages(Store(default_root()))
    if shutil.which("node") is None or not packages.is_dir():
        pytest.skip("Node.js, or the packages of npm that make tools gets, are not on this machine")
    folder = tmp_path_factory.mktemp("typescript")
    generate = ["pulumi", "package", "gen-sdk", str(PACKAGE), "--language", "nodejs", "--local", "--out", str(folder)]
    done = run(generate, local_clouds.env, folder)
    assert done.returncode == 0, done.stderr
    (folder / "node_modules").mkdir()
    for entry in packages.iterdir():
        (folder / "node_modules" / entry.name).symlink_to(entry)
    (folder / "node_modules" / SDK).symlink_to(folder / "nodejs")
    # What npm would run after the installation: it compiles the SDK, and fails where its types do not hold.
    path = f"{packages / '.bin'}{os.pathsep}{local_clouds.env['PATH']}"
    compiled = run(["node", "scripts/postinstall.js"], {**local_clouds.env, "PATH": path}, folder / "nodejs")
    assert compiled.returncode == 0, compiled.stdout + compiled.stderr
    return folder


@pytest.fixture
def program(installed: Path, tmp_path: Path) -> Callable[..., Path]:
    def written(change: Callable[[str], str] = lambda text: text) -> Path:
        folder = copied("typescript-lambda", tmp_path / "program", change)
        (folder / "node_modules").symlink_to(installed / "node_modules")
        return folder

    return written


WRONG = {
    "no-team": (', team: "pricing"', "", "Property 'team' is missing"),
    "no-boundary": ("boundary: boundary.ref,", "", "Property 'boundary' is missing"),
    "not-a-ref": ("boundary: boundary.ref,", "boundary: boundary,", "is missing the following properties"),
    "no-such-field": ("read: [", "reads: [", "'reads' does not exist in type"),
}


def test_the_sdk_has_the_packages_name_and_version(installed: Path) -> None:
    described = json.loads((installed / "nodejs" / "package.json").read_text())
    assert (described["name"], described["license"]) == (SDK, "Apache-2.0")
    assert described["pulumi"] == {"resource": True, "name": "agent-identity", "version": described["version"]}


def test_the_compiler_accepts_the_example_and_finds_what_is_wrong(
    program: Callable[..., Path], local_clouds: LocalClouds
) -> None:
    folder = program()
    right = (folder / "index.ts").read_text()
    for name, (before, after, _) in WRONG.items():
        assert before in right
        (folder / f"{name}.ts").write_text(right.replace(before, after, 1))
    settings = json.loads((folder / "tsconfig.json").read_text())
    settings["files"] += [f"{name}.ts" for name in WRONG]
    (folder / "tsconfig.json").write_text(json.dumps(settings))
    compile_all = ["node", "node_modules/typescript/bin/tsc", "--project", ".", "--pretty", "false"]
    said = run(compile_all, local_clouds.env, folder).stdout.splitlines()
    assert [line for line in said if line.startswith("index.ts")] == []
    for name, (_, _, expected) in WRONG.items():
        begin = next(index for index, line in enumerate(said) if line.startswith(f"{name}.ts"))
        assert expected in "".join(said[begin : begin + 4]), said


def test_the_example_deploys_and_a_refused_input_is_told_by_its_name(
    program: Callable[..., Path], local_clouds: LocalClouds
) -> None:
    later = 'read: [boundary.policyArn.apply(() => "arn:aws:s3:::price-lists")]'
    folder = program(lambda text: text.replace('read: ["arn:aws:s3:::price-lists"]', later))
    assert later in (folder / "index.ts").read_text()
    stack: Stack = stack_of(folder, local_clouds.env, "any-typescript")
    outputs = stack.up()
    iam = clients.aws(local_clouds.env, "iam")
    name = outputs["roleArn"].rsplit("/", 1)[-1]
    role = iam.get_role(RoleName=name)["Role"]
    (policy,) = iam.list_role_policies(RoleName=name)["PolicyNames"]
    granted = json.dumps(iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"])
    assert "arn:aws:s3:::price-lists" in granted, "an output among the resources is waited for"
    assert "sqs:SendMessage" in granted
    assert "/agent-boundary-standard-dev" in role["PermissionsBoundary"]["PermissionsBoundaryArn"]
    assert {tag["Key"]: tag["Value"] for tag in role["Tags"]}.items() >= outputs["tags"].items()
    assert stack.changes() == {}
    source = stack.folder / "index.ts"
    source.write_text(source.read_text().replace('operations: ["sqs:SendMessage"]', 'operations: ["sqs:*"]'))
    with pytest.raises(FailedError) as failed:
        stack.pulumi("preview")
    assert "property access[1].operations with value" in failed.value.output
    assert "Traceback" not in failed.value.output
    stack.destroy()


def test_the_engine_adds_the_package_to_a_project(installed: Path, local_clouds: LocalClouds, tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: consumer\nruntime: nodejs\n")
    (tmp_path / "package.json").write_text('{"name": "consumer"}')
    done = run(["pulumi", "package", "add", str(PACKAGE)], local_clouds.env, tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "package.json").read_text())["dependencies"] == {SDK: "file:sdks/agent-identity"}
