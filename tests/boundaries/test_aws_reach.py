"""What the boundary does where its own policy is not the only one: resource policies, chained sessions, other roles."""

import random

import pytest

from agent_identity.boundaries import aws
from agent_identity.boundaries.aws_actions import ACTIONS, INTERFACE_ACTIONS
from agent_identity.boundaries.classes import CLASSES
from agent_identity.permissions.denials import undenied
from tests.permissions.evaluators import npkt
from tools.techniques.aws import reference


@pytest.mark.parametrize("class_name", CLASSES)
def test_a_resource_policy_that_names_the_session_gives_no_more_than_the_class_leaves_open(class_name: str) -> None:
    # Such a policy passes an implicit deny of the boundary, and no explicit one. So nothing may rest on the implicit:
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
    assert undenied(aws.policy_document(class_name), ["*"], but=ACTIONS[class_name]) is None


@pytest.mark.parametrize("class_name", CLASSES)
def test_an_evaluator_that_is_not_ours_needs_no_allow_of_the_boundary_to_refuse_the_same(class_name: str) -> None:
    document = aws.policy_document(class_name)
    # What is left when somebody else's Allow counts: the denies alone, beside an Allow of everything.
    given_by_others = [{"Effect": "Allow", "Action": "*", "Resource": "*"}]
    denies = {**document, "Statement": given_by_others + [s for s in document["Statement"] if s["Effect"] == "Deny"]}
    chosen = random.Random(7).sample(sorted(reference()), 2000)
    assert [a for a in chosen if npkt(document, a, "*") != npkt(denies, a, "*")] == []


@pytest.mark.parametrize("class_name", CLASSES)
def test_a_session_passes_nothing_on_to_the_next(class_name: str) -> None:
    # A chained session has the rights of its own role. To begin one needs an sts action, and all of these are denied.
    document = aws.policy_document(class_name)
    assert undenied(document, ["sts:*"], but=["sts:GetCallerIdentity"]) is None


@pytest.mark.parametrize("class_name", CLASSES)
def test_a_role_of_a_service_can_neither_be_made_nor_passed(class_name: str) -> None:
    # A service-linked role is bound by no boundary: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
    document = aws.policy_document(class_name)
    assert undenied(document, ["iam:CreateServiceLinkedRole", "iam:DeleteServiceLinkedRole", "iam:PassRole"]) is None


@pytest.mark.parametrize("class_name", CLASSES)
def test_an_agent_changes_neither_its_trust_nor_its_boundary_nor_the_policy_that_is_it(class_name: str) -> None:
    document = aws.policy_document(class_name)
    changes = ["iam:*Policy*", "iam:*Role*", "iam:*Boundary*", "organizations:*", "iam:Tag*", "iam:Untag*"]
    assert undenied(document, changes) is None


def test_only_interfaces_are_denied_by_condition() -> None:
    for class_name in CLASSES:
        conditional = [s for s in aws.policy_document(class_name)["Statement"] if "Condition" in s]
        assert [s["Action"] for s in conditional] == [list(INTERFACE_ACTIONS)]
