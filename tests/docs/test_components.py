import importlib
import inspect
from typing import Any

import pytest

from agent_identity.boundaries import aws, azure, gcp, kubernetes
from tests.docs.component_tables import FOLDER, PAGES, inputs_table, outputs_table

NOT_STOPPED = {
    "aws-boundary.md": aws.NOT_STOPPED,
    "azure-boundary.md": azure.NOT_STOPPED,
    "gcp-boundary.md": gcp.NOT_STOPPED,
    "kubernetes-boundary.md": kubernetes.NOT_STOPPED,
}


def test_every_component_has_its_page() -> None:
    assert {path.name for path in FOLDER.glob("*.md")} == {*PAGES, "index.md"}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_s_tables_are_those_of_the_code(page: str) -> None:
    text = (FOLDER / page).read_text()
    assert inputs_table(PAGES[page]) in text
    assert outputs_table(PAGES[page]) in text


@pytest.mark.parametrize("page", PAGES)
def test_a_page_names_the_mechanism_its_limits_and_every_helper(page: str) -> None:
    text = (FOLDER / page).read_text()
    assert "## What it stops, and what it does not" in text
    assert "## Limits" in text
    for name, _ in inspect.getmembers(PAGES[page], inspect.isfunction):
        if not name.startswith("_") and name in vars(PAGES[page]):
            assert f"`{name}()`" in text


@pytest.mark.parametrize("page", NOT_STOPPED)
def test_a_boundary_s_page_says_what_its_description_says(page: str) -> None:
    text = (FOLDER / page).read_text()
    for words in NOT_STOPPED[page]:
        assert f"- {words[0].upper()}{words[1:]}." in text


@pytest.mark.parametrize("page", PAGES)
def test_a_page_s_sample_is_a_program_that_uses_the_component_by_its_public_name(page: str) -> None:
    sample = (FOLDER / page).read_text().split("```python\n", 1)[1].split("```", 1)[0]
    compile(sample, page, "exec")
    kind: type[Any] = PAGES[page]
    cloud = kind.__module__.split(".")[1]
    public = next(
        name for name in importlib.import_module(f"agent_identity.{cloud}").__all__
        if getattr(importlib.import_module(f"agent_identity.{cloud}"), name) is kind
    )  # fmt: skip
    assert f"{cloud}.{public}(" in sample
