"""What a read holds and reveals, held against the library's list of escalation techniques."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

import pytest

from agent_identity.access import AccessError, parse
from agent_identity.access.aws import plan
from agent_identity.access.aws import table as aws_table
from agent_identity.access.aws.kinds import REVEALING
from agent_identity.access.aws.open import is_open
from agent_identity.access.aws.operations import reads
from agent_identity.boundaries.aws_actions import ACTIONS
from agent_identity.boundaries.classes import CLASSES
from agent_identity.permissions.aws import escalation
from agent_identity.permissions.aws.documents import read_document
from agent_identity.permissions.aws.model import Policy, Principal, World
from agent_identity.permissions.techniques import techniques_of
from agent_identity.permissions.techniques.model import Kind, Technique
from tests.access.asking import write
from tests.access.aws.asking import HERE, refused

DATA = "aws-read-object"
"""Objects may hold a secret, and reading them is what most agents are for: only on buckets and prefixes by name."""


def services() -> Iterator[aws_table.Service]:
    for name in sorted({pattern.partition(":")[0] for patterns in ACTIONS.values() for pattern in patterns}):
        service = aws_table.service(name)
        assert service is not None
        yield service


def needs(technique: Technique, action: str) -> bool:
    return any(fnmatchcase(action.lower(), text.lower()) for need in technique.needs for text in need.any_of)


def test_every_open_operation_that_returns_a_credential_is_known_to_reveal() -> None:
    revealing = {
        action
        for technique in techniques_of("aws")
        if technique.kind is Kind.CREDENTIAL and technique.id != DATA
        for service in services()
        for action in service.actions
        if needs(technique, action) and any(is_open(name, action) for name in CLASSES)
    }
    assert revealing
    assert revealing <= REVEALING


@pytest.mark.parametrize("class_name", CLASSES)
def test_no_plain_read_is_part_of_an_escalation(class_name: str) -> None:
    # Whoever reads a queue takes its messages, for a while, from others: kind f, which alone raises no right.
    escalating = [item for item in techniques_of("aws") if item.kind is not Kind.GUARD and item.id != DATA]
    held = [name for service in services() for names in reads(service, class_name).values() for name in names]
    assert len(held) > 50
    assert [(item.id, action) for action in held for item in escalating if needs(item, action)] == []


@pytest.mark.parametrize(
    "operation",
    ["lambda:UpdateFunctionCode", "sts:AssumeRole", "iam:PassRole", "ssm:SendCommand", "iam:CreateAccessKey"],
)
def test_what_escalates_is_refused_with_the_reason(operation: str) -> None:
    problems = refused(write(f"arn:aws:lambda:{HERE}:function:x", by=[operation]))
    assert "no class does, because it " in problems[0] or "changes who has access" in problems[0]


def asked_for(class_name: str) -> Iterator[dict[str, list[str]]]:
    """Every open operation on every kind of resource that it works on: one by its full name, and by two prefixes."""
    for service in services():
        for action in service.actions.values():
            for kind in sorted(action.types) if is_open(class_name, action.name) else ():
                for name in ("other", "other-*", "other/*"):
                    for verb in ("write", "read"):
                        yield {verb: [arn_of(service.forms[kind], name)], "operations": [action.name]}


def arn_of(form: str, name: str) -> str:
    known = {"${Partition}": "aws", "${Region}": "eu-west-1", "${Account}": "123456789012"}
    *before, last = [part for part in re.findall(r"\$\{[^}]*\}", form) if part not in known] or [""]
    for part, value in (known | dict.fromkeys(before, "other") | {last: name}).items():
        form = form.replace(part, value) if part else form
    return form


@pytest.mark.parametrize("class_name", CLASSES)
def test_nothing_that_is_granted_escalates_alone_or_together(class_name: str) -> None:
    granted = []
    for asked in asked_for(class_name):
        try:
            made = plan(parse([asked]), boundary_class=class_name, partition="aws", assumable_roles=[])
        except AccessError:
            continue
        granted += made.documents
    assert len(granted) > 100
    policies = tuple(Policy("inline", str(place), read_document(text)) for place, text in enumerate(granted))
    # Without its boundary: what is granted is to be harmless by itself.
    reader = Principal("reader", "role", "", "agent-reader-prod", policies=policies, agent=True)
    assert escalation.findings_of(reader, World({"reader": reader})) == ()
