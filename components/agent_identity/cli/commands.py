"""Which commands there are and where each lives: read for `--help` without importing any of them."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import entry_points

ENTRY_POINT_GROUP = "agent_identity.cli"


@dataclass(frozen=True)
class CommandEntry:
    """One command of `agent-identity`.

    Attributes:
        name: The word that calls it.
        target: `module:attribute` of its `typer.Typer`.
        help: The line that `agent-identity --help` shows for it.
        extra: The extra of this distribution that it needs, "" for none beyond [cli].
    """

    name: str
    target: str
    help: str
    extra: str = ""


OWN_COMMANDS: tuple[CommandEntry, ...] = (
    CommandEntry(
        "catalog", "agent_identity.cli.catalog:app", "Check an agents catalog, or write a sample of any size."
    ),
    CommandEntry(
        "access", "agent_identity.cli.access:app", "Show what an agent asked for, what was generated for it, and why."
    ),
    CommandEntry("analyze", "agent_identity.cli.analyze:app", "Say which principals can come to more rights, and how."),
    CommandEntry("can", "agent_identity.cli.can:app", "Say whether requests would be allowed, and what decides."),
    CommandEntry("boundary", "agent_identity.cli.boundary:app", "Print a cloud's boundary in that cloud's own format."),
    CommandEntry("fleet", "agent_identity.cli.fleet:app", "Preview, deploy, destroy and show the stacks of a catalog."),
    CommandEntry("waivers", "agent_identity.cli.waivers:app", "Check the waivers of the policy pack."),
    CommandEntry("schema", "agent_identity.cli.schema:app", "Print the JSON Schema of a command's JSON output."),
)

# An entry point carries no text of its own and loading it for its help would make `--help` slow.
DESCRIBED_PLUGINS: dict[str, tuple[str, str]] = {
    "local": ("Run the clouds on this machine: AWS, GCP, Azure and Kubernetes.", "local"),
}


def all_commands() -> dict[str, CommandEntry]:
    """Every command by name: this distribution's own, then what installed packages register.

    A package adds a command by an entry point of the group `agent_identity.cli` that names a `typer.Typer`.
    A command of this distribution cannot be replaced that way.
    """
    commands = {entry.name: entry for entry in OWN_COMMANDS}
    for point in sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda found: found.name):
        text, extra = DESCRIBED_PLUGINS.get(point.name, (f"From {point.value.partition(':')[0]}.", ""))
        commands.setdefault(point.name, CommandEntry(point.name, point.value, text, extra))
    return commands
