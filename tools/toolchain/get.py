"""Getting a tool: what the machine has, what is kept, the official release, a build; in this order."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.toolchain import golang, host, installed
from tools.toolchain.errors import DiskFullError, ToolchainError, UnavailableError
from tools.toolchain.progress import spoken

if TYPE_CHECKING:
    from pathlib import Path

    from tools.toolchain.catalogue import Tool
    from tools.toolchain.progress import Progress
    from tools.toolchain.release import Releases
    from tools.toolchain.store import Store


@dataclass(frozen=True)
class Got:
    """A tool that is ready. ``origin`` is ``path``, ``release`` or ``built``; ``seconds`` is what getting it took."""

    name: str
    version: str
    path: str
    origin: str
    seconds: float


def get(wanted: list[Tool], store: Store, releases: Releases, progress: Progress) -> list[Got]:
    """Get every tool of ``wanted``, one after the other, and link it.

    Raises:
        ToolchainError: one of them cannot be had in any way. Those before it stay.
    """
    missing = [tool for tool in wanted if not _kept(tool, store) and installed.find(tool, store.bin).program is None]
    for tool in missing:
        progress.say(f"{tool.name} {tool.version} is not on this machine (a build takes {spoken(_estimate(tool))})")
    if len(missing) > 1:
        progress.say(f"at most {spoken(sum(map(_estimate, missing)))} for these {len(missing)}, less with releases")
    return [_get_one(tool, store, releases, progress) for tool in wanted]


def _estimate(tool: Tool) -> float:
    """Seconds of a build here: the figure was measured on two cores, and half the work does not gain from more."""
    cores = os.cpu_count() or 2
    return tool.build.seconds * (0.5 + 0.5 * 2 / cores)


def _kept(tool: Tool, store: Store) -> Path | None:
    return store.program(tool.name, str(tool.version))


def _get_one(tool: Tool, store: Store, releases: Releases, progress: Progress) -> Got:
    began = time.monotonic()
    progress.begin(f"{tool.name} {tool.version}")
    program, version, remark = installed.find(tool, store.bin)
    if remark:
        progress.say(f"{tool.name}: {remark}")
    origin = "path"
    if program is None:
        program = _kept(tool, store) or _fetch(tool, store, releases, progress)
        origin = store.origin(tool.name, str(tool.version))
    _make_findable(tool, program, origin, store, progress)
    return Got(tool.name, str(version), str(program), origin, round(time.monotonic() - began, 1))


def _fetch(tool: Tool, store: Store, releases: Releases, progress: Progress) -> Path:
    version = str(tool.version)

    def waiting(process: str) -> None:
        progress.say(f"{tool.name} {version}: process {process} is getting it already, waiting for that")

    with store.lock(tool.name, waiting):
        if program := _kept(tool, store):
            return program
        try:
            program = _released(tool, store, releases, progress)
        except UnavailableError as reason:
            progress.say(f"{tool.name} {version}: no official release ({reason}); building it from Go modules")
            program = _build(tool, store, progress)
            progress.end("built")
    return program


def _released(tool: Tool, store: Store, releases: Releases, progress: Progress) -> Path:
    if tool.release is None:
        raise UnavailableError("the engine's release holds it, and this engine is of none")
    with store.staging(tool.name) as staged:
        progress.phase("asking for the official release")
        releases.fetch(tool.release, tool.name, tool.version, staged, progress)
        program = store.publish(staged, tool.name, str(tool.version), "release")
    progress.end("official release, checksum verified")
    return program


def _build(tool: Tool, store: Store, progress: Progress) -> Path:
    build, version = tool.build, str(tool.version)
    cache = store.build_cache(tool.name)
    _check_room(tool, store)
    program = golang.find_go(golang.minimum(build), store, progress)
    try:
        with store.staging(tool.name) as staged:
            product, temporary = staged / "product", staged / "temporary"
            (product / "bin").mkdir(parents=True)
            temporary.mkdir()
            go = golang.Go(program, cache, temporary)
            source = build.source
            if build.embed:
                source = staged / "source"
                shutil.copytree(build.source, source)
                progress.phase("getting the sources", build.seconds)
                shutil.copyfile(go.module_file(build.source, *build.embed), source / "schema.json")
            go.build(build, tool.version, source, product / "bin" / tool.name, progress)
            if build.also:
                beside = go.module_file(build.source, *build.also)
                shutil.copyfile(beside, product / "bin" / beside.name)
                (product / "bin" / beside.name).chmod(0o755)
            path = store.publish(product, tool.name, version, "built")
    except DiskFullError:
        # What fills the disk must not stay on it; any other failure goes on from what was compiled.
        shutil.rmtree(cache, ignore_errors=True)
        raise
    shutil.rmtree(cache, ignore_errors=True)
    return path


def _check_room(tool: Tool, store: Store) -> None:
    store.prepare()
    free = shutil.disk_usage(store.root).free // 1_000_000
    if free < tool.build.megabytes:
        raise DiskFullError(
            f"building {tool.name} needs about {tool.build.megabytes} MB in {store.root} for a while, {free} MB are "
            "free. Free some space, or set AGENT_IDENTITY_TOOLS to a directory on another disk"
        )


def _make_findable(tool: Tool, program: Path, origin: str, store: Store, progress: Progress) -> None:
    """Link the program in use, and put the plugin where the engine looks for it.

    What the machine has is linked too: a run with another PATH then finds the same program, or its own in its place.
    """
    if tool.host:
        host.link(tool.name, program, origin, store)
        return
    if not tool.version_arguments:
        plugins = store.pulumi_home / "plugins"
        store.link(plugins / installed.plugin_directory(tool.name, str(tool.version)) / tool.name, program)
        return
    store.link(store.bin / tool.name, program)
    if tool.name == "pulumi":
        _ensure_host(tool, program, origin, store, progress)


def _ensure_host(tool: Tool, engine: Path, origin: str, store: Store, progress: Progress) -> None:
    link = store.bin / host.NAME
    needed = host.is_missing(engine, store)
    if not needed or origin != "path":
        # Beside the engine is where it looks first; one on PATH as well would make it warn in every command.
        link.unlink(missing_ok=True)
        if needed:
            host.install(engine.parent, store)
        return
    version = str(tool.version)
    directory = store.directory(host.NAME, version) / "bin"
    if not (directory / host.EXECUTOR).exists():
        if tool.build.also is None:
            raise ToolchainError(f"{engine} has no {host.NAME} beside it, and none is known for it")
        progress.phase("getting the Python language host")
        with store.lock(host.NAME, lambda pid: progress.say(f"{host.NAME}: process {pid} is getting it, waiting")):
            cache = store.build_cache(host.NAME)
            with store.staging(host.NAME) as staged:
                go_program = golang.find_go(golang.minimum(tool.build), store, progress)
                executor = golang.Go(go_program, cache, staged).module_file(tool.build.source, *tool.build.also)
                store.write(directory / host.EXECUTOR, executor.read_bytes(), 0o755)
            shutil.rmtree(cache, ignore_errors=True)
    host.install(directory, store)
    store.link(link, directory / host.NAME)
