"""A tool small enough to be built, served and broken for real within a second or two."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import sys
import tarfile
from pathlib import Path

from tools.toolchain.catalogue import Build, Release, Tool
from tools.toolchain.errors import ToolchainError
from tools.toolchain.get import get
from tools.toolchain.progress import Progress
from tools.toolchain.release import Releases
from tools.toolchain.store import Store
from tools.toolchain.versions import Range, Version

VERSION = Version(1, 2, 3)
ARCHIVE = "/releases.example/v1.2.3/tiny.tar.gz"
CHECKSUMS = "/releases.example/v1.2.3/SHA256SUMS"
SCRIPT = b"#!/bin/sh\necho tiny 1.2.3 from the release\n"


def sources(directory: Path, body: str = 'println("tiny 1.2.3")') -> Path:
    """A Go module without dependencies: only Go's runtime is compiled with it."""
    directory.mkdir(exist_ok=True)
    (directory / "go.mod").write_text("module example.org/tiny\n\ngo 1.21\n")
    (directory / "go.sum").write_text("")
    (directory / "main.go").write_text(f"package main\n\nfunc main() {{ {body} }}\n")
    return directory


def tool(directory: Path) -> Tool:
    return Tool(
        name="tiny",
        group="engine",
        version=VERSION,
        accepts=Range(Version(1, 0, 0), Version(2, 0, 0)),
        version_arguments=("--version",),
        release=Release(
            "https://releases.example/v{version}/tiny.tar.gz",
            ("https://releases.example/v{version}/SHA256SUMS",),
            members=("tiny",),
        ),
        build=Build(directory, ".", "", seconds=5, megabytes=1),
    )


def archive(members: dict[str, bytes] | None = None) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as content:
        for name, data in (members or {"tiny-1.2.3/tiny": SCRIPT, "tiny-1.2.3/README": b"read me"}).items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            content.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()


def checksums(data: bytes) -> bytes:
    return f"{'0' * 64}  other.tar.gz\n{hashlib.sha256(data).hexdigest()}  tiny.tar.gz\n".encode()


def main() -> int:
    """Get the tiny tool as the command line does: ``tiny.py STORE SOURCES MIRROR``, for tests that kill it."""
    root, directory, mirror = sys.argv[1:]
    if limit := os.environ.get("TINY_FILE_LIMIT"):
        import resource  # noqa: PLC0415 - only where the limit is asked for

        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
    try:
        got = get([tool(Path(directory))], Store(Path(root)), Releases(mirror), Progress())
    except ToolchainError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(got[0].path)
    return 0


def go_directory() -> Path:
    """Where a Go toolchain lies: the tests build with the one that ``make tools`` would use."""
    from tools.toolchain.golang import find_go  # noqa: PLC0415
    from tools.toolchain.store import default_root  # noqa: PLC0415

    found = shutil.which("go")
    program = Path(found) if found else find_go(Version(1, 21, 0), Store(default_root()), Progress())
    return program.parent


if __name__ == "__main__":
    sys.exit(main())
