"""The package as programs in other languages meet it."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "components"


def run(command: list[str], env: dict[str, str], cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, env=env, cwd=cwd, capture_output=True, text=True, timeout=240, check=False)


def needs_host(language: str, env: dict[str, str]) -> None:
    """Skips the test where the engine finds no host of a language."""
    name = f"pulumi-language-{language}"
    engine = shutil.which("pulumi", path=env["PATH"])
    assert engine, "the engine is missing: make tools"
    if not (shutil.which(name, path=env["PATH"]) or (Path(engine).resolve().parent / name).exists()):
        pytest.skip(f"{name} is neither beside the engine nor on PATH: make tools")


def copied(example: str, folder: Path, change: Callable[[str], str] = lambda text: text) -> Path:
    """Copies an example to a folder, with its program changed; the package is found by its absolute path."""
    shutil.copytree(ROOT / "examples" / example, folder, ignore=shutil.ignore_patterns("node_modules", "sdks"))
    for path in folder.iterdir():
        path.write_text(change(path.read_text()).replace("../../components", str(PACKAGE)))
    return folder
