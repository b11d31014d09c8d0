"""What a TypeScript program needs from npm: the SDK and the compiler, as ``tools/node/package-lock.json`` pins them."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from typing import TYPE_CHECKING

from tools.toolchain.catalogue import TREE
from tools.toolchain.errors import no_room

if TYPE_CHECKING:
    from pathlib import Path

    from tools.toolchain.progress import Progress
    from tools.toolchain.store import Store

SOURCES = TREE / "tools" / "node"
_NAME = "node-packages"
_PATIENCE_SECONDS = 600


def packages(store: Store) -> Path:
    """Where ``node_modules`` of the locked packages lies, or will lie."""
    locked = hashlib.sha256((SOURCES / "package-lock.json").read_bytes()).hexdigest()
    return store.directory(_NAME, locked[:16]) / "node_modules"


def get_packages(store: Store, progress: Progress) -> Path | None:
    """Install the packages once; give their directory, or None, with the reason said, where they cannot be had.

    Only what proves the TypeScript SDK needs them, so a machine without Node.js or without a registry goes on.

    Raises:
        DiskFullError: no room was left.
    """
    found = packages(store)
    if found.is_dir():
        return found
    if not (shutil.which("node") and shutil.which("npm")):
        progress.say("Node.js and npm are not on this machine: programs in TypeScript cannot be tried")
        return None
    progress.begin("packages of npm")
    progress.phase("getting the TypeScript compiler and SDK from npm", 20)
    with (
        store.lock(_NAME, lambda pid: progress.say(f"packages of npm: process {pid} is getting them, waiting")),
        store.staging(_NAME) as staged,
    ):
        if found.is_dir():
            return found
        reason = _install(staged)
        if reason:
            if "ENOSPC" in reason:
                raise no_room(store.root)
            progress.say(f"packages of npm cannot be had: programs in TypeScript cannot be tried; npm said: {reason}")
            return None
        found.parent.parent.mkdir(parents=True, exist_ok=True)
        staged.rename(found.parent)
    progress.end("installed from npm, checksums verified")
    return found


def _install(directory: Path) -> str:
    """Install into an empty directory; give what went wrong, or nothing."""
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(SOURCES / name, directory / name)
    # No scripts: nothing of what is installed needs to run on this machine before a program does.
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"]
    try:
        done = subprocess.run(
            command,
            cwd=directory,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_PATIENCE_SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        return f"nothing for {_PATIENCE_SECONDS} s"
    return "" if done.returncode == 0 else " ".join(done.stderr.split()) or f"nothing, and ended with {done.returncode}"
