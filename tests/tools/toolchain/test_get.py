"""The order in which a tool is looked for, and that nothing breaks what was got."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.tools.toolchain import tiny
from tools.toolchain.catalogue import Release
from tools.toolchain.errors import DiskFullError, ToolchainError
from tools.toolchain.get import get
from tools.toolchain.progress import Progress
from tools.toolchain.release import Releases

TREE = Path(__file__).resolve().parents[3]


def start(store, source, mirror_url, **environment):
    """Get the tiny tool in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.tools.toolchain.tiny", store.root, source, mirror_url],
        cwd=TREE,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_until(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def prints(program):
    done = subprocess.run([program], capture_output=True, text=True, check=True)
    return (done.stdout + done.stderr).strip()


def everything(store):
    """What the store holds, without its marks and locks."""
    kept = (path.relative_to(store.root) for path in store.root.rglob("*") if path.is_file() or path.is_symlink())
    return sorted(str(path) for path in kept if path.parts[0] not in {"CACHEDIR.TAG", ".locks"})


def test_what_the_machine_has_is_used_as_it_is(on_path, store, source, mirror, progress):
    mine = on_path("tiny", "echo tiny 1.0.7")
    (got,) = get([tiny.tool(source)], store, Releases(mirror.url), progress)
    assert (got.path, got.origin, got.version) == (str(mine), "path", "1.0.7")
    assert mirror.asked == []
    assert everything(store) == ["bin/tiny"]


@pytest.mark.parametrize(
    ("lines", "remark"),
    [
        ("echo tiny 0.9.9", "is version 0.9.9, wanted is 1.0.0 or newer, below 2.0.0: not used"),
        ("echo tiny 2.0.0", "is version 2.0.0, wanted is"),
        ("echo tiny 1.2.3; exit 3", "prints no version: not used"),
        ("echo hello", "prints no version: not used"),
    ],
    ids=["old", "new", "broken", "mute"],
)
def test_what_does_not_suit_is_named_and_passed_over(on_path, store, source, mirror, said, lines, remark):
    on_path("tiny", lines)
    mirror.serve_release()
    (got,) = get([tiny.tool(source)], store, Releases(mirror.url), Progress(said))
    assert got.origin == "release"
    assert remark in said.getvalue()
    assert (store.bin / "tiny").resolve() == Path(got.path)


def test_the_link_changes_when_the_machine_gets_its_own(on_path, store, source, mirror, progress):
    mirror.serve_release()
    get([tiny.tool(source)], store, Releases(mirror.url), progress)
    assert (store.bin / "tiny").resolve() == store.program("tiny", "1.2.3")
    mine = on_path("tiny", "echo tiny 1.5.0")
    (got,) = get([tiny.tool(source)], store, Releases(mirror.url), progress)
    assert got.origin == "path"
    assert (store.bin / "tiny").resolve() == mine


def test_the_own_links_on_path_are_no_finding(monkeypatch, store, source, mirror, progress):
    mirror.serve_release()
    monkeypatch.setenv("PATH", f"{store.bin}{os.pathsep}{os.environ['PATH']}")
    for _ in range(2):
        (got,) = get([tiny.tool(source)], store, Releases(mirror.url), progress)
        assert got.origin == "release"
    assert mirror.asked.count(tiny.ARCHIVE) == 1


def test_a_release_that_fails_its_checksum_is_never_used(go, store, source, mirror, progress, said):
    mirror.serve_release()
    mirror.pages[tiny.ARCHIVE] = tiny.archive({"tiny": b"#!/bin/sh\necho evil 1.2.3\n"})
    (got,) = get([tiny.tool(source)], store, Releases(mirror.url), progress)
    assert got.origin == "built"
    assert prints(got.path) == "tiny 1.2.3"
    assert "the published one is" in said.getvalue()
    assert everything(store) == ["bin/tiny", "tiny/1.2.3/bin/tiny", "tiny/1.2.3/receipt.json"]


def test_a_build_says_what_it_does_and_leaves_only_the_program(go, store, source, progress, said):
    get([tiny.tool(source)], store, Releases("off"), progress)
    text = said.getvalue()
    for line in ("is not on this machine (a build takes", "building it from Go modules", "compiling", "built, "):
        assert line in text
    assert everything(store) == ["bin/tiny", "tiny/1.2.3/bin/tiny", "tiny/1.2.3/receipt.json"]


def test_a_damaged_copy_is_got_again(store, source, mirror, progress):
    mirror.serve_release()
    (got,) = get([tiny.tool(source)], store, Releases(mirror.url), progress)
    Path(got.path).write_bytes(tiny.SCRIPT[:10])
    (again,) = get([tiny.tool(source)], store, Releases(mirror.url), progress)
    assert prints(again.path) == "tiny 1.2.3 from the release"
    assert not list((store.root / ".staging").iterdir())


def test_two_runs_at_once_build_once_and_the_second_says_that_it_waits(go, store, source):
    runs = [start(store, source, "off", GOCACHE=str(store.root.parent / "cold")) for _ in range(2)]
    outputs = [run.communicate(timeout=120) for run in runs]
    assert [run.returncode for run in runs] == [0, 0]
    assert len({output for output, _ in outputs}) == 1
    texts = [errors for _, errors in outputs]
    assert sum("built, " in text for text in texts) == 1
    waiting = next(text for text in texts if "built, " not in text)
    builder = next(run.pid for run, text in zip(runs, texts, strict=True) if "built, " in text)
    assert f"process {builder} is getting it already, waiting for that" in waiting


def test_a_build_that_is_killed_leaves_nothing_broken_and_no_process(go, store, source):
    cold = store.root.parent / "cold"
    run = start(store, source, "off", GOCACHE=str(cold))
    wait_until(lambda: cold.exists() and sum(1 for _ in cold.rglob("*-d")) > 3)
    run.kill()
    run.communicate()
    assert store.program("tiny", "1.2.3") is None
    wait_until(lambda: not processes_naming(str(store.root)))
    second = start(store, source, "off", GOCACHE=str(cold))
    output, errors = second.communicate(timeout=120)
    assert second.returncode == 0, errors
    assert prints(output.strip()) == "tiny 1.2.3"
    assert everything(store) == ["bin/tiny", "tiny/1.2.3/bin/tiny", "tiny/1.2.3/receipt.json"]


def processes_naming(text):
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = entry.read_bytes().decode("utf-8", "replace")
        except OSError:
            continue
        if text in command and str(os.getpid()) != entry.parent.name:
            found.append(command)
    return found


def plugin(source):
    """A tool that the engine loads: it has no option that prints its version."""
    members = Release(tiny.tool(source).release.url, tiny.tool(source).release.checksums, ("pulumi-resource-tiny",))
    return replace(tiny.tool(source), name="pulumi-resource-tiny", version_arguments=(), release=members)


def test_a_plugin_goes_where_the_engine_looks_for_it(store, source, mirror, progress, monkeypatch, tmp_path):
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "nothing"))
    mirror.serve_release(tiny.archive({"pulumi-resource-tiny": tiny.SCRIPT}))
    get([plugin(source)], store, Releases(mirror.url), progress)
    assert prints(store.pulumi_home / "plugins/resource-tiny-v1.2.3/pulumi-resource-tiny").endswith("the release")
    assert not store.bin.exists()


def test_a_plugin_that_the_user_has_is_used(store, source, mirror, progress, monkeypatch, tmp_path):
    theirs = tmp_path / "home" / "plugins" / "resource-tiny-v1.2.3" / "pulumi-resource-tiny"
    theirs.parent.mkdir(parents=True)
    theirs.write_bytes(tiny.SCRIPT)
    theirs.chmod(0o755)
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "home"))
    (got,) = get([plugin(source)], store, Releases(mirror.url), progress)
    assert (got.path, got.origin, mirror.asked) == (str(theirs), "path", [])
    assert (store.pulumi_home / "plugins/resource-tiny-v1.2.3/pulumi-resource-tiny").resolve() == theirs


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGINT])
def test_a_download_that_is_stopped_leaves_nothing_broken(store, source, mirror, sign):
    mirror.serve_release()
    mirror.slow.add(tiny.ARCHIVE)
    run = start(store, source, mirror.url)
    wait_until(lambda: tiny.ARCHIVE in mirror.asked and list(store.root.rglob("*.tar.gz")))
    run.send_signal(sign)
    run.communicate(timeout=30)
    assert store.program("tiny", "1.2.3") is None
    mirror.slow.clear()
    second = start(store, source, mirror.url)
    output, errors = second.communicate(timeout=30)
    assert second.returncode == 0, errors
    assert prints(output.strip()) == "tiny 1.2.3 from the release"
    assert everything(store) == ["bin/tiny", "tiny/1.2.3/bin/tiny", "tiny/1.2.3/receipt.json"]


def test_no_room_for_a_download_is_one_clear_line(store, source, mirror):
    mirror.serve_release(tiny.archive({"tiny": tiny.SCRIPT + os.urandom(100_000)}))
    run = start(store, source, mirror.url, TINY_FILE_LIMIT="50000")
    _, errors = run.communicate(timeout=30)
    assert run.returncode == 1
    assert re.search(
        r"^error: no room left in .*\(\d+ MB free on that disk\)\. Nothing half-written", errors, re.MULTILINE
    )
    assert "Traceback" not in errors
    assert everything(store) == []


def test_a_build_that_would_not_fit_is_not_begun(go, store, source, progress, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=10))
    with pytest.raises(DiskFullError, match=r"building tiny needs about 1 MB in .*, 0 MB are free"):
        get([tiny.tool(source)], store, Releases("off"), progress)
    assert everything(store) == []


FAKE_GO = """
case "$1" in
  version) echo go version go1.99.0 linux/amd64;;
  list) echo example.org/tiny;;
  build) mkdir -p "$GOCACHE" && echo object > "$GOCACHE/object"; echo "{said}" >&2; exit 1;;
esac
"""


@pytest.mark.parametrize(
    ("go_says", "error", "kept"),
    [
        ("link: write /x: no space left on device", "no room left in", False),
        ("verifying m@v1.0.0: checksum mismatch", "not what go.sum in .* says it is; nothing was built", True),
        ("dial tcp: lookup proxy: no such host", "the Go module proxy cannot be reached", True),
        ("main.go:3: undefined: x", "go build failed in .*; it said:\nmain.go:3: undefined: x", True),
    ],
    ids=["disk", "checksum", "network", "compiler"],
)
def test_a_failed_build_says_why(on_path, store, source, progress, go_says, error, kept):
    on_path("go", FAKE_GO.replace("{said}", go_says))
    with pytest.raises(ToolchainError, match=error):
        get([tiny.tool(source)], store, Releases("off"), progress)
    left = [".build/tiny/objects/object"] if kept else []
    assert everything(store) == left


def test_builds_are_verified_whatever_the_user_has_set(on_path, store, source, progress, monkeypatch, tmp_path):
    for name, value in {"GOFLAGS": "-mod=mod", "GONOSUMDB": "*", "GOINSECURE": "*", "GOSUMDB": "off"}.items():
        monkeypatch.setenv(name, value)
    log = tmp_path / "log"
    on_path(
        "go",
        'case "$1" in version) echo go version go1.99.0;; list) echo example.org/tiny;; build)'
        f' env > {log}; while [ "$1" != -o ]; do shift; done; printf x > "$2";; esac',
    )
    get([tiny.tool(source)], store, Releases("off"), progress)
    seen = dict(line.split("=", 1) for line in log.read_text().splitlines() if "=" in line)
    assert seen["GOFLAGS"].startswith("-mod=readonly")
    assert not {"GONOSUMDB", "GOINSECURE", "GOSUMDB", "GONOSUMCHECK"} & set(seen)
    assert seen["GOTOOLCHAIN"] == "local"


def test_the_receipt_tells_how_a_tool_was_got(store, source, mirror, progress):
    mirror.serve_release()
    (got,) = get([tiny.tool(source)], store, Releases(mirror.url), progress)
    receipt = json.loads((Path(got.path).parents[1] / "receipt.json").read_text())
    assert receipt == {"origin": "release", "files": {"bin/tiny": len(tiny.SCRIPT)}}
