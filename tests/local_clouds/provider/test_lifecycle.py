"""The life of every mapped resource type, seen by the cloud's own client. One test, one row a type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from local_clouds.provider.__main__ import _CLOUDS, _load
from tests.local_clouds.provider.case import Case, holds, resolve
from tests.local_clouds.provider.conftest import CLOUDS, table
from tests.local_clouds.provider.engine_client import Client, Made

ROWS = [pytest.param(cloud, token, id=token) for cloud in CLOUDS for token in sorted(table(cloud).CASES)]


@pytest.mark.parametrize(("name", "token"), ROWS)
def test_a_whole_life(name: str, token: str, cloud: Any) -> None:
    module, (client, clients) = table(name), cloud(name)
    case: Case = module.CASES[token]
    made: dict[str, dict[str, Any]] = {}
    needs: list[Made] = []
    label = token.rpartition(":")[2].lower()
    try:
        if case.setup is not None:
            made["made"] = case.setup(clients) or {}
        for need, wanted in case.needs.items():
            created = client.create(wanted.token, f"{label}{need}".lower(), resolve(wanted.inputs, made))
            made[need] = {**created.outputs, "id": created.id}
            needs.append(created)
        life = Life(case, token, client, clients, made, module)
        life.is_created()
        life.stays_the_same()
        if case.update is not None:
            life.is_updated()
        if case.replace is not None:
            life.would_be_replaced()
        if case.drift is not None:
            life.drifts()
        if case.importable:
            life.is_imported()
        life.is_deleted()
    finally:
        for created in reversed(needs):
            client.delete(created)


@dataclass
class Life:
    """One resource on its way through the table's row."""

    case: Case
    token: str
    client: Client
    clients: Any
    needs: dict[str, Any]
    module: Any

    def __post_init__(self) -> None:
        self.name = self.token.rpartition(":")[2].lower()
        self.inputs = resolve(self.case.inputs, self.needs)
        self.shape = _load(_CLOUDS[self.module.PACKAGE][1], _NOWHERE).shape(self.token)

    def seen(self) -> Any:
        """Return what the cloud's own client sees."""
        try:
            return self.case.look(self.clients, {**self.needs, **self.one.outputs, "id": self.one.id})
        except Exception as error:
            if self.module.is_gone(error):
                return None
            raise

    def changes(self, made: Made) -> set[str]:
        return set(self.client.diff(made, self.inputs).diffs)

    def read(self) -> Made | None:
        return self.client.read(self.token, self.name, self.one.id, self.one)

    def is_created(self) -> None:
        preview = self.client.create(self.token, self.name, self.inputs, preview=True)
        assert not preview.id, "a preview must not make anything"
        self.one = self.client.create(self.token, self.name, self.inputs)
        assert self.one.id
        assert not set(self.one.inputs) & self.shape.computed
        assert holds(self.seen(), resolve(self.case.shows, self.needs))

    def stays_the_same(self) -> None:
        assert not self.changes(self.one), "the same inputs must change nothing"
        unchanged = self.read()
        assert unchanged is not None
        assert unchanged.id == self.one.id
        assert unchanged.inputs == self.one.inputs, "a refresh without drift must change nothing"

    def is_updated(self) -> None:
        assert self.case.update is not None
        wanted = {**self.inputs, **resolve(self.case.update, self.needs)}
        self.inputs = {key: value for key, value in wanted.items() if value is not None}
        answer = self.client.diff(self.one, self.inputs)
        assert set(answer.diffs) == set(self.case.update)
        assert not answer.replaces
        assert self.client.update(self.one, self.inputs, preview=True).outputs
        self.one = self.client.update(self.one, self.inputs)
        assert holds(self.seen(), resolve(self.case.shows_updated, self.needs))
        assert not self.changes(self.one)

    def would_be_replaced(self) -> None:
        assert self.case.replace is not None
        answer = self.client.diff(self.one, {**self.inputs, **resolve(self.case.replace, self.needs)})
        assert set(answer.replaces) & set(self.case.replace)

    def drifts(self) -> None:
        assert self.case.drift is not None
        self.case.drift(self.clients, {**self.needs, **self.one.outputs, "id": self.one.id})
        drifted = self.read()
        assert drifted is not None
        for key, value in resolve(self.case.drifted, self.needs).items():
            assert drifted.inputs.get(key) == value, f"a refresh must show the drift of {key}"
        answer = self.client.diff(drifted, self.inputs)
        assert set(answer.diffs) == set(self.case.drifted), "the next preview must show exactly the drift"
        if not answer.replaces:
            self.one = self.client.update(drifted, self.inputs)
            self.stays_the_same()

    def is_imported(self) -> None:
        identifier = resolve(self.case.import_id, {**self.needs, "self": self.one.outputs}) or self.one.id
        imported = self.client.read(self.token, self.name, str(identifier))
        assert imported is not None
        assert imported.id == self.one.id
        assert not set(imported.inputs) & self.shape.computed
        assert self.changes(imported) <= self.case.unimportable, "an import must find what was made"

    def is_deleted(self) -> None:
        self.client.delete(self.one)
        if not self.case.stays:
            assert not self.seen(), "the cloud must not have it any more"
            assert self.read() is None
            self.client.delete(self.one)


_NOWHERE = {"url": "http://127.0.0.1:1", "token": "", "ca_file": None, "project": "p", "region": "eu-west-1"}


@pytest.mark.parametrize("name", CLOUDS)
def test_every_mapped_type_has_a_case(name: str) -> None:
    module = table(name)
    adapter = _load(_CLOUDS[module.PACKAGE][1], _NOWHERE)
    assert adapter.package == module.PACKAGE
    assert set(module.CASES) == adapter.tokens()
