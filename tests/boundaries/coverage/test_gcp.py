import re

import pytest

from agent_identity.boundaries import gcp
from agent_identity.boundaries.classes import CLASSES
from agent_identity.boundaries.coverage import gcp as coverage
from agent_identity.boundaries.coverage.gcp_marks import NEEDED, ORGANISATION, UNSUPPORTED
from agent_identity.boundaries.coverage.model import Mark
from agent_identity.boundaries.gcp_denied import DENIED
from agent_identity.boundaries.gcp_supported import LEFT_TO_AGENTS, SUPPORTED, as_in_roles
from agent_identity.permissions.patterns import compiled, overlap
from agent_identity.permissions.techniques.model import Technique
from local_clouds.gcp.roles import names
from tests.boundaries.gcp_workloads import WORKLOADS
from tools.techniques import gcp_denied
from tools.techniques.gcp import candidates, harmless, technique_of

TECHNIQUES = coverage.techniques()
PERMISSIONS = frozenset(
    permission for permission in names().permissions if not permission.startswith("apikeys.apiKeys.")
)
FURTHER = {"apikeys.keys.regenerate", "iam.serviceAccountKeys.upload", "privilegedaccessmanager.grants.create"}
"""What the local GCP knows as a name in deny policies, and no predefined role holds."""


def _exists(pattern: str) -> bool:
    if "*" not in pattern:
        return pattern in PERMISSIONS
    return any(compiled((pattern,)).match(permission.lower()) for permission in PERMISSIONS)


@pytest.mark.parametrize("technique", TECHNIQUES, ids=lambda technique: technique.id)
def test_every_technique_bears_the_mark_that_is_proven_in_every_class(technique: Technique) -> None:
    assert coverage.COVERAGE[technique.id].mark is coverage.weakest(technique)


def test_no_mark_is_left_over_and_each_grant_time_one_says_why() -> None:
    ids = {technique.id for technique in TECHNIQUES}
    assert coverage.COVERAGE.keys() == ids
    assert ORGANISATION.keys() <= ids
    assert not UNSUPPORTED.keys() & NEEDED.keys()
    assert all(each.why for each in coverage.COVERAGE.values() if each.mark is Mark.GRANT_TIME)


def test_most_techniques_are_denied() -> None:
    marks = [each.mark for each in coverage.COVERAGE.values()]
    assert marks.count(Mark.DENIED) >= 81
    assert marks.count(Mark.GRANT_TIME) <= 72


def test_the_proof_sees_a_permission_that_is_taken_out_of_the_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    token = next(each for each in TECHNIQUES if each.id == "gcp-account-token")
    left = tuple(text for text in gcp.denied_in_roles() if text != "iam.serviceAccounts.getAccessToken")
    monkeypatch.setattr(gcp, "denied_in_roles", lambda _name="standard": left)
    coverage.proven.cache_clear()
    assert coverage.proven(token, "standard") is Mark.GRANT_TIME
    coverage.proven.cache_clear()


def test_what_denies_a_technique_is_named() -> None:
    run = next(each for each in TECHNIQUES if each.id == "gcp-functions")
    assert coverage.denied_by(run, "standard") == ("iam.serviceAccounts.actAs",)


def test_the_denied_permissions_are_the_generated_ones() -> None:
    assert gcp_denied.TARGET.read_text(encoding="utf-8") == gcp_denied.module()


def test_only_permissions_with_evidence_are_denied_and_each_belongs_to_a_technique() -> None:
    needed = tuple(text for technique in TECHNIQUES for need in technique.needs for text in need.any_of)
    for name in CLASSES:
        for permission in gcp.denied_permissions(name):
            assert permission in SUPPORTED
            assert overlap(as_in_roles(permission), needed) is not None, permission
    assert SUPPORTED.keys() - gcp.denied_permissions("standard") == LEFT_TO_AGENTS.keys()


def test_what_is_supported_exists() -> None:
    for permission in SUPPORTED:
        assert names().has_v2_permission(permission), permission
        assert any(map(_exists, as_in_roles(permission))), permission


def test_every_alternative_of_a_need_exists() -> None:
    for technique in TECHNIQUES:
        for need in technique.needs:
            for text in need.any_of:
                assert _exists(text) or "workloadIdentityPool" in text, (technique.id, text)


def test_no_technique_takes_a_plain_read_for_more_than_it_is() -> None:
    reads = re.compile(r"\.(get|list|getIamPolicy|search\w*|listEffectiveTags|listTagBindings)$")
    taken = {permission for permission in PERMISSIONS if reads.search(permission) and technique_of(permission)}
    assert taken == {
        "container.secrets.get",
        "container.secrets.list",
        "iam.googleapis.com/oauthClientCredentials.get",
    }


def test_every_candidate_belongs_to_a_technique_or_is_explained() -> None:
    found = candidates(PERMISSIONS - FURTHER)
    assert len(found) > 1300
    assert [permission for permission in found if not technique_of(permission) and not harmless(permission)] == []


@pytest.mark.parametrize("does", WORKLOADS)
def test_the_deny_policy_leaves_ordinary_agents_alone(does: str) -> None:
    denied = compiled(gcp.denied_in_roles("standard"))
    permissions = WORKLOADS[does].split()
    assert set(permissions) <= PERMISSIONS
    assert [permission for permission in permissions if denied.match(permission.lower())] == []


def test_the_corpus_is_large_enough_to_mean_something() -> None:
    assert len(WORKLOADS) >= 25
    assert len({permission for each in WORKLOADS.values() for permission in each.split()}) >= 80


def test_rules_deny_by_what_they_say() -> None:
    assert (
        "iam.googleapis.com/serviceAccounts.setIamPolicy"
        in DENIED["No change of principals, roles, policies or federation"]
    )
    assert "run.googleapis.com/services.update" in DENIED["No code under another identity"]
