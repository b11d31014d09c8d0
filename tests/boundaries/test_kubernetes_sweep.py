"""Every write that the API server offers, tried by an agent that cluster-admin survived for: what passes, and why."""

from typing import Final

from agent_identity.boundaries.kubernetes import NOT_STOPPED
from tests.boundaries.kubernetes_objects import OBJECTS, REVIEWS
from tests.boundaries.kubernetes_survivor import ELSEWHERE, HOME
from tests.boundaries.kubernetes_sweep import Try

DATA: Final = "data of the agent's own namespace"
QUESTION: Final = "a question, stored nowhere: it tells what RBAC or a token says, and changes nothing"
EXEMPT: Final = "admission never judges these: listed in NOT_STOPPED"

PASSES: Final = {
    **{(kind, HOME): DATA for kind in ("v1/configmaps", "v1/events", "events.k8s.io/v1/events")},
    ("coordination.k8s.io/v1/leases", HOME): DATA,
    **{(kind, where): QUESTION for kind in REVIEWS for where in ((HOME, ELSEWHERE) if "/local" in kind else ("",))},
    **{
        (f"admissionregistration.k8s.io/v1/{plural}", ""): EXEMPT
        for plural in (
            "validatingadmissionpolicies",
            "validatingadmissionpolicies/status",
            "validatingadmissionpolicybindings",
        )
    },
}
"""What passes, by kind and namespace (empty for the cluster), and why that is harmless or where it is listed."""


def test_nothing_passes_but_what_is_harmless_or_listed(swept: list[Try]) -> None:
    passed = {(each.kind.key, each.namespace) for each in swept if each.answer.status < 300}
    unjudged = [
        f"{each.verb} {each.kind.key} in {each.namespace or 'the cluster'}: {each.answer}"
        for each in swept
        if each.answer.status >= 300 and each.answer.refused_by is None
    ]
    assert "\n".join(unjudged) == ""
    assert passed == PASSES.keys()
    assert len(swept) > 500


def test_every_kind_was_tried(swept: list[Try]) -> None:
    tried = {each.kind.key for each in swept if "/" not in each.kind.name}
    assert tried == OBJECTS.keys() | REVIEWS.keys() | {"apiextensions.k8s.io/v1/customresourcedefinitions"}


def test_what_passes_and_harms_is_listed() -> None:
    assert any("admission policies" in words for words in NOT_STOPPED)
