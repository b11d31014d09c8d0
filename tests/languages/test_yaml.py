"""A program in YAML: deployed on the local clouds, and refused as a Python program would be."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import clients
from tests.conftest import LocalClouds
from tests.deploying import FailedError, Stack, stack_of
from tests.languages.package import PACKAGE, copied, needs_host, run

ROOT = PACKAGE.parent


@pytest.fixture
def stack(local_clouds: LocalClouds, tmp_path: Path) -> Iterator[Stack]:
    needs_host("yaml", local_clouds.env)
    made = stack_of(copied("yaml-lambda", tmp_path / "program"), local_clouds.env, "any-yaml")
    yield made
    made.destroy()
    made.pulumi("stack", "rm", "--yes")


def test_it_deploys_under_the_pack_and_stays_as_it_is(stack: Stack, local_clouds: LocalClouds) -> None:
    said = stack.pulumi("preview", "--policy-pack", str(ROOT / "policy_packs" / "agent_identity"))
    assert "Policy Violations" not in said
    outputs = stack.up()
    iam = clients.aws(local_clouds.env, "iam")
    role = iam.get_role(RoleName=outputs["roleArn"].rsplit("/", 1)[-1])["Role"]
    assert (
        role["PermissionsBoundary"]["PermissionsBoundaryArn"].split("/")[-1].startswith("agent-boundary-standard-dev")
    )
    assert {tag["Key"]: tag["Value"] for tag in role["Tags"]}.items() >= outputs["tags"].items()
    attached = iam.list_attached_role_policies(RoleName=role["RoleName"])["AttachedPolicies"]
    inline = iam.list_role_policies(RoleName=role["RoleName"])["PolicyNames"]
    assert len(attached) + len(inline) == 1
    assert stack.changes() == {}
    (made,) = stack.resources("aws:iam/role:Role")
    assert any("AwsBoundary" in urn for urn in made["dependencies"]), "the boundary must be deleted after the role"


def test_a_refused_input_is_told_by_its_name_with_all_others(stack: Stack) -> None:
    program = stack.folder / "Pulumi.yaml"
    text = (
        program.read_text()
        .replace("team: pricing", 'team: ""')
        .replace(
            "boundary: ${agents.ref}",
            """\
boundary: ${agents.ref}
      boundaryClass: restricted
      region: nowhere""",
        )
    )
    program.write_text(text)
    with pytest.raises(FailedError) as failed:
        stack.pulumi("preview")
    said = failed.value.output
    assert "agent-identity:index:AwsLambdaIdentity resource 'price-watcher' has a problem" in said
    assert "property agent.team with value" in said
    assert "found class 'standard', expected class 'restricted'" in said
    assert "found 'nowhere', expected a region like 'eu-west-1'" in said
    assert "Traceback" not in said
    assert ".py" not in said


def test_a_second_identity_of_the_same_agent_is_refused(stack: Stack) -> None:
    program = stack.folder / "Pulumi.yaml"
    text = program.read_text()
    begin, end = text.index("  price-watcher:"), text.index("outputs:")
    program.write_text(text[:end] + text[begin:end].replace("price-watcher:", "second-watcher:") + text[end:])
    with pytest.raises(FailedError) as failed:
        stack.pulumi("preview")
    assert "one principal per type, environment and cloud" in failed.value.output


def test_the_engine_adds_the_package_to_a_project(local_clouds: LocalClouds, tmp_path: Path) -> None:
    needs_host("yaml", local_clouds.env)
    (tmp_path / "Pulumi.yaml").write_text("name: consumer\nruntime: yaml\n")
    done = run(["pulumi", "package", "add", str(PACKAGE)], local_clouds.env, tmp_path)
    assert done.returncode == 0, done.stderr
    assert f"agent-identity: {PACKAGE}" in (tmp_path / "Pulumi.yaml").read_text()
