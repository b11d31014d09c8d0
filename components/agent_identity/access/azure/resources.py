"""Names of Azure resources as requests write them: which resource, of which type, in which resource group.

Source: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules.
"""

import re
from dataclasses import dataclass
from typing import Final

from agent_identity.access.azure.kinds import BLOBS
from agent_identity.access.azure.table import spellings

_GUID: Final = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_FORM: Final = re.compile(
    rf"/subscriptions/(?P<subscription>{_GUID})/resourceGroups/(?P<group>[\w().-]{{0,89}}[\w()-])"
    r"/providers/(?P<namespace>[A-Za-z][\w.]*)/(?P<rest>.+)",
    re.IGNORECASE,
)
_NAME: Final = re.compile(r"[\w().$@~=,;:!+-]+")
_PATH: Final = re.compile(r"[\w().$@~=,;:!+%/-]+")
_BLOB: Final = re.compile(
    r"(?P<container>storageAccounts/[^/]+/blobServices/default/containers/[^/]+)/blobs/(?P<path>.+)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource.

    Attributes:
        subscription: The subscription's GUID, in lower case.
        group: The resource group's name.
        type: The resource type, in the spelling of the tables; of a blob's path, that of blobs.
        scope: The id at which a role is assigned, with the tables' spelling of its types.
        path: The path of a blob, or the beginning of one; None where the scope is the resource itself.
        prefix: Whether `path` is only the beginning.
    """

    subscription: str
    group: str
    type: str
    scope: str
    path: str | None = None
    prefix: bool = False

    @property
    def group_scope(self) -> str:
        """The id of the resource group."""
        return f"/subscriptions/{self.subscription}/resourceGroups/{self.group}"


def parse(text: str) -> Resource | None:
    """Returns the resource that an id names, or None when it is not the id of one resource of a resource group."""
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    rest, path, prefix = found["rest"], None, False
    if found["namespace"].lower() == "microsoft.storage" and (blob := _BLOB.fullmatch(rest)):
        rest, prefix = blob["container"], blob["path"].endswith("*")
        path = blob["path"][:-1] if prefix else blob["path"]
        if not _PATH.fullmatch(path):
            return None
    segments = rest.split("/")
    if len(segments) % 2 or not all(map(_NAME.fullmatch, segments)) or "providers" in map(str.lower, segments):
        return None
    kind = found["namespace"]
    subscription = found["subscription"].lower()
    scope = f"/subscriptions/{subscription}/resourceGroups/{found['group']}/providers/"
    parts = []
    for word, name in zip(segments[::2], segments[1::2], strict=True):
        kind = spellings().get(f"{kind}/{word}".lower(), f"{kind}/{word}")
        parts += [kind.rpartition("/")[2], name]
    scope += "/".join([kind.partition("/")[0], *parts])
    return Resource(subscription, found["group"], kind if path is None else BLOBS, scope, path, prefix)
