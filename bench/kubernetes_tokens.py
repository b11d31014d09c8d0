"""How soon a pod's token dies, measured on the real API server: `uv run --no-sync python -m bench.kubernetes_tokens`.

A token of the component's shape, bound to its pod. The pod is deleted, or is being deleted while a finalizer holds its
object; the token was reviewed before, or never. It takes a minute and a half, for which nothing is to be done.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from local_clouds.environment import command_environment
from local_clouds.state import StateDirectory
from local_clouds.supervisor import Supervisor
from tests.boundaries.kubernetes_api import MERGE, Api
from tests.boundaries.kubernetes_survivor import AUDIENCE, PODS, prepare, token_of

WHO_AM_I: Final = "/apis/authentication.k8s.io/v1/selfsubjectreviews"
REVIEWS: Final = "/apis/authentication.k8s.io/v1/tokenreviews"


def main() -> None:
    """Measures and prints a table in Markdown."""
    state = StateDirectory(Path(tempfile.mkdtemp(prefix="tokens-")))
    supervisor = Supervisor(state)
    try:
        supervisor.start(["kubernetes"], required=True)
        survivor = prepare(command_environment(state, os.environ))
        print("| the token | and its pod | dead after |\n|---|---|---|")
        for used, kept in ((False, False), (True, False), (False, True), (True, True)):
            seconds = _life(survivor.admin, f"pod-{used}-{kept}".lower(), used=used, kept=kept)
            pod = "is being deleted, its object still there" if kept else "is deleted"
            print(f"| {'was used before' if used else 'was never used'} | {pod} | {seconds:.1f} s |", flush=True)
        print(f"| calls the API server | is deleted | {_calls(survivor.admin, survivor.env):.1f} s |")
    finally:
        supervisor.stop()
        shutil.rmtree(state.path, ignore_errors=True)


def _life(admin: Api, name: str, *, used: bool, kept: bool) -> float:
    token = token_of(admin, name, [AUDIENCE])

    def dead() -> bool:
        spec = {"token": token, "audiences": [AUDIENCE]}
        return not admin.ask("POST", REVIEWS, {"spec": spec}).body["status"].get("authenticated", False)

    if kept:
        admin.ask("PATCH", f"{PODS}/{name}", {"metadata": {"finalizers": ["example.com/kept"]}}, MERGE)
    if used and dead():
        raise AssertionError("the token is no good")
    admin.ask("DELETE", f"{PODS}/{name}", {"gracePeriodSeconds": 0})
    # Each review that says yes is remembered: one a second, so that what is found is no longer than a second off.
    return _seconds_until(dead, pause=0.05 if used or not kept else 1)


def _calls(admin: Api, env: dict[str, str]) -> float:
    agent = Api(env, token_of(admin, "calling", [AUDIENCE, ""]))
    if agent.ask("POST", WHO_AM_I, {}).status != 201:
        raise AssertionError("the token is no good")
    admin.ask("DELETE", f"{PODS}/calling", {"gracePeriodSeconds": 0})
    return _seconds_until(lambda: agent.ask("POST", WHO_AM_I, {}).status == 401, pause=0.05)


def _seconds_until(happened: Callable[[], bool], pause: float) -> float:
    started = time.monotonic()
    while not happened():
        time.sleep(pause)
    return time.monotonic() - started


if __name__ == "__main__":
    main()
