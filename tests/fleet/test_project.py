from pathlib import Path

import pytest

from agent_identity.fleet.project import Project, ProjectError


def write(folder: Path, text: str | bytes) -> Path:
    file = folder / "Pulumi.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def test_paths_are_absolute_and_the_options_are_kept(tmp_path: Path) -> None:
    project = Project.load(
        write(
            tmp_path,
            "name: agents\nmain: stacks\nruntime: {name: python, options: {virtualenv: .venv, toolchain: uv}}\n",
        )
    )
    assert project == Project(
        "agents", "python", {"virtualenv": str(tmp_path / ".venv"), "toolchain": "uv"}, tmp_path / "stacks"
    )


def test_the_shortest_project(tmp_path: Path) -> None:
    assert Project.load(write(tmp_path, "name: agents\nruntime: go\n")) == Project("agents", "go", {}, tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        b"\xff\xfe",
        "",
        "- name",
        "name: [",
        "name: agents\n",
        "name: 7\nruntime: python\n",
        "name: agents\nruntime: {options: {}}\n",
        "name: agents\nruntime: [python]\n",
        "name: agents\nruntime: {name: python, options: [x]}\n",
        "name: agents\nruntime: {name: python, options: {virtualenv: 7}}\n",
        "name: agents\nruntime: python\nmain: 7\n",
        "a: &a [*a]\nname: x\n",
    ],
)
def test_a_file_that_is_no_project_is_refused_by_its_path(tmp_path: Path, text: str | bytes) -> None:
    with pytest.raises(ProjectError, match=r"Pulumi\.yaml"):
        Project.load(write(tmp_path, text))


def test_a_folder_without_a_project_is_refused_by_its_path(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=str(tmp_path)):
        Project.load(tmp_path)
