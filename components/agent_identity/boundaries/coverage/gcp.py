"""GCP: the proof that the deny policy stops a technique, and the declared marks that the proof is held against.

A technique is `denied` where the deny policy of each class denies every alternative of one of the permissions that it
needs: shown by inclusion of patterns, so that no permission is overlooked. A deny policy has no exception by permission
here; the principals that it exempts are inputs of the boundary and are not bound at all. What is left is `grant-time`:
either no evidence shows that a deny policy can name the permissions (`boundaries.gcp_supported`), or ordinary agents
need them. Access generation and the policy pack guard both.
"""

from functools import cache
from types import MappingProxyType
from typing import Final

from agent_identity.boundaries import gcp
from agent_identity.boundaries.classes import CLASSES, RESTRICTED
from agent_identity.boundaries.coverage.gcp_marks import DENIED, NEEDED, ORGANISATION, UNSUPPORTED
from agent_identity.boundaries.coverage.model import Coverage, Mark
from agent_identity.permissions.patterns import included
from agent_identity.permissions.techniques import techniques_of
from agent_identity.permissions.techniques.model import Technique


@cache
def proven(technique: Technique, class_name: str) -> Mark:
    """Returns what the deny policy of a class does about a technique, by proof over its permissions alone.

    Raises:
        ValueError: When there is no class of this name.
        PatternLimitError: When the technique's patterns are too entangled to judge.
    """
    denied = gcp.denied_in_roles(class_name)
    return Mark.DENIED if any(included(need.any_of, denied) for need in technique.needs) else Mark.GRANT_TIME


def weakest(technique: Technique) -> Mark:
    """Returns what holds in every class: the weakest of the proven marks."""
    marks = {proven(technique, name) for name in CLASSES}
    return Mark.GRANT_TIME if Mark.GRANT_TIME in marks else Mark.DENIED


def denied_by(technique: Technique, class_name: str) -> tuple[str, ...]:
    """Returns the needed permissions by whose denial a technique fails in a class, as roles write them."""
    denied = gcp.denied_in_roles(class_name)
    return next((need.any_of for need in technique.needs if included(need.any_of, denied)), ())


def _declared() -> dict[str, Coverage]:
    marks = {key: Coverage(Mark.DENIED, "deny policy", ORGANISATION.get(key, "")) for key in DENIED}
    for key, why in (UNSUPPORTED | NEEDED).items():
        restricted = " The class `restricted` denies it." if key in _RESTRICTED else ""
        marks[key] = Coverage(Mark.GRANT_TIME, "access generation, policy pack", why + restricted)
    return marks


_RESTRICTED: Final = frozenset(
    technique.id
    for technique in techniques_of("gcp")
    if weakest(technique) is Mark.GRANT_TIME and proven(technique, RESTRICTED) is Mark.DENIED
)

COVERAGE: Final = MappingProxyType(_declared())
"""By technique id, the declared mark. A test fails where one is missing, left over, or not what is proven."""


def techniques() -> tuple[Technique, ...]:
    """Returns the techniques that this module marks."""
    return techniques_of("gcp")
