"""Locks that a killed engine left behind on a stack."""

import os
import re
import socket

_HOLDER = re.compile(r"created by (?P<user>\S+?)@(?P<host>\S+) \(pid (?P<pid>\d+)\) at")
_LOCKED = "the stack is currently locked by"


def left_behind(message: str) -> bool:
    """Tells whether the engine was refused by locks alone whose holders ran on this machine and are gone.

    Args:
        message: What the engine printed.
    """
    if _LOCKED not in message:
        return False
    holders = list(_HOLDER.finditer(message))
    here = socket.gethostname()
    return bool(holders) and all(holder["host"] == here and not _alive(int(holder["pid"])) for holder in holders)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
