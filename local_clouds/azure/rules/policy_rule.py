"""The shape of a policy rule: `if` a condition holds, `then` an effect.

Source: Microsoft Learn, "Azure Policy definition structure".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from local_clouds.azure.errors import ArmError, bad_request

if TYPE_CHECKING:
    from local_clouds.azure.store import JSON

_EFFECTS = frozenset(
    [
        "addtonetworkgroup",
        "append",
        "audit",
        "auditifnotexists",
        "deny",
        "denyaction",
        "deployifnotexists",
        "disabled",
        "manual",
        "modify",
        "mutate",
    ]
)
_OPERATORS = frozenset(
    [
        "equals",
        "notEquals",
        "like",
        "notLike",
        "match",
        "matchInsensitively",
        "notMatch",
        "notMatchInsensitively",
        "contains",
        "notContains",
        "in",
        "notIn",
        "containsKey",
        "notContainsKey",
        "less",
        "lessOrEquals",
        "greater",
        "greaterOrEquals",
        "exists",
    ]
)
_SUBJECTS = frozenset({"field", "value", "count", "source"})
_PARAMETER_TYPES = frozenset({"string", "array", "object", "boolean", "integer", "float", "datetime"})
_PARAMETER = re.compile(r"parameters\(\s*'([^']+)'\s*\)", re.IGNORECASE)
_DEEPEST = 30


def check_rule(rule: Any, parameters: JSON) -> None:  # noqa: ANN401
    """Check a rule and the parameters that it uses.

    Raises:
        ArmError: `InvalidPolicyRule`, `InvalidPolicyParameters` or `InvalidPolicyParameterReference`.
    """
    for name, parameter in parameters.items():
        kind = parameter.get("type") if isinstance(parameter, dict) else None
        if str(kind).lower() not in _PARAMETER_TYPES:
            raise bad_request(
                "InvalidPolicyParameters", f"The policy parameter '{name[:100]}' has the type '{str(kind)[:50]}'."
            )
    if not isinstance(rule, dict) or not isinstance(rule.get("if"), dict) or not isinstance(rule.get("then"), dict):
        raise _invalid("a policy rule needs 'if' and 'then', each an object")
    if set(rule) - {"if", "then"}:
        raise _invalid(f"unexpected '{min(set(rule) - {'if', 'then'})[:100]}' beside 'if' and 'then'")
    effect = rule["then"].get("effect")
    text = isinstance(effect, str) and effect
    if not text or not (str(effect).startswith("[") or str(effect).lower() in _EFFECTS):
        raise _invalid(f"the effect '{str(effect)[:100]}' is not one of {', '.join(sorted(_EFFECTS))}")
    _condition(rule["if"], 0)
    known = {name.lower() for name in parameters}
    for text in _texts(rule):
        for name in _PARAMETER.findall(text) if text.startswith("[") and not text.startswith("[[") else ():
            if name.lower() not in known:
                raise bad_request(
                    "InvalidPolicyParameterReference",
                    f"The policy rule uses the parameter '{name[:100]}', which is not defined.",
                )


def _condition(condition: Any, depth: int) -> None:  # noqa: ANN401
    if not isinstance(condition, dict) or depth > _DEEPEST:
        raise _invalid("a condition must be an object, and not nested too deeply")
    names = set(condition)
    for logical in ("allOf", "anyOf"):
        if logical in names:
            inner = condition[logical]
            if names != {logical} or not isinstance(inner, list) or not inner:
                raise _invalid(f"'{logical}' stands alone and holds a list of conditions")
            for one in inner:
                _condition(one, depth + 1)
            return
    if "not" in names:
        if names != {"not"}:
            raise _invalid("'not' stands alone")
        _condition(condition["not"], depth + 1)
        return
    subjects, operators = names & _SUBJECTS, names & _OPERATORS
    if len(subjects) != 1 or len(operators) != 1 or names - subjects - operators:
        raise _invalid(
            f"a condition has one of {', '.join(sorted(_SUBJECTS))} and one operator, found {sorted(names)[:6]!r}"[:400]
        )


def _texts(value: Any) -> list[str]:  # noqa: ANN401
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return [value] if isinstance(value, str) else []


def _invalid(reason: str) -> ArmError:
    return bad_request("InvalidPolicyRule", f"Failed to parse policy rule: {reason}.")
