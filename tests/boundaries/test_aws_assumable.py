"""The one exception of the AWS boundary: roles that its agents may assume, from the document to the pack."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_identity import aws as components
from agent_identity.boundaries import aws
from agent_identity.boundaries.classes import CLASSES
from agent_identity.catalog import CatalogError, loads
from agent_identity.cli import main
from agent_identity.construction import RefusedError
from agent_identity.permissions.denials import undenied
from tests.policy_packs.harness import APPROVED, judged, made, rules_of
from tests.recording import run

ROLE = "arn:aws:iam::123456789012:role/tools/weather"
OTHER = "arn:aws:iam::123456789012:role/admin"


@pytest.mark.parametrize("class_name", CLASSES)
def test_a_document_with_an_exception_fits_and_denies_all_else_as_before(class_name: str) -> None:
    bare, excepted = aws.policy_document(class_name), aws.policy_document(class_name, [ROLE])
    assert len(aws.policy_text(class_name, [ROLE])) <= aws.MAX_CHARACTERS
    assert undenied(excepted, ["*"], but=[*bare["Statement"][1]["NotAction"], "sts:AssumeRole"]) is None
    assert undenied(excepted, ["*"], but=bare["Statement"][1]["NotAction"]) == "sts:assumerole"
    assert undenied(excepted, ["*"], but=bare["Statement"][1]["NotAction"], left=[ROLE]) is None


def test_order_and_repetition_of_roles_do_not_show() -> None:
    assert aws.policy_text("standard", [ROLE, OTHER, ROLE]) == aws.policy_text("standard", [OTHER, ROLE])


@pytest.mark.parametrize(
    "role",
    [
        "*",
        "arn:aws:iam::123456789012:role/*",
        "arn:aws:iam::123456789012:role/tool?",
        "arn:aws:iam::*:role/tool",
        "arn:aws:iam::123456789012:role/${aws:PrincipalTag/role}",
        "arn:aws:iam::123456789012:user/tool",
        "arn:aws:iam::123456789012:role/tool\n",
        "",
    ],
)
def test_what_is_not_the_arn_of_one_role_is_refused(role: str) -> None:
    with pytest.raises(ValueError, match=r"assumable_roles: found .*, expected the ARN of one role without a wildcard"):
        aws.policy_document("standard", [role])


def test_more_roles_than_fit_are_refused_with_the_size() -> None:
    roles = [f"{ROLE}-{number:03}" for number in range(40)]
    with pytest.raises(ValueError, match=r"found 40, which make a document of \d+ characters, expected at most 6144"):
        aws.policy_document("standard", roles)


@settings(max_examples=16, deadline=None)
@given(st.sets(st.sampled_from([ROLE, OTHER, f"{ROLE}-two"])), st.sets(st.sampled_from([ROLE, OTHER, f"{ROLE}-two"])))
def test_a_document_holds_the_deny_exactly_where_its_exceptions_are_allowed(held: set[str], allowed: set[str]) -> None:
    document = aws.policy_document("standard", sorted(held))
    assert (aws.missing_denies(document, "standard", sorted(allowed)) == []) == (held <= allowed)


def test_the_command_prints_it_and_names_its_option_where_it_refuses(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["boundary", "aws", "--assumable-role", ROLE, "--assumable-role", OTHER]) == 0
    assert json.loads(capsys.readouterr().out) == aws.policy_document("standard", [ROLE, OTHER])
    assert main(["boundary", "aws", "--assumable-role", "arn:aws:iam::123456789012:role/*"]) == 2
    assert "--assumable-role: found 'arn:aws:iam::123456789012:role/*', expected" in capsys.readouterr().err


def test_the_component_deploys_it_and_refuses_with_all_other_problems_at_once() -> None:
    made_by = run(lambda: components.Boundary("agents", {"assumable_roles": [ROLE]}))
    policy = made_by.one("aws:iam/policy:Policy")
    assert json.loads(policy["policy"]) == aws.policy_document("standard", [ROLE])
    with pytest.raises(RefusedError) as error:
        run(lambda: components.Boundary("agents", {"assumable_roles": ["*"], "enviroment": "prod"}))
    assert len(error.value.problems) == 2


def policy(document: dict) -> object:
    inputs = {"name": "agent-boundary-standard-prod-x", "path": "/agents/boundaries/", "policy": json.dumps(document)}
    return made("aws:iam/policy:Policy", "boundary", inputs)


def test_the_pack_takes_an_exception_that_its_configuration_names_and_no_other() -> None:
    excepted = policy(aws.policy_document("standard", [ROLE]))
    assert rules_of(judged(excepted)) == {"agent-boundary-weakened"}
    assert judged(excepted, given={**APPROVED, "assumableRoles": [ROLE]}) == []
    assert judged(policy(aws.policy_document()), given={**APPROVED, "assumableRoles": [ROLE]}) == []
    assert rules_of(judged(excepted, given={**APPROVED, "assumableRoles": [OTHER]})) == {"agent-boundary-weakened"}


def catalog(roles: str) -> str:
    lines = (
        "version: 1",
        "environment: prod",
        "targets:",
        f'  one: {{cloud: aws, account: "123456789012", region: eu-west-1, assumable_roles: {roles}}}',
        "placement: [target: one]",
        "agents:",
        "  - {type: reader, team: payments, version: 1.0.0, runtimes: [{runtime: ecs}]}",
    )
    return "\n".join(lines)


def test_a_catalog_s_target_names_them_each_exactly() -> None:
    target = loads(catalog(f'["{ROLE}"]'), "agents.yaml").targets["one"]
    assert target.assumable_roles == (ROLE,)
    with pytest.raises(CatalogError) as error:
        loads(catalog('["arn:aws:iam::123456789012:role/*"]'), "agents.yaml")
    assert "assumable_roles" in str(error.value)
