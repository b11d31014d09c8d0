"""How sentences of findings are put together, on every cloud."""

from collections.abc import Sequence
from typing import Final

_SHOWN: Final = 3
"""How many things a sentence names."""


def listed(texts: Sequence[str]) -> str:
    """Returns the first few of several things in words, and how many more there are; "" for none."""
    more = len(texts) - _SHOWN
    shown = [*texts[:_SHOWN], f"{more} more"] if more > 0 else list(texts)
    return f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else "".join(shown)
