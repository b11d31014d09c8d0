"""Whether a statement's conditions hold, in three-valued logic: a key that nobody named is not known.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from agent_identity.permissions.aws.operators import OPERATORS, WITH_WILDCARDS
from agent_identity.permissions.aws.policy import Condition
from agent_identity.permissions.aws.variables import VERSION, Context, resolved
from agent_identity.permissions.aws.wildcards import LITERAL_QUESTION, LITERAL_STAR
from agent_identity.permissions.logic import Truth, truth
from agent_identity.permissions.unknown import Unknown

_PLAIN: Final = str.maketrans({LITERAL_STAR: "*", LITERAL_QUESTION: "?"})


@dataclass(frozen=True, slots=True)
class Held:
    """Whether conditions hold.

    Attributes:
        truth: NO where one of them cannot hold, UNKNOWN where what decides is not known.
        missing: Keys that would decide, in lower case.
        opaque: Whether a value of the policy itself is not known and would decide.
    """

    truth: Truth
    missing: frozenset[str] = frozenset()
    opaque: bool = False


_YES: Final = Held(Truth.YES)
_NO: Final = Held(Truth.NO)


def holds(conditions: Sequence[Condition], context: Context, version: str = VERSION) -> Held:
    """Tells whether all conditions hold.

    Args:
        conditions: Those of one statement.
        context: What is known of the request.
        version: The document's version, which decides whether variables are read.
    """
    if not conditions:
        return _YES
    missing: set[str] = set()
    decided, opaque = Truth.YES, False
    for condition in conditions:
        held = _one(condition, context, version)
        if held.truth is Truth.NO:
            # Nothing else can make up for it, so nothing else needs to be named.
            return _NO
        if held.truth is Truth.UNKNOWN:
            decided = Truth.UNKNOWN
            missing |= held.missing
            opaque = opaque or held.opaque
    return Held(decided, frozenset(missing), opaque)


def _one(condition: Condition, context: Context, version: str) -> Held:
    key = condition.key
    if key not in context:
        return Held(Truth.UNKNOWN, frozenset((key,)))
    found = context[key]
    if condition.operator == "Null":
        return _null(condition, absent=found is None)
    operator = OPERATORS[condition.operator]
    if found is None or (not found and condition.quantifier):
        return Held(truth(condition.if_exists or _of_nothing(condition, negated=operator.negated)))
    verdicts = [_matches(condition, value, context, version) for value in found]
    if operator.negated:
        verdicts = [(~matched, missing, opaque) for matched, missing, opaque in verdicts]
        # Without a quantifier a negated operator holds where no value of the request matches.
        every = condition.quantifier != "ForAnyValue"
    else:
        every = condition.quantifier == "ForAllValues"
    decided = (min if every else max)(each for each, _, _ in verdicts)
    if decided is not Truth.UNKNOWN:
        return Held(decided)
    missing = frozenset().union(*(keys for _, keys, _ in verdicts))
    return Held(decided, missing, any(opaque for _, _, opaque in verdicts))


def _of_nothing(condition: Condition, *, negated: bool) -> bool:
    """Tells whether a condition holds on a key that is absent."""
    if condition.quantifier == "ForAllValues":
        return True
    return negated and condition.quantifier is None


def _null(condition: Condition, *, absent: bool) -> Held:
    wanted = {value if isinstance(value, Unknown) else value.lower() for value in condition.values}
    if ("true" if absent else "false") in wanted:
        return _YES
    opaque = any(isinstance(value, Unknown) for value in wanted)
    return Held(Truth.UNKNOWN, opaque=True) if opaque else _NO


def _matches(condition: Condition, found: str, context: Context, version: str) -> tuple[Truth, frozenset[str], bool]:
    """Tells whether one of a condition's values matches a value of the request."""
    compare = OPERATORS[condition.operator].compare
    wild = condition.operator in WITH_WILDCARDS
    missing: set[str] = set()
    opaque = unsure = False
    for value in condition.values:
        if isinstance(value, Unknown):
            opaque = unsure = True
            continue
        wanted = resolved(value, context, version)
        if wanted.missing:
            missing |= wanted.missing
            unsure = True
        elif wanted.pattern is not None:
            text = wanted.pattern if wild else wanted.pattern.translate(_PLAIN)
            if compare(text, found):
                return Truth.YES, frozenset(), False
    return (Truth.UNKNOWN if unsure else Truth.NO), frozenset(missing), opaque
