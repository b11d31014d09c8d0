"""`make up` after the environment: engine, local clouds, data, agents; then the Kubernetes tools and its agents.

Whatever is there already is not done again, so a warm run has one phase of deployment. Each phase is announced with
what is left after it.
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CATALOG = "stacks/agents.yaml"
LOCAL = ("agent-identity", "local")
FAST_CLOUDS = ("aws", "gcp", "azure")
TOOLCHAIN = (sys.executable, "-m", "tools.toolchain")


@dataclass(frozen=True)
class Phase:
    """One step of the way: what it does, in words, and the command that does it."""

    what: str
    command: tuple[str, ...]


def main() -> int:
    """Runs every phase and says what to type next.

    Returns:
        0, or the status of the first phase that failed.
    """
    began = time.monotonic()
    phases = _phases(kubernetes_ready=_ready("kubernetes"))
    for number, phase in enumerate(phases, start=1):
        left = ", then ".join(later.what for later in phases[number:]) or "nothing"
        _say(f"[{number}/{len(phases)}] {phase.what} (left: {left})")
        status = _run(phase)
        if status != 0:
            _say(f"stopped at: {phase.what}. What is done is kept; `make up` goes on from here.")
            return status
    _say(f"ready after {time.monotonic() - began:.0f} s. Next:\n{NEXT}")
    return 0


def _run(phase: Phase) -> int:
    process = subprocess.Popen(phase.command, cwd=ROOT)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            # The terminal told the command too; it ends by itself and says what it kept.
            continue


def _phases(*, kubernetes_ready: bool) -> list[Phase]:
    engine = Phase("get the Pulumi engine", (*TOOLCHAIN, "get", "engine"))
    everything = _deploy("deploy AWS, Azure, GCP and Kubernetes")
    if kubernetes_ready:
        return [engine, Phase("start the local clouds", (*LOCAL, "start")), _data(), everything]
    clouds = ",".join(FAST_CLOUDS)
    return [
        engine,
        Phase("start AWS, Azure and GCP", (*LOCAL, "start", "--clouds", clouds)),
        _data(),
        _deploy("deploy AWS, Azure and GCP", *FAST_CLOUDS),
        Phase("get the Kubernetes tools, once, by building them", (*TOOLCHAIN, "get", "kubernetes")),
        Phase("start Kubernetes", (*LOCAL, "start")),
        everything,
    ]


def _data() -> Phase:
    make = (sys.executable, "-m", "tools.sample_data", CATALOG)
    return Phase("make the data that the agents ask for", (*LOCAL, "--clouds", "gcp,azure", "--", *make))


def _deploy(what: str, *clouds: str) -> Phase:
    only = [word for cloud in clouds for word in ("--cloud", cloud)]
    joined = ("--clouds", ",".join(clouds)) if clouds else ()
    fleet = ("agent-identity", "fleet", "up", "--catalog", CATALOG, "--work", str(_work()), "--refresh", *only)
    return Phase(what, (*LOCAL, *joined, "--", *fleet))


def _work() -> Path:
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache).absolute() / "agent-identity" / "local" / "fleet"


def _ready(kind: str) -> bool:
    return subprocess.run((*TOOLCHAIN, "status", kind), cwd=ROOT, capture_output=True, check=False).returncode == 0


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


NEXT = """\
  agent-identity local -- pulumi stack ls --all     the stacks, in the local backend
  agent-identity local -- aws iam list-roles        what a cloud's own client sees
  agent-identity boundary aws                       the boundary that holds them
  make test                                         the proof
(with `uv run` before each, or after `. .venv/bin/activate`)"""


if __name__ == "__main__":
    sys.exit(main())
