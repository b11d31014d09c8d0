"""What every rule owes: a place in the pack, a control, examples, a current page; and a pack that starts fast."""

import ast
import subprocess
import sys
from pathlib import Path

import agent_identity_pack.rules
import pytest
from agent_identity_pack import pages
from agent_identity_pack.rule import STANDARDS, Rule
from agent_identity_pack.rules import RULES

from agent_identity.waivers import PACK_RULES

FOLDER = Path(agent_identity_pack.rules.__file__).parent
PACK = FOLDER.parents[1]
DOCS = PACK.parents[1] / "docs" / "rules"


def test_every_rule_file_is_in_the_pack_and_named_after_its_rule() -> None:
    files = {path.stem for path in FOLDER.glob("*.py")} - {"__init__"}
    assert files == {rule.id.replace("-", "_") for rule in RULES}
    assert len(RULES) == len(files)


def test_the_command_that_checks_waivers_knows_every_rule() -> None:
    assert {rule.id for rule in RULES} == PACK_RULES


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_all_that_its_page_needs(rule: Rule) -> None:
    assert rule.requirements
    assert set(rule.requirements) <= set(STANDARDS)
    assert rule.sentence.endswith(".")
    assert not rule.remediation.endswith(".")
    assert rule.kinds
    examples = [rule.examples.fails, rule.examples.passes, *filter(None, [rule.examples.unknown])]
    assert len(set(examples)) == len(examples)
    for example in examples:
        ast.parse(example)
    assert f'"{rule.examples.culprit}"' in rule.examples.fails


@pytest.mark.parametrize("name", sorted(pages.pages()))
def test_the_page_is_current(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == pages.pages()[name], (
        "run `python -m agent_identity_pack.pages ../../docs/rules` in policy_packs/agent_identity"
    )


def test_no_page_is_left_of_a_rule_that_is_gone() -> None:
    assert {path.name for path in DOCS.glob("*.md")} == set(pages.pages())


def test_the_pack_imports_nothing_heavy() -> None:
    code = "import sys; import agent_identity_pack.host, agent_identity_pack.rules; print('\\n'.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=PACK, capture_output=True, text=True, check=True).stdout
    heavy = {
        "pydantic",
        "pulumi_policy",
        "pulumi_aws",
        "pulumi_gcp",
        "pulumi_azure_native",
        "pulumi_kubernetes",
        "typer",
    }
    assert heavy.isdisjoint(line.partition(".")[0] for line in loaded.splitlines())
    ours = {".".join(line.split(".")[:2]) for line in loaded.splitlines() if line.startswith("agent_identity.")}
    assert ours == {
        f"agent_identity.{name}" for name in ("boundaries", "manifest", "naming", "permissions", "tags", "waivers")
    }
