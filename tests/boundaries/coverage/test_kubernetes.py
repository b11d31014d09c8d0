"""Each mark of a Kubernetes technique, held against the real API server."""

from fnmatch import fnmatchcase

import pytest

from agent_identity.boundaries.coverage.kubernetes import COVERAGE, LIMITS, SURVIVES, proven, refused, techniques
from agent_identity.boundaries.coverage.model import Mark
from agent_identity.boundaries.kubernetes import NOT_STOPPED
from agent_identity.permissions.techniques.model import Kind, Need, Technique
from tests.boundaries.kubernetes_api import RBAC
from tests.boundaries.kubernetes_survivor import HOME, Survivor
from tests.boundaries.kubernetes_sweep import Try

TECHNIQUES = techniques()
SPECIAL = {"approve", "attest", "bind", "escalate", "impersonate", "sign"}
NEEDED = {key for key, coverage in COVERAGE.items() if coverage.also}


def permission_of(each: Try) -> str:
    group = each.kind.version.split("/")[2] if each.kind.version.startswith("/apis/") else ""
    return f"{'patch' if each.verb == 'apply' else each.verb} {group}/{each.kind.name}"


def test_every_technique_has_one_mark_and_every_mark_is_of_a_technique() -> None:
    assert {technique.id for technique in TECHNIQUES} == set(COVERAGE)


def test_each_declared_mark_is_the_proven_one() -> None:
    wrong = {each.id: proven(each) for each in TECHNIQUES if proven(each) != COVERAGE[each.id].mark}
    assert wrong == {}


def test_what_admission_does_not_refuse_says_why_and_is_little() -> None:
    left = {key: coverage for key, coverage in COVERAGE.items() if coverage.mark is not Mark.ADMISSION}
    assert [key for key, coverage in left.items() if not coverage.why.endswith(".")] == []
    # More of them is a decision to be made here.
    assert set(left) == {*SURVIVES, *NEEDED}
    assert len(left) == 8
    assert set(left) == set(LIMITS), "each has its documented limit"
    assert set(LIMITS.values()) <= set(NOT_STOPPED)


def test_a_mark_that_is_wrong_would_be_seen() -> None:
    either = Technique(
        "x", "kubernetes", Kind.HOST, "", (Need(("create /pods", "create /configmaps")),), "", "", "", ""
    )
    assert proven(either) is Mark.GRANT_TIME
    both = Technique("x", "kubernetes", Kind.HOST, "", (Need(("create /pods",)), Need(("get /pods",))), "", "", "", "")
    assert proven(both) is Mark.ADMISSION


def test_the_proof_says_of_each_write_what_the_api_server_did(swept: list[Try]) -> None:
    """Where the proof says refused, each try was; where it does not, one passed in some namespace, or is exempt."""
    said = {permission_of(each): refused(permission_of(each)) for each in swept}
    done: dict[str, set[bool]] = {}
    for each in swept:
        done.setdefault(permission_of(each), set()).add(each.answer.refused_by is not None)
    questions = {permission for permission in said if permission.endswith("reviews")}
    assert {permission for permission, was in said.items() if was and False in done[permission]} == questions
    # Under the wildcard of a cluster-admin no custom resource is written, and the node's proxy has a second way.
    kept = {permission for permission, was in said.items() if not was and done[permission] == {True}}
    assert {permission.split()[1] for permission in kept} == {
        "example.com/widgets",
        "example.com/widgets/status",
        "/nodes/proxy",
    }


@pytest.mark.parametrize("technique", TECHNIQUES, ids=lambda technique: technique.id)
def test_what_a_technique_needs_was_tried_or_is_known_not_to_be_offered(technique: Technique, swept: list[Try]) -> None:
    tried = {permission_of(each) for each in swept}
    patterns = [pattern for need in technique.needs for pattern in need.any_of]
    seen = [pattern for pattern in patterns if any(fnmatchcase(permission, pattern) for permission in tried)]
    verbs = {pattern.split()[0].split(":")[0].split("-on")[0] for pattern in patterns}
    assert seen or verbs & {*SPECIAL, "get", "list", "watch"}


@pytest.mark.parametrize("key", SURVIVES)
def test_what_admission_does_not_see_no_role_for_agents_may_hold(survivor: Survivor, key: str) -> None:
    technique = next(each for each in TECHNIQUES if each.id == key)
    path = f"/apis/{RBAC}/v1/namespaces/{HOME}/roles?dryRun=All"
    for pattern in (pattern for need in technique.needs for pattern in need.any_of):
        verb, target = pattern.split()
        group, _, resource = target.partition("/")
        rule = {"apiGroups": [group], "resources": [resource], "verbs": [verb.replace("*", "any")]}
        body = {"metadata": {"name": "agent-standard-probe"}, "rules": [rule]}
        assert survivor.admin.ask("POST", path, body).refused_by == "roles", pattern
