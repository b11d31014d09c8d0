"""Who can grant itself everything in the cluster."""

from typing import Final

from agent_identity.permissions.kubernetes.matching import Permission, grants
from agent_identity.permissions.kubernetes.rights import Grant, Rights

RULE: Final = "kubernetes-admin"
_RBAC: Final = "rbac.authorization.k8s.io"
_EVERYTHING: Final = "*"
_STRONGEST: Final = "cluster-admin"

_WAYS: Final = (
    (Permission("bind", _RBAC, "clusterroles"), ("create", "patch", "update"), "clusterrolebindings"),
    (Permission("escalate", _RBAC, "clusterroles"), ("patch", "update"), "clusterroles"),
)
"""A verb that lifts the limits of RBAC, and what must be written with it:
https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping."""


def grants_of(rights: Rights) -> tuple[Grant, ...]:
    """Returns what makes a principal an administrator of the cluster; nothing for one that is none."""
    wide = [grant for grant in rights.grants if grant.scope == ""]
    for grant in wide:
        rule = grant.rule
        if not rule.names and all(_EVERYTHING in each for each in (rule.verbs, rule.groups, rule.resources)):
            return (grant,)
    for lifts, verbs, written in _WAYS:
        first = next((each for each in wide if grants(each.rule, lifts) and _is_of_any(each)), None)
        then = next(
            (
                each
                for each in wide
                for verb in verbs
                if not each.rule.names and grants(each.rule, Permission(verb, _RBAC, written))
            ),
            None,
        )
        if first is not None and then is not None:
            return (first,) if first is then else (first, then)
    return ()


def _is_of_any(grant: Grant) -> bool:
    return not grant.rule.names or _STRONGEST in grant.rule.names
