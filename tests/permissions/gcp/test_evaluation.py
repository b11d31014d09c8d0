"""Requests against allow, deny and principal access boundary policies."""

import json
import random
from typing import Any

import pytest

from agent_identity.permissions.gcp import escalation
from agent_identity.permissions.gcp.evaluation import Decision, decide
from agent_identity.permissions.gcp.readers import export
from agent_identity.permissions.gcp.requests import Request, read_request
from agent_identity.permissions.problems import ReadError
from agent_identity.permissions.requests import RequestError
from tests.permissions.gcp.corpora import AGENT, PROJECT

OBJECT = "//storage.googleapis.com/projects/_/buckets/papers/objects/a.txt"
BUCKET = "//storage.googleapis.com/papers"
FOLDER, ORGANIZATION = "folders/7", "organizations/9"


def entry(*bindings: dict[str, Any], resource: str = PROJECT) -> dict[str, Any]:
    return {
        "resource": resource,
        "project": "projects/1234",
        "folders": [FOLDER],
        "organization": ORGANIZATION,
        "policy": {"bindings": list(bindings)},
    }


def binding(role: str = "roles/storage.objectViewer", member: str = AGENT, condition: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {"role": role, "members": [member]}
    return found | ({"condition": {"expression": condition}} if condition else {})


def deny(at: str = "projects%2Fshop", **rule: Any) -> dict[str, Any]:
    given = {
        "deniedPrincipals": ["principalSet://goog/public:all"],
        "deniedPermissions": ["storage.googleapis.com/objects.get"],
    }
    name = f"policies/cloudresourcemanager.googleapis.com%2F{at}/denypolicies/d"
    return {"name": name, "rules": [{"denyRule": given | rule}]}


def asked(*documents: Any, principal: str = AGENT, permission: str = "storage.objects.get", **given: Any) -> Decision:
    line = {"principal": principal, "permission": permission, "resource": OBJECT, **given}
    groups = given.pop("groups", {})
    line.pop("groups", None)
    world = export.read([("export", list(documents))], groups=[("groups", groups)])
    return decide(world, read_request(json.dumps(line), "line"))


BUCKETED = entry(resource=BUCKET)


@pytest.mark.parametrize("resource", [BUCKET, PROJECT, f"//cloudresourcemanager.googleapis.com/{FOLDER}"])
def test_a_role_holds_for_what_lies_below(resource: str) -> None:
    found = asked(BUCKETED, entry(), entry(binding(), resource=resource))
    assert (found.decision, found.reason, found.layer) == ("allow", "allowed", "binding")


def test_nothing_is_allowed_that_no_role_holds() -> None:
    assert asked(BUCKETED, entry(binding("roles/logging.logWriter"))).reason == "implicit_deny"


@pytest.mark.parametrize(
    ("member", "principal", "decision"),
    [
        ("allUsers", "allUsers", "allow"),
        ("allAuthenticatedUsers", AGENT, "allow"),
        ("allAuthenticatedUsers", "allUsers", "deny"),
        ("domain:example.com", "user:Ann@Example.com", "allow"),
        ("domain:example.com", "user:ann@other.com", "deny"),
        ("group:known@example.com", AGENT, "allow"),
        ("group:lost@example.com", AGENT, "unknown"),
        ("deleted:serviceAccount:agent@shop.iam.gserviceaccount.com?uid=1", AGENT, "deny"),
        ("principalSet://cloudresourcemanager.googleapis.com/projects/1234", AGENT, "allow"),
        ("principalSet://cloudresourcemanager.googleapis.com/organizations/9", AGENT, "allow"),
        (
            "principalSet://iam.googleapis.com/projects/1234/locations/global/workloadIdentityPools/p/*",
            "principal://iam.googleapis.com/projects/1234/locations/global/workloadIdentityPools/p/subject/s",
            "allow",
        ),
        (
            "principalSet://iam.googleapis.com/projects/1234/locations/global/workloadIdentityPools/p/group/g",
            "principal://iam.googleapis.com/projects/1234/locations/global/workloadIdentityPools/p/subject/s",
            "unknown",
        ),
    ],
)
def test_members_mean_whom_they_name(member: str, principal: str, decision: str) -> None:
    groups = {"known@example.com": [AGENT]}
    assert asked(BUCKETED, entry(binding(member=member)), principal=principal, groups=groups).decision == decision


def test_a_deny_comes_before_any_allow_and_knows_exceptions() -> None:
    allowed = entry(binding())
    assert asked(BUCKETED, allowed, deny()).reason == "deny_policy"
    assert asked(BUCKETED, allowed, deny(at="folders%2F7")).reason == "deny_policy"
    assert asked(BUCKETED, allowed, deny(at="projects%2Fother")).decision == "allow"
    assert (
        asked(BUCKETED, allowed, deny(deniedPermissions=["storage.googleapis.com/objects.*"])).reason == "deny_policy"
    )
    excepted = ["principal://iam.googleapis.com/projects/-/serviceAccounts/agent@shop.iam.gserviceaccount.com"]
    assert asked(BUCKETED, allowed, deny(exceptionPrincipals=excepted)).decision == "allow"


def test_conditions_decide_and_what_they_lack_is_named() -> None:
    named = entry(binding(condition="resource.name.startsWith('projects/_/buckets/papers/')"))
    assert asked(BUCKETED, named).decision == "allow"
    other = entry(binding(condition="resource.name.startsWith('projects/_/buckets/other/')"))
    assert asked(BUCKETED, other).reason == "condition"
    timed = entry(binding(condition="request.time < timestamp('2024-01-01T00:00:00Z')"))
    assert asked(BUCKETED, timed).reason == "condition"
    assert asked(BUCKETED, timed, context={"request.time": "2023-01-01T00:00:00Z"}).decision == "allow"
    levels = entry(binding(condition="'corp' in request.auth.access_levels"))
    assert asked(BUCKETED, levels).missing == ("request.auth.access_levels",)
    assert asked(BUCKETED, levels, context={"request.auth.access_levels": ["corp"]}).decision == "allow"


def test_a_deny_that_nobody_can_evaluate_denies_and_an_allow_grants_nothing() -> None:
    assert asked(BUCKETED, entry(binding()), deny(denialCondition={"expression": "1 == 'x' +"})).reason == "deny_policy"
    assert asked(BUCKETED, entry(binding(condition="1 == 'x' +"))).reason == "condition"


def test_tags_lift_a_deny() -> None:
    rule = deny(denialCondition={"expression": "!resource.matchTag('9/env', 'test')"})
    assert asked(BUCKETED, entry(binding()), rule).missing == ("resource.matchTag",)
    assert asked(BUCKETED, entry(binding()), rule, context={"tags": {"9/env": "test"}}).decision == "allow"


def test_a_boundary_shuts_out_what_it_does_not_name() -> None:
    name = "organizations/9/locations/global/principalAccessBoundaryPolicies/p"

    def limit(place: str) -> list[dict[str, Any]]:
        target = {"principalSet": "//cloudresourcemanager.googleapis.com/projects/1234"}
        return [
            {"name": name, "details": {"rules": [{"resources": [place], "effect": "ALLOW"}]}},
            {"name": "organizations/9/locations/global/policyBindings/b", "policy": name, "target": target},
        ]

    held = entry(binding())
    assert asked(BUCKETED, held, *limit(f"//cloudresourcemanager.googleapis.com/{FOLDER}")).decision == "allow"
    assert asked(BUCKETED, held, *limit("//cloudresourcemanager.googleapis.com/projects/other")).reason == "pab"


def test_roles_that_are_not_known_are_said_to_be_so() -> None:
    custom = "projects/shop/roles/custom"
    held = entry(binding(custom))
    assert asked(BUCKETED, held).reason == "unknown_role"
    assert asked(BUCKETED, held, {"name": custom, "includedPermissions": ["storage.objects.get"]}).decision == "allow"


def test_a_policy_without_a_name_is_that_of_the_project_asked_about() -> None:
    world = export.read([("policy.json", {"bindings": [binding()], "etag": "x"})])
    request = Request(AGENT, "storage.objects.get", "//cloudresourcemanager.googleapis.com/projects/any")
    assert decide(world, request).decision == "allow"
    assert any("policy.json" in line for line in world.assumptions)


def test_adding_a_binding_never_takes_away_a_deny_only_does_and_order_does_not_matter() -> None:
    chance = random.Random(7)
    order = {"deny": 0, "unknown": 1, "allow": 2}
    roles = ["roles/storage.objectViewer", "roles/storage.admin", "roles/logging.logWriter", "projects/shop/roles/x"]
    members = [AGENT, "allUsers", "group:a@example.com", "user:ann@example.com"]
    texts = ["", "resource.type == 'storage.googleapis.com/Object'", "request.auth.x == 1", "false"]
    for _ in range(60):
        held = [
            binding(chance.choice(roles), chance.choice(members), chance.choice(texts))
            for _ in range(chance.randint(0, 5))
        ]
        before = asked(BUCKETED, entry(*held))
        more = asked(BUCKETED, entry(*held, binding(chance.choice(roles), chance.choice(members))))
        assert order[more.decision] >= order[before.decision]
        less = asked(
            BUCKETED,
            entry(*held),
            deny(
                deniedPrincipals=[
                    chance.choice(["principalSet://goog/public:all", "principal://goog/subject/ann@example.com"])
                ]
            ),
        )
        assert order[less.decision] <= order[before.decision]
        chance.shuffle(held)
        assert asked(BUCKETED, entry(*held)).decision == before.decision
        one, other = (
            escalation.analyze(export.read([("export", documents)])).as_dict()
            for documents in ([BUCKETED, entry(*held)], [entry(*held), BUCKETED])
        )
        assert json.dumps(one) == json.dumps(other)


@pytest.mark.parametrize(
    ("document", "places"),
    [
        ({"bindings": [{"role": 5, "members": "x"}, 7]}, ["/bindings/0/role", "/bindings/0/members", "/bindings/1"]),
        ([{"foo": 1}, 3, {}], ["/0", "/1", "/2"]),
        ({"name": "policies/x/denypolicies/y", "rules": [{"denyRule": 4}]}, ["/rules/0/denyRule"]),
        ("text", [""]),
    ],
)
def test_everything_wrong_is_told_with_its_place(document: Any, places: list[str]) -> None:
    with pytest.raises(ReadError) as raised:
        export.read([("file", document)])
    assert [problem.partition(": ")[0] for problem in raised.value.problems] == [f"file{place}" for place in places]


def test_a_line_that_is_no_request_is_refused_with_every_problem() -> None:
    with pytest.raises(RequestError) as raised:
        read_request('{"principal": "bob", "permission": "x", "resource": "", "context": {"q": 1}, "z": 1}', "f:1")
    assert len(raised.value.problems) == 5
