from collections import defaultdict

import pytest

from agent_identity.boundaries import aws
from agent_identity.boundaries.aws_actions import ACTIONS, ESCALATION
from agent_identity.boundaries.classes import CLASSES, STANDARD
from agent_identity.boundaries.coverage.aws import COVERAGE, EXCEPTION, proven, techniques, weakest
from agent_identity.boundaries.coverage.aws_open import HARMLESS
from agent_identity.boundaries.coverage.model import Mark
from agent_identity.permissions.denials import undenied
from agent_identity.permissions.patterns import compiled, included, matches
from agent_identity.permissions.techniques.model import Kind, Need, Technique
from tools.techniques.aws import reference

TECHNIQUES = techniques()
OPEN_SERVICES = {action.partition(":")[0] for actions in ACTIONS.values() for action in actions}


def patterns_of(techniques: tuple[Technique, ...]) -> list[str]:
    return [pattern for technique in techniques for need in technique.needs for pattern in need.any_of]


def test_every_technique_has_one_mark_and_every_mark_is_of_a_technique() -> None:
    assert {technique.id for technique in TECHNIQUES} == set(COVERAGE)


def test_each_declared_mark_is_the_proven_one() -> None:
    wrong = {each.id: weakest(each) for each in TECHNIQUES if weakest(each) != COVERAGE[each.id].mark}
    assert wrong == {}


def test_what_is_not_denied_altogether_says_why_and_is_little() -> None:
    left = {key: coverage for key, coverage in COVERAGE.items() if coverage.mark is not Mark.DENIED}
    assert [key for key, coverage in left.items() if not coverage.why.endswith(".")] == []
    assert [key for key, coverage in left.items() if coverage.mark is Mark.DENIED_EXCEPT] == ["aws-assume-role"]
    # More of them is a decision to be made here, with a workload of the corpus that needs it.
    assert sum(coverage.mark is Mark.GRANT_TIME for coverage in left.values()) == 16


def test_a_mark_that_is_wrong_would_be_seen() -> None:
    reads = Technique("x", "aws", Kind.HOST, "", (Need(("s3:GetObject", "iam:PassRole")),), "", "", "", "")
    assert proven(reads, STANDARD) is Mark.GRANT_TIME
    both = Technique("x", "aws", Kind.HOST, "", (Need(("s3:GetObject",)), Need(("iam:PassRole",))), "", "", "", "")
    assert proven(both, STANDARD) is Mark.DENIED


@pytest.mark.parametrize("class_name", CLASSES)
def test_without_an_exception_nothing_is_left_assumable(class_name: str) -> None:
    document = aws.policy_document(class_name)
    assert undenied(document, ["sts:Assume*", "sts:TagSession", "sts:Set*"]) is None
    assert undenied(document, ["sts:AssumeRole"], left=[EXCEPTION]) is None


@pytest.mark.parametrize("class_name", CLASSES)
def test_every_action_that_a_class_leaves_open_is_judged(class_name: str) -> None:
    document = aws.policy_document(class_name)
    guarded = [
        pattern
        for technique in TECHNIQUES
        if COVERAGE[technique.id].mark is Mark.GRANT_TIME
        for pattern in patterns_of((technique,))
    ]
    unjudged = [
        action
        for action in reference()
        if matches(ACTIONS[class_name], action)
        and undenied(document, [action])
        and action not in HARMLESS
        and not matches(guarded, action)
    ]
    assert unjudged == []


def test_every_verdict_of_harmless_is_of_an_open_action_that_no_technique_needs() -> None:
    document = aws.policy_document(STANDARD)
    known = {action.lower() for action in reference()}
    assert [action for action in HARMLESS if action.lower() not in known or not undenied(document, [action])] == []
    assert [action for action in HARMLESS if matches(patterns_of(TECHNIQUES), action)] == []


def test_every_open_pattern_stands_for_an_action_that_exists() -> None:
    known = {action.lower() for action in reference()}
    for actions in ACTIONS.values():
        assert [pattern for pattern in actions if not any(map(compiled((pattern,)).match, known))] == []


def test_a_wildcard_of_a_class_spans_no_change_of_anything() -> None:
    levels = reference()
    spanned = defaultdict(set)
    for pattern in ACTIONS[STANDARD]:
        for action, level in levels.items():
            if "*" in pattern and compiled((pattern,)).match(action.lower()):
                spanned[pattern].add(level)
    changing = {pattern for pattern, found in spanned.items() if found & {"Write", "Tagging", "Permissions management"}}
    # Sending into a named stream is all that these two do.
    assert changing == {"firehose:PutRecord*", "kinesis:PutRecord*"}


def test_escalation_names_every_handing_over_and_what_a_wider_class_would_let_in() -> None:
    denied = [each for each in TECHNIQUES if COVERAGE[each.id].mark is Mark.DENIED]
    for technique in denied:
        named = any(included(need.any_of, ESCALATION) for need in technique.needs)
        if technique.kind is Kind.HANDOVER:
            assert named, technique.id
    within = [
        pattern
        for technique in denied
        # What only reads code or configuration is not named: it is denied once, as all outside the class.
        if technique.kind in {Kind.CREDENTIAL, Kind.HOST} and not technique.id.startswith("aws-store-")
        for pattern in patterns_of((technique,))
        if pattern.partition(":")[0] in OPEN_SERVICES
    ]
    assert [pattern for pattern in within if not included([pattern], ESCALATION)] == []
    identity = ("iam", "organizations", "account", "sso", "sso-directory", "identitystore", "rolesanywhere")
    assert included([f"{service}:*" for service in identity], ESCALATION)


def test_escalation_names_nothing_that_no_technique_knows() -> None:
    known = patterns_of(TECHNIQUES)
    assert [
        pattern for pattern in ESCALATION if not any(compiled((pattern,)).match(one.lower()) for one in known)
    ] == []
