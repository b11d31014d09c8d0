"""Carries out the mapping table: from a `Type` and its values to calls, and from answers to outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jmespath  # type: ignore[import-untyped]

from local_clouds.provider import wire
from local_clouds.provider.adapter import UNKNOWN, State
from local_clouds.provider.aws import invokes
from local_clouds.provider.aws.convert import fill, member_of, parse, references, tag_form, tag_map, to_boto
from local_clouds.provider.aws.mapping import Call, words
from local_clouds.provider.compare import empty, same
from local_clouds.provider.errors import NotFoundError, PartialError, ProviderError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from local_clouds.provider.adapter import JSON
    from local_clouds.provider.aws.mapping import Type
    from local_clouds.provider.aws.session import Session


class AwsConnection:
    """One provider instance over the mapping table."""

    def __init__(self, table: Mapping[str, Type], session: Session) -> None:
        """Take the table and the configured session."""
        self._table = table
        self._session = session

    def check(self, token: str, inputs: JSON) -> Sequence[tuple[str, str]]:
        """See `Connection.check`: AWS judges its own inputs, in the call."""
        del token, inputs
        return ()

    def preview(self, token: str, inputs: JSON) -> JSON:
        """See `Connection.preview`: all tags and the region follow from the inputs."""
        kind = self._table[token]
        known: JSON = {}
        if kind.tags:
            tags = inputs.get("tags") or {}
            known["tagsAll"] = UNKNOWN if tags is UNKNOWN else {**self._session.default_tags, **tags}
        if kind.regional:
            known["region"] = inputs.get("region") or self._session.region
        return known

    def create(self, token: str, inputs: JSON) -> State:
        """See `Connection.create`."""
        kind = self._table[token]
        scope = self._scope(inputs)
        tags = {**self._session.default_tags, **(inputs.get("tags") or {})}
        more = self._creation_tags(kind, tags)
        if kind.create.run:
            kind.create.run(self._session, scope, {})
        answer = self._run(kind, kind.create, scope, more) if kind.create.operation else {}
        scope.update({key: value for key, value in {**answer, **_present(kind, answer)}.items() if not empty(value)})
        identifier = _identify(kind, scope)
        scope["id"] = identifier
        try:
            for call in kind.after_create:
                self._step(kind, call, scope, {})
            if kind.tags and tags and not kind.tags.at_creation:
                self._tag(kind, scope, {}, tags)
            self._members(kind, scope, {}, inputs)
            state = self.read(token, identifier, inputs)
        except ProviderError as error:
            raise PartialError(identifier, {**inputs, **_present(kind, answer)}, [str(error)]) from error
        if state is None:
            raise PartialError(identifier, inputs, [f"{token} {identifier!r} cannot be read after its creation"])
        secret = {key: scope[key] for key in kind.shape.secrets if key in scope}
        return State(identifier, {**secret, **state.outputs})

    def read(self, token: str, identifier: str, inputs: JSON) -> State | None:
        """See `Connection.read`."""
        kind = self._table[token]
        scope = self._scope(inputs)
        if isinstance(kind.id, str):
            scope = {**(parse(kind.id, identifier) or {}), **scope}
        if not inputs and kind.import_id:
            scope.update(parse(kind.import_id, identifier) or {})
        scope["id"] = identifier
        answer = self._run(kind, kind.read, scope)
        if empty(answer):
            return None
        outputs = {**_given(kind, scope), **_present(kind, answer)}
        scope.update(outputs)
        for call in kind.more:
            try:
                outputs.update(_present(kind, self._run(kind, call, scope)))
            except NotFoundError:
                continue
        for members in kind.members:
            if members.name in inputs or members.exclusive:
                outputs[members.name] = self._present_members(kind, members.name, scope)
        for name, template in kind.derived.items():
            outputs[name] = fill(template, {**scope, **outputs})
        self._show_tags(kind, outputs, scope, inputs)
        if kind.regional:
            outputs["region"] = scope["region"]
        if kind.present:
            kind.present(self._session, outputs, inputs)
        shown = (kind.shape.inputs or frozenset()) | kind.shape.computed
        kept = {key: value for key, value in outputs.items() if key in shown and value not in (None, "")}
        return State(_identify(kind, {**scope, **outputs}), kept)

    def update(self, token: str, identifier: str, olds: JSON, news: JSON) -> State:
        """See `Connection.update`."""
        kind = self._table[token]
        scope = {**self._scope(news), "id": identifier}
        if isinstance(kind.id, str):
            scope = {**(parse(kind.id, identifier) or {}), **scope}
        changed = {name for name in {*olds, *news} if not same(kind.shape, name, olds.get(name), news.get(name))}
        done: list[str] = []
        try:
            for call in kind.update:
                if changed & words(call.inputs):
                    self._step(kind, call, scope, olds)
                    done.append(call.operation)
            if kind.tags and "tags" in changed:
                if not references(kind.tags.target) <= scope.keys():
                    known = self.read(token, identifier, olds)
                    scope = {**(known.outputs if known else {}), **scope}
                defaults = self._session.default_tags
                before = {**defaults, **(olds.get("tags") or {})}
                self._tag(kind, scope, before, {**defaults, **(news.get("tags") or {})})
            self._members(kind, scope, olds, news)
        except ProviderError as error:
            if done:
                raise PartialError(identifier, news, [str(error)]) from error
            raise
        state = self.read(token, identifier, news)
        if state is None:
            raise NotFoundError("NotFound", f"{token} {identifier!r} is gone")
        return state

    def delete(self, token: str, identifier: str, outputs: JSON) -> None:
        """See `Connection.delete`."""
        kind = self._table[token]
        scope = {**self._scope(outputs), "id": identifier}
        if isinstance(kind.id, str):
            scope = {**(parse(kind.id, identifier) or {}), **scope}
        for members in kind.members:
            # What the object owns goes with it; what it borrowed has to be given back first.
            if not members.exclusive and members.name in outputs:
                self._members(kind, scope, outputs, {})
        for call in kind.delete:
            self._step(kind, call, scope, outputs)

    def invoke(self, token: str, args: JSON) -> JSON:
        """See `Connection.invoke`."""
        return invokes.invoke(self._session, token, args)

    def _scope(self, values: JSON) -> JSON:
        session = self._session
        return {
            "account": session.account,
            "partition": session.partition,
            **values,
            "region": values.get("region") or session.region,
        }

    def _step(self, kind: Type, call: Call, scope: JSON, olds: JSON) -> None:
        given = any(not empty(scope.get(name)) for name in words(call.inputs))
        if call.remove and not given:
            self._run(kind, call.remove, scope)
        elif call.run and (given or not call.inputs or olds):
            call.run(self._session, scope, olds)
        elif call.operation and (given or not call.inputs or olds):
            self._run(kind, call, scope)

    def _run(self, kind: Type, call: Call, scope: JSON, more: JSON | None = None) -> JSON:
        region = scope["region"] if kind.regional else None
        client = self._session.client(kind.service, region)
        target = client.meta.service_model.operation_model(
            client.meta.method_to_api_mapping[call.operation]
        ).input_shape
        arguments = {**{key: fill(value, scope) for key, value in call.arguments.items()}, **(more or {})}
        passed = arguments
        if call.wrap:
            passed = arguments.setdefault(call.wrap, {})
            target = target.members[call.wrap]
        names = words(call.inputs)
        if call.inputs == "*":
            names = (kind.shape.inputs or frozenset()) - {"tags", "region"}
        for name in sorted(names):
            member = kind.names.get(name) or (member_of(target, name) if target.type_name == "structure" else None)
            value = scope.get(name, call.absent.get(name))
            model = _member_model(target, member)
            if member is None or model is None or value is None:
                continue
            passed[member] = _sent(kind, model, name, value)
        given = {key: value for key, value in arguments.items() if value is not None}
        answer = self._session.call(kind.service, call.operation, region, **given)
        found = jmespath.search(str(fill(call.result, scope)), answer) if call.result else answer
        return found if found is not None else {}

    def _creation_tags(self, kind: Type, tags: dict[str, str]) -> JSON:
        if not kind.tags or not tags or not kind.tags.at_creation:
            return {}
        form = tag_form(kind.tags.form, tags)
        if kind.tags.specification:
            return {"TagSpecifications": [{"ResourceType": kind.tags.specification, "Tags": form}]}
        return {kind.tags.member: form}

    def _tag(self, kind: Type, scope: JSON, before: dict[str, str], after: dict[str, str]) -> None:
        if not kind.tags:
            return
        target = fill(dict(kind.tags.target), scope)
        added = {key: value for key, value in after.items() if before.get(key) != value}
        gone = sorted(before.keys() - after.keys())
        region = scope["region"] if kind.regional else None
        if added and kind.tags.tag:
            form = {kind.tags.member: tag_form(kind.tags.form, added)}
            self._session.call(kind.service, kind.tags.tag, region, **target, **form)
        if gone and kind.tags.untag:
            form = {kind.tags.keys: gone} if kind.tags.keys else {kind.tags.member: [{"Key": key} for key in gone]}
            self._session.call(kind.service, kind.tags.untag, region, **target, **form)

    def _show_tags(self, kind: Type, outputs: JSON, scope: JSON, inputs: JSON) -> None:
        if not kind.tags:
            return
        found = outputs.get("tags")
        if kind.tags.listing:
            try:
                found = self._run(kind, kind.tags.listing, {**scope, **outputs})
            except NotFoundError:
                # S3 says so of a bucket without tags.
                found = {}
        present = {key: value for key, value in tag_map(found).items() if not key.startswith("aws:")}
        own = inputs.get("tags") or {}
        defaults = self._session.default_tags
        outputs["tagsAll"] = present
        outputs["tags"] = {key: value for key, value in present.items() if key in own or defaults.get(key) != value}

    def _present_members(self, kind: Type, name: str, scope: JSON) -> list[str]:
        members = next(item for item in kind.members if item.name == name)
        return list(self._run(kind, members.listing, scope) or [])

    def _members(self, kind: Type, scope: JSON, olds: JSON, news: JSON) -> None:
        for members in kind.members:
            if members.name not in olds and members.name not in news:
                continue
            wanted = list(news.get(members.name) or [])
            present = self._present_members(kind, members.name, scope)
            if members.add:
                for item in wanted:
                    if item not in present:
                        self._run(kind, members.add, {**scope, "item": item})
            mine = members.name in news or members.exclusive
            known = present if mine else [item for item in present if item in olds[members.name]]
            for item in known:
                if item not in wanted:
                    self._run(kind, members.remove, {**scope, "item": item})


def _member_model(target: Any, member: str | None) -> Any:  # noqa: ANN401 - botocore's model
    if member is None:
        return None
    return target.value if target.type_name == "map" else target.members.get(member)


def _sent(kind: Type, model: object, name: str, value: object) -> object:
    if name in kind.send:
        return kind.send[name](value)
    if wire.is_asset(value):
        return value
    return to_boto(model, value, name)


def _present(kind: Type, answer: JSON) -> JSON:
    """Return an answer's fields under their Pulumi names."""
    if not isinstance(answer, dict):
        return {}
    back = {member[:1].lower() + member[1:]: name for name, member in kind.names.items()}
    result = {back.get(key, key): value for key, value in answer.items()}
    plural = kind.shape.inputs or frozenset()
    for key in list(result):
        # Pulumi names lists in the plural where the service does not, and the other way round.
        for other in (f"{key}s", key.removesuffix("s")):
            if key not in plural and other in plural:
                result[other] = result[key]
    for name, path in kind.show.items():
        found = jmespath.search(path, answer)
        if found is not None:
            result[name] = found
        elif name in answer:
            result.pop(name, None)
    return result


def _given(kind: Type, scope: JSON) -> JSON:
    """Return what identifies the resource, which no answer repeats."""
    names = (references(kind.id) if isinstance(kind.id, str) else set()) | references(kind.import_id)
    return {name: scope[name] for name in names if name in scope}


def _identify(kind: Type, scope: JSON) -> str:
    return str(fill(kind.id, scope)) if isinstance(kind.id, str) else kind.id(scope)
