"""The command line: ``python -m tools.toolchain get|status|clean``."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tools.toolchain import installed, node
from tools.toolchain.catalogue import tools
from tools.toolchain.errors import ToolchainError
from tools.toolchain.get import get
from tools.toolchain.progress import Progress
from tools.toolchain.release import Releases
from tools.toolchain.store import Store, default_root

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.toolchain.catalogue import Tool


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; give 0 where it did what it was asked, 1 where it could not (the reason is on stderr)."""
    # A polite stop must clean up as Ctrl-C does; without this, SIGTERM would leave the build running.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    parser = _parser()
    chosen = parser.parse_args(arguments)
    store = Store(default_root())
    try:
        if chosen.command == "clean":
            store.clean()
            print(f"removed {store.root}", file=sys.stderr)
            return 0
        wanted = tools(chosen.group)
        names = [tool.name for tool in wanted]
        for name in chosen.only or ():
            if name not in names:
                parser.error(f"--only {name}: no such tool in the group {chosen.group}, which has {', '.join(names)}")
        wanted = [tool for tool in wanted if not chosen.only or tool.name in chosen.only]
        return (_get if chosen.command == "get" else _status)(wanted, store, as_json=chosen.json)
    except ToolchainError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; the next run goes on from here", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.toolchain", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    getting = commands.add_parser("get", help="get the tools that this machine lacks")
    status = commands.add_parser("status", help="say what is there, change nothing")
    commands.add_parser("clean", help="remove everything that was got")
    for command in (getting, status):
        command.add_argument("group", nargs="?", default="all", choices=["engine", "kubernetes", "languages", "all"])
        command.add_argument("--only", action="append", metavar="NAME", help="just this tool; may be repeated")
        command.add_argument("--json", action="store_true", help="print the result as JSON on standard output")
    return parser


def _get(wanted: list[Tool], store: Store, *, as_json: bool) -> int:
    progress = Progress()
    got = get(wanted, store, Releases(), progress)
    if any(tool.name == "pulumi-language-nodejs" for tool in wanted):
        node.get_packages(store, progress)
    if as_json:
        _print_json([asdict(tool) for tool in got], store)
    else:
        for tool in got:
            print(f"{tool.name} {tool.version}: {tool.path} ({tool.origin})", file=sys.stderr)
    return 0


def _status(wanted: list[Tool], store: Store, *, as_json: bool) -> int:
    lines = []
    for tool in wanted:
        on_path, found, remark = installed.find(tool, store.bin)
        version = str(found)
        kept = store.program(tool.name, version)
        origin = "path" if on_path else store.origin(tool.name, version) if kept else "missing"
        lines.append(
            {
                "name": tool.name,
                "version": version,
                "path": str(on_path or kept or ""),
                "origin": origin,
                "note": remark,
            }
        )
    if as_json:
        _print_json(lines, store)
    else:
        for line in lines:
            print(f"{line['name']} {line['version']}: {line['origin']} {line['path']} {line['note']}".rstrip())
    return 0 if all(line["origin"] != "missing" for line in lines) else 1


def _print_json(lines: list[dict[str, Any]], store: Store) -> None:
    print(json.dumps({"tools": lines, "bin": str(store.bin), "pulumi_home": str(store.pulumi_home)}, indent=1))


if __name__ == "__main__":
    sys.exit(main())
