"""Boundary objects of the stack: which resources are ours, and what they lack of the generated document."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from agent_identity import manifest, tags
from agent_identity.boundaries import aws, azure_rules, gcp, kubernetes
from agent_identity.boundaries.classes import CLASSES, RESTRICTED
from agent_identity.boundaries.kubernetes_rules import POLICIES
from agent_identity.permissions.stacks.kinds import AWS_POLICY
from agent_identity.permissions.stacks.resource import Resource
from agent_identity.permissions.unknown import UNKNOWN
from agent_identity.permissions.values import Value, at, known_text, listed, parsed, unknown_within
from agent_identity_pack.context import Context
from agent_identity_pack.identity import NAME_PREFIX

_AZURE_TITLE: Final = "Agent boundary ("

DENY_POLICY: Final = "gcp:iam:DenyPolicy"
POLICY_DEFINITION: Final = "azure-native:authorization:PolicyDefinition"
POLICY_ASSIGNMENT: Final = "azure-native:authorization:PolicyAssignment"
ADMISSION_POLICY: Final = "kubernetes:admissionregistration.k8s.io:ValidatingAdmissionPolicy"
ADMISSION_BINDING: Final = "kubernetes:admissionregistration.k8s.io:ValidatingAdmissionPolicyBinding"


def is_ours(resource: Resource, context: Context) -> bool:
    """Tells whether a resource is, or claims to be, part of an agents' boundary."""
    if any(above.type in manifest.BOUNDARY_TOKENS for above in context.stack.ancestors(resource)):
        return True
    if resource.kind == AWS_POLICY:
        return (known_text(resource.get("path")) or "").startswith(tags.BOUNDARY_PATH)
    if resource.kind == POLICY_DEFINITION:
        return (known_text(resource.get("displayName")) or "").startswith(_AZURE_TITLE)
    name = resource.get("metadata", "name") if resource.type.startswith("kubernetes:") else resource.get("name")
    return (known_text(name) or "").startswith(NAME_PREFIX)


def aws_lacks(policy: Resource, assumable_roles: Sequence[str] = ()) -> list[str] | None:
    """Returns what a boundary policy lacks of the generated deny; None where its document is not known."""
    document = parsed(policy.get("policy"))
    if document is UNKNOWN or unknown_within(document):
        return None
    if not isinstance(document, Mapping):
        return ["a policy document"]
    restricted = (known_text(policy.get("name")) or "").startswith(f"{NAME_PREFIX}{RESTRICTED}")
    lacks = [aws.missing_denies(document, name, assumable_roles) for name in ([RESTRICTED] if restricted else CLASSES)]
    return min(lacks, key=len)


def gcp_lacks(policy: Resource) -> list[str] | None:
    """Returns what a deny policy lacks of the generated one; None where its rules are not known."""
    rules = policy.get("rules")
    if unknown_within(rules):
        return None
    lacks: list[str] = []
    denied: set[str] = set()
    for index, item in enumerate(listed(rules)):
        rule = at(item, "denyRule")
        if at(rule, "exceptionPermissions") or at(rule, "denialCondition"):
            lacks.append(f"rule {index} has an exception or a condition")
        elif any("Set:" in str(item) for item in listed(at(rule, "exceptionPrincipals"))):
            lacks.append(f"rule {index} excepts a whole set of principals")
        elif not at(rule, "deniedPrincipals"):
            lacks.append(f"rule {index} binds nobody")
        else:
            denied |= set(map(str, listed(at(rule, "deniedPermissions"))))
    name = RESTRICTED if (known_text(policy.get("name")) or "").startswith(f"{NAME_PREFIX}{RESTRICTED}") else "standard"
    return lacks + sorted(gcp.denied_permissions(name) - denied)


def azure_lacks(resource: Resource) -> list[str] | None:
    """Returns how a policy definition or assignment differs from the generated one; None where it is not known."""
    if resource.kind == POLICY_ASSIGNMENT:
        return _assignment_lacks(resource)
    rule = resource.get("policyRule")
    if unknown_within(rule):
        return None
    lacks = [] if str(at(rule, "then", "effect")).lower() == "deny" else ["the effect deny"]
    if not any(at(rule, "if") in _conditions_of(key) for key in azure_rules.RULES):
        lacks.append("the generated condition")
    return lacks


def _assignment_lacks(assignment: Resource) -> list[str] | None:
    lacks = []
    if assignment.get("enforcementMode") not in (None, UNKNOWN, "Default"):
        lacks.append("enforcement")
    lacks.extend(
        f"what {field} takes out" for field in ("notScopes", "overrides", "resourceSelectors") if assignment.get(field)
    )
    return lacks


def azure_keys(assignment: Resource, context: Context) -> set[str]:
    """Returns the keys of the generated rules that an assignment puts in force by a definition of the stack."""
    named = known_text(assignment.get("policyDefinitionId"))
    if named is None:
        found = context.stack.sources(assignment, "policyDefinitionId", {POLICY_DEFINITION})
    else:
        name = named.rpartition("/")[2].lower()
        found = [
            item
            for item in context.stack.of(POLICY_DEFINITION)
            if str(item.first("policyDefinitionName", "name")).lower() == name
        ]
    kept = [item for item in found if azure_lacks(item) == []]
    return {key for item in kept for key in azure_rules.RULES if item.get("policyRule", "if") in _conditions_of(key)}


@lru_cache(maxsize=16)
def _conditions_of(key: str) -> tuple[dict[str, Any], ...]:
    return tuple(azure_rules.rule_for(key, name) for name in CLASSES)


def kubernetes_lacks(resource: Resource) -> list[str] | None:
    """Returns which fields of an admission policy or binding differ from the generated ones; None where not known."""
    spec = resource.get("spec")
    if unknown_within(spec):
        return None
    name = known_text(resource.get("metadata", "name")) or ""
    environment = known_text(resource.get("metadata", "labels", tags.ENVIRONMENT))
    generated = _kubernetes_specs(environment).get((resource.kind.rpartition(":")[2], name))
    if generated is None:
        return ["a name of the generated objects"]
    given = spec if isinstance(spec, Mapping) else {}
    lost = [key for key, value in generated.items() if not _holds(given.get(key), value)]
    return lost + [f"{key} as generated, without" for key in _narrowing(given, generated)]


def kubernetes_is_whole(binding: Resource, context: Context) -> bool:
    """Tells whether every policy and binding of a binding's class and environment is in the stack, unchanged."""
    name = known_text(binding.get("metadata", "name")) or ""
    environment = known_text(binding.get("metadata", "labels", tags.ENVIRONMENT))
    for class_name in CLASSES:
        names = {kubernetes.policy_name(key, class_name, environment) for key in POLICIES}
        if name in names:
            kinds = (ADMISSION_POLICY, ADMISSION_BINDING)
            objects = (item for item in context.stack.of(*kinds) if item.shares_home(binding))
            found = [item for item in objects if item.get("metadata", "name") in names]
            return len(found) >= len(kinds) * len(names) and all(kubernetes_lacks(item) == [] for item in found)
    return False


@lru_cache(maxsize=16)
def _kubernetes_specs(environment: str | None) -> dict[tuple[str, str], dict[str, Any]]:
    objects = [item for name in CLASSES for item in kubernetes.manifests(name, environment)]
    return {(item["kind"], item["metadata"]["name"]): item["spec"] for item in objects}


def _holds(given: Value, wanted: Value) -> bool:
    """Tells whether `given` says all that `wanted` does; the API server adds defaults, the provider drops the empty."""
    if given is None:
        return wanted in ([], {}, None)
    if isinstance(wanted, Mapping):
        same = isinstance(given, Mapping) and all(_holds(given.get(key), value) for key, value in wanted.items())
        return same and not _narrowing(given, wanted)
    if isinstance(wanted, list):
        same = isinstance(given, list) and len(given) == len(wanted)
        return same and all(_holds(mine, theirs) for mine, theirs in zip(given, wanted, strict=True))
    return bool(given == wanted)


def _narrowing(given: Mapping[str, Value], wanted: Mapping[str, Value]) -> list[str]:
    """Returns the keys that `given` adds to `wanted` and that are more than the API server's own defaults."""
    return [
        key for key, value in given.items() if key not in wanted and value not in ([], {}, "", None, _ADDED.get(key))
    ]


_ADDED: Final = {"scope": "*", "matchPolicy": "Equivalent"}
"""What the API server adds to a policy that does not say it."""


def lacks(resource: Resource, context: Context) -> list[str] | None:
    """Returns what a boundary object lacks of the generated one, `[]` for nothing, None where that is not known."""
    if resource.kind == AWS_POLICY:
        return aws_lacks(resource, context.config.assumable_roles)
    if resource.kind == DENY_POLICY:
        return gcp_lacks(resource)
    if resource.kind in {POLICY_DEFINITION, POLICY_ASSIGNMENT}:
        return azure_lacks(resource)
    return kubernetes_lacks(resource)
