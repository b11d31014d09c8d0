"""The life of every mapped resource type, seen by the cloud's own client. One test, one row a type."""

from __future__ import annotations

from typing import Any

import pytest

from local_clouds.provider.__main__ import _CLOUDS, _load
from tests.local_clouds.provider.case import Case, holds, resolve
from tests.local_clouds.provider.conftest import CLOUDS, table
from tests.local_clouds.provider.engine_client import Client, Made

ROWS = [pytest.param(cloud, token, id=token) for cloud in CLOUDS for token in sorted(table(cloud).CASES)]


def _kinds(answer: Any) -> set[str]:
    return set(answer.diffs)


def _look(module: Any, case: Case, clients: Any, outputs: dict[str, Any]) -> Any:
    try:
        return case.look(clients, outputs)
    except Exception as error:
        if module.is_gone(error):
            return None
        raise


@pytest.mark.parametrize(("name", "token"), ROWS)
def test_a_whole_life(name: str, token: str, cloud: Any) -> None:
    module, (client, clients) = table(name), cloud(name)
    case: Case = module.CASES[token]
    made: dict[str, dict[str, Any]] = {}
    needs: list[Made] = []
    label = token.rpartition(":")[2].lower()
    try:
        for need, wanted in case.needs.items():
            created = client.create(wanted.token, f"{label}{need}".lower(), resolve(wanted.inputs, made))
            made[need] = {**created.outputs, "id": created.id}
            needs.append(created)
        _life(case, token, label, client, clients, made, module)
    finally:
        for created in reversed(needs):
            client.delete(created)


def _life(case: Case, token: str, label: str, client: Client, clients: Any, needs: dict[str, Any], module: Any) -> None:
    inputs = resolve(case.inputs, needs)

    def seen(made: Made) -> Any:
        return _look(module, case, clients, {**needs, **made.outputs, "id": made.id})

    preview = client.create(token, label, inputs, preview=True)
    assert not preview.id, "a preview must not make anything"
    one = client.create(token, label, inputs)
    assert one.id
    shape = _load(_CLOUDS[module.PACKAGE][1], _NOWHERE).shape(token)
    assert not set(one.inputs) & shape.computed
    assert holds(seen(one), resolve(case.shows, {**needs, "self": {**one.outputs, "id": one.id}}))

    assert not _kinds(client.diff(one, inputs)), "the same inputs must change nothing"
    unchanged = client.read(token, label, one.id, one)
    assert unchanged is not None
    assert unchanged.id == one.id
    assert unchanged.inputs == one.inputs, "a refresh without drift must change nothing"

    if case.update is not None:
        news = {key: value for key, value in {**inputs, **resolve(case.update, needs)}.items() if value is not None}
        answer = client.diff(one, news)
        assert _kinds(answer) == set(case.update)
        assert not answer.replaces
        assert client.update(one, news, preview=True).outputs
        one = client.update(one, news)
        assert holds(seen(one), resolve(case.shows_updated, needs))
        assert not _kinds(client.diff(one, news))
        inputs = news

    if case.replace is not None:
        other = {**inputs, **resolve(case.replace, needs)}
        assert set(client.diff(one, other).replaces) & set(case.replace)

    if case.drift is not None:
        case.drift(clients, {**needs, **one.outputs, "id": one.id})
        drifted = client.read(token, label, one.id, one)
        assert drifted is not None
        for key, value in resolve(case.drifted, needs).items():
            assert drifted.inputs.get(key) == value, f"a refresh must show the drift of {key}"
        answer = client.diff(drifted, inputs)
        assert _kinds(answer) == set(case.drifted), "the next preview must show exactly the drift"
        if not answer.replaces:
            one = client.update(drifted, inputs)
            assert not _kinds(client.diff(one, inputs))
            again = client.read(token, label, one.id, one)
            assert again is not None
            assert again.inputs == one.inputs, "the drift must be mended"

    if case.importable:
        identifier = str(resolve(case.import_id, {**needs, "self": {**one.outputs, "id": one.id}}) or one.id)
        imported = client.read(token, label, identifier)
        assert imported is not None
        assert imported.id == one.id
        assert not set(imported.inputs) & shape.computed
        assert _kinds(client.diff(imported, inputs)) <= case.unimportable, "an import must find what was made"

    client.delete(one)
    if not case.stays:
        assert not seen(one), "the cloud must not have it any more"
        assert client.read(token, label, one.id, one) is None
        client.delete(one)


_NOWHERE = {"url": "http://127.0.0.1:1", "token": "", "ca_file": None, "project": "p", "region": "eu-west-1"}


@pytest.mark.parametrize("name", CLOUDS)
def test_every_mapped_type_has_a_case(name: str) -> None:
    module = table(name)
    adapter = _load(_CLOUDS[module.PACKAGE][1], _NOWHERE)
    assert adapter.package == module.PACKAGE
    assert set(module.CASES) == adapter.tokens()
