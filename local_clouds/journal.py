"""An append-only file of what changed: a local cloud that is killed comes back with what it had."""

from __future__ import annotations

import errno
import json
import os
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


class Journal:
    """JSON records, one a line, in the order in which they were appended. Safe to use from several threads.

    Each record is one write to the operating system, so a killed process loses nothing that it had answered for; the
    file is not forced to the disk, so a power cut may lose the last seconds.

    Args:
        path: The file; its directory must exist.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()

    def append(self, record: Mapping[str, Any]) -> None:
        """Add one record.

        Raises:
            OSError: The disk is full; what part of the line was written is taken back, so that the file stays whole.
        """
        line = json.dumps(record, separators=(",", ":")).encode() + b"\n"
        with self._lock:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                end = os.fstat(descriptor).st_size
                written = -1
                try:
                    written = os.write(descriptor, line)
                finally:
                    if written < len(line):
                        os.ftruncate(descriptor, end)
                if written < len(line):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path))
            finally:
                os.close(descriptor)

    def load(self) -> list[dict[str, Any]]:
        """All records. A last line that was cut off is dropped, from the file too: its request was never answered.

        Raises:
            ValueError: A line before the last one is not a JSON object; the message names the line.
        """
        with self._lock:
            if not self.path.exists():
                return []
            content = self.path.read_bytes()
            whole = content[: content.rfind(b"\n") + 1]
            if len(whole) < len(content):
                os.truncate(self.path, len(whole))
        records = []
        for number, line in enumerate(whole.splitlines(), start=1):
            try:
                records.append(json.loads(line))
            except ValueError as error:
                raise ValueError(f"{self.path}:{number}: not a JSON record: {error}") from error
        return records

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self.path.unlink(missing_ok=True)

    def compact(self, records: Iterable[Mapping[str, Any]]) -> None:
        """Replace all records, in one step: a reader sees the old ones or the new ones."""
        text = "".join(json.dumps(record, separators=(",", ":")) + "\n" for record in records)
        with self._lock:
            temporary = self.path.with_suffix(".new")
            temporary.write_text(text, encoding="utf-8")
            temporary.chmod(0o600)
            temporary.replace(self.path)
