"""Reads label selectors."""

from typing import Final

from agent_identity.permissions.form import Form, texts_of
from agent_identity.permissions.kubernetes.model import Selector

_OPERATORS: Final = ("In", "NotIn", "Exists", "DoesNotExist")


def selector(form: Form, at: str, value: object) -> Selector:
    """Returns a selector; one that selects everything for nothing."""
    found = form.mapping(at, value)
    expressions = []
    for place, item in form.objects(f"{at}/matchExpressions", found.get("matchExpressions"), "a requirement"):
        operator = item.get("operator")
        if operator not in _OPERATORS:
            form.wrong(f"{place}/operator", operator, f"one of {', '.join(_OPERATORS)}")
            continue
        key = form.text(f"{place}/key", item.get("key"))
        expressions.append((key, str(operator), form.texts(f"{place}/values", item.get("values"))))
    return Selector(texts_of(found.get("matchLabels")), tuple(expressions))
