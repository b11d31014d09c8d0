"""Whole exports, harmless and escalating, through the reader and the analysis: no false alarm, and nothing missed."""

import pytest

from agent_identity.permissions.azure import escalation
from agent_identity.permissions.findings import PrincipalReport
from tests.permissions.azure import corpora


def report_of(case: corpora.Case) -> PrincipalReport:
    """The analysis of a case's principal."""
    return escalation.analyze(corpora.world_of(case.data), only=[corpora.AGENT]).principals[0]


@pytest.mark.parametrize("case", corpora.harmless(), ids=lambda case: case.name)
def test_an_ordinary_agent_raises_no_alarm(case: corpora.Case) -> None:
    report = report_of(case)
    assert [(found.rule, found.verdict, found.explanation) for found in report.findings] == []
    assert report.escalates == "no"


@pytest.mark.parametrize("case", corpora.escalating(), ids=lambda case: case.name)
def test_an_escalation_is_found_by_its_name(case: corpora.Case) -> None:
    report = report_of(case)
    found = [finding for finding in report.findings if finding.rule in case.expect]
    assert found, [finding.rule for finding in report.findings]
    assert {finding.verdict for finding in found} == {case.verdict}
    assert report.escalates == case.escalates
    assert any(set(case.conditions) <= set(finding.conditions) for finding in found)
    assert all(finding.because for finding in found)


def test_the_corpora_are_as_large_as_they_should_be() -> None:
    assert len(corpora.escalating()) >= 45
    assert len(corpora.harmless()) >= 60
