import os
from pathlib import Path

import pytest

from agent_identity.fleet.layout import StackName
from agent_identity.fleet.project import Project
from agent_identity.fleet.runner import StackRunner
from tests.conftest import LocalClouds

NAME = StackName("foundation", "seen-from-two-folders")


def test_a_stack_that_was_made_from_another_folder_is_read(
    local_clouds: LocalClouds, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "environ", local_clouds.env)
    project = Project("two-folders", "python", {}, tmp_path)
    first, second = (
        StackRunner(project, tmp_path / folder, config={"catalog": "agents.yaml"}) for folder in ("first", "second")
    )
    assert first.read(NAME).errors == []
    assert second.existing() == [str(NAME)]
    assert second.read(NAME).errors == []
    settings = tmp_path / "second" / "stacks" / str(NAME) / f"Pulumi.{NAME}.yaml"
    assert "two-folders:catalog: agents.yaml" in settings.read_text(encoding="utf-8")
