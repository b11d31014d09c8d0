"""The corpora of whole policies: large, varied, of kinds and techniques that exist, and each case what it says."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from agent_identity.permissions.patterns import compiled
from agent_identity.permissions.techniques import techniques_of
from agent_identity.permissions.techniques.model import Kind
from tests.permissions.aws import corpora

HARMLESS = corpora.harmless()
ESCALATING = corpora.escalating()
TECHNIQUES = {technique.id: technique for technique in techniques_of("aws")}
OTHERS = {"aws-admin"}
"""Rules of the analysis that are no techniques."""


def statements(case: corpora.Case) -> Iterator[Mapping[str, Any]]:
    for document in case.documents:
        held = document["Statement"]
        yield from held if isinstance(held, list) else [held]


def listed(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def allows(case: corpora.Case, action: str) -> bool:
    """Tells whether some statement allows an action on something, by the names of actions alone."""
    for statement in statements(case):
        if statement["Effect"] == "Allow":
            if "Action" in statement and compiled(listed(statement["Action"])).match(action.lower()):
                return True
            if "NotAction" in statement and not compiled(listed(statement["NotAction"])).match(action.lower()):
                return True
    return False


def test_the_corpora_are_large_and_varied() -> None:
    assert len(HARMLESS) >= 60
    assert len(ESCALATING) >= 200
    assert len({case.name for case in HARMLESS}) == len(HARMLESS)
    assert len({case.name for case in ESCALATING}) == len(ESCALATING)
    assert [case.name for case in HARMLESS if not case.source.startswith("https://docs.aws.amazon.com/")] == []
    services = {
        action.partition(":")[0].lower()
        for case in HARMLESS
        for statement in statements(case)
        for action in listed(statement.get("Action", ()))
    }
    assert len(services) >= 60


def test_every_expected_rule_exists_and_every_kind_is_expected() -> None:
    expected = {rule for case in ESCALATING for rule in case.expect}
    assert expected - OTHERS <= set(TECHNIQUES)
    assert {TECHNIQUES[rule].kind for rule in expected - OTHERS} == set(Kind)
    assert len(expected) >= 200


@pytest.mark.parametrize(
    "case", [case for case in ESCALATING if not OTHERS & set(case.expect)], ids=lambda case: case.name
)
def test_a_case_allows_what_the_expected_technique_needs(case: corpora.Case) -> None:
    met = [
        rule
        for rule in case.expect
        if all(
            any(pattern.startswith("*:") or allows(case, pattern) for pattern in need.counted)
            for need in TECHNIQUES[rule].needs
        )
    ]
    assert met


def test_harmless_cases_hold_what_counts_elsewhere() -> None:
    # Without a name, a condition, a deny or a boundary, these would be findings: else the corpus would prove little.
    counted = [technique for technique in TECHNIQUES.values() if all(need.counted for need in technique.needs)]
    near = {
        case.name
        for case in HARMLESS
        for technique in counted
        if all(any(allows(case, pattern) for pattern in need.counted if "*" not in pattern) for need in technique.needs)
    }
    assert len(near) >= 30
