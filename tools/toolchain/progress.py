"""Says what is going on: a bar on a terminal, a line now and then when piped."""

from __future__ import annotations

import shutil
import sys
import time
from typing import TextIO

_SECONDS_BETWEEN_LINES = 15.0
_BAR = 24


def spoken(seconds: float) -> str:
    """A duration as people write it: ``45 s``, ``2 min 5 s``."""
    whole = max(0, round(seconds))
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60} s"


class Progress:
    """Reports one tool after the other, on standard error unless told otherwise."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._terminal = self._stream.isatty()
        self._label = ""
        self._phase = ""
        self._began = self._shown = time.monotonic()
        self._expected: float | None = None
        self._width = 0

    def say(self, text: str) -> None:
        """Print a line that stays."""
        self._wipe()
        print(text, file=self._stream, flush=True)

    def begin(self, label: str) -> None:
        """Start on a tool; its clock starts too."""
        self._label = label
        self._began = time.monotonic()

    def phase(self, text: str, expected: float | None = None) -> None:
        """Start a phase of the tool; ``expected`` is the usual duration in seconds of what is left for the tool."""
        self._phase = text
        self._expected = None if expected is None else expected + time.monotonic() - self._began
        usual = "" if expected is None else f" (usually {spoken(expected)})"
        if self._terminal:
            self.update()
        else:
            self.say(f"{self._label}: {text}{usual}")
            self._shown = time.monotonic()

    def update(self, done: int = 0, total: int = 0, unit: str = "") -> None:
        """Show how far the phase has come. May be called as often as one likes."""
        now = time.monotonic()
        if not self._terminal and now - self._shown < _SECONDS_BETWEEN_LINES:
            return
        self._shown = now
        elapsed = now - self._began
        count = f" {done}/{total} {unit}" if total else f" {done} {unit}" if done else ""
        line = f"{self._label}: {self._phase}{count}, {spoken(elapsed)} so far{self._left(elapsed, done, total)}"
        if not self._terminal:
            self.say(line)
            return
        if total:
            filled = min(_BAR, _BAR * done // total)
            line = f"[{'#' * filled}{'.' * (_BAR - filled)}] {line}"
        line = line[: shutil.get_terminal_size().columns - 1]
        self._wipe()
        self._stream.write(line)
        self._stream.flush()
        self._width = len(line)

    def end(self, text: str) -> None:
        """Finish the tool with a line that stays and tells how long it took."""
        self.say(f"{self._label}: {text}, {spoken(time.monotonic() - self._began)}")

    def _left(self, elapsed: float, done: int, total: int) -> str:
        guesses = []
        if self._expected is not None:
            guesses.append(self._expected - elapsed)
        if total and done > total // 5:
            # Early packages are small ones, so the count says little before a fifth of it is through.
            guesses.append(elapsed * (total - done) / done)
        left = max(guesses, default=0.0)
        return f", about {spoken(left)} left" if left >= 1 else ""

    def _wipe(self) -> None:
        if self._terminal and self._width:
            self._stream.write("\r" + " " * self._width + "\r")
            self._width = 0
