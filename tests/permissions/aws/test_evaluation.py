"""Requests, by every kind of policy that decides them."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_identity.permissions.aws.documents import read_document
from agent_identity.permissions.aws.evaluation import Decision, decide
from agent_identity.permissions.aws.model import Organization, Policy, Principal, World
from agent_identity.permissions.aws.requests import Request
from tests.permissions import evaluators
from tests.permissions.aws.worlds import (
    ACCOUNT,
    OTHER,
    document,
    policy,
    role,
    statement,
    trust_of,
    user,
    world,
)

BUCKET = "arn:aws:s3:::papers"
OBJECT = f"{BUCKET}/a"
QUEUE = f"arn:aws:sqs:eu-central-1:{ACCOUNT}:jobs"
KEY = f"arn:aws:kms:eu-central-1:{ACCOUNT}:key/k"
READ = statement("s3:GetObject", on=f"{BUCKET}/*")
ALL = document(statement("*"))
NONE = document(statement("ec2:Describe*"))


def ask(where: World, who: Principal | str, action: str = "s3:GetObject", on: str = OBJECT, **more: Any) -> Decision:
    arn = who if isinstance(who, str) else who.arn
    return decide(where, Request(arn, action, on, **more))


def names(arn: str, *actions: str, on: str = "*", **more: Any) -> dict[str, Any]:
    return document({"Effect": "Allow", "Principal": {"AWS": arn}, "Action": list(actions), "Resource": on, **more})


def organization(*levels: Any, rcp: Any = None, management: str | None = None) -> Organization:
    return Organization(
        management_account=management,
        scp_levels=tuple((policy("scp", f"scp {place}", each),) for place, each in enumerate(levels)),
        rcp_levels=() if rcp is None else ((policy("rcp", "rcp", rcp, role="resource"),),),
    )


def test_an_allow_is_named_by_its_statement() -> None:
    reader = role("reader", statement("s3:PutObject"), READ)
    assert ask(world(reader), reader) == Decision("allow", "allowed", "inline", "own", 1)
    assert ask(world(reader), reader, on="arn:aws:s3:::other/a") == Decision("deny", "implicit_deny")


def test_a_denial_wins_and_is_named() -> None:
    reader = role("reader", READ, statement("s3:*", on=OBJECT, effect="Deny"))
    assert ask(world(reader), reader) == Decision("deny", "explicit_deny", "inline", "own", 1)


def test_who_is_not_in_the_input_holds_nothing() -> None:
    assert ask(world(), "arn:aws:iam::111122223333:role/nobody").reason == "implicit_deny"


@pytest.mark.parametrize(
    ("boundary", "session", "decision", "reason"),
    [
        (ALL, None, "allow", "allowed"),
        (NONE, None, "deny", "boundary"),
        (None, NONE, "deny", "session_policy"),
        (ALL, ALL, "allow", "allowed"),
    ],
)
def test_boundary_and_session_policy_limit(boundary: Any, session: Any, decision: str, reason: str) -> None:
    reader = role("reader", READ, boundary=boundary)
    sessions = () if session is None else (Policy("session", "s", read_document(session)),)
    found = ask(world(reader), reader, session_policies=sessions)
    assert (found.decision, found.reason) == (decision, reason)


def test_every_level_of_the_organisation_must_allow() -> None:
    reader = role("reader", READ)
    assert ask(world(reader, organization=organization(ALL, ALL)), reader).decision == "allow"
    assert ask(world(reader, organization=organization(ALL, NONE)), reader).reason == "scp"
    deny = document(statement("*"), statement("s3:*", effect="Deny"))
    assert ask(world(reader, organization=organization(ALL, deny)), reader).reason == "explicit_deny"
    # Neither the management account nor a service-linked role is bound.
    assert ask(world(reader, organization=organization(NONE, management=ACCOUNT)), reader).decision == "allow"
    linked = replace(reader, service_linked=True)
    assert ask(world(linked, organization=organization(NONE)), linked).decision == "allow"


def test_resource_control_policies_bind_the_services_that_have_them() -> None:
    reader = role("reader", READ, statement("lambda:InvokeFunction"))
    rcp = document({"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*"})
    limits = organization(rcp=rcp)
    assert ask(world(reader, organization=limits), reader).reason == "rcp"
    assert ask(world(reader, organization=limits), reader, "lambda:InvokeFunction", "*").decision == "allow"


@pytest.mark.parametrize(
    ("boundary", "naming", "decision"),
    [
        # The page's own table: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
        (NONE, "user", "allow"),
        (NONE, "account", "deny"),
        (None, "account", "deny"),
        (None, "user", "allow"),
        (None, "*", "allow"),
    ],
)
def test_a_resource_policy_in_the_same_account_and_a_user(boundary: Any, naming: str, decision: str) -> None:
    ann = user("ann", boundary=boundary)
    name = {"user": ann.arn, "account": f"arn:aws:iam::{ACCOUNT}:root", "*": "*"}[naming]
    where = world(ann, resources={QUEUE: names(name, "sqs:SendMessage")})
    assert ask(where, ann, "sqs:SendMessage", QUEUE).decision == decision


@pytest.mark.parametrize(
    ("boundary", "naming", "decision", "reason"),
    [
        (None, "role", "allow", "allowed"),
        (NONE, "role", "deny", "boundary"),
        (NONE, "session", "allow", "allowed"),
        (None, "account", "deny", "implicit_deny"),
    ],
)
def test_a_resource_policy_in_the_same_account_and_a_role(
    boundary: Any, naming: str, decision: str, reason: str
) -> None:
    worker = role("worker", boundary=boundary)
    session = f"arn:aws:sts::{ACCOUNT}:assumed-role/worker/task"
    name = {"role": worker.arn, "session": session, "account": ACCOUNT}[naming]
    where = world(worker, resources={QUEUE: names(name, "sqs:SendMessage")})
    found = ask(where, session, "sqs:SendMessage", QUEUE)
    assert (found.decision, found.reason) == (decision, reason)


def test_across_accounts_both_sides_must_allow() -> None:
    theirs = f"arn:aws:sqs:eu-central-1:{OTHER}:jobs"
    granted, without = role("granted", statement("sqs:SendMessage")), role("without")
    for name in (f"arn:aws:iam::{ACCOUNT}:root", granted.arn, "*"):
        where = world(granted, without, resources={theirs: names(name, "sqs:SendMessage")})
        assert ask(where, granted, "sqs:SendMessage", theirs).decision == "allow"
        assert ask(where, without, "sqs:SendMessage", theirs).decision == "deny"
    assert ask(world(granted), granted, "sqs:SendMessage", theirs).reason == "resource_policy"


def test_a_key_asks_for_its_own_policy() -> None:
    granted, without = role("granted", statement("kms:Decrypt")), role("without")
    delegating = {KEY: names(f"arn:aws:iam::{ACCOUNT}:root", "kms:*")}
    assert ask(world(granted, resources=delegating), granted, "kms:Decrypt", KEY).decision == "allow"
    assert ask(world(without, resources=delegating), without, "kms:Decrypt", KEY).decision == "deny"
    by_name = {KEY: names(without.arn, "kms:Decrypt")}
    assert ask(world(without, resources=by_name), without, "kms:Decrypt", KEY).decision == "allow"
    assert ask(world(granted, resources=by_name), granted, "kms:Decrypt", KEY).reason == "resource_policy"


def test_a_role_is_assumed_by_whom_its_trust_names() -> None:
    caller, bare = role("caller", statement("sts:AssumeRole")), role("bare")
    target = role("target", trust=trust_of(f"arn:aws:iam::{ACCOUNT}:root"))
    where = world(caller, bare, target)
    assert ask(where, caller, "sts:AssumeRole", target.arn).decision == "allow"
    assert ask(where, bare, "sts:AssumeRole", target.arn).decision == "deny"
    assert ask(where, caller, "sts:AssumeRole", bare.arn).reason == "resource_policy"
    named = role("named", trust=trust_of(bare.arn))
    assert ask(world(bare, named), bare, "sts:AssumeRole", named.arn).decision == "allow"


def test_not_principal_denies_everybody_else() -> None:
    reader, other = role("reader", READ), role("other", READ)
    deny = {"Effect": "Deny", "NotPrincipal": {"AWS": reader.arn}, "Action": "s3:*", "Resource": "*"}
    where = world(reader, other, resources={BUCKET: document(deny)})
    assert ask(where, reader).decision == "allow"
    assert ask(where, other).reason == "explicit_deny"


def test_a_key_that_is_not_listed_is_named_where_it_decides() -> None:
    condition = {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
    reader = role("reader", {**READ, "Condition": condition})
    assert ask(world(reader), reader) == Decision("unknown", "missing_context", missing=("aws:sourceip",))
    assert ask(world(reader), reader, context={"aws:sourceip": ("203.0.113.9",)}).decision == "allow"
    assert ask(world(reader), reader, context={"aws:sourceip": None}).decision == "deny"
    # Where another statement decides, it is not asked for.
    both = role("both", {**READ, "Condition": condition}, READ)
    assert ask(world(both), both).decision == "allow"


def test_what_the_export_says_is_filled_in() -> None:
    reader = role(
        "reader",
        statement("s3:GetObject", on=f"{BUCKET}/${{aws:PrincipalTag/team}}/*"),
        tags={"team": "payments"},
    )
    assert ask(world(reader), reader, on=f"{BUCKET}/payments/x").decision == "allow"
    assert ask(world(reader), reader, on=f"{BUCKET}/claims/x").decision == "deny"
    ann = user("ann", statement("s3:*", on=f"{BUCKET}/${{aws:username}}/*"))
    assert ask(world(ann), ann, on=f"{BUCKET}/ann/x").decision == "allow"
    by_arn = role("by", {**READ, "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/b?"}}})
    assert ask(world(by_arn), by_arn).decision == "allow"


@pytest.mark.parametrize(
    ("pattern", "resource", "expected"),
    [
        ("arn:aws:s3:::papers/*", "arn:aws:s3:::papers/a/b", True),
        ("arn:aws:s3:::PAPERS/*", "arn:aws:s3:::papers/a", False),
        ("arn:aws:s3:*", "arn:aws:s3:::papers/a", True),
        ("arn:aws:*:*:*:papers/?", "arn:aws:s3:::papers/a", True),
        # No star reaches over a colon of the first five.
        ("arn:aws:sqs:*:jobs", QUEUE, False),
        (f"arn:aws:sqs:*:{ACCOUNT}:jobs", QUEUE, True),
        ("*", "*", True),
        ("arn:aws:s3:::*", "*", False),
    ],
)
def test_resources_by_pattern(pattern: str, resource: str, expected: bool) -> None:
    who = role("who", statement("*", on=pattern))
    assert (ask(world(who), who, "sqs:SendMessage", resource).decision == "allow") is expected


ACTIONS = ["s3:GetObject", "s3:PutObject", "s3:*", "sqs:SendMessage", "*", "s3:Get*"]
RESOURCES = ["*", BUCKET, OBJECT, f"{BUCKET}/*", QUEUE, "arn:aws:s3:::*"]
CONDITIONS = [
    {},
    {"StringEquals": {"aws:SourceVpc": "vpc-1"}},
    {"Bool": {"aws:SecureTransport": "true"}},
    {"StringNotEqualsIfExists": {"aws:SourceVpc": "vpc-2"}},
]
CONTEXTS: list[Mapping[str, tuple[str, ...] | None]] = [
    {},
    {"aws:sourcevpc": ("vpc-1",)},
    {"aws:sourcevpc": None, "aws:securetransport": ("true",)},
    {"aws:sourcevpc": ("vpc-2",), "aws:securetransport": ("false",)},
]


@st.composite
def statements(draw: st.DrawFn, effect: str | None = None) -> dict[str, Any]:
    made: dict[str, Any] = {"Effect": effect or draw(st.sampled_from(["Allow", "Allow", "Deny"]))}
    made[draw(st.sampled_from(["Action", "Action", "NotAction"]))] = draw(
        st.lists(st.sampled_from(ACTIONS), min_size=1, max_size=3)
    )
    made[draw(st.sampled_from(["Resource", "Resource", "NotResource"]))] = draw(
        st.lists(st.sampled_from(RESOURCES), min_size=1, max_size=3)
    )
    if condition := draw(st.sampled_from(CONDITIONS)):
        made["Condition"] = condition
    return made


documents = st.lists(statements(), min_size=1, max_size=4).map(lambda made: document(*made))
asked = st.tuples(
    st.sampled_from([action for action in ACTIONS if "*" not in action]),
    st.sampled_from([OBJECT, QUEUE, BUCKET]),
    st.sampled_from(CONTEXTS),
)
Asked = tuple[str, str, Mapping[str, tuple[str, ...] | None]]
ORDER = {"deny": 0, "unknown": 1, "allow": 2}


def decision_of(policies: Sequence[Any], request: Asked, boundary: Any = None) -> str:
    held = tuple(policy("inline", str(place), each) for place, each in enumerate(policies))
    who = replace(role("who", boundary=boundary), policies=held)
    action, resource, context = request
    return ask(world(who), who, action, resource, context=context).decision


@given(documents, documents, asked)
@settings(max_examples=150, deadline=None)
def test_adding_a_policy_with_denials_alone_never_grants(first: Any, second: Any, request: Asked) -> None:
    denials = [{**each, "Effect": "Deny"} for each in second["Statement"]]
    with_denials = decision_of([first, document(*denials)], request)
    assert ORDER[with_denials] <= ORDER[decision_of([first], request)]


@given(documents, documents, asked)
@settings(max_examples=150, deadline=None)
def test_adding_allows_never_takes_a_permission(first: Any, second: Any, request: Asked) -> None:
    allows = [{**each, "Effect": "Allow"} for each in second["Statement"]]
    assert ORDER[decision_of([first, document(*allows)], request)] >= ORDER[decision_of([first], request)]


@given(documents, documents, asked)
@settings(max_examples=150, deadline=None)
def test_a_boundary_never_grants(first: Any, boundary: Any, request: Asked) -> None:
    assert ORDER[decision_of([first], request, boundary)] <= ORDER[decision_of([first], request)]


@given(documents, asked)
@settings(max_examples=150, deadline=None)
def test_splitting_lists_and_policies_changes_nothing(whole: Any, request: Asked) -> None:
    split = []
    for each in whole["Statement"]:
        actions = [[one] for one in each["Action"]] if "Action" in each else [None]
        resources = [[one] for one in each["Resource"]] if "Resource" in each else [None]
        for action in actions:
            for resource in resources:
                made = dict(each)
                if action is not None:
                    made["Action"] = action
                if resource is not None:
                    made["Resource"] = resource
                split.append(made)
    assert decision_of([document(*split)], request) == decision_of([whole], request)
    assert decision_of([document(each) for each in whole["Statement"]], request) == decision_of([whole], request)


@given(documents, asked)
@settings(max_examples=150, deadline=None)
def test_ids_and_order_change_nothing(whole: Any, request: Asked) -> None:
    renamed = [{**each, "Sid": f"S{place}"} for place, each in enumerate(whole["Statement"])]
    assert decision_of([document(*reversed(renamed))], request) == decision_of([whole], request)


@given(documents, documents, asked, st.sampled_from(CONTEXTS))
@settings(max_examples=150, deadline=None)
def test_adding_facts_decides_and_never_changes_what_was_decided(
    first: Any, boundary: Any, request: Asked, facts: Mapping[str, tuple[str, ...] | None]
) -> None:
    action, resource, context = request
    before = decision_of([first], request, boundary)
    after = decision_of([first], (action, resource, {**facts, **context}), boundary)
    assert before in ("unknown", after)


def test_thousands_of_requests_are_answered_as_by_an_evaluator_that_is_not_ours() -> None:
    chosen = random.Random(20261125)
    actions = ["s3:GetObject", "s3:PutObject", "s3:*", "s3:Get*", "sqs:*", "*"]
    resources = ["*", f"{BUCKET}/*", OBJECT, "arn:aws:s3:::papers/a*", QUEUE]
    compared = 0
    for _ in range(1500):
        made = [
            {
                "Effect": chosen.choice(["Allow", "Allow", "Deny"]),
                "Action": chosen.sample(actions, 2),
                chosen.choice(["Resource", "NotResource"]): chosen.sample(resources, 2),
            }
            for _ in range(chosen.randint(1, 3))
        ]
        # Without any Allow the other one takes AWS's own policy, which allows everything, to stand beside it.
        whole = document(statement("ec2:DescribeRegions"), *made)
        for action, resource in (("s3:GetObject", OBJECT), ("sqs:SendMessage", QUEUE)):
            allowed = decision_of([whole], (action, resource, {})) == "allow"
            assert allowed == evaluators.npkt(whole, action, resource), (whole, action, resource)
            compared += 1
    assert compared == 3000
