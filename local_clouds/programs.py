"""Where the programs that are not ours are found: where the toolchain put what PATH lacks, then on PATH.

The toolchain links a program only where PATH has none that will do, so a link of its own is the better one: an engine
that is too old stays on PATH behind it.
"""

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
    """The toolchain's programs, and after them PATH."""
    return os.pathsep.join(entry for entry in (str(tools_directory() / "bin"), os.environ.get("PATH", "")) if entry)


def find_program(name: str) -> str | None:
    """The absolute path of a program, none where this machine does not have it."""
    return shutil.which(name, path=search_path())
