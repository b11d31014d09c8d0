"""What admission policies take away: what they refuse for certain, and nothing that the writer can avoid."""

from typing import Any

import pytest

from agent_identity.boundaries import kubernetes as boundary
from agent_identity.permissions.kubernetes import escalation
from agent_identity.permissions.kubernetes.readers.objects import read
from tests.permissions.kubernetes.objects import account, binding, role, rule

HOME = "agents-pay"
PODS = {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["pods"]}


def policy(*validations: str, conditions: tuple[str, ...] = (), rules: Any = None, **spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicy", "metadata": {"name": "p"},
        "spec": {
            "matchConstraints": {"resourceRules": rules or [PODS]},
            "matchConditions": [{"name": f"c{place}", "expression": each} for place, each in enumerate(conditions)],
            "validations": [{"expression": each} for each in validations], **spec,
        },
    }  # fmt: skip


def bound(*actions: str, **spec: Any) -> dict[str, Any]:
    return {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicyBinding",
            "metadata": {"name": "b"},
            "spec": {"policyName": "p", "validationActions": list(actions or ("Deny",)), **spec}}  # fmt: skip


def verdict(granted: dict[str, Any], *policies: dict[str, Any]) -> str:
    made = role("r", granted, namespace=HOME)
    objects = [made, binding("b", "r", account("a", HOME), namespace=HOME, cluster=False), *policies]
    (found,) = escalation.analyze(read([("objects", each) for each in objects])).principals
    return found.escalates


CREATE_PODS = rule("create", resources=("pods",))
LABELLED = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": HOME, "labels": {"guarded": "yes"}}}
OTHERS = {"matchLabels": {"other": "x"}}
GUARDED = {"matchLabels": {"guarded": "yes"}}


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        ([policy("false"), bound()], "no"),
        ([policy("request.userInfo.username != 'system:serviceaccount:agents-pay:a'"), bound()], "no"),
        ([policy("!request.userInfo.username.startsWith('system:serviceaccount:agents-')"), bound()], "no"),
        ([policy("request.namespace != 'agents-pay'"), bound()], "no"),
        ([policy("request.userInfo.username != 'somebody else'"), bound()], "yes"),
        # One way is closed, others are open.
        ([policy("!has(object.spec.hostPID) || !object.spec.hostPID"), bound()], "yes"),
        # The writer chooses labels, names and images.
        ([policy("has(object.metadata.labels) && 'team' in object.metadata.labels"), bound()], "unknown"),
        ([policy("object.metadata.name.startsWith('allowed-')"), bound()], "unknown"),
        ([policy("false", conditions=("object.metadata.name == 'one'",)), bound()], "yes"),
        ([policy("params.allowed"), bound()], "unknown"),
        ([policy("object.?spec.orValue(false)"), bound()], "unknown"),
        # Only what refuses for certain refuses.
        ([policy("false", failurePolicy="Ignore"), bound()], "yes"),
        ([policy("false"), bound("Warn", "Audit")], "yes"),
        ([policy("false")], "yes"),
        ([policy("false", rules=[{**PODS, "resources": ["services"]}]), bound()], "yes"),
        ([policy("false", rules=[{**PODS, "operations": ["UPDATE"]}]), bound()], "yes"),
        ([policy("false", rules=[{**PODS, "resourceNames": ["x"]}]), bound()], "yes"),
        ([policy("false", matchConstraints={"resourceRules": [PODS], "objectSelector": GUARDED}), bound()], "yes"),
        # Namespaces by their labels, as far as the input has them.
        ([policy("false"), bound(matchResources={"namespaceSelector": GUARDED}), LABELLED], "no"),
        ([policy("false"), bound(matchResources={"namespaceSelector": GUARDED})], "unknown"),
        ([policy("false"), bound(matchResources={"namespaceSelector": OTHERS}), LABELLED], "yes"),
    ],
)  # fmt: skip
def test_a_policy_takes_away_what_it_refuses_for_certain(policies: list[dict[str, Any]], expected: str) -> None:
    assert verdict(CREATE_PODS, *policies) == expected


@pytest.mark.parametrize(
    "granted",
    [
        rule("get", resources=("secrets",)),
        rule("list", "watch", resources=("secrets",)),
        rule("impersonate", resources=("serviceaccounts",)),
    ],
)
def test_admission_never_sees_reads_and_impersonation(granted: dict[str, Any]) -> None:
    every = {"apiGroups": ["*"], "apiVersions": ["*"], "operations": ["*"], "resources": ["*/*"]}
    assert verdict(granted, policy("false", rules=[every]), bound()) == "yes"


def test_the_boundary_takes_away_what_it_refuses_on_a_real_api_server() -> None:
    policies = boundary.manifests("standard")
    for granted in (
        CREATE_PODS,
        rule("create", groups=("apps",), resources=("deployments",)),
        rule("create", resources=("serviceaccounts/token",)),
        rule("create", resources=("pods/exec",)),
        rule("*", groups=("rbac.authorization.k8s.io",), resources=("roles", "rolebindings")),
    ):
        assert verdict(granted) == "yes"
        assert verdict(granted, *policies) == "no"


def test_an_expression_that_cannot_be_read_is_told() -> None:
    cluster = read([("p", policy("object.?spec.orValue(false)"))])
    assert any(
        "ValidatingAdmissionPolicy p: an expression cannot be judged here" in each for each in cluster.assumptions
    )
