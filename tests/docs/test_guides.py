"""The guides' programs run, and what they list is what there is."""

from pathlib import Path

import pytest
import yaml

from agent_identity.access import aws, parse
from local_clouds.environment import local_variables
from local_clouds.state import StateDirectory
from tests.conftest import LocalClouds
from tests.deploying import stack_of, write_program
from tests.docs.pages import PACK, ROOT, blocks

GUIDES = ROOT / "docs" / "guides"


def guide(name: str) -> str:
    return (GUIDES / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(path.stem for path in GUIDES.glob("*.md")))
def test_every_python_block_is_python(name: str) -> None:
    for source in blocks(guide(name), "python"):
        compile(source, name, "exec")


def test_the_program_that_the_guide_writes_is_clean(local_clouds: LocalClouds, tmp_path: Path) -> None:
    program, references = blocks(guide("write-a-program"), "python")
    write_program(tmp_path, program + references)
    stack = stack_of(tmp_path, local_clouds.env, "guide", {"aws:region": "eu-west-1"})
    said = stack.pulumi("preview", "--policy-pack", PACK)
    assert "+ 6 to create" in said
    assert "[mandatory]" not in said


def test_the_access_that_the_guide_asks_for_is_generated_and_deployed_as_it_says(
    local_clouds: LocalClouds, tmp_path: Path
) -> None:
    text = guide("access")
    entries = [yaml.safe_load(block)["access"] for block in blocks(text, "yaml")]
    documents = [aws.plan(parse(access), boundary_class="standard").as_dict()["inline"] for access in entries]
    assert len(documents) == 2
    (program,) = blocks(text, "python")
    write_program(tmp_path, program)
    stack = stack_of(tmp_path, local_clouds.env, "access", {"aws:region": "eu-west-1"})
    said = stack.pulumi("preview", "--diff", "--policy-pack", PACK)
    assert "[mandatory]" not in said
    assert "reports/agent-output/*" in said, "the preview shows the grant in full"


def test_every_variable_of_the_local_environment_is_listed(local_clouds: LocalClouds) -> None:
    page = guide("local-clouds")
    assert {name for name in local_variables(StateDirectory(local_clouds.state)) if f"`{name}`" not in page} == set()


def test_the_sample_takes_the_agent_that_the_first_guide_adds() -> None:
    added = guide("first-fleet").split("<<'EOF'\n", 1)[1].split("EOF\n", 1)[0]
    sample = (ROOT / "stacks" / "agents.yaml").read_text(encoding="utf-8")
    agents = yaml.safe_load(sample + added)["agents"]
    assert agents[-1]["type"] == "price-watcher"
    assert len(agents) == len(yaml.safe_load(sample)["agents"]) + 1


def test_every_command_of_a_guide_is_one_that_there_is() -> None:
    reference = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    for path in GUIDES.glob("*.md"):
        for line in "\n".join(blocks(path.read_text(encoding="utf-8"), "sh")).splitlines():
            words = line.split()
            for place, word in enumerate(words):
                if word == "agent-identity" and words[place + 1] != "local":
                    assert f"Usage: agent-identity {words[place + 1]} {words[place + 2]}" in reference, line
