"""What the machine has already."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tools.toolchain.versions import Version, parse

if TYPE_CHECKING:
    from tools.toolchain.catalogue import Tool

_PATIENCE_SECONDS = 20


def search_path(without: Path) -> str:
    """PATH without the toolchain's own directory of links: what is there is no finding."""
    own = without.resolve()
    return os.pathsep.join(
        entry for entry in os.environ.get("PATH", "").split(os.pathsep) if entry and Path(entry).resolve() != own
    )


def version_of(program: Path, arguments: tuple[str, ...]) -> Version | None:
    """The version that a program prints, or None where it does not run, hangs or prints none."""
    try:
        done = subprocess.run(
            [program, *arguments],
            capture_output=True,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            timeout=_PATIENCE_SECONDS,
            check=False,
            env={**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return parse(done.stdout) or parse(done.stderr) if done.returncode == 0 else None


class Found(NamedTuple):
    """A tool as the machine has it, or a remark for the user where something unsuitable was found."""

    program: Path | None
    version: Version
    remark: str = ""


def find(tool: Tool, own_bin: Path) -> Found:
    """Look for the tool on PATH; a plugin in the engine's plugin directory, a language host beside the engine too."""
    if tool.host:
        on_path = shutil.which(tool.name, path=search_path(own_bin))
        return Found(Path(on_path) if on_path else _beside_engine(tool.name, own_bin), tool.version)
    if not tool.version_arguments:
        return Found(_plugin(tool), tool.version)
    found = shutil.which(tool.name, path=search_path(own_bin))
    if found is None:
        return Found(None, tool.version)
    version = version_of(Path(found), tool.version_arguments)
    if version is None:
        return Found(None, tool.version, f"{found} prints no version: not used")
    if version not in tool.accepts:
        return Found(None, tool.version, f"{found} is version {version}, wanted is {tool.accepts}: not used")
    return Found(Path(found), version)


def _beside_engine(name: str, own_bin: Path) -> Path | None:
    # What the toolchain itself put there is a link.
    program = (own_bin / "pulumi").resolve().parent / name
    return program if program.is_file() and not program.is_symlink() else None


def _plugin(tool: Tool) -> Path | None:
    home = Path(os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi")
    plugin = home / "plugins" / plugin_directory(tool.name, str(tool.version)) / tool.name
    return plugin if os.access(plugin, os.X_OK) and plugin.is_file() else None


def plugin_directory(name: str, version: str) -> str:
    """The directory in which the engine looks for a plugin: ``resource-kubernetes-v4.25.0``."""
    return f"{name.removeprefix('pulumi-')}-v{version}"
