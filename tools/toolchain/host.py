"""The language hosts of a built engine.

The official release brings its own; a build has none. Only then are ours put beside the engine, where it looks first.
The one for Python is of this tree, because its Go module is not published; those for other languages are built.
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


def link(name: str, program: Path, origin: str, store: Store) -> None:
    """Put a host that was built where the engine finds it; where the engine has its own, take ours away.

    Beside an engine of the store; a host that is only on PATH would make that engine warn in every command.
    """
    beside = (store.bin / "pulumi").resolve().parent / name
    on_path = store.bin / name
    ours = beside if beside.is_relative_to(store.root.resolve()) and beside.parent != store.bin.resolve() else on_path
    for place in {beside, on_path} - ({ours} if origin != "path" else set()):
        if place.is_symlink() and place.resolve().is_relative_to(store.root.resolve()):
            place.unlink()
    if origin != "path":
        store.link(ours, program)
