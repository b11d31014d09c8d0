"""`make up` from nothing but the tools: every phase, killed anywhere and run again, and once more for nothing."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from local_clouds.programs import tools_directory

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """An empty cache, but the tools that this machine has; its clouds are stopped whatever happens."""
    own = {**os.environ, "XDG_CACHE_HOME": str(tmp_path), "AGENT_IDENTITY_TOOLS": str(tools_directory())}
    own["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{own['PATH']}"
    yield own
    subprocess.run(["agent-identity", "local", "stop"], env=own, check=True, capture_output=True)


def up(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tools.up"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def killed_up(environment: dict[str, str], after: float) -> None:
    """Begins, and kills what it began with everything that belongs to its session, as a lost terminal would."""
    begun = subprocess.Popen(
        [sys.executable, "-m", "tools.up"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(after)
    os.killpg(begun.pid, signal.SIGKILL)
    begun.wait()


def test_a_killed_run_is_finished_by_the_next_and_the_one_after_changes_nothing(environment: dict[str, str]) -> None:
    seed = random.SystemRandom().randrange(10_000)
    print(f"seed {seed}")
    dice = random.Random(seed)
    # The clouds start within the first seconds; then the foundations and fleets are deployed.
    for _ in range(3):
        killed_up(environment, dice.uniform(0.2, 20))

    finished = up(environment)
    assert finished.returncode == 0, finished.stderr
    assert "[4/4] deploy AWS, Azure, GCP and Kubernetes (left: nothing)" in finished.stderr
    shown = finished.stdout.splitlines()
    assert shown[0].split() == [
        "agent",
        "version",
        "team",
        "environment",
        "runtime",
        "principal",
        "boundary",
        "token",
        "life",
    ]
    assert {line.split()[4] for line in shown[1:]} == {"ecs", "lambda", "azure", "gcp", "kubernetes"}

    again = up(environment)
    assert again.returncode == 0, again.stderr
    assert again.stdout == finished.stdout
    stacks = [line for line in again.stderr.splitlines() if line.startswith("✓")]
    assert len(stacks) == 8
    assert all(": " in line and line.split(": ")[1].endswith("s)") and " same " in f" {line} " for line in stacks), (
        stacks
    )
    assert not any(word in line for line in stacks for word in ("create", "update", "delete", "replace"))

    roles = ["agent-identity", "local", "--clouds", "aws", "--", sys.executable, "-c", COUNT_ROLES]
    counted = subprocess.run(roles, env=environment, capture_output=True, text=True, check=True)
    assert json.loads(counted.stdout) == 5


COUNT_ROLES = """
import boto3
print(len(boto3.client("iam").list_roles(PathPrefix="/agents/")["Roles"]))
"""
