"""How an API path names what an agent asks for (https://kubernetes.io/docs/reference/using-api/api-concepts/)."""

import re
from dataclasses import dataclass
from typing import Final

FORM: Final = (
    "an API path, like '/api/v1/namespaces/NAMESPACE/configmaps/NAME' or"
    " '/apis/GROUP/VERSION/namespaces/NAMESPACE/RESOURCE/NAME'"
)

_NAMESPACE: Final = r"(?:/namespaces/(?P<namespace>[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?))?"
_NAME: Final = r"(?:/(?P<name>[A-Za-z0-9][A-Za-z0-9._:@-]{0,252})(?:/(?P<part>[a-z]+))?)?"
_PATH: Final = re.compile(
    r"/(?:api/v1|apis/(?P<group>[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)/v[a-z0-9]{1,30})"
    rf"{_NAMESPACE}/(?P<resource>[a-z][a-z0-9-]{{0,62}}){_NAME}"
)
_OWN_OBJECT: Final = re.compile(r"/api/v1/namespaces/(?P<namespace>[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)")


@dataclass(frozen=True, slots=True)
class ApiPath:
    """A path of the Kubernetes API, without the version, which RBAC does not know.

    Attributes:
        group: The API group; empty for the core.
        namespace: The namespace; empty for the cluster, or for all namespaces.
        resource: The plural name.
        name: The object's name; empty for the collection.
        part: The subresource; empty for the object itself.
    """

    group: str
    namespace: str
    resource: str
    name: str
    part: str

    @property
    def rule_resource(self) -> str:
        """The resource as a rule of RBAC names it: `pods/log`."""
        return f"{self.resource}/{self.part}" if self.part else self.resource


def parsed(path: str) -> ApiPath | None:
    """Returns what a path names, or None when it has another form."""
    if own := _OWN_OBJECT.fullmatch(path):
        # The namespace itself: a Role in it can grant to read it.
        return ApiPath("", own["namespace"], "namespaces", own["namespace"], "")
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    parts = {key: found[key] or "" for key in ("group", "namespace", "resource", "name", "part")}
    return ApiPath(**parts)
