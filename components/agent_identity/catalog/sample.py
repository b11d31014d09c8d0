"""Writes a realistic catalog of any size: to try things out, to measure, and to test with."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from agent_identity.catalog.agents import DEFAULT_GRANTS
from agent_identity.catalog.quotas import FOUNDATION, GRANTS, PRINCIPALS, QUOTAS
from agent_identity.catalog.sample_access import Place, access_lines
from agent_identity.manifest import CLOUD_OF_RUNTIME

MAX_AGENTS: Final = 30_000
"""Largest sample: one that still fits the size that `load` reads."""

_TEAM_SIZE: Final = 40
_SHARD_SIZES: Final = {"aws": 100, "azure": 50, "gcp": 100, "kubernetes": 100}
"""Agents a shard: the engine's time goes by the square of a stack's resources, and agents have most on Azure."""
_NAMESPACE_SIZE: Final = 500

_TEAMS: Final = (
    "payments fraud support supply-chain platform security marketing legal finance people logistics claims "
    "underwriting treasury research sales procurement compliance mobile search"
)
_OBJECTS: Final = (
    "invoice refund ticket order shipment contract claim policy payroll campaign lead catalogue price stock supplier "
    "incident alert document mail chat call review survey return warranty ledger budget forecast audit access"
)
_ROLES: Final = {
    "data-retrieval": "reader indexer summariser searcher extractor classifier translator profiler watcher",
    "api-orchestration": "router scheduler reconciler dispatcher synchroniser tracker planner notifier",
    "decision-automation": "approver triage scorer negotiator assigner screener moderator",
}
_REGIONS: Final = ("emea", "apac", "amer", "uk", "dach", "nordics", "benelux", "iberia", "latam", "anz")
_RUNTIMES: Final = ("ecs", "lambda", "azure", "gcp", "kubernetes")
_SCHEDULES: Final = ("office", "nightly", None, None)


_Numbers = dict[tuple[str, str], int]
"""By cloud and team, which of the cloud's targets holds the team's agents, counted from 1."""


@dataclass(frozen=True, slots=True)
class _Agent:
    name: str
    function: str
    team: str
    version: str
    sensitivity: str
    runtimes: tuple[str, ...]
    schedule: str | None
    restricted: bool
    contact: bool


def sample(agents: int, seed: int = 0) -> str:
    """Returns a catalog of so many agents in YAML, the same text for the same arguments.

    It passes `catalog check`: there are as many targets as the default quotas ask for. The first target of each cloud
    is that of the local clouds.

    Raises:
        ValueError: When the number is not between 1 and `MAX_AGENTS`.
    """
    if not 1 <= agents <= MAX_AGENTS:
        raise ValueError(f"found {agents} agents, expected between 1 and {MAX_AGENTS:,}")
    teams = _teams(max(3, math.ceil(agents / _TEAM_SIZE)))
    made = list(_agents(agents, teams, random.Random(seed)))  # noqa: S311 - a sample is no secret
    lines = [*_HEAD.format(agents=agents, seed=seed).splitlines()]
    targets, rules, numbers = _places(made, teams)
    lines += ["targets:", *targets, "placement:", *rules, "agents:"]
    for agent in made:
        lines += _entry(agent, numbers)
    return "\n".join(lines) + "\n"


def _teams(number: int) -> list[str]:
    names = _TEAMS.split()
    return [
        names[index % len(names)] + (f"-{index // len(names) + 1}" if index >= len(names) else "")
        for index in range(number)
    ]


def _agents(number: int, teams: list[str], chance: random.Random) -> Iterator[_Agent]:
    plain = [
        (f"{what}-{role}", function)
        for function, roles in _ROLES.items()
        for role in roles.split()
        for what in _OBJECTS.split()
    ]
    chance.shuffle(plain)
    for index in range(number):
        name, function = plain[index % len(plain)]
        again = index // len(plain)
        if again:
            name = f"{name}-{_REGIONS[(again - 1) % len(_REGIONS)]}"
        if again > len(_REGIONS):
            name = f"{name}-{(again - 1) // len(_REGIONS) + 1}"
        runtime = _RUNTIMES[index % len(_RUNTIMES)]
        elsewhere = [other for other in _RUNTIMES if CLOUD_OF_RUNTIME[other] != CLOUD_OF_RUNTIME[runtime]]
        yield _Agent(
            name=name,
            function=function,
            team=teams[index % len(teams)],
            version=f"{chance.randrange(5)}.{chance.randrange(20)}.{chance.randrange(10)}",
            sensitivity=chance.choices(("internal", "pii", "payment"), (6, 3, 1))[0],
            runtimes=(runtime, chance.choice(elsewhere)) if chance.random() < 0.05 else (runtime,),
            schedule=chance.choice(_SCHEDULES),
            # A class is a whole target's but on AWS, so only there do agents of two classes live side by side.
            restricted=runtime in ("ecs", "lambda") and chance.random() < 0.3,
            contact=chance.random() < 0.5,
        )


def _entry(agent: _Agent, numbers: _Numbers) -> Iterator[str]:
    yield f"  - type: {agent.name}"
    yield f"    version: {agent.version}"
    yield f"    team: {agent.team}"
    yield f"    function: {agent.function}"
    if agent.sensitivity != "internal":
        yield f"    data_sensitivity: {agent.sensitivity}"
    if agent.schedule:
        yield f"    schedule: *{agent.schedule}"
    if agent.contact:
        yield f"    contact: {agent.team}@example.com"
    yield f"    runtimes: [{', '.join(_runtime(agent, runtime) for runtime in agent.runtimes)}]"
    yield "    access:"
    for runtime in agent.runtimes:
        cloud = CLOUD_OF_RUNTIME[runtime]
        number = numbers[cloud, agent.team]
        place = Place(cloud, _serial(number), _suffix(number))
        writes = agent.function != "data-retrieval" and not (agent.restricted and cloud == "aws")
        yield from access_lines(place, agent.name, agent.team, agent.function, writes=writes)


def _runtime(agent: _Agent, runtime: str) -> str:
    restricted = agent.restricted and CLOUD_OF_RUNTIME[runtime] == "aws"
    return f"{{runtime: {runtime}{', boundary: restricted' if restricted else ''}}}"


def capacity(cloud: str) -> int:
    """Returns how many agents with the default number of grants one target of a cloud takes."""
    limits = {quota.name: quota.default for quota in QUOTAS[cloud]}
    principals, grants = PRINCIPALS[cloud], GRANTS[cloud]
    room = [_NAMESPACE_SIZE if cloud == "kubernetes" else MAX_AGENTS]
    if (limit := limits[principals]) is not None:
        room.append(limit - FOUNDATION[cloud].get(principals, 0))
    if cloud != "aws" and (limit := limits[grants]) is not None:
        room.append((limit - FOUNDATION[cloud].get(grants, 0)) // DEFAULT_GRANTS)
    return min(room)


def _places(agents: list[_Agent], teams: list[str]) -> tuple[list[str], list[str], _Numbers]:
    """Returns the lines of targets and rules, and where each team is: its agents of one cloud stay together."""
    targets: list[str] = []
    rules: list[str] = []
    numbers: _Numbers = {}
    for cloud in PRINCIPALS:
        sizes = dict.fromkeys(teams, 0)
        for agent in agents:
            sizes[agent.team] += sum(CLOUD_OF_RUNTIME[runtime] == cloud for runtime in agent.runtimes)
        groups = _groups(sizes, capacity(cloud))
        for number, group in enumerate(groups, 1):
            size = sum(sizes[team] for team in group)
            targets += (
                _TARGETS[cloud]
                .format(
                    name=f"{cloud}-{number}",
                    serial=_serial(number),
                    account=123456789011 + number,
                    suffix=_suffix(number),
                    shards=max(1, math.ceil(size / _SHARD_SIZES[cloud])),
                )
                .splitlines()
            )
            numbers |= {(cloud, team): number for team in group}
            rules.append(f"  - target: {cloud}-{number}")
            if len(groups) > 1:
                rules.append(f"    team: [{', '.join(group)}]")
    return targets, rules, numbers


def _serial(number: int) -> str:
    return f"{number:012d}"


def _suffix(number: int) -> str:
    return f"-{number}" if number > 1 else ""


def _groups(sizes: dict[str, int], room: int) -> list[list[str]]:
    groups: list[list[str]] = [[]]
    held = 0
    for team, size in sizes.items():
        if held + size > room:
            groups.append([])
            held = 0
        groups[-1].append(team)
        held += size
    return groups


_TARGETS: Final = {
    "aws": """\
  {name}:
    cloud: aws
    account: "{account}"
    region: eu-west-1
    shards: {shards}
""",
    "azure": """\
  {name}:
    cloud: azure
    subscription: 00000000-0000-4000-8000-{serial}
    resource_group: agents-local
    location: westeurope
    shards: {shards}
""",
    "gcp": """\
  {name}:
    cloud: gcp
    project: agents-local{suffix}
    region: europe-west1
    shards: {shards}
""",
    "kubernetes": """\
  {name}:
    cloud: kubernetes
    cluster: local
    context: local
    namespace: agents-local{suffix}
    shards: {shards}
""",
}

_HEAD: Final = """\
# A made-up catalog: agent-identity catalog sample --agents {agents} --seed {seed}
version: 1
environment: prod
x-schedules:
  - &office {{days: [mon, tue, wed, thu, fri], hours: "07:00-19:00", timezone: Europe/Dublin}}
  - &nightly {{hours: "22:00-04:00", timezone: Europe/Dublin}}
defaults:
  data_sensitivity: internal
  source_networks: ["10.20.0.0/16"]
"""
