"""Whole policies, harmless and escalating, through the whole analysis: no false alarm, and nothing missed."""

from collections.abc import Mapping
from typing import Any

import pytest

from agent_identity.permissions.aws.model import Layer, Policy, Principal, World
from agent_identity.permissions.findings import PrincipalReport
from tests.permissions.aws import corpora

documents = pytest.importorskip("agent_identity.permissions.aws.documents")
escalation = pytest.importorskip("agent_identity.permissions.aws.escalation")

ACCOUNT = "111122223333"


def report_of(case: corpora.Case) -> PrincipalReport:
    """The analysis of a case's principal, of which nothing else is known than its policies and perhaps its name."""
    arn = f"arn:aws:iam::{ACCOUNT}:role/{case.principal}" if case.principal else "policies"
    principal = Principal(
        arn=arn,
        kind="role",
        account=ACCOUNT if case.principal else "",
        name=case.principal,
        tags={} if case.principal else None,
        policies=tuple(policy("inline", f"p{place}", held) for place, held in enumerate(case.documents)),
        boundary=policy("boundary", "boundary", case.boundary) if case.boundary else None,
    )
    report: PrincipalReport = escalation.analyze(World({arn: principal})).principals[0]
    return report


def policy(layer: Layer, name: str, document: Mapping[str, Any]) -> Policy:
    return Policy(layer, name, documents.read_document(dict(document), where=name))


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
