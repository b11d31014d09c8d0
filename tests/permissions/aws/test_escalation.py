"""What principals come to, in small worlds: by name, by pattern, within limits, and on whole paths."""

import json
from dataclasses import replace
from typing import Any

import pytest

from agent_identity.permissions.aws import escalation
from agent_identity.permissions.aws.model import Host, Organization, Policy, Principal, World
from agent_identity.permissions.findings import Finding, PrincipalReport
from tests.permissions.aws.worlds import ACCOUNT, OTHER, document, policy, role, statement, trust_of, user, world

ROOT = f"arn:aws:iam::{ACCOUNT}:root"
ADMIN = role("admin", statement("*"))
DATA = role("data", statement("dynamodb:*", on="arn:aws:dynamodb:*:*:table/ledger"))
RUN = statement("lambda:CreateFunction", "lambda:InvokeFunction", on=f"arn:aws:lambda:*:{ACCOUNT}:function:mine")
FUNCTION = f"arn:aws:lambda:eu-central-1:{ACCOUNT}:function:payments"


def passing(target: Principal | str, service: str | None = None) -> dict[str, Any]:
    on = target if isinstance(target, str) else target.arn
    condition = {"Condition": {"StringEquals": {"iam:PassedToService": service}}} if service else {}
    return statement("iam:PassRole", on=on, **condition)


def of(where: World, who: Principal) -> PrincipalReport:
    return next(each for each in escalation.analyze(where).principals if each.principal == who.arn)


def rules(where: World, who: Principal) -> set[str]:
    return {finding.rule for finding in of(where, who).findings}


def one(where: World, who: Principal, rule: str) -> Finding:
    (found,) = [finding for finding in of(where, who).findings if finding.rule == rule]
    return found


def test_an_administrator_is_one_finding_and_escalates() -> None:
    found = one(world(ADMIN), ADMIN, "aws-admin")
    assert (found.verdict, found.kind, found.resources) == ("yes", "admin", ("*",))
    assert of(world(ADMIN), ADMIN).escalates == "yes"
    assert rules(world(ADMIN), ADMIN) == {"aws-admin"}


def test_an_administrator_without_a_condition_needs_none() -> None:
    narrow = statement("*", Condition={"StringEquals": {"aws:SourceVpc": "vpc-1"}})
    for held in ([narrow, statement("*")], [statement("*"), narrow]):
        admin = role("admin", *held)
        assert one(world(admin), admin, "aws-admin").conditions == ()
    only = role("admin", narrow)
    assert one(world(only), only, "aws-admin").conditions == ("aws:SourceVpc",)


@pytest.mark.parametrize(
    ("target", "service", "found", "verdict"),
    [
        (ADMIN, None, True, "yes"),
        (ADMIN, "lambda.amazonaws.com", True, "yes"),
        # The service that the role trusts is another one.
        (role("admin", statement("*"), trust=trust_of(service="ec2.amazonaws.com")), None, False, ""),
        (f"arn:aws:iam::{ACCOUNT}:role/elsewhere", "lambda.amazonaws.com", False, ""),
        (f"arn:aws:iam::{ACCOUNT}:role/elsewhere", None, True, "unknown"),
        ("*", "lambda.amazonaws.com", True, "yes"),
        (f"arn:aws:iam::{ACCOUNT}:role/a*", None, True, "yes"),
    ],
)
def test_handing_over_a_role(target: Any, service: str | None, found: bool, verdict: str) -> None:
    worker = role("worker", passing(target, service), RUN)
    where = world(worker, *([target] if isinstance(target, Principal) else []))
    assert ("aws-pass-role-lambda" in rules(where, worker)) is found
    if found:
        assert one(where, worker, "aws-pass-role-lambda").verdict == verdict


def test_a_role_with_nothing_more_is_handed_over_without_harm() -> None:
    equal = role("equal", RUN)
    worker = role("worker", passing(equal), RUN)
    assert rules(world(worker, equal), worker) == set()
    own = role("own", passing(f"arn:aws:iam::{ACCOUNT}:role/own"), RUN)
    assert rules(world(own), own) == set()
    more = role("equal", RUN, statement("dynamodb:GetItem"))
    assert "aws-pass-role-lambda" in rules(world(worker, more), worker)


def test_passing_alone_or_running_alone_is_nothing() -> None:
    for held in ([passing("*")], [RUN]):
        worker = role("worker", *held)
        assert "aws-pass-role-lambda" not in rules(world(worker, ADMIN), worker)


def test_a_condition_on_the_passed_service_lets_nothing_else_through() -> None:
    fixed = {"Condition": {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}}
    together = role("worker", statement("iam:PassRole", "lambda:CreateFunction", **fixed))
    assert rules(world(together, ADMIN), together) == set(), "no request to create a function has that key"
    apart = role("worker", statement("iam:PassRole", **fixed), statement("lambda:CreateFunction"))
    assert "aws-pass-role-lambda" in rules(world(apart, ADMIN), apart)
    negated = {"Condition": {"StringNotEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}}
    other = role("worker", statement("iam:PassRole", "lambda:CreateFunction", **negated))
    assert "aws-pass-role-lambda" in rules(world(other, ADMIN), other)


def test_a_denial_of_other_services_leaves_only_the_named_one() -> None:
    only = statement("iam:PassRole", effect="Deny", Condition={
        "StringNotEquals": {"iam:PassedToService": "lambda.amazonaws.com"}})  # fmt: skip
    held = [statement("iam:PassRole", "lambda:CreateFunction", "ec2:RunInstances"), only]
    worker = role("worker", *held)
    found = {rule for rule in rules(world(worker), worker) if rule.startswith("aws-pass-role")}
    assert found == {"aws-pass-role-lambda"}


def test_limits_that_remove_a_needed_action_remove_the_finding() -> None:
    held = [passing("*"), RUN]
    open_ = document(statement("*"), statement("iam:PassRole", effect="Deny"))
    cases = {
        "boundary": (role("worker", *held, boundary=open_), Organization()),
        "deny": (role("worker", *held, statement("iam:PassRole", effect="Deny")), Organization()),
        "scp": (role("worker", *held), Organization(scp_levels=((policy("scp", "scp", open_),),))),
        "narrow boundary": (role("worker", *held, boundary=document(statement("lambda:*"))), Organization()),
    }
    for name, (worker, organization) in cases.items():
        assert rules(world(worker, organization=organization), worker) == set(), name


def test_a_limit_that_narrows_is_named_and_decides_what_is_reached() -> None:
    narrow = document(statement("*", on=[f"arn:aws:iam::{ACCOUNT}:role/data", "arn:aws:lambda:*:*:*"]))
    worker = role("worker", passing("*"), RUN, boundary=narrow)
    found = one(world(worker, DATA), worker, "aws-pass-role-lambda")
    assert (found.resources, found.target) == ((DATA.arn, f"arn:aws:lambda:*:{ACCOUNT}:function:mine"), DATA.arn)
    assert "within the boundary boundary" in found.explanation


def test_a_denial_counts_only_where_the_caller_cannot_avoid_it() -> None:
    deny = statement("iam:PassRole", effect="Deny")
    avoidable = {**deny, "Condition": {"Null": {"aws:RequestTag/owner": "true"}}}
    bound = {**deny, "Condition": {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/deployer"}}}
    assert "aws-pass-role-lambda" in rules(world(w := role("worker", passing("*"), RUN, avoidable)), w)
    assert rules(world(w := role("worker", passing("*"), RUN, bound)), w) == set()
    assert "aws-pass-role-lambda" in rules(world(w := role("deployer", passing("*"), RUN, bound)), w)


def test_a_condition_that_cannot_hold_removes_the_finding_and_another_is_named() -> None:
    def held(condition: dict[str, Any]) -> Principal:
        return role("worker", {**statement("iam:CreateAccessKey"), "Condition": condition})

    for impossible in (
        {"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}},
        {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
        {"StringEquals": {"aws:PrincipalTag/team": "x"}},
        {"StringEquals": {"aws:PrincipalAccount": OTHER}},
    ):
        assert rules(world(w := held(impossible)), w) == set(), impossible
    found = one(world(w := held({"StringEquals": {"aws:sourcevpc": "vpc-1"}})), w, "aws-credential-iam")
    assert (found.verdict, found.conditions) == ("yes", ("aws:SourceVpc",))
    free = held({"StringEquals": {"aws:RequestedRegion": "eu-west-1"}})
    assert one(world(free), free, "aws-credential-iam").conditions == ()


def test_creating_roles_under_a_required_boundary_is_harmless_unless_it_can_be_lifted() -> None:
    boundary = f"arn:aws:iam::{ACCOUNT}:policy/AgentBoundary"
    required = {"Condition": {"StringEquals": {"iam:PermissionsBoundary": boundary}}}
    safe = role("maker", statement("iam:CreateRole", "iam:PutRolePolicy", **required))
    assert rules(world(safe), safe) == set()
    edits = role("maker", statement("iam:CreateRole", **required), statement("iam:CreatePolicyVersion", on=boundary))
    assert "aws-create-principal" in rules(world(edits), edits)
    lifts = role("maker", statement("iam:PutRolePolicy", **required), statement("iam:DeleteRolePermissionsBoundary"))
    assert "aws-write-role-policy" in rules(world(lifts), lifts)


def test_assuming_roles() -> None:
    open_admin = role("admin", statement("*"), trust=trust_of(ROOT))
    caller = role("caller", statement("sts:AssumeRole"))
    assert one(world(caller, open_admin), caller, "aws-assume-role").verdict == "yes"
    # In a whole account none of whose roles lets it in, there is only what lies elsewhere.
    assert one(world(caller, ADMIN), caller, "aws-assume-role").verdict == "unknown"
    within = role("caller", statement("sts:AssumeRole", on=f"arn:aws:iam::{ACCOUNT}:role/*"))
    assert rules(world(within, ADMIN), within) == set()
    named = role("caller", statement("sts:AssumeRole", on=open_admin.arn))
    assert one(world(named, open_admin), named, "aws-assume-role").target == open_admin.arn
    assert rules(world(named, ADMIN), named) == set(), "the trust does not let it in"
    elsewhere = role("caller", statement("sts:AssumeRole", on=f"arn:aws:iam::{OTHER}:role/x"))
    assert rules(world(elsewhere), elsewhere) == set()
    assert any("may be assumed" in line for line in escalation.analyze(world(elsewhere)).assumptions)


def test_variables_in_resources_are_those_of_the_principal() -> None:
    bob = user("bob")
    ann = user("ann", statement("iam:CreateAccessKey", on=f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}"))
    assert one(world(ann, bob), ann, "aws-credential-iam").resources == (ann.arn,)
    tagged = role("tagged", statement("sts:AssumeRole", on=f"arn:aws:iam::{ACCOUNT}:role/${{aws:PrincipalTag/to}}"),
                  tags={"to": "admin"})  # fmt: skip
    admin = role("admin", statement("*"), trust=trust_of(ROOT))
    assert one(world(tagged, admin), tagged, "aws-assume-role").target == admin.arn
    without = role("without", statement("sts:AssumeRole", on=f"arn:aws:iam::{ACCOUNT}:role/${{aws:PrincipalTag/to}}"))
    assert rules(world(without, admin), without) == set()


def test_a_role_by_name_in_any_account_is_the_one_of_the_input() -> None:
    admin = role("admin", statement("*"), trust=trust_of(ROOT))
    caller = role("caller", statement("sts:AssumeRole", on="arn:aws:iam::*:role/admin"))
    assert one(world(caller, admin), caller, "aws-assume-role").target == admin.arn


def test_what_runs_as_another_identity() -> None:
    worker = role("worker", statement("lambda:UpdateFunctionCode", on=FUNCTION))
    assert rules(world(worker, ADMIN), worker) == set(), "one exact function of which nothing is known"
    linked = world(worker, ADMIN, hosts=[Host(FUNCTION, ADMIN.arn)])
    found = one(linked, worker, "aws-host-lambda")
    assert (found.verdict, found.target) == ("yes", ADMIN.arn)
    assert rules(world(worker, hosts=[Host(FUNCTION, worker.arn)]), worker) == set(), "its own function"
    own = role(
        "payments-agent", statement("lambda:UpdateFunctionCode", on=f"arn:aws:lambda:*:{ACCOUNT}:function:payments-*")
    )
    assert rules(world(own), own) == set()
    other = role("claims-agent", *[{**statement("lambda:UpdateFunctionCode"), "Resource": f"{FUNCTION}-*"}])
    assert "aws-host-lambda" in rules(world(other), other)


def test_policies_of_groups_count_and_are_named() -> None:
    held = Policy(
        "group", "deploy", policy("group", "deploy", document(statement("iam:PutUserPolicy"))).document, "ops"
    )
    ann = replace(user("ann"), policies=(held,))
    found = one(world(ann), ann, "aws-write-user-policy")
    assert (found.because[0].layer, found.because[0].policy, found.because[0].scope) == ("group", "deploy", "ops")
    assert "of the group ops" in found.explanation


def test_a_policy_whose_text_is_not_in_the_input_is_a_finding_of_its_own() -> None:
    unread = replace(role("reader"), policies=(Policy("managed", f"arn:aws:iam::{ACCOUNT}:policy/gone", None),))
    report = of(world(unread), unread)
    assert [(each.rule, each.verdict) for each in report.findings] == [("aws-unknown-policy", "unknown")]
    assert report.escalates == "unknown"
    limited = replace(role("worker", passing("*"), RUN), boundary=Policy("boundary", "b", None))
    assert one(world(limited), limited, "aws-pass-role-lambda").verdict == "unknown"


def test_guards_of_others_alone_do_not_make_an_escalation() -> None:
    worker = role("worker", statement("cloudtrail:StopLogging"))
    report = of(world(worker), worker)
    assert {each.kind for each in report.findings} == {"f"}
    assert report.escalates == "no"


def test_paths_lead_over_roles_and_functions_to_an_administrator() -> None:
    middle = role("middle", statement("lambda:UpdateFunctionCode", on=FUNCTION), trust=trust_of(ROOT))
    first = role("first", statement("sts:AssumeRole", on=middle.arn))
    where = world(first, middle, ADMIN, hosts=[Host(FUNCTION, ADMIN.arn)])
    report = escalation.analyze(where)
    assert [(path.source, [(step.rule, step.principal) for step in path.steps]) for path in report.paths] == [
        (middle.arn, [("aws-host-lambda", ADMIN.arn)]),
        (first.arn, [("aws-assume-role", middle.arn), ("aws-host-lambda", ADMIN.arn)]),
    ]
    assert {each.principal: each.escalates for each in report.principals}[first.arn] == "yes"


def test_a_denial_or_a_boundary_cuts_an_edge() -> None:
    admin = role("admin", statement("*"), trust=trust_of(ROOT))
    free = role("free", statement("sts:AssumeRole", on=admin.arn))
    denied = role("denied", statement("sts:AssumeRole"), statement("sts:AssumeRole", on=admin.arn, effect="Deny"))
    bounded = role("bounded", statement("sts:AssumeRole"), boundary=document(statement("s3:*")))
    paths = escalation.analyze(world(admin, free, denied, bounded)).paths
    assert [path.source for path in paths] == [free.arn]


def test_a_trust_that_names_the_caller_needs_no_policy_in_one_account() -> None:
    caller = role("caller")
    admin = role("admin", statement("*"), trust=trust_of(caller.arn))
    assert [path.source for path in escalation.analyze(world(caller, admin)).paths] == [caller.arn]
    found = one(world(caller, admin), caller, "aws-assume-role")
    assert (found.target, [each.layer for each in found.because]) == (admin.arn, ["trust"])
    away = role("admin", statement("*"), trust=trust_of(caller.arn), account=OTHER)
    assert escalation.analyze(world(caller, away)).paths == ()


def test_a_trust_that_names_a_role_does_not_reach_past_its_boundary() -> None:
    narrow = document(statement("s3:*"))
    bounded, ann = role("bounded", boundary=narrow), user("ann", boundary=narrow)
    admin = role("admin", statement("*"), trust=trust_of(bounded.arn, ann.arn))
    where = world(bounded, ann, admin)
    assert rules(where, bounded) == set()
    assert rules(where, ann) == {"aws-assume-role"}, "one that names a user does"
    assert [path.source for path in escalation.analyze(where).paths] == [ann.arn]


def test_ids_survive_how_a_policy_is_written_and_not_how_far_it_reaches() -> None:
    def id_of(*statements: dict[str, Any]) -> str:
        worker = role("worker", *statements)
        return one(world(worker), worker, "aws-pass-role-lambda").id

    first = id_of(passing("*"), RUN)
    assert first == id_of({**RUN, "Sid": "Run"}, statement("s3:ListAllMyBuckets"), {**passing("*"), "Sid": "Pass"})
    assert first != id_of(passing(f"arn:aws:iam::{ACCOUNT}:role/a*"), RUN)


def test_the_same_input_gives_the_same_bytes() -> None:
    where = world(ADMIN, DATA, role("worker", passing("*"), RUN), role("caller", statement("sts:AssumeRole")))
    mirrored = replace(where, principals=dict(reversed(where.principals.items())))
    assert json.dumps(escalation.analyze(where).as_dict()) == json.dumps(escalation.analyze(mirrored).as_dict())


def test_only_those_asked_for_are_reported() -> None:
    report = escalation.analyze(world(ADMIN, DATA), only=[DATA.arn])
    assert [each.principal for each in report.principals] == [DATA.arn]
