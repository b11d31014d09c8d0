"""What can go wrong, in words for the person at the terminal."""

from __future__ import annotations

import contextlib
import errno
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class ToolchainError(Exception):
    """A tool could not be got. The message says what was found, where, and what to do."""


class DiskFullError(ToolchainError):
    """There is no room for what was to be written."""


class UnavailableError(ToolchainError):
    """An official release cannot be used here, for the reason that the message gives. Another way may do."""


def no_room(place: Path) -> DiskFullError:
    """The error for a disk, a quota or a file size limit that was reached under ``place``."""
    while not place.exists() and place != place.parent:
        place = place.parent
    free = shutil.disk_usage(place).free // 1_000_000
    return DiskFullError(
        f"no room left in {place} ({free} MB free on that disk). Nothing half-written was kept. "
        "Free some space, or set AGENT_IDENTITY_TOOLS to a directory on another disk"
    )


@contextlib.contextmanager
def readable_disk_errors(place: Path) -> Iterator[None]:
    """Turn a failed write under ``place`` into a ToolchainError.

    Raises:
        DiskFullError: the disk is full, or a quota or file size limit was reached.
        ToolchainError: the place may not be written, or is no directory.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise no_room(place) from error
        raise ToolchainError(
            f"{error.filename or place} cannot be used ({error.strerror}). "
            "Set AGENT_IDENTITY_TOOLS to a directory of your own"
        ) from error
