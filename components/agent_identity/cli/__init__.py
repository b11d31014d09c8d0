"""The `agent-identity` command: thin modules that parse, call and print.

Each command is a module of its own and is loaded when it is called, so that `agent-identity --help` is fast and works
whatever extras are installed.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status.

    Args:
        arguments: What follows `agent-identity`; the process's own arguments by default.

    Returns:
        0 where there is nothing to report, 1 for findings, denials or failed checks, 2 for bad usage or bad input.
    """
    try:
        from agent_identity.cli.app import run  # noqa: PLC0415 - the extra [cli] may be missing
    except ModuleNotFoundError as missing:
        if (missing.name or "").split(".")[0] not in {"typer", "rich"}:
            raise
        print(
            f"Error: the command line needs {missing.name}: pip install 'pulumi-agent-identity[cli]'", file=sys.stderr
        )
        return 2
    return run(arguments)
