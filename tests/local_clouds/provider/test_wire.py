"""Property values on the wire and what counts as a change, over random values."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local_clouds.provider import wire
from local_clouds.provider.adapter import UNKNOWN, AutoName, Shape
from local_clouds.provider.compare import compare
from local_clouds.provider.errors import InvalidError
from local_clouds.provider.inputs import complete, from_cloud

KEYS = st.text("abcXYZ-_.0 é", min_size=1, max_size=6)
SCALARS = st.one_of(st.booleans(), st.integers(-(2**50), 2**50), st.text(max_size=20), st.just(UNKNOWN))
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4))
MAPS = st.dictionaries(KEYS, VALUES, max_size=5)


@given(MAPS, st.data())
def test_what_is_written_is_read(values: dict[str, Any], data: st.DataObject) -> None:
    secret = data.draw(st.sets(st.sampled_from(sorted(values)))) if values else set()
    found = wire.decode(wire.encode(values, secret))
    assert found.values == values
    assert found.secret == secret


@given(MAPS.filter(lambda values: not any(key.startswith("__") for key in values)), MAPS)
def test_a_diff_is_empty_for_the_same_and_names_what_changed(olds: dict[str, Any], news: dict[str, Any]) -> None:
    known = json.loads(json.dumps(olds, default=lambda _: "known"))
    assert compare(Shape(), known, known).changes == {}
    changed = compare(Shape(replaces=frozenset(olds)), olds, news)
    assert set(changed.top()) <= {*olds, *news} | {key.partition(".")[0] for key in {*olds, *news}}
    assert set(changed.replaces) <= set(changed.changes)


@given(st.lists(st.sampled_from(["s3:GetObject", "s3:List*", "iam:PassRole", "sts:*"]), min_size=1, unique=True))
def test_the_order_of_actions_in_a_policy_has_no_meaning(actions: list[str]) -> None:
    shape = Shape(policies=frozenset({"policy"}))
    shuffled = random.sample(actions, len(actions))
    one, other = ({"Statement": [{"Effect": "Allow", "Action": item}]} for item in (actions, shuffled))
    assert not compare(shape, {"policy": json.dumps(one)}, {"policy": json.dumps(other, indent=1)}).changes
    other["Statement"][0]["Effect"] = "Deny"
    assert compare(shape, {"policy": json.dumps(one)}, {"policy": json.dumps(other)}).top() == ["policy"]


@given(st.text(min_size=1, max_size=200), st.binary(min_size=1, max_size=32), st.booleans(), st.integers(20, 128))
def test_an_automatic_name_fits_and_is_the_same_for_the_same_seed(
    name: str, seed: bytes, lower: bool, limit: int
) -> None:
    shape = Shape(auto_name=AutoName(limit=limit, lower=lower))
    made = complete(shape, name, seed, {}, {})["name"]
    assert len(made) <= limit
    assert made == complete(shape, name, seed, {}, {})["name"]
    assert made == complete(shape, name, b"another", {"name": made}, {})["name"]


def test_a_refresh_shows_only_what_drifted() -> None:
    shape = Shape(
        computed=frozenset({"arn"}),
        defaults={"path": "/", "force": False},
        filled=frozenset({"zone"}),
        partial=frozenset({"network"}),
        write_only=frozenset({"password"}),
    )
    recorded = {"path": "/", "force": False, "network": {"a": 1}, "password": "p", "tags": {"x": "y"}}
    present = {"arn": "z", "path": "/", "zone": "eu", "network": {"a": 1, "b": 2}, "tags": {"x": "y", "new": "1"}}
    assert from_cloud(shape, present, recorded) == {**recorded, "tags": {"x": "y", "new": "1"}}
    imported = from_cloud(shape, present, {})
    assert "arn" not in imported
    assert imported["force"] is False
    assert imported["zone"] == "eu"
    del present["tags"]
    assert "tags" not in from_cloud(shape, present, recorded)


def test_the_parts_of_a_nested_diff_are_named_by_path() -> None:
    olds = {"rules": [{"port": 1}, {"port": 2}], "labels": {"a-b": "1", "c": "2"}}
    news = {"rules": [{"port": 1}, {"port": 3}, {"port": 4}], "labels": {"a-b": "9"}}
    diff = compare(Shape(replaces=frozenset({"rules.port"})), olds, news)
    assert diff.changes == {
        "rules[1].port": "update",
        "rules[2]": "add",
        'labels["a-b"]': "update",
        "labels.c": "delete",
    }
    assert diff.replaces == {"rules[1].port", "rules[2]"}


def test_an_archive_is_the_same_bytes_each_time_and_a_remote_one_is_refused(tmp_path: Any) -> None:
    (tmp_path / "index.py").write_text("x = 1")
    signature = {"4dabf18193072939515e22adb298388d": "0def7320c3a5731c473e5ecbe6d01bc7"}
    archive = {**signature, "path": str(tmp_path)}
    assert wire.asset_bytes(archive, "code") == wire.asset_bytes(archive, "code")
    with pytest.raises(InvalidError, match="remote archives"):
        wire.asset_bytes({**signature, "uri": "https://example.com/x.zip"}, "code")
    with pytest.raises(InvalidError, match="code: cannot be read"):
        wire.asset_bytes(
            {"4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", "path": "/none"}, "code"
        )
