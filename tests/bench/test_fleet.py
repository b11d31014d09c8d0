"""The bench measures what it says: a preview by components, and not the recording of one."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bench import fleet
from bench.measure import Cost


def test_only_the_recording_run_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Mapping[str, str]] = []

    def measured(*_command: object, env: Mapping[str, str], **_more: Any) -> Cost:
        asked.append(env)
        return Cost(1, 1, {}, {}, 0, "")

    monkeypatch.setattr(fleet, "measure", measured)
    monkeypatch.setattr(fleet, "_run", lambda *_command, **_more: "[]")
    place = fleet.Place(tmp_path, {}, ())
    place.record(100)
    (tmp_path / "resources-100.json").write_text("[]")
    place.preview("components", 100)
    place.preview("by_hand", 100)
    recording, components, by_hand = asked
    file = str(tmp_path / "resources-100.json")
    assert recording["AGENT_IDENTITY_RECORD"] == file
    assert "AGENT_IDENTITY_RECORD" not in components
    assert by_hand["AGENT_IDENTITY_RECORDED"] == file
