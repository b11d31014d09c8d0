import pytest

from agent_identity.permissions.denials import undenied

ROLE = "arn:aws:iam::123456789012:role/tool"


def deny(**fields: object) -> dict:
    return {"Effect": "Deny", "Resource": "*", **fields}


def document(*statements: object) -> dict:
    return {"Version": "2012-10-17", "Statement": list(statements)}


@pytest.mark.parametrize(
    "statement",
    [
        deny(Action="iam:*"),
        deny(Action=["s3:Get*", "IAM:*"]),
        deny(NotAction=["s3:*", "sqs:*"]),
        deny(Action="*"),
        deny(Action="iam:*", Resource=["arn:aws:s3:::one", "*"]),
        deny(Action="iam:*", Condition={}),
    ],
)
def test_what_covers_every_request_denies(statement: dict) -> None:
    assert undenied(document(statement), ["iam:PassRole", "iam:Create*"]) is None


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        (deny(Action="iam:P*"), "iam:create"),
        (deny(NotAction=["s3:*", "iam:CreateUser"]), "iam:createuser"),
        (deny(Action="iam:*", Resource="arn:aws:iam::*:role/*"), "iam:create"),
        (deny(Action="iam:*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "false"}}), "iam:create"),
        (deny(Action="iam:*", Effect="Allow"), "iam:create"),
        ({"Effect": "Deny", "NotResource": [ROLE], "Action": "iam:*"}, "iam:create"),
        ({"Effect": "Deny", "NotResource": [], "Action": "iam:*"}, "iam:create"),
        ({"Effect": "Deny", "Action": "iam:*"}, "iam:create"),
    ],
)
def test_what_leaves_a_request_through_shows_the_shortest(statement: dict, shown: str) -> None:
    assert undenied(document(statement), ["iam:PassRole", "iam:Create*"]) == shown


def test_several_denies_cover_together_what_none_covers_alone() -> None:
    both = document(deny(NotAction=["iam:*"]), deny(NotAction=["s3:*"]))
    assert undenied(both, ["*"]) is None
    assert undenied(document(deny(NotAction=["iam:*"])), ["*"]) == "iam:\N{REPLACEMENT CHARACTER}"


def test_an_exception_counts_only_where_it_is_named_in_the_very_words() -> None:
    one = {"Effect": "Deny", "NotResource": [ROLE], "Action": "sts:AssumeRole"}
    assert undenied(document(one), ["sts:AssumeRole"], left=[ROLE]) is None
    assert undenied(document(one), ["sts:AssumeRole"], left=[ROLE + "-other"]) == "sts:assumerole"
    assert undenied(document({**one, "NotResource": [ROLE, "*"]}), ["sts:AssumeRole"], left=[ROLE]) == "sts:assumerole"


def test_a_condition_counts_only_where_it_is_the_given_one() -> None:
    condition = {"ArnLike": {"lambda:SourceFunctionArn": "*"}}
    one = document(deny(Action="ec2:*", Condition=condition))
    assert undenied(one, ["ec2:CreateNetworkInterface"], condition=condition) is None
    assert undenied(one, ["ec2:CreateNetworkInterface"], condition={"Null": {}}) == "ec2:createnetworkinterface"


def test_a_single_statement_needs_no_list_and_what_is_no_statement_denies_nothing() -> None:
    assert undenied({"Statement": deny(Action="*")}, ["s3:GetObject"]) is None
    for broken in ({}, {"Statement": None}, {"Statement": ["Deny", 1, None]}):
        assert undenied(broken, ["s3:GetObject"]) == "s3:getobject"


def test_what_need_not_be_denied_is_left_out() -> None:
    assert undenied(document(), ["s3:*"], but=["s3:*"]) is None
