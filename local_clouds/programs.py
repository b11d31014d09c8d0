"""Where the programs that are not ours are found: on PATH, else where the toolchain put them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from local_clouds.state import cache_directory

TOOLS_VARIABLE = "AGENT_IDENTITY_TOOLS"


def tools_directory() -> Path:
    """The toolchain's directory: `$AGENT_IDENTITY_TOOLS`, else `tools` in the cache directory."""
    chosen = os.environ.get(TOOLS_VARIABLE)
    return Path(chosen) if chosen else cache_directory() / "tools"


def search_path() -> str:
    """PATH, and after it the toolchain's programs."""
    return os.pathsep.join(entry for entry in (os.environ.get("PATH", ""), str(tools_directory() / "bin")) if entry)


def find_program(name: str) -> str | None:
    """The absolute path of a program, none where this machine does not have it."""
    return shutil.which(name, path=search_path())
