"""Spares the engine what costs a large fleet much of its time and nobody reads."""

import gc
import os
import sys
from collections.abc import Awaitable, Callable
from typing import Final

import pulumi

_FRAMES: Final = 8
"""Six are of the SDK itself; the next two are enough to find a resource in its program."""


def lean(program: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    """Returns a program that leaves out the SDK's debug messages, and all but the nearest callers of each resource.

    The SDK sends about five debug messages a resource, each a call that it waits for, whether or not they are shown;
    `AGENT_IDENTITY_DEBUG=1` keeps them. The record holds the whole stack of callers of every resource: with it, each
    checkpoint is half as large again. A program that ends when it has declared its resources has no use for a garbage
    collector either, which looks at all of them again and again.
    """

    async def run() -> None:
        gc.disable()
        if not os.environ.get("AGENT_IDENTITY_DEBUG"):
            pulumi.log.debug = _nothing
        sys.tracebacklimit = _FRAMES
        try:
            await program()
        finally:
            # An exception is shown whole.
            del sys.tracebacklimit

    return run


def _nothing(*_message: object, **_options: object) -> None:
    pass
