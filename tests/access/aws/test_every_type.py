"""Every operation that a class leaves open is granted on a resource of each of its types, and refused on others."""

import re
from collections.abc import Iterator

import pytest

from agent_identity.access import AccessError
from agent_identity.access.aws import table as aws_table
from agent_identity.access.aws.arns import Form, forms_of
from agent_identity.access.aws.kinds import CONTENTS, REVEALING, STORES
from agent_identity.access.aws.open import is_open
from agent_identity.boundaries.aws_actions import ACTIONS
from tests.access.asking import read, write
from tests.access.aws.asking import allowed, plan, refused

SERVICES = sorted({pattern.partition(":")[0] for pattern in ACTIONS["standard"]})
PARTS = {"Partition": "aws", "Region": "eu-west-1", "Account": "123456789012"}


def service(name: str) -> aws_table.Service:
    found = aws_table.service(name)
    assert found is not None
    return found


def example(form: Form) -> str:
    """Returns an ARN of a form, each place a name of its own."""
    return re.sub(r"\$\{(\w+)\}", lambda place: PARTS.get(place[1], f"{place[1].lower()}1"), form.text)


def open_actions(name: str) -> list[aws_table.Action]:
    return [action for full, action in service(name).actions.items() if is_open("standard", full)]


def reached(kind: tuple[str, str], arn: str) -> set[str]:
    """Returns the ARNs by which a resource may be granted: itself, and what it holds."""
    return {arn, *(f"{arn}{content.suffix}" for content in CONTENTS.get(kind, ()))}


def usable(name: str) -> Iterator[tuple[aws_table.Action, Form]]:
    for action in open_actions(name):
        for form in forms_of(service(name)):
            if form.kind in action.types:
                yield action, form


@pytest.mark.parametrize("name", SERVICES)
def test_an_open_operation_is_granted_on_each_of_its_types(name: str) -> None:
    for action, form in usable(name):
        arn = example(form)
        found = allowed(plan(write(arn, by=[action.name])))
        assert {granted for granted, _ in found} == {action.name}
        # Of a Glue table, database and catalog are granted with it.
        assert {resource for _, resource in found} & reached((name, form.kind), arn), (action.name, arn)


@pytest.mark.parametrize("name", SERVICES)
def test_an_operation_without_types_is_granted_on_all_or_nothing(name: str) -> None:
    for action in open_actions(name):
        if not action.types:
            assert allowed(plan(write("*", by=[action.name]))) == {(action.name, "*")}


@pytest.mark.parametrize("name", SERVICES)
def test_a_plain_read_of_a_type_is_its_open_reads_or_refused(name: str) -> None:
    for form in forms_of(service(name)):
        arn = example(form)
        if form.arn.service != name or f":{name}:" not in arn:
            continue
        reads = {
            action.name
            for action, of in usable(name)
            if of.kind == form.kind and action.level in {"List", "Read"} and action.name not in REVEALING
        }
        if (name, form.kind) in STORES or not reads:
            assert refused(read(arn))
            continue
        assert reads <= {action for action, _ in allowed(plan(read(arn)))}


def accepted(action: str, arn: str) -> bool:
    try:
        plan(write(arn, by=[action]))
    except AccessError:
        return False
    return True


def test_an_operation_is_refused_on_types_that_it_does_not_work_on() -> None:
    others = [
        (action.name, form.kind, example(form))
        for name in SERVICES
        for action in open_actions(name)
        for form in forms_of(service(name))
        if action.types.isdisjoint({form.kind, *(content.kind for content in CONTENTS.get((name, form.kind), ()))})
    ]
    assert len(others) > 500
    # An alias or a version is named in the place of its function.
    assert {(action, kind) for action, kind, arn in others if accepted(action, arn)} == {
        ("lambda:InvokeFunction", "function alias"),
        ("lambda:InvokeFunction", "function version"),
    }
