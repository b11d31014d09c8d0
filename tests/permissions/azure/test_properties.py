"""What is true of every input: more roles allow no less, denials allow no more, and order does not matter."""

import json
import random
from dataclasses import replace

import pytest

from agent_identity.permissions.azure import builtin, escalation
from agent_identity.permissions.azure.evaluation import decide
from agent_identity.permissions.azure.model import EVERYONE, Assignment, DenyAssignment, Permissions, World
from agent_identity.permissions.azure.requests import Request
from tests.permissions.azure import corpora

ACTIONS = (
    "microsoft.storage/storageaccounts/listkeys/action",
    "microsoft.compute/virtualmachines/write",
    "microsoft.authorization/roleassignments/write",
    "microsoft.resources/subscriptions/resourcegroups/read",
)
SCOPES = ("", "/subscriptions/1", "/subscriptions/1/resourcegroups/a", "/subscriptions/2/resourcegroups/b")
ORDER = {"deny": 0, "unknown": 1, "allow": 2}


def _world(source: random.Random) -> World:
    roles = builtin.roles()
    assignments = tuple(
        Assignment(f"a{index}", source.choice("pq"), role.id, role.name, source.choice(SCOPES))
        for index, role in enumerate(source.sample(roles, 5))
    )
    return World(assignments=assignments, names={"p": "p", "q": "q"})


def _denial(source: random.Random) -> DenyAssignment:
    pattern = source.choice(["*", "*/write", "*/action", "microsoft.compute/*"])
    return DenyAssignment("d", source.choice(SCOPES), (Permissions(actions=(pattern,)),), frozenset({EVERYONE}))


@pytest.mark.parametrize("seed", range(40))
def test_an_assignment_never_takes_away_and_a_denial_never_gives(seed: int) -> None:
    source = random.Random(seed)
    world = _world(source)
    less = replace(world, assignments=world.assignments[:-1])
    denied = replace(world, denials=(_denial(source),))
    for action in ACTIONS:
        for scope in SCOPES[1:]:
            request = Request("p", action, False, scope)
            whole = ORDER[decide(world, request).decision]
            assert ORDER[decide(less, request).decision] <= whole
            assert ORDER[decide(denied, request).decision] <= whole


@pytest.mark.parametrize("seed", range(10))
def test_a_denial_never_adds_a_finding(seed: int) -> None:
    source = random.Random(seed)
    world = _world(source)
    free = escalation.analyze(world).principals
    bound = escalation.analyze(replace(world, denials=(_denial(source),))).principals
    verdicts = {"no": 0, "unknown": 1, "yes": 2}
    for before, after in zip(free, bound, strict=True):
        assert verdicts[after.escalates] <= verdicts[before.escalates]


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_input_does_not_matter(seed: int) -> None:
    source = random.Random(seed)
    world = _world(source)
    shuffled = replace(world, assignments=tuple(source.sample(world.assignments, len(world.assignments))))
    assert _text(world) == _text(shuffled)


def test_the_same_input_gives_the_same_bytes() -> None:
    for case in corpora.escalating():
        assert _text(corpora.world_of(case.data)) == _text(corpora.world_of(case.data))


def _text(world: World) -> str:
    return json.dumps(escalation.analyze(world).as_dict())
