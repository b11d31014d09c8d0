"""Reads deny policies and principal access boundaries.

https://cloud.google.com/iam/docs/reference/rest/v2/policies and
https://cloud.google.com/iam/docs/reference/rest/v3/organizations.locations.principalAccessBoundaryPolicies
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from agent_identity.permissions.gcp import names
from agent_identity.permissions.gcp.model import Deny
from agent_identity.permissions.gcp.readers.gathering import Gathered
from agent_identity.permissions.gcp.readers.policies import condition


def deny(gathered: Gathered, where: str, policy: Mapping[str, Any]) -> None:
    """Takes up a deny policy: its name holds what it is attached to."""
    form = gathered.form
    name = form.text(f"{where}/name", policy.get("name"))
    attached = ""
    if name.startswith("policies/"):
        attached = names.full(f"//{unquote(name.split('/')[1])}") if len(name.split("/")) > 1 else ""
    if not attached:
        gathered.assumptions.add(
            f"{where} does not say what it is attached to: taken for everything that the input holds"
        )
    for at, rule in form.objects(f"{where}/rules", policy.get("rules"), "a rule, an object with denyRule"):
        found = rule.get("denyRule")
        if not isinstance(found, Mapping):
            form.wrong(f"{at}/denyRule", found, "an object with deniedPrincipals and deniedPermissions")
            continue
        lists = {
            key: form.texts(f"{at}/denyRule/{key}", found.get(key))
            for key in ("deniedPrincipals", "exceptionPrincipals", "deniedPermissions", "exceptionPermissions")
        }
        for key in ("deniedPrincipals", "deniedPermissions"):
            if not lists[key]:
                form.wrong(f"{at}/denyRule/{key}", found.get(key), "a list with something in it")
        gathered.denies.append(
            Deny(
                name or where,
                attached,
                int(at.rpartition("/")[2]),
                lists["deniedPrincipals"],
                lists["exceptionPrincipals"],
                lists["deniedPermissions"],
                lists["exceptionPermissions"],
                condition(form, f"{at}/denyRule/denialCondition", found, "denialCondition"),
            )
        )


def boundary(gathered: Gathered, where: str, policy: Mapping[str, Any]) -> None:
    """Takes up what a principal access boundary makes eligible."""
    form = gathered.form
    found: list[str] = []
    details = form.mapping(f"{where}/details", policy.get("details"))
    for at, rule in form.objects(f"{where}/details/rules", details.get("rules"), "a rule, an object with resources"):
        if rule.get("effect", "ALLOW") != "ALLOW":
            form.wrong(f"{at}/effect", rule.get("effect"), "ALLOW")
        found += [names.full(each) for each in form.texts(f"{at}/resources", rule.get("resources"))]
    gathered.limits[form.text(f"{where}/name", policy.get("name"))] = tuple(sorted(set(found)))


def bound(gathered: Gathered, where: str, entry: Mapping[str, Any]) -> None:
    """Takes up whom a principal access boundary binds."""
    form = gathered.form
    if entry.get("policyKind", "PRINCIPAL_ACCESS_BOUNDARY") != "PRINCIPAL_ACCESS_BOUNDARY":
        return
    target = form.mapping(f"{where}/target", entry.get("target"))
    policy, principals = entry.get("policy"), target.get("principalSet")
    if not isinstance(policy, str) or not policy:
        form.wrong(f"{where}/policy", policy, "the name of a principal access boundary")
    elif not isinstance(principals, str) or not principals:
        form.wrong(f"{where}/target/principalSet", principals, "a principal set")
    else:
        gathered.bound.append((policy, principals, condition(form, f"{where}/condition", entry)))
