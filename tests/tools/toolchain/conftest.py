from __future__ import annotations

import http.server
import io
import os
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.tools.toolchain import tiny
from tools.toolchain.progress import Progress
from tools.toolchain.store import Store


@dataclass
class Mirror:
    """A release server on loopback; ``slow`` paths send a byte now and then, ``cut`` ones end early."""

    pages: dict[str, bytes] = field(default_factory=dict)
    slow: set[str] = field(default_factory=set)
    cut: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    url: str = ""

    def serve_release(self, data: bytes | None = None) -> None:
        data = tiny.archive() if data is None else data
        self.pages |= {tiny.ARCHIVE: data, tiny.CHECKSUMS: tiny.checksums(data)}


@pytest.fixture
def mirror():
    served = Mirror()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            served.asked.append(self.path)
            page = served.pages.get(self.path)
            if page is None:
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            if self.path in served.cut:
                page = page[: len(page) // 2]
            if self.path in served.slow:
                for byte in page:
                    self.wfile.write(bytes([byte]))
                    time.sleep(0.2)
            else:
                self.wfile.write(page)

        def log_message(self, *_):
            """Keep the test's output to what the code under test says."""

        def handle_one_request(self):
            try:
                super().handle_one_request()
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    served.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield served
    server.shutdown()
    server.server_close()


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "tools")


@pytest.fixture
def said():
    """What a run says when its output is piped."""
    return io.StringIO()


@pytest.fixture
def progress(said):
    return Progress(said)


@pytest.fixture
def source(tmp_path):
    return tiny.sources(tmp_path / "source")


@pytest.fixture(scope="session")
def go_objects(tmp_path_factory):
    """Go's objects, shared by the tests of one worker: the runtime is compiled once."""
    return tmp_path_factory.mktemp("go-objects")


@pytest.fixture(autouse=True)
def no_shared_go_caches(monkeypatch):
    """Whoever runs the tests may share Go's caches: here they are the toolchain's own."""
    for name in ("GOCACHE", "GOMODCACHE", "AGENT_IDENTITY_RELEASES"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def go(monkeypatch, go_objects):
    """A PATH with Go and the system's programs, nothing else."""
    path = os.pathsep.join([str(tiny.go_directory()), "/usr/bin", "/bin"])
    monkeypatch.setenv("PATH", path)
    monkeypatch.setenv("GOCACHE", str(go_objects))


@pytest.fixture
def on_path(monkeypatch, tmp_path):
    """Makes a program that does what the given shell lines say, first on PATH."""
    directory = tmp_path / "machine"
    directory.mkdir()
    monkeypatch.setenv("PATH", f"{directory}{os.pathsep}{os.environ['PATH']}")

    def make(name: str, lines: str) -> Path:
        program = directory / name
        program.write_text(f"#!/bin/sh\n{lines}\n")
        program.chmod(0o755)
        return program

    return make
