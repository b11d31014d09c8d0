"""Spares the engine what costs a large fleet a third of its time and nobody reads."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pulumi

_FRAMES: Final = 10
"""As many callers as a component's resource needs to be found in its program; the rest is Python's and Pulumi's own."""


@contextmanager
def lean() -> Iterator[None]:
    """Leaves out the SDK's debug messages, and all but the nearest callers of each resource.

    The SDK sends about five debug messages a resource, each a call that it waits for, whether or not they are shown;
    `AGENT_IDENTITY_DEBUG=1` keeps them. The record holds the whole stack of callers of every resource: with it, each
    checkpoint is twice as large.
    """
    if not os.environ.get("AGENT_IDENTITY_DEBUG"):
        pulumi.log.debug = _nothing
    before = getattr(sys, "tracebacklimit", None)
    sys.tracebacklimit = _FRAMES
    try:
        yield
    finally:
        # An exception is shown whole.
        if before is None:
            del sys.tracebacklimit
        else:
            sys.tracebacklimit = before


def _nothing(*_message: object, **_options: object) -> None:
    pass
