"""What happens to a resource of any type: create, read, update and delete, driven by its entry in the table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from local_clouds.provider.adapter import UNKNOWN, State, has_unknown
from local_clouds.provider.errors import (
    InvalidError,
    NotFoundError,
    PartialError,
    ProviderError,
    ServiceError,
    UnsupportedError,
)
from local_clouds.provider.gcp.convert import Converter, fill, parse
from local_clouds.provider.gcp.grants import Grant

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from local_clouds.provider.adapter import JSON
    from local_clouds.provider.gcp.invokes import Invoke
    from local_clouds.provider.gcp.mapping import Call, Type
    from local_clouds.provider.gcp.session import Session


class GcpConnection:
    """One provider instance: the table and a session with the services."""

    def __init__(self, table: Mapping[str, Type | Grant], invokes: Mapping[str, Invoke], session: Session) -> None:
        self._table = table
        self._invokes = invokes
        self._session = session

    def check(self, token: str, inputs: JSON) -> Sequence[tuple[str, str]]:
        """See `Connection.check`: nested fields that Google does not have."""
        entry = self._table[token]
        if isinstance(entry, Grant):
            return []
        converter, schema = self._converter(entry)
        problems = []
        for name in entry.sent.split():
            rest = converter.rest_name(schema, name)
            value = inputs.get(name)
            if rest and value is not None and not has_unknown(value):
                try:
                    converter.to_rest(schema["properties"][rest], value, name)
                except InvalidError as error:
                    problems.append((error.property_path, error.reason))
        return problems

    def preview(self, token: str, inputs: JSON) -> JSON:
        """See `Connection.preview`: where the resource goes is known."""
        names = self._table[token].shape.filled & {"project", "region", "zone"}
        placed = self._placed(inputs)
        return {name: placed[name] for name in names if placed.get(name) is not None and placed[name] is not UNKNOWN}

    def create(self, token: str, inputs: JSON) -> State:
        """See `Connection.create`."""
        entry = self._table[token]
        if isinstance(entry, Grant):
            return entry.create(self._session, self._placed(inputs))
        values = self._placed(inputs)
        if entry.existing and entry.update and entry.existing(self._session, values):
            values["id"] = fill(entry.id, values)
            mask = self._mask(entry, {name for name in entry.sent.split() if values.get(name) is not None})
            answer = self._call(entry, entry.update, {**values, "mask": mask}, self._body(entry, values, {}))
        else:
            answer = self._call(entry, entry.create, values, self._body(entry, values, {}))
        values = {**values, **self._named(entry, answer)}
        identifier = str(fill(entry.id, values))
        values["id"] = identifier
        if entry.settle:
            self._settle(entry, values, identifier, inputs)
        found = self.read(token, identifier, {**inputs, "_answer": answer})
        if found is None:
            raise ServiceError("NOT_FOUND", f"{identifier} was made and cannot be found.")
        return found

    def _settle(self, entry: Type, values: JSON, identifier: str, inputs: JSON) -> None:
        try:
            if entry.settle:
                entry.settle(self._session, values, {})
        except ProviderError as error:
            raise PartialError(identifier, inputs, [str(error)]) from error

    def read(self, token: str, identifier: str, inputs: JSON) -> State | None:
        """See `Connection.read`."""
        entry = self._table[token]
        answer = inputs.get("_answer", {})
        recorded = {key: value for key, value in inputs.items() if key != "_answer"}
        if isinstance(entry, Grant):
            return entry.read(self._session, identifier, recorded)
        values = {**parse(entry.id, identifier), "id": identifier}
        try:
            found = self._call(entry, entry.read, values, None)
        except NotFoundError:
            return None
        if entry.gone and entry.gone(found):
            return None
        outputs = self._outputs(entry, {**answer, **found} if "done" not in answer else found, recorded)
        for name in ("project", "region", "zone", "location"):
            if name in values and name in entry.shape.inputs:  # type: ignore[operator]
                outputs[name] = values[name]
        if entry.present:
            entry.present(self._session, outputs, {**answer, **found, "_values": values})
        return State(identifier, {key: value for key, value in outputs.items() if value is not None})

    def update(self, token: str, identifier: str, olds: JSON, news: JSON) -> State:
        """See `Connection.update`."""
        entry = self._table[token]
        if isinstance(entry, Grant):
            return entry.update(self._session, identifier, self._placed(olds), self._placed(news))
        values = {**self._placed(news), **parse(entry.id, identifier), "id": identifier}
        changed = {name for name in entry.sent.split() if olds.get(name) != news.get(name)}
        if entry.change:
            entry.change(self._session, values, olds)
        placed = {name for name in entry.kept.split() if olds.get(name) != news.get(name)} - entry.shape.write_only
        if entry.update and (changed or placed):
            body = self._body(entry, values, olds)
            self._call(entry, entry.update, {**values, "mask": self._mask(entry, changed)}, body)
        found = self.read(token, identifier, news)
        if found is None:
            raise ServiceError("NOT_FOUND", f"{identifier} vanished while it was updated.")
        return found

    def delete(self, token: str, identifier: str, outputs: JSON) -> None:
        """See `Connection.delete`."""
        entry = self._table[token]
        if isinstance(entry, Grant):
            entry.delete(self._session, identifier, outputs)
            return
        if outputs.get("deletionProtection"):
            message = (
                f"cannot destroy {identifier} without setting deletionProtection to false and deploying that first"
            )
            raise ServiceError("DELETION_PROTECTED", message)
        if outputs.get("deletionPolicy") in {"ABANDON", "PREVENT"}:
            if outputs["deletionPolicy"] == "PREVENT":
                raise ServiceError("DELETION_PROTECTED", f"cannot destroy {identifier}: its deletionPolicy is PREVENT")
            return
        values = {**outputs, **parse(entry.id, identifier), "id": identifier}
        if entry.removal:
            entry.removal(self._session, values, outputs)
        if entry.gone and entry.gone(self._call(entry, entry.read, values, None)):
            return
        if entry.delete:
            self._call(entry, entry.delete, values, None)

    def invoke(self, token: str, args: JSON) -> JSON:
        """See `Connection.invoke`."""
        if token not in self._invokes:
            raise UnsupportedError(token, "local_clouds/provider/gcp/invokes.py")
        return self._invokes[token](self._session, args)

    def _placed(self, inputs: JSON) -> JSON:
        session = self._session
        zone = inputs.get("zone") or session.zone
        region = inputs.get("region") or session.region or (zone.rsplit("-", 1)[0] if isinstance(zone, str) else None)
        return {**inputs, "project": inputs.get("project") or session.project, "region": region, "zone": zone}

    def _converter(self, entry: Type) -> tuple[Converter, JSON]:
        schema, schemas = self._session.schema(entry.api, entry.schema)
        return Converter(schemas, entry.renames, entry.quiet, frozenset(entry.texts.split())), schema

    def _body(self, entry: Type, values: JSON, olds: JSON) -> JSON:
        converter, schema = self._converter(entry)
        body: JSON = {}
        for name in entry.sent.split():
            rest = converter.rest_name(schema, name)
            if rest and values.get(name) is not None:
                body[rest] = converter.to_rest(schema["properties"][rest], values[name], name)
            elif rest and olds.get(name) is not None and not entry.mask:
                body[rest] = None
        if entry.prepare:
            entry.prepare(self._session, entry.place(values) if entry.place else values, body)
        return body

    def _mask(self, entry: Type, changed: set[str]) -> str:
        converter, schema = self._converter(entry)
        names = {converter.rest_name(schema, name) or entry.renames.get(name, "") for name in changed}
        return ",".join(sorted(re.sub(r"\[.*", "", name) for name in names if name))

    def _call(self, entry: Type, call: Call, values: JSON, body: JSON | None) -> JSON:
        values = entry.place(values) if entry.place else values
        parameters = {key: value for key, value in fill(dict(call.parameters), values).items() if value is not None}
        if call.method == "patch" and entry.mask and not call.wrapper:
            parameters["updateMask"] = values.get("mask", "")
        if not call.bare:
            whole = {call.wrapper: body} if call.wrapper else dict(body or {})
            parameters["body"] = {**whole, **fill(dict(call.body), values)}
        return self._session.call(entry.api, f"{entry.collection}.{call.method}", **parameters)

    def _named(self, entry: Type, answer: JSON) -> JSON:
        """Return what the answer tells of the id's parts."""
        source = answer.get("response", answer)
        path = str(source.get("name", ""))
        return {
            name: value
            for name, value in {
                "email": source.get("email"),
                "key": path.rsplit("/", 1)[-1],
                "accessId": source.get("metadata", {}).get("accessId") if "metadata" in source else None,
                "folderId": path.rsplit("/", 1)[-1],
            }.items()
            if value and f"{{{name}}}" in entry.id
        }

    def _outputs(self, entry: Type, found: JSON, recorded: JSON) -> JSON:
        converter, schema = self._converter(entry)
        outputs: JSON = {}
        for name in (*entry.sent.split(), *entry.computed.split()):
            rest = converter.rest_name(schema, name)
            if rest and rest in found:
                value: Any = converter.from_rest(schema["properties"][rest], found[rest], recorded.get(name))
                outputs[name] = value
        for name in entry.kept.split():
            if name in recorded:
                outputs[name] = recorded[name]
        return outputs
