from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from agent_identity.fleet.record import Record, in_stack

STACK = "urn:pulumi:fleet.a.1of1::agent-identity::pulumi:pulumi:Stack::agent-identity-fleet.a.1of1"
PROVIDER = "urn:pulumi:fleet.a.1of1::agent-identity::pulumi:providers:aws::a"
KIND = "agent-identity:index:AwsEcsTaskIdentity"


def component(kind: str, side: str = "outputs", role: str | None = "id") -> list[dict[str, Any]]:
    urn = f"urn:pulumi:fleet.a.1of1::agent-identity::{KIND}::{kind}"
    found: list[dict[str, Any]] = [
        {"urn": urn, "type": KIND, "parent": STACK, side: {"manifest": {"agent_type": kind, "name": f"{kind}-name"}}}
    ]
    if role is not None:
        child = f"urn:pulumi:fleet.a.1of1::agent-identity::{KIND}$aws:iam/role:Role::{kind}"
        found.append({"urn": child, "type": "aws:iam/role:Role", "parent": urn, "id": role, "provider": PROVIDER})
    return found


def record(*resources: dict[str, Any], outputs: dict[str, Any] | None = None) -> Record:
    stack = {"urn": STACK, "type": "pulumi:pulumi:Stack", "outputs": outputs or {}}
    provider = {"urn": PROVIDER, "type": "pulumi:providers:aws", "id": "p"}
    return Record({"version": 3, "deployment": {"resources": [stack, provider, *resources]}})


def test_a_new_stack_holds_nothing() -> None:
    for exported in ({"version": 3}, {"version": 3, "deployment": None}, {"version": 3, "deployment": {}}):
        empty = Record(exported)
        assert (empty.contents, empty.outputs, empty.manifests, empty.interrupted) == ([], {}, {}, [])
    assert record().contents == []


def test_an_agent_is_known_from_the_moment_that_its_component_is() -> None:
    found = record(*component("done"), *component("begun", "inputs", role=None))
    assert [manifest["agent_type"] for manifest in found.manifests.values()] == ["done", "begun"]
    assert [manifest["agent_type"] for manifest in found.principals] == ["done"], "the other has no principal yet"


def test_a_component_goes_with_its_children_and_no_one_elses() -> None:
    one, two = component("one"), component("two")
    left = record(*one, *two).without([one[0]["urn"]])
    assert left.contents == two
    assert left.ids([two[0]["urn"]]) == {two[0]["urn"]: "", two[1]["urn"]: "id"}


def test_outputs_are_set_on_a_copy() -> None:
    before = record(*component("one"), outputs={"agents": []})
    after = before.with_outputs({"retired": ["x"]})
    assert (before.outputs, after.outputs) == ({"agents": []}, {"retired": ["x"]})
    assert after.contents == before.contents


def test_interrupted_operations_are_named() -> None:
    exported = {"deployment": {"pending_operations": [{"type": "creating", "resource": {"urn": "urn:one"}}]}}
    assert Record(exported).interrupted == ["urn:one"]


@given(st.from_regex(r"[a-z$:/]{1,20}::[a-zA-Z0-9:@. -]{1,30}", fullmatch=True))
def test_a_urn_in_another_stack_differs_in_the_stack_alone(rest: str) -> None:
    urn = f"urn:pulumi:fleet.a.1of2::agent-identity::{rest}"
    there = in_stack(urn, "fleet.a.2of3")
    assert there == f"urn:pulumi:fleet.a.2of3::agent-identity::{rest}"
    assert in_stack(there, "fleet.a.1of2") == urn
