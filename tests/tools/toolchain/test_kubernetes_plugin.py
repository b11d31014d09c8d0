"""The Kubernetes plugin that is built here ends when its engine is killed, which the provider alone does not."""

import os
import shutil
import subprocess
import time

from tests.tools.toolchain import tiny
from tools.toolchain.catalogue import GO_SOURCES

SOURCES = GO_SOURCES / "pulumi-kubernetes"


def test_the_plugin_ends_with_its_engine(go, tmp_path):
    source = tiny.sources(tmp_path / "source", "println(1); go endWithParent(); select {}")
    shutil.copy(SOURCES / "parent.go", source)
    environment = {**os.environ, "GOPATH": str(tmp_path / "go"), "HOME": str(tmp_path)}
    subprocess.run(["go", "build", "-o", "plugin", "."], cwd=source, env=environment, check=True)
    # The pipe closes when its last holder ends: neither `sh` nor the plugin.
    engine = subprocess.Popen(["sh", "-c", f"{source}/plugin & wait"], stderr=subprocess.PIPE, text=True)
    assert engine.stderr.readline() == "1\n"
    time.sleep(1.2)
    assert engine.poll() is None
    began = time.monotonic()
    engine.kill()
    assert engine.stderr.read() == ""
    assert time.monotonic() - began < 10


def test_the_plugin_looks_after_its_engine():
    assert "go endWithParent()" in (SOURCES / "main.go").read_text()
