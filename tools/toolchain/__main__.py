"""The command line: ``python -m tools.toolchain get|status|clean``."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from tools.toolchain import installed
from tools.toolchain.catalogue import tools
from tools.toolchain.errors import ToolchainError
from tools.toolchain.get import get
from tools.toolchain.progress import Progress
from tools.toolchain.release import Releases
from tools.toolchain.store import Store, default_root

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; give 0 where it did what it was asked, 1 where it could not (the reason is on stderr)."""
    # A polite stop must clean up as Ctrl-C does; without this, SIGTERM would leave the build running.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    chosen = _parser().parse_args(arguments)
    store = Store(default_root())
    try:
        if chosen.command == "get":
            return _get(chosen, store)
        if chosen.command == "status":
            return _status(chosen, store)
        store.clean()
    except ToolchainError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; the next run goes on from here", file=sys.stderr)
        return 130
    print(f"removed {store.root}", file=sys.stderr)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.toolchain", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    getting = commands.add_parser("get", help="get the tools that this machine lacks")
    status = commands.add_parser("status", help="say what is there, change nothing")
    commands.add_parser("clean", help="remove everything that was got")
    for command in (getting, status):
        command.add_argument("group", nargs="?", default="all", choices=["engine", "kubernetes", "all"])
        command.add_argument("--only", action="append", metavar="NAME", help="just this tool; may be repeated")
        command.add_argument("--json", action="store_true", help="print the result as JSON on standard output")
    return parser


def _get(chosen: argparse.Namespace, store: Store) -> int:
    wanted = [tool for tool in tools(chosen.group) if not chosen.only or tool.name in chosen.only]
    _check_names(chosen, [tool.name for tool in wanted])
    got = get(wanted, store, Releases(), Progress())
    if chosen.json:
        places = {"bin": str(store.bin), "pulumi_home": str(store.pulumi_home)}
        print(json.dumps({"tools": [asdict(tool) for tool in got], **places}, indent=1))
    else:
        for tool in got:
            print(f"{tool.name} {tool.version}: {tool.path} ({tool.origin})", file=sys.stderr)
    return 0


def _status(chosen: argparse.Namespace, store: Store) -> int:
    wanted = [tool for tool in tools(chosen.group) if not chosen.only or tool.name in chosen.only]
    _check_names(chosen, [tool.name for tool in wanted])
    lines = []
    for tool in wanted:
        on_path, remark = installed.find(tool, store.bin)
        kept = store.program(tool.name, str(tool.version))
        origin = "path" if on_path else store.origin(tool.name, str(tool.version)) if kept else "missing"
        path = str(on_path or kept or "")
        lines.append({"name": tool.name, "version": str(tool.version), "path": path, "origin": origin, "note": remark})
    if chosen.json:
        print(json.dumps({"tools": lines, "bin": str(store.bin), "pulumi_home": str(store.pulumi_home)}, indent=1))
    else:
        for line in lines:
            print(f"{line['name']} {line['version']}: {line['origin']} {line['path']} {line['note']}".rstrip())
    return 0 if all(line["origin"] != "missing" for line in lines) else 1


def _check_names(chosen: argparse.Namespace, known: list[str]) -> None:
    unknown = sorted(set(chosen.only or []) - set(known))
    if unknown:
        every = ", ".join(tool.name for tool in tools(chosen.group))
        raise ToolchainError(f"--only {unknown[0]}: no such tool in the group {chosen.group}, which has {every}")


if __name__ == "__main__":
    sys.exit(main())
