"""The Python language host of a built engine.

The official release brings its own; a build has none, because its Go module is not published. Only then is ours put
beside the engine, where the engine looks first.
"""

from __future__ import annotations

import shlex
import shutil
import sys
from typing import TYPE_CHECKING

from tools.toolchain.catalogue import HOST_SOURCES
from tools.toolchain.installed import search_path

if TYPE_CHECKING:
    from pathlib import Path

    from tools.toolchain.store import Store

NAME = "pulumi-language-python"
EXECUTOR = "pulumi-language-python-exec"


def is_missing(engine: Path, store: Store) -> bool:
    """Whether ``engine`` comes without a host of its own."""
    beside = engine.resolve().parent / NAME
    ours = beside.parent.is_relative_to(store.root.resolve()) and (beside.parent / "host.py").exists()
    if beside.exists() and not ours:
        return False
    return shutil.which(NAME, path=search_path(store.bin)) is None


def install(directory: Path, store: Store) -> None:
    """Put the host into ``directory``, which has the executor already; the files that are current stay untouched."""
    launcher = (HOST_SOURCES / NAME).read_text("utf-8").replace("@PREFIX@", shlex.quote(sys.prefix))
    store.write(directory / "host.py", (HOST_SOURCES / "host.py").read_bytes(), 0o644)
    store.write(directory / NAME, launcher.encode(), 0o755)
