"""Ordinary agents raise no alarm, and each escalation is found by its name."""

import random
from typing import Any

import pytest

from agent_identity.permissions.findings import PrincipalReport, Report
from agent_identity.permissions.kubernetes import escalation
from agent_identity.permissions.kubernetes.readers.objects import read
from tests.permissions.kubernetes import corpora
from tests.permissions.kubernetes.objects import account, binding, role, rule


def analyzed(*objects: dict[str, Any]) -> Report:
    return escalation.analyze(read([("objects", each) for each in objects]))


def report_of(case: corpora.Case, *more: dict[str, Any]) -> PrincipalReport:
    report = analyzed(*corpora.standing(), *case.grants(), *more)
    return next(each for each in report.principals if each.principal == case.principal)


@pytest.mark.parametrize("case", corpora.harmless(), ids=lambda case: case.name)
def test_an_ordinary_agent_raises_no_alarm(case: corpora.Case) -> None:
    report = report_of(case)
    assert [(found.rule, found.explanation) for found in report.findings] == []
    assert report.escalates == "no"


@pytest.mark.parametrize("case", corpora.escalating(), ids=lambda case: case.name)
def test_an_escalation_is_found_by_its_name(case: corpora.Case) -> None:
    report = report_of(case)
    found = [finding for finding in report.findings if finding.rule == case.expect]
    assert found, [finding.rule for finding in report.findings]
    assert found[0].verdict == report.escalates == "yes"
    assert found[0].because
    assert found[0].needs


def test_a_role_that_is_not_known_is_never_nothing() -> None:
    report = analyzed(binding("b", "gone", account("a")))
    (found,) = report.principals
    assert (found.escalates, [each.rule for each in found.findings]) == ("unknown", ["kubernetes-unknown-role"])


def test_a_path_leads_over_accounts_to_an_administrator() -> None:
    maker = role("maker", rule("create", resources=("pods",)), namespace="one")
    asker = role("asker", rule("create", resources=("serviceaccounts/token",)))
    bound = [
        binding("maker", "maker", account("start"), namespace="one", cluster=False),
        binding("asker", "asker", account("middle")),
        binding("boss", "cluster-admin", account("boss", "two")),
    ]
    report = analyzed(maker, asker, *bound)
    path = next(each for each in report.paths if each.source.endswith(":start"))
    assert [(step.rule, step.principal.rpartition(":")[2]) for step in path.steps] == [
        ("kubernetes-pod", "middle"), ("kubernetes-token-request", "boss")]  # fmt: skip


def test_groups_give_their_members_what_they_hold() -> None:
    everyone = {"kind": "Group", "apiGroup": "rbac.authorization.k8s.io", "name": "system:serviceaccounts:one"}
    pods = role("pods", rule("create", resources=("pods",)))
    made = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "a", "namespace": "one"}}
    report = analyzed(pods, binding("b", "pods", everyone, namespace="one"), made)
    assert {each.principal: each.escalates for each in report.principals} == {
        "group:system:serviceaccounts:one": "yes", "system:serviceaccount:one:a": "yes"}  # fmt: skip


def test_the_group_of_masters_is_an_administrator() -> None:
    masters = {"kind": "Group", "apiGroup": "rbac.authorization.k8s.io", "name": "system:masters"}
    report = analyzed(role("r", rule("get", resources=("pods",))), binding("b", "r", masters))
    assert [found.rule for found in report.principals[0].findings] == ["kubernetes-admin"]


@pytest.mark.parametrize("seed", range(5))
def test_more_bindings_never_make_harmless_and_order_never_matters(seed: int) -> None:
    chosen = random.Random(seed)
    cases = [chosen.choice([*corpora.escalating(), *corpora.harmless()]) for _ in range(6)]
    one = cases[0]
    own = one.grants()
    others = [each for case in cases[1:] for each in case.grants()]
    alone = report_of(one)
    more = {finding.rule for finding in report_of(one, *others).findings}
    assert {finding.rule for finding in alone.findings} <= more
    mixed = [*corpora.standing(), *own, *others]
    first = analyzed(*mixed).as_dict()
    chosen.shuffle(mixed)
    assert analyzed(*mixed).as_dict() == first
