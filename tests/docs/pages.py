"""Where the pages are, and the programs, catalogs and commands in them."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACK = str(ROOT / "policy_packs" / "agent_identity")


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a language, taken out of the indentation of a tab."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    return [re.sub(rf"^{indent}", "", body, flags=re.MULTILINE) for indent, body in found]
