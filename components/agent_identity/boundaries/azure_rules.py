"""What the Azure boundary refuses: conditions in the language of Azure Policy, and actions for the deny assignment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from agent_identity.boundaries.classes import RESTRICTED
from agent_identity.permissions.patterns import compiled


@dataclass(frozen=True, slots=True)
class Rule:
    """One policy definition: its title and its parameters, each with what it holds."""

    title: str
    parameters: Mapping[str, str]


RULES: Final = {
    "privileged-grants": Rule(
        "No privileged role for a service principal", {"excludedPrincipals": "Object ids that may hold such a role"}
    ),
    "custom-roles": Rule(
        "No custom role with a wildcard or with an action that raises rights",
        {"excludedRoles": "GUIDs of roles of the platform's own"},
    ),
    "foreign-issuers": Rule(
        "No federated credential of a foreign issuer", {"allowedIssuers": "Issuers with which identities may federate"}
    ),
    "identity-home": Rule(
        "No user-assigned identity outside the agents' resource groups",
        {"resourceGroups": "Names of the resource groups that hold agents' identities"},
    ),
    "shared-keys": Rule("No resource with shared keys", {}),
}
"""The definitions of a boundary by their keys. A key is part of a deployed name: it never changes."""

_DATA: Final = Path(__file__).with_name("data")


def _table(name: str) -> tuple[str, ...]:
    lines = (_DATA / name).read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if not line.startswith("#"))


_ACTIONS: Final = _table("azure_actions.txt")

PRIVILEGED_ROLES: Final = dict(line.split(" ", 1) for line in _table("azure_privileged_roles.txt"))
"""Built-in roles that raise rights, read keys or run code under another identity, by id."""

DENIED_FAMILIES: Final = tuple(each for each in _ACTIONS if "*" in each)
"""Actions of every type or resource at once: patterns with one wildcard, which is all that `like` takes."""

REFUSED_ACTIONS: Final = tuple(
    each for each in _ACTIONS if "*" not in each and (each.endswith("/read") or "/denyAssignments/" in each)
)
"""Reads that show a key, and writes of deny assignments. No deny assignment can name them; no custom role may."""

DENIED_ACTIONS: Final = tuple(each for each in _ACTIONS if each not in {*DENIED_FAMILIES, *REFUSED_ACTIONS})
"""Actions of the control plane that raise rights. Azure refuses a deny assignment that names denyAssignments."""

REFUSED_DATA_ACTIONS: Final = _table("azure_data_actions.txt")
"""Data actions that raise rights, patterns among them. A deny assignment can deny none; a custom role may hold none."""

_ROLE = "Microsoft.Authorization/roleDefinitions/permissions[*]"
_KEYED: Final = {
    "Microsoft.Storage/storageAccounts": ("allowSharedKeyAccess", "false"),
    "Microsoft.CognitiveServices/accounts": ("disableLocalAuth", "true"),
    "Microsoft.DocumentDB/databaseAccounts": ("disableLocalAuth", "true"),
    "Microsoft.ServiceBus/namespaces": ("disableLocalAuth", "true"),
    "Microsoft.EventHub/namespaces": ("disableLocalAuth", "true"),
}


def rule_for(key: str, class_name: str) -> dict[str, Any]:
    """Returns the condition under which a request is refused, as the `if` of a policy rule."""
    return {
        "privileged-grants": _privileged_grants,
        "custom-roles": _restricted_roles if class_name == RESTRICTED else _custom_roles,
        "foreign-issuers": _foreign_issuers,
        "identity-home": _identity_home,
        "shared-keys": _shared_keys,
    }[key]()


def _type(name: str) -> dict[str, Any]:
    return {"field": "type", "equals": name}


def _privileged_grants() -> dict[str, Any]:
    kind = "Microsoft.Authorization/roleAssignments"
    return {
        "allOf": [
            _type(kind),
            # A request may leave the type out, and Azure finds it itself: what is not said to be a person's is refused.
            {"field": f"{kind}/principalType", "notIn": ["User", "Group", "ForeignGroup"]},
            {"field": f"{kind}/principalId", "notIn": "[parameters('excludedPrincipals')]"},
            # One condition for all roles: a rule holds no more than 512 of them.
            {"value": f"[last(split(field('{kind}/roleDefinitionId'), '/'))]", "in": list(PRIVILEGED_ROLES)},
        ]
    }


def _any_action(field: str, *conditions: dict[str, Any]) -> dict[str, Any]:
    alias = f"{_ROLE}.{field}[*]"
    where = {"anyOf": [{"field": alias, **condition} for condition in conditions]}
    return {"count": {"field": alias, "where": where}, "greater": 0}


def _named(actions: Iterable[str]) -> list[dict[str, Any]]:
    names = list(actions)
    return [
        {"in": [each for each in names if "*" not in each]},
        *({"like": each} for each in names if "*" in each),
    ]


def raises(action: str, *, data: bool = False) -> bool:
    """Tells whether no custom role may hold an action, or a data action, compared without regard to case."""
    return "*" in action or compiled(REFUSED_DATA_ACTIONS if data else _ACTIONS).match(action.lower())


def _custom_roles(*further: dict[str, Any]) -> dict[str, Any]:
    return {
        "allOf": [
            _type("Microsoft.Authorization/roleDefinitions"),
            {"field": "Microsoft.Authorization/roleDefinitions/type", "equals": "CustomRole"},
            {"field": "name", "notIn": "[parameters('excludedRoles')]"},
            {
                "anyOf": [
                    # `contains` takes the asterisk literally: an action of an agent's role names what it does.
                    _any_action("actions", {"contains": "*"}, *_named(_ACTIONS)),
                    _any_action("dataActions", {"contains": "*"}, *_named(REFUSED_DATA_ACTIONS)),
                    *further,
                ]
            },
        ]
    }


def _restricted_roles() -> dict[str, Any]:
    changes = ({"like": "*/write"}, {"like": "*/delete"}, {"like": "*/action"})
    return _custom_roles(_any_action("actions", *changes), _any_action("dataActions", *changes[:2]))


def _foreign_issuers() -> dict[str, Any]:
    kind = "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials"
    return {"allOf": [_type(kind), {"field": f"{kind}/issuer", "notIn": "[parameters('allowedIssuers')]"}]}


def _identity_home() -> dict[str, Any]:
    return {
        "allOf": [
            _type("Microsoft.ManagedIdentity/userAssignedIdentities"),
            {"value": "[resourceGroup().name]", "notIn": "[parameters('resourceGroups')]"},
        ]
    }


def _shared_keys() -> dict[str, Any]:
    # A property that is not given keeps its default, which is to accept keys; notEquals holds for it too.
    return {
        "anyOf": [
            {"allOf": [_type(kind), {"field": f"{kind}/{field}", "notEquals": wanted}]}
            for kind, (field, wanted) in _KEYED.items()
        ]
    }
