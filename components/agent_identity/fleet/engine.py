"""Runs one operation of the engine and passes its events on as they come."""

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TextIO

OnEvent = Callable[[Mapping[str, Any]], None]

VARIABLES: Final[Mapping[str, str]] = {
    # What the Automation API sets, too: without the second there is no event log.
    "PULUMI_AUTOMATION_API": "true",
    "PULUMI_DEBUG_COMMANDS": "true",
}
DEFAULTS: Final[Mapping[str, str]] = {"PULUMI_DIY_BACKEND_ZSTD": "true", "GOGC": "300"}
"""What holds where the user's own environment says nothing.

The engine rewrites the whole record at every step. A smaller one saves time, and it reads compressed and plain records
alike; a larger heap spares it collecting what each rewriting leaves.
"""

PREVIEW: Final[Mapping[str, str]] = {"PULUMI_SKIP_CHECKPOINTS": "true"}
"""A preview writes no checkpoint, yet without this it makes the whole record at every step, and throws it away."""

_LOOK_SECONDS: Final = 0.1
_EVENTS: Final = "events-"
"""What the folder of an operation's events begins with."""


def defaults() -> dict[str, str]:
    """Returns the defaults that the environment does not decide itself."""
    return {name: value for name, value in DEFAULTS.items() if name not in os.environ}


@dataclass(frozen=True, slots=True)
class Ended:
    """How an operation ended.

    Attributes:
        status: The engine's exit status.
        text: All that it printed.
        stalled: Whether it was stopped because nothing came of it.
    """

    status: int
    text: str
    stalled: bool


def operate(
    command: Sequence[str],
    *,
    folder: Path,
    variables: Mapping[str, str],
    log: Path,
    on_event: OnEvent,
    patience: float,
) -> Ended:
    """Runs an operation to its end.

    Args:
        command: The command line, without the event log.
        folder: Where it runs, and where its events are kept meanwhile; what a killed run left there is removed.
        variables: Its environment, on top of this process's.
        log: The file to which all that it prints is appended.
        on_event: Called with each event.
        patience: Seconds without any event after which it is stopped.
    """
    environment = {**os.environ, **defaults(), **variables, **VARIABLES}
    # A state's inputs are in the events, and nothing of them is to stay: not even what a killed run left.
    for left in folder.glob(f"{_EVENTS}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=_EVENTS, dir=folder) as place, log.open("a", encoding="utf-8") as output:
        start = output.seek(0, os.SEEK_END)
        events = Path(place, "events.jsonl")
        events.touch()
        process = subprocess.Popen(
            [*command, "--event-log", str(events)],
            cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            with events.open(encoding="utf-8") as stream:
                stalled = _follow(process, stream, on_event, patience)
        finally:
            # Killed, not asked: an engine that is asked to end forgets what it began, and the record is to say so.
            process.kill()
            process.wait()
    with log.open(encoding="utf-8", errors="replace") as written:
        written.seek(start)
        return Ended(process.returncode, written.read(), stalled)


def _follow(process: subprocess.Popen[bytes], stream: TextIO, on_event: OnEvent, patience: float) -> bool:
    """Passes events on until the process ends, or until nothing came for so long; returns whether it was that."""
    heard, rest = time.monotonic(), ""
    while True:
        ended = process.poll() is not None
        text = rest + stream.read()
        *lines, rest = text.split("\n")
        for line in lines:
            if line.strip():
                on_event(json.loads(line))
        if ended:
            return False
        now = time.monotonic()
        if lines:
            heard = now
        elif now - heard > patience:
            return True
        time.sleep(_LOOK_SECONDS)
