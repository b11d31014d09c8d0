"""What is generated allows what was asked for, and nothing of anything else."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_identity.access.azure.kinds import BLOBS, KINDS, PATH_OPERATIONS, PREFIX_READ
from agent_identity.access.azure.operations import guarded, named_on, of_type, reads
from agent_identity.access.azure.table import operations
from agent_identity.boundaries.azure_rules import raises
from tests.access.azure.asking import GROUP, SUBSCRIPTION, held, plan, refused, resource_of
from tests.access.azure.judge import Use, allows

# Names of which some begin or end another, or differ in case alone.
NAMES = st.sampled_from(["aa", "aab", "baa", "aa-b", "AA"])
GROUPS = st.sampled_from([GROUP, f"/subscriptions/{SUBSCRIPTION}/resourceGroups/data2"])
PATHS = st.sampled_from(["in/", "in", "in/a/", "inner/", "in/a.pdf", "a.pdf"])
CONTAINERS = BLOBS.rpartition("/")[0]
TYPES = [
    *(kind.type for kind in KINDS if kind.type != BLOBS),
    "Microsoft.Sql/servers/databases",
    "Microsoft.Network/virtualNetworks/subnets",
    "Microsoft.Maps/accounts",
]
POSSIBLE = {
    name: sorted(
        operation.name
        for operation in operations().values()
        if of_type(operation, name)
        and named_on(operation, name)
        and guarded(operation.name, name) is None
        and not raises(operation.name, data=operation.data)
    )
    for name in TYPES
}


@st.composite
def resources(draw: st.DrawFn, type_name: str) -> str:
    words = type_name.split("/")[1:]
    names = ["default" if word.endswith("Services") else draw(NAMES) for word in words]
    return resource_of(type_name, *names, group=draw(GROUPS))


@st.composite
def entries(draw: st.DrawFn) -> dict[str, Any]:
    type_name = draw(st.sampled_from([*TYPES, BLOBS, BLOBS, BLOBS]))
    possible = list(PATH_OPERATIONS) if type_name == BLOBS else POSSIBLE[type_name]
    if type_name == BLOBS:
        path = draw(PATHS)
        resource = f"{draw(resources(CONTAINERS))}/blobs/{path}{draw(st.sampled_from(['*', '']))}"
    else:
        resource = draw(resources(type_name))
    if reads(type_name) and draw(st.booleans()):
        return {"read": [resource]}
    return {
        "write": [resource],
        "operations": draw(st.lists(st.sampled_from(possible), min_size=1, max_size=3, unique=True)),
    }


class Asked:
    """A request as a person reads it."""

    def __init__(self, entry: dict[str, Any]) -> None:
        resource = entry.get("write", entry.get("read"))[0]
        self.scope, mark, path = resource.partition("/blobs/")
        self.path = path.removesuffix("*") if mark else None
        self.prefix = path.endswith("*")
        words = self.scope.partition("/providers/")[2].split("/")
        type_name = BLOBS if mark else "/".join([words[0], *words[1::2]])
        self.operations = set(entry.get("operations") or (item.name for item in reads(type_name)))

    def covers(self, use: Use) -> bool:
        if use.operation not in self.operations or not f"{use.target}/".lower().startswith(f"{self.scope}/".lower()):
            return False
        if self.path is None:
            return True
        if use.listing is not None:
            return self.prefix and use.listing.startswith(self.path)
        return use.path is not None and (use.path.startswith(self.path) if self.prefix else use.path == self.path)

    def uses(self) -> list[Use]:
        if self.path is None:
            return [Use(operation, self.scope) for operation in sorted(self.operations)]
        path = f"{self.path}x.pdf" if self.prefix else self.path
        uses = [Use(operation, self.scope, path) for operation in sorted(self.operations)]
        if self.prefix and PREFIX_READ in self.operations:
            uses.append(Use(PREFIX_READ, self.scope, listing=self.path))
        return uses


@settings(max_examples=300, deadline=None)
@given(st.lists(entries(), min_size=1, max_size=4), st.data())
def test_it_allows_what_was_asked_and_nothing_of_another_resource(
    wanted: list[dict[str, Any]], data: st.DataObject
) -> None:
    made = plan(*wanted)
    asked = [Asked(entry) for entry in wanted]
    for request in asked:
        for use in request.uses():
            assert allows(made.as_dict(), use), use
    places = [request.scope for request in asked] + [data.draw(resources(name)) for name in (CONTAINERS, TYPES[0])]
    places += [place.rpartition("/")[0].rpartition("/")[0] for place in places] + [f"{places[0]}/more/aa"]
    path = data.draw(PATHS)
    for operation in sorted(held(made)):
        for place in places:
            uses = [Use(operation, place)]
            if operation.startswith(f"{BLOBS}/"):
                uses = [Use(operation, place, path), Use(operation, place, f"{path}x.pdf")]
            if operation == PREFIX_READ:
                uses += [Use(operation, place, listing=""), Use(operation, place, listing=path)]
            for use in uses:
                if allows(made.as_dict(), use):
                    assert any(request.covers(use) for request in asked), use


@settings(max_examples=100, deadline=None)
@given(st.lists(entries(), min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_requests_changes_nothing(wanted: list[dict[str, Any]], random: Any) -> None:
    shuffled = [
        {key: random.sample(value, len(value)) for key, value in entry.items()}
        for entry in random.sample(wanted, len(wanted))
    ]
    assert json.dumps(plan(*shuffled).as_dict()) == json.dumps(plan(*wanted).as_dict())


@settings(max_examples=200, deadline=None)
@given(st.lists(entries(), min_size=1, max_size=5))
def test_no_two_assignments_meet_and_each_role_is_used(wanted: list[dict[str, Any]]) -> None:
    made = plan(*wanted)
    # Azure holds one assignment of a role to a principal at a scope, and one object of a name.
    assert len({item.scope.lower() for item in made.assignments}) == made.count
    assert len({item.guid for item in made.assignments}) == made.count
    assert len({item.key for item in (*made.roles, *made.assignments)}) == made.count + made.own_documents
    assert {item.role.guid for item in made.assignments} == {role.guid for role in made.roles}
    assert made.own_documents <= made.count


@pytest.mark.parametrize("type_name", TYPES)
def test_every_operation_of_a_type_is_granted_or_refused_for_what_it_does(type_name: str) -> None:
    resource = resource_of(type_name, *["aa"] * type_name.count("/"))
    for operation in operations().values():
        if not of_type(operation, type_name):
            continue
        asked = {"write": [resource], "operations": [operation.name]}
        if operation.name in POSSIBLE[type_name]:
            assert held(plan(asked)) == {operation.name}
        else:
            (problem,) = refused(asked)
            assert problem.startswith("access[0].operations: found ")
