"""What an Azure operation does to a resource: whether it is of its type, only reads, or is one that no agent gets."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from agent_identity.access.azure.kind import Kind
from agent_identity.access.azure.kinds import KINDS
from agent_identity.access.azure.table import Operation, operations

GUARDED: Final[Mapping[str, str]] = {
    r"microsoft\.(authorization|managedidentity|managedservices)/.*(?<!/read)": "it changes who may do what",
    r".*/(sql|mongodb|cassandra|gremlin|table)?role(assignments|definitions)/(write|delete)": "it changes access",
    r".*/accesspolic(y|ies)(assignments)?/(write|delete|action)": "it changes access",
    r".*/authorizationrules/(write|delete)": "it makes a key that no boundary binds",
    r"microsoft\.resources/deployment\w*/.*(?<!/read)": "it deploys with the rights of whoever runs the deployment",
    r".*(key|secret|credential|token|sas|connectionstring|kubeconfig|password|callbackurl|publishxml|accesscode)\w*"
    r"/action": "it hands out a credential that no boundary binds",
    r".*/sharedkeys/read": "it hands out a key that no boundary binds",
    r".*/vaults/deploy/action": "a deployment then reads every secret in the vault",
    r".*/vaults/(keys|secrets|certificates)/(backup|restore|release)/action": "it moves what a vault holds out of it",
    r".*/(run\w*|exec|login\w*|\w*impersonation)/action": "it runs code, or acts, as another identity",
    r".*/(takeownership|manageownership|modifypermissions|writefilebackupsemantics)/action": "it passes over the "
    "access lists of files",
    r".*/elevatedoperations/\w+": "it passes over the access control of documents",
}
"""Operations that no agent gets, as patterns of names in lower case, and why."""

_SENSITIVE: Final = re.compile(r"/\w*(secret|credential|password|token|key|certificate|connectionstring)s?(?=/|$)")


@cache
def reviewed(resource_type: str) -> Kind | None:
    """Returns the reviewed kind of a resource type, or None."""
    return next((kind for kind in KINDS if kind.type.lower() == resource_type.lower()), None)


def of_type(operation: Operation, resource_type: str) -> bool:
    """Tells whether an operation acts on a resource of a type, or on what is in it."""
    kind = reviewed(resource_type)
    types = (resource_type, *(kind.also if kind is not None else ()))
    return any(f"{operation.kind}/".startswith(f"{name.lower()}/") for name in types)


def named_on(operation: Operation, resource_type: str) -> bool:
    """Tells whether an operation may be named on a resource as a whole, and not only on single things in it."""
    kind = reviewed(resource_type)
    own = operation.kind == resource_type.lower()
    return kind is None or kind.wide is None or own or operation.name in kind.wide


def is_read(operation: Operation, resource_type: str) -> bool:
    """Tells whether an operation only reads."""
    kind = reviewed(resource_type)
    return operation.name.lower().endswith("/read") or (kind is not None and operation.name in kind.named)


def guarded(operation: str, resource_type: str) -> str | None:
    """Returns why no agent gets an operation on a resource of a type, or None when one may."""
    kind = reviewed(resource_type)
    low = operation.lower()
    if kind is not None and low in map(str.lower, kind.credential):
        return None
    return next((reason for pattern, reason in GUARDED.items() if re.fullmatch(pattern, low)), None)


def stores(resource_type: str) -> bool:
    """Tells whether a type holds secrets or keys, so that no read of it goes without saying."""
    kind = reviewed(resource_type)
    return not kind.reads if kind is not None else _SENSITIVE.search(resource_type.lower()) is not None


@cache
def reads(resource_type: str) -> frozenset[Operation]:
    """Returns what a read of a type gives: its properties and the data in it, and nothing that holds secrets."""
    kind = reviewed(resource_type)
    if kind is not None:
        return frozenset(operations()[name.lower()] for name in kind.reads)
    if stores(resource_type):
        return frozenset()
    return frozenset(
        operation
        for operation in operations().values()
        if of_type(operation, resource_type)
        and operation.name.lower().endswith("/read")
        and (operation.data or operation.kind == resource_type.lower())
        and not _SENSITIVE.search(operation.kind.removeprefix(resource_type.lower()))
        and guarded(operation.name, resource_type) is None
    )
