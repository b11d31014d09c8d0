from typing import Any

import pytest

from agent_identity.catalog import loads
from agent_identity.fleet.layout import StackName
from agent_identity.fleet.record import Record
from agent_identity.fleet.vanished import VanishedError, refuse_vanished
from tests.fleet.running import agent, aws_catalog
from tests.fleet.test_record import component, record

STACK = StackName("fleet", "aws-local", 1, 1)


def deployed(kind: str, retired: tuple[str, ...] = (), **fields: Any) -> Record:
    resources = component(kind)
    manifest = {"environment": "prod", "cloud": "aws", **fields}
    resources[0]["outputs"]["manifest"] |= manifest
    return record(*resources, outputs={"retired": list(retired)})


def problems(catalog: str, held: Record, stack: StackName = STACK) -> list[str]:
    try:
        refuse_vanished(loads(catalog), {stack: held})
    except VanishedError as error:
        return error.problems
    return []


def test_what_the_catalog_still_has_or_said_goodbye_to_is_no_problem() -> None:
    assert problems(aws_catalog("prod", [agent("reader")]), deployed("reader")) == []
    assert problems(aws_catalog("prod", [agent("other")]), deployed("reader", retired=("reader-name",))) == []


def test_a_vanished_agent_is_named_with_its_stack_and_principal() -> None:
    (line,) = problems(aws_catalog("prod", [agent("other")]), deployed("reader", retired=("another-name",)))
    assert line.startswith("fleet.aws-local.1of1: found no reader in prod, whose principal reader-name is deployed")
    assert "handed on" not in line


def test_another_environment_is_another_agent() -> None:
    assert len(problems(aws_catalog("stage", [agent("reader")]), deployed("reader"))) == 1


def test_a_name_alike_is_taken_for_a_rename_only_where_it_is_new() -> None:
    (line,) = problems(aws_catalog("prod", [agent("readers")]), deployed("reader"))
    assert "If it is readers now: a new name is a new type with a new principal" in line


def test_an_agent_that_is_placed_elsewhere_cannot_take_its_principal_along() -> None:
    old = StackName("fleet", "aws-old", 1, 1)
    (line,) = problems(aws_catalog("prod", [agent("reader")]), deployed("reader"), old)
    assert "the catalog places it on aws-local now" in line
    assert "a principal cannot move" in line


def test_all_of_them_are_told_at_once() -> None:
    both = record(*deployed("one").contents, *deployed("two").contents)
    with pytest.raises(VanishedError, match=r"found no one(.|\n)*found no two"):
        refuse_vanished(loads(aws_catalog("prod", [agent("other")])), {STACK: both})
