"""A reading of the conditions of Azure Policy, as far as the boundary's rule about custom roles uses them.

Source: https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-policy-rule#conditions.
"""

import re
from collections.abc import Mapping
from typing import Any

_ITEMS = re.compile(r"Microsoft\.Authorization/roleDefinitions/permissions\[\*\]\.(\w+)\[\*\]")


def refuses(rule: Mapping[str, Any], role: Mapping[str, Any], item: str | None = None) -> bool:
    """Tells whether a rule's condition holds for a custom role as Azure writes its properties."""
    if "allOf" in rule:
        return all(refuses(part, role, item) for part in rule["allOf"])
    if "anyOf" in rule:
        return any(refuses(part, role, item) for part in rule["anyOf"])
    if "count" in rule:
        (name,) = _ITEMS.fullmatch(rule["count"]["field"]).groups()
        names = [each for permission in role["permissions"] for each in permission[name]]
        return sum(refuses(rule["count"]["where"], role, each) for each in names) > rule["greater"]
    (operator,) = set(rule) - {"field"}
    known = {
        "type": "Microsoft.Authorization/roleDefinitions",
        "Microsoft.Authorization/roleDefinitions/type": role["type"],
        "name": "an agent's own",
    }
    # Azure Policy compares text without case.
    found = str(item if _ITEMS.fullmatch(rule["field"]) else known[rule["field"]]).lower()
    wanted = rule[operator]
    if operator == "in":
        return found in {each.lower() for each in wanted}
    if operator == "like":
        return re.fullmatch(".*".join(map(re.escape, wanted.lower().split("*"))), found) is not None
    return {"equals": found == wanted.lower(), "contains": wanted.lower() in found, "notIn": found not in wanted}[
        operator
    ]
