"""AWS: the proof that a boundary denies a technique, and the declared marks that the proof is held against.

A technique is `denied` where, in the generated document of each class, one of the permissions that it needs is denied
on every resource in every context: shown by inclusion of patterns (`permissions.denials`), so that no request is
overlooked. It is `denied except` where that holds outside the roles that the boundary is told to leave assumable.
What is left is `grant-time`, and each says why.
"""

from functools import cache
from types import MappingProxyType
from typing import Final

from agent_identity.boundaries import aws
from agent_identity.boundaries.classes import CLASSES
from agent_identity.boundaries.coverage.aws_denied import DENIED
from agent_identity.boundaries.coverage.model import Coverage, Mark
from agent_identity.permissions.denials import undenied
from agent_identity.permissions.techniques import techniques_of
from agent_identity.permissions.techniques.model import Technique

EXCEPTION: Final = "arn:aws:iam::123456789012:role/assumable"
"""A role that stands for the exception of the boundary while it is judged."""

_EXCEPT: Final = MappingProxyType(
    {"aws-assume-role": "Only where the boundary names roles as assumable: by default it names none."}
)

_GRANT_TIME: Final = MappingProxyType(
    {
        "aws-call-api": "Tools behind an API are called with it.",
        "aws-decrypt": "Reading an encrypted bucket, queue, table or secret needs it.",
        "aws-forge-telemetry": "Every agent writes its own log and metrics.",
        "aws-invoke-function": "Tools that are functions are called with it.",
        "aws-make-interface": (
            "Lambda attaches a function to its VPC with the function's role. From the function's code it is denied; "
            "other runtimes send no key that tells."
        ),
        "aws-read-object": "Reading documents is what most agents are for.",
        "aws-read-parameter": "Agents read their configuration and API keys with it.",
        "aws-read-secret": "Agents read the keys of their tools with it.",
        "aws-run-sql": "Agents query databases with it.",
        "aws-send-message": "Agents hand on their results with it.",
        "aws-swallow-message": "A worker takes its jobs off a queue with it.",
        "aws-tag-object": "Agents mark what they have done with it.",
        "aws-write-file": "Agents write their results to a shared file system with it.",
        "aws-write-index": "Agents keep their memory and vectors in a search domain.",
        "aws-write-object": "Agents write their results to a bucket with it.",
        "aws-write-record": "Agents keep their sessions and results in a table.",
    }
)


@cache
def proven(technique: Technique, class_name: str) -> Mark:
    """Returns what the boundary of a class does about a technique, by proof over its document alone.

    Raises:
        ValueError: When there is no class of this name.
        PatternLimitError: When the technique's patterns are too entangled to judge.
    """
    document = aws.policy_document(class_name, [EXCEPTION])
    for mark, left in ((Mark.DENIED, ()), (Mark.DENIED_EXCEPT, (EXCEPTION,))):
        if any(undenied(document, need.any_of, left=left) is None for need in technique.needs):
            return mark
    return Mark.GRANT_TIME


def weakest(technique: Technique) -> Mark:
    """Returns what holds in every class: the weakest of the proven marks."""
    order = (Mark.GRANT_TIME, Mark.DENIED_EXCEPT, Mark.DENIED)
    return min((proven(technique, name) for name in CLASSES), key=order.index)


def _declared() -> dict[str, Coverage]:
    outside = Coverage(Mark.DENIED, "NothingOutsideTheClass")
    marks = dict.fromkeys(DENIED, outside)
    marks |= {key: Coverage(Mark.DENIED_EXCEPT, "NoOtherRole", why) for key, why in _EXCEPT.items()}
    marks |= {key: Coverage(Mark.GRANT_TIME, "access generation, policy pack", why) for key, why in _GRANT_TIME.items()}
    return marks


COVERAGE: Final = MappingProxyType(_declared())
"""By technique id, the declared mark. A test fails where one is missing, left over, or not what is proven."""


def techniques() -> tuple[Technique, ...]:
    """Returns the techniques that this module marks."""
    return techniques_of("aws")
