"""A reader of Azure Policy's conditions that is not the boundary's, as far as the boundary's rules go.

https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-policy-rule: comparisons do not regard
case, `like` takes one wildcard, `count` counts the members of an array for which its `where` holds.
"""

import re
from collections.abc import Mapping
from typing import Any


def holds(condition: Mapping[str, Any], resource: Mapping[str, Any], member: str | None = None) -> bool:
    """Tells whether a condition holds for a resource, given as its fields; `member` is what `count` is at."""
    if "allOf" in condition:
        return all(holds(each, resource, member) for each in condition["allOf"])
    if "anyOf" in condition:
        return any(holds(each, resource, member) for each in condition["anyOf"])
    if "count" in condition:
        count = condition["count"]
        found = [each for each in resource.get(count["field"], ()) if holds(count["where"], resource, each)]
        return len(found) > int(condition["greater"])
    value = _value(condition, resource, member)
    (operator,) = condition.keys() - {"field", "value"}
    return _compare(operator, value, condition[operator])


def _value(condition: Mapping[str, Any], resource: Mapping[str, Any], member: str | None) -> str | None:
    if "field" in condition:
        field = condition["field"]
        return member if field.endswith("[*]") else resource.get(field)
    found = re.fullmatch(r"\[last\(split\(field\('([^']+)'\), '/'\)\)\]", condition["value"])
    assert found is not None, condition
    return str(resource[found[1]]).split("/")[-1]


def _compare(operator: str, value: str | None, expected: Any) -> bool:
    low = None if value is None else value.lower()
    match operator:
        case "equals":
            return low == str(expected).lower()
        case "contains":
            return low is not None and str(expected).lower() in low
        case "in":
            return low in [each.lower() for each in expected]
        case "notIn":
            return isinstance(expected, str) or low not in [each.lower() for each in expected]
        case "like":
            assert expected.count("*") <= 1, expected
            start, _, end = str(expected).lower().partition("*")
            if "*" not in expected:
                return low == start
            return low is not None and len(low) >= len(start) + len(end) and low.startswith(start) and low.endswith(end)
    raise AssertionError(operator)
