"""A configured azure-native provider: the calls of a resource's life."""

from __future__ import annotations

import re
from threading import Lock
from typing import TYPE_CHECKING, Any

from local_clouds.constants import AZURE_SUBSCRIPTION, AZURE_TENANT
from local_clouds.provider.adapter import UNKNOWN, State
from local_clouds.provider.azure import convert, invokes
from local_clouds.provider.azure.client import Client
from local_clouds.provider.azure.types import find
from local_clouds.provider.errors import InvalidError, NotFoundError, ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from local_clouds.provider.adapter import JSON
    from local_clouds.provider.azure.mapping import Type

_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_GROUP_VERSION = "2024-03-01"


class AzureConnection:
    """One provider instance.

    Args:
        endpoint: the `azure` entry of endpoints.json.
        config: the provider's configuration; `subscriptionId`, `tenantId`, `clientId` and `location` count.

    Raises:
        InvalidError: the subscription is no GUID.
    """

    def __init__(self, endpoint: Mapping[str, Any], config: JSON) -> None:
        self.subscription = str(config.get("subscriptionId") or endpoint.get("subscription") or AZURE_SUBSCRIPTION)
        self.tenant = str(config.get("tenantId") or endpoint.get("tenant") or AZURE_TENANT)
        self.client_id = str(config.get("clientId") or "")
        if not _GUID.fullmatch(self.subscription):
            raise InvalidError("subscriptionId", f"expected a GUID, found {self.subscription!r}")
        self._location = config.get("location")
        self._locations: dict[str, str] = {}
        self._lock = Lock()
        self.client = Client(endpoint)

    def check(self, token: str, inputs: JSON) -> Sequence[tuple[str, str]]:
        """Return the inputs whose JSON type cannot be right: maps and lists are told apart before any call."""
        found = []
        for name, kind in (("tags", dict), ("identity", dict), ("resourceGroupName", str), ("scope", str)):
            value = inputs.get(name)
            if value is not None and value is not UNKNOWN and not isinstance(value, kind):
                found.append((name, f"expected {'a map' if kind is dict else 'text'} on {token}, found {value!r}"))
        return found

    def preview(self, token: str, inputs: JSON) -> JSON:
        """Return the outputs that the inputs decide: the name, the type, the region."""
        kind = find(token)
        name = inputs.get(kind.parts[-1])
        known: JSON = {"azureApiVersion": kind.version, **convert.at_preview(inputs)}
        if isinstance(name, str):
            known["name"] = name
        return known

    def create(self, token: str, inputs: JSON) -> State:
        """Make the object; one that exists already is refused, as the real provider does."""
        kind = find(token)
        identifier = self.identifier(kind, inputs)
        if not (kind.implied or kind.settled) and self._present(kind, identifier):
            raise ServiceError("Conflict", f"cannot create already existing resource {identifier!r}")
        return self._write(kind, identifier, inputs)

    def read(self, token: str, identifier: str, inputs: JSON) -> State | None:
        """Look the object up by its id."""
        kind = find(token)
        if not kind.pattern.fullmatch(identifier):
            raise InvalidError("id", f"expected an id of the form {kind.path}, found {identifier!r}")
        try:
            found = self._get(kind, identifier)
        except NotFoundError:
            return None
        return self._state(kind, identifier, found, inputs)

    def update(self, token: str, identifier: str, olds: JSON, news: JSON) -> State:  # noqa: ARG002
        """Write the whole object anew."""
        return self._write(find(token), identifier, news)

    def delete(self, token: str, identifier: str, outputs: JSON) -> None:  # noqa: ARG002
        """Remove the object, or empty it where ARM cannot remove it."""
        kind = find(token)
        if kind.settled:
            self.client.call("PUT", identifier, kind.version, {"properties": {}})
        else:
            self.client.call("DELETE", identifier, kind.version)

    def invoke(self, token: str, args: JSON) -> JSON:
        """Answer a function; raise `UnsupportedError` for an unknown one."""
        return invokes.call(self, token, args)

    def identifier(self, kind: Type, inputs: JSON) -> str:
        """Return the id that the inputs name."""
        parts = {"subscriptionId": inputs.get("subscriptionId") or self.subscription}
        parts.update({name: str(inputs[name]) for name in kind.parts})
        if "scope" in parts:
            parts["scope"] = "/" + parts["scope"].strip("/") if parts["scope"].strip("/") else ""
        return kind.path.format(**parts)

    def show(self, kind: Type, identifier: str) -> JSON:
        """Return the outputs of an object that exists; raise `NotFoundError` if it does not."""
        return self._state(kind, identifier, self._get(kind, identifier), {}).outputs

    def _get(self, kind: Type, identifier: str) -> JSON:
        if kind.read_by:
            return self.client.call("POST", f"{identifier}/{kind.read_by}", kind.version, {})
        return self.client.call("GET", identifier, kind.version)

    def _present(self, kind: Type, identifier: str) -> bool:
        try:
            self._get(kind, identifier)
        except NotFoundError:
            return False
        return True

    def _write(self, kind: Type, identifier: str, inputs: JSON) -> State:
        given = dict(inputs)
        if kind.located and given.get("location") is None:
            given["location"] = self._default_location(inputs)
        written = self.client.call("PUT", identifier, kind.version, convert.body(kind, given))
        if kind.read_by or not written:
            written = self._get(kind, identifier)
        return self._state(kind, str(written.get("id") or identifier), written, inputs)

    def _state(self, kind: Type, identifier: str, resource: JSON, inputs: JSON) -> State:
        match = kind.pattern.fullmatch(str(resource.get("id") or identifier)) or kind.pattern.fullmatch(identifier)
        parts = match.groupdict() if match else {}
        if parts.get("scope") == "":
            parts["scope"] = "/"
        found = convert.outputs(kind, resource, parts)
        # Azure's own form of an id or a region is no change: the program's form stays.
        shown = {
            name: convert.as_given(inputs[name], value, name) if name in inputs else value
            for name, value in found.items()
        }
        own = {
            name: convert.as_given(inputs[name], value) if name in inputs else value
            for name, value in convert.inputs_of(found).items()
        }
        shown.update({name: found[name] for name in own})
        return State(identifier, shown, own)

    def _default_location(self, inputs: JSON) -> str:
        if self._location:
            return str(self._location)
        group = self.identifier(_GROUP, inputs)
        with self._lock:
            known = self._locations.get(group.lower())
        if known is None:
            known = str(self.client.call("GET", group, _GROUP_VERSION)["location"])
            with self._lock:
                self._locations[group.lower()] = known
        return known


_GROUP = find("azure-native:resources:ResourceGroup")
