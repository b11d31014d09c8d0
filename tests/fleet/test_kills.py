"""A fleet killed at random moments and run again loses nothing and makes nothing twice.

Both numbers can be set: `AGENT_IDENTITY_KILLS=100 AGENT_IDENTITY_SEED=7 pytest tests/fleet/test_kills.py`.
"""

import contextlib
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests import clients
from tests.conftest import LocalClouds
from tests.fleet.running import FleetCommand, agent, aws_catalog

KILLS = int(os.environ.get("AGENT_IDENTITY_KILLS") or 10)
SEED = int(os.environ.get("AGENT_IDENTITY_SEED") or random.SystemRandom().randrange(10**6))
SHARDS = 4
TYPES = tuple(f"agent-{number}" for number in range(10))
ROLE = "aws:iam/role:Role"
LONGEST_SECONDS = 12.0


def catalog(version: int, types: tuple[str, ...] = TYPES) -> str:
    """Returns the catalog at a version, which every agent's role carries as a tag."""
    agents = [agent(kind, version=f"{version}.0.0") for kind in types]
    return aws_catalog("kills", agents, shards=SHARDS)


def processes_of(session: int) -> Iterator[int]:
    """Gives the processes of a session: what they start in groups of their own stays in it."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, ProcessLookupError):
                if os.getsid(int(entry.name)) == session:
                    yield int(entry.name)


def killed(fleet: FleetCommand, operation: str, after: float) -> float:
    """Starts a command and kills it, its engines and their programs at once; returns how long it ran."""
    started = time.monotonic()
    process = fleet.start(operation, "--jobs", "4")
    with contextlib.suppress(Exception):
        process.wait(after)
    while left := list(processes_of(process.pid)):
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.poll()
        time.sleep(0.01)
    process.communicate()
    return time.monotonic() - started


def roles(local_clouds: LocalClouds) -> dict[str, tuple[str, str]]:
    """Returns the cloud's agent roles by name, each with its unique id and the version that it carries."""
    iam = clients.aws(local_clouds.env, "iam")
    found = {}
    for role in iam.list_roles(PathPrefix="/agents/", MaxItems=1000)["Roles"]:
        tags = {tag["Key"]: tag["Value"] for tag in iam.list_role_tags(RoleName=role["RoleName"])["Tags"]}
        if tags.get("agent-environment") == "kills":
            found[role["RoleName"]] = (role["RoleId"], tags["agent-version"])
    return found


def recorded(fleet: FleetCommand) -> Counter[str]:
    """Returns how often each role stands in the stacks' records."""
    stacks = [f"fleet.aws-local.{shard}of{SHARDS}" for shard in range(1, SHARDS + 1)]
    return Counter(item["id"] for stack in stacks for item in fleet.state(stack) if item["type"] == ROLE)


def test_a_fleet_killed_at_random_moments_and_run_again_is_whole(
    fleet: FleetCommand, local_clouds: LocalClouds
) -> None:
    print(f"kills: {KILLS}, seed: {SEED}")
    chance = random.Random(SEED)
    fleet.write(catalog(0))
    seen: dict[str, str] = {}
    longest = LONGEST_SECONDS
    for kill in range(KILLS):
        # The first kills meet a fleet that is being made, the later ones a fleet that is being changed.
        version = max(0, kill - 3)
        fleet.write(catalog(version))
        took = killed(fleet, "up", chance.uniform(0, longest))
        longest = max(3.0, min(longest, took * 1.5)) if took < longest else longest
        now = {name: unique for name, (unique, _) in roles(local_clouds).items()}
        assert {name: now.get(name) for name in seen} == seen, f"a role was lost or made anew; seed {SEED}, kill {kill}"
        seen |= now

    done = fleet.run("up")
    found = roles(local_clouds)
    assert len(found) == len(TYPES), f"seed {SEED}\n{done.err}"
    assert {name: unique for name, (unique, _) in found.items()} | seen == {
        name: unique for name, (unique, _) in found.items()
    }, f"seed {SEED}"
    assert {version for _, version in found.values()} == {f"{max(0, KILLS - 4)}.0.0"}, f"seed {SEED}"
    assert recorded(fleet) == Counter(dict.fromkeys(found, 1)), f"seed {SEED}"
    assert fleet.run("up").operations == {"same"}, f"seed {SEED}"

    killed(fleet, "down", chance.uniform(0, longest))
    fleet.run("down")
    assert roles(local_clouds) == {}, f"seed {SEED}"
    assert fleet.stacks() == set(), f"seed {SEED}"
