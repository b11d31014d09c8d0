"""Reads admission policies and their bindings: those alone that refuse.

https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/. A policy that lets in what it
cannot judge, and a binding that warns or records, refuse nothing for certain.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from agent_identity.permissions import cel
from agent_identity.permissions.form import Form
from agent_identity.permissions.kubernetes.model import AdmissionPolicy, Match, PolicyBinding
from agent_identity.permissions.kubernetes.readers.selectors import selector

GROUP: Final = "admissionregistration.k8s.io"
POLICY: Final = "ValidatingAdmissionPolicy"
BINDING: Final = "ValidatingAdmissionPolicyBinding"


def policy(form: Form, where: str, name: str, document: Mapping[str, Any]) -> AdmissionPolicy | None:
    """Returns a policy; None for one that lets in what it cannot judge."""
    at = f"{where}/spec"
    spec = form.mapping(at, document.get("spec"))
    variables = tuple(
        (form.text(f"{place}/name", item.get("name")), expression)
        for place, item, expression in _expressions(form, f"{at}/variables", spec.get("variables"))
    )
    conditions = tuple(each for *_, each in _expressions(form, f"{at}/matchConditions", spec.get("matchConditions")))
    validations = tuple(each for *_, each in _expressions(form, f"{at}/validations", spec.get("validations")))
    constraints = form.mapping(f"{at}/matchConstraints", spec.get("matchConstraints"))
    match = _match(form, f"{at}/matchConstraints", constraints)
    if (spec.get("failurePolicy") or "Fail") != "Fail":
        return None
    return AdmissionPolicy(name, match, conditions, variables, validations, bool(spec.get("paramKind")))


def binding(form: Form, where: str, name: str, document: Mapping[str, Any]) -> PolicyBinding | None:
    """Returns a binding; None for one that does not deny."""
    at = f"{where}/spec"
    spec = form.mapping(at, document.get("spec"))
    policy_name = form.text(f"{at}/policyName", spec.get("policyName"))
    match = _match(form, f"{at}/matchResources", form.mapping(f"{at}/matchResources", spec.get("matchResources")))
    if "Deny" not in form.texts(f"{at}/validationActions", spec.get("validationActions")):
        return None
    return PolicyBinding(name, policy_name, match)


def _expressions(form: Form, at: str, value: object) -> Iterator[tuple[str, Mapping[str, Any], str]]:
    for place, item in form.objects(at, value, "an object with an expression"):
        expression = item.get("expression")
        if isinstance(expression, str) and expression.strip():
            yield place, item, expression
        else:
            form.wrong(f"{place}/expression", expression, "an expression")


def _match(form: Form, at: str, found: Mapping[str, Any]) -> Match:
    rules = found.get("resourceRules")
    read = tuple(item for _, item in form.objects(f"{at}/resourceRules", rules, "a resource rule"))
    return Match(
        read if rules else None,
        tuple(item for _, item in form.objects(f"{at}/exclude", found.get("excludeResourceRules"), "a resource rule")),
        selector(form, f"{at}/namespaceSelector", found.get("namespaceSelector")),
        selector(form, f"{at}/objectSelector", found.get("objectSelector")),
    )


def unread(policy_read: AdmissionPolicy) -> Iterator[str]:
    """Yields what of a policy cannot be read here, in words."""
    expressions = (*policy_read.conditions, *(each for _, each in policy_read.variables), *policy_read.validations)
    for expression in expressions:
        if problem := cel.problem(expression):
            yield f"ValidatingAdmissionPolicy {policy_read.name}: an expression cannot be judged here: {problem}"
