"""The README's promises: the engine previews its example, its links lead somewhere, its catalogs are valid."""

import re
from pathlib import Path

import pytest
import yaml

from agent_identity.catalog import CatalogError, load
from tests.conftest import LocalClouds
from tests.deploying import FailedError, Stack, stack_of, write_program
from tests.docs.pages import PACK, ROOT, blocks

README = (ROOT / "README.md").read_text(encoding="utf-8")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")
REPOSITORY_PAGES = [path.name for path in ROOT.glob("*.md")]


@pytest.fixture
def example(local_clouds: LocalClouds, tmp_path: Path, request: pytest.FixtureRequest) -> Stack:
    (source,) = blocks(README, "python")
    write_program(tmp_path, source)
    return stack_of(tmp_path, local_clouds.env, request.node.name.replace("_", "-"), {"aws:region": "eu-west-1"})


def test_the_example_is_ten_lines_of_code() -> None:
    (source,) = blocks(README, "python")
    assert len([line for line in source.splitlines() if line]) == 10


def test_the_example_passes_preview_under_the_pack(example: Stack) -> None:
    said = example.pulumi("preview", "--policy-pack", PACK)
    assert "+ 7 to create" in said
    assert "[mandatory]" not in said
    assert set(example.changes()) >= {"invoice-reader", "agents", "reader"}


def test_the_example_without_its_boundary_is_refused_by_name(example: Stack) -> None:
    program = example.folder / "__main__.py"
    program.write_text(program.read_text().replace('    "boundary": boundary.ref,\n', ""))
    with pytest.raises(FailedError, match="boundary: is required"):
        example.pulumi("preview")


def test_a_role_by_hand_is_told_what_it_lacks(example: Stack) -> None:
    (example.folder / "__main__.py").write_text(
        "import json, pulumi_aws as aws\n"
        'trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",'
        ' "Principal": {"Service": "lambda.amazonaws.com"}}]}\n'
        'aws.iam.Role("reader", path="/agents/", assume_role_policy=json.dumps(trust))\n'
    )
    (shown,) = [line for text in blocks(README, "text") for line in text.splitlines() if "[aws-role-boundary]" in line]
    with pytest.raises(FailedError) as refused:
        example.pulumi("preview", "--policy-pack", PACK)
    assert shown.removesuffix("…").strip() in " ".join(refused.value.output.split())


def test_every_target_shown_is_one_that_a_catalog_may_hold(tmp_path: Path) -> None:
    shown = [yaml.safe_load(text) for text in blocks(README, "yaml")]
    assert len(shown) == 2
    for targets in shown:
        assert problems(tmp_path, {"version": 1, "environment": "prod", **targets, "agents": [AGENT]}) == []


def test_the_catalog_for_real_accounts_is_valid(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "guides" / "real-accounts.md").read_text(encoding="utf-8")
    (catalog,) = blocks(page, "yaml")
    assert problems(tmp_path, yaml.safe_load(catalog)) == []


@pytest.mark.parametrize("page", REPOSITORY_PAGES)
def test_every_link_leads_to_a_file(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert [link for link in LINK.findall(text) if not (ROOT / link).exists()] == []


AGENT = {"type": "invoice-reader", "version": "1.0.0", "team": "payments", "runtimes": [{"runtime": "ecs"}]}


def problems(folder: Path, catalog: dict) -> list[str]:
    """What is wrong with a catalog; its only target takes its agents unless it places them itself."""
    catalog.setdefault("placement", [{"target": next(iter(catalog["targets"]))}])
    file = folder / "agents.yaml"
    file.write_text(yaml.safe_dump(catalog, sort_keys=False), encoding="utf-8")
    try:
        load(file)
    except CatalogError as error:
        return [str(problem) for problem in error.problems]
    return []
