"""docs/images/fleet.svg: the table of `agent-identity fleet status`, as a terminal shows it.

Usage, after `make up`:

    agent-identity local -- agent-identity fleet status --catalog stacks/agents.yaml --format json > agents.json
    python -m tools.pages.picture < agents.json

The picture holds what the deployed stacks said; it names no font or style sheet that a browser would have to fetch.
"""

import io
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from agent_identity.cli.fleet_output import COLUMNS, row_of
from agent_identity.manifest import Manifest

FILE: Final = Path(__file__).parents[2] / "docs" / "images" / "fleet.svg"
COMMAND: Final = "agent-identity fleet status --catalog stacks/agents.yaml"
FONT_FACES: Final = re.compile(r"\s*@font-face \{.*?\n\s*\}", re.DOTALL)
FONT: Final = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace"


def picture(agents: Sequence[Manifest]) -> str:
    """Returns the table of these agents as an SVG document that stands alone."""
    table = Table(*COLUMNS, header_style="bold")
    for agent in agents:
        table.add_row(*row_of(agent))
    console = Console(record=True, width=142, file=io.StringIO(), force_terminal=True)
    console.print(f"[green]$[/green] {COMMAND}")
    console.print(table)
    drawn = console.export_svg(title="agent-identity", unique_id="fleet")
    alone = FONT_FACES.sub("", drawn).replace("Fira Code, monospace", FONT)
    return alone.replace("font-family: Fira Code", f"font-family: {FONT}")


def main() -> int:
    """Draws the agents that standard input holds as JSON.

    Returns:
        0, or 2 where nothing is deployed: a picture of nothing is not drawn.
    """
    agents = json.load(sys.stdin)["agents"]
    if not agents:
        print("no agents are deployed: make up", file=sys.stderr)
        return 2
    FILE.write_text(picture(agents), encoding="utf-8")
    print(f"wrote {FILE.name}: {len(agents)} agents")
    return 0


if __name__ == "__main__":
    sys.exit(main())
