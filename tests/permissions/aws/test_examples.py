"""The examples of AWS's own documentation, as data: each policy with requests that its page decides."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from agent_identity.permissions.aws.evaluation import decide
from agent_identity.permissions.aws.requests import read_request
from tests.permissions.aws.worlds import policy, user, world


def cases() -> Iterator[Any]:
    for file in sorted(Path(__file__).with_name("examples").glob("*.yaml")):
        for example in yaml.safe_load(file.read_text(encoding="utf-8")):
            assert example["source"].startswith("https://docs.aws.amazon.com/")
            for number, request in enumerate(example["requests"]):
                yield pytest.param(example, request, id=f"{example['name']}-{number}")


@pytest.mark.parametrize(("example", "request_"), cases())
def test_a_request_is_answered_as_the_page_says(example: Mapping[str, Any], request_: Mapping[str, Any]) -> None:
    held = tuple(policy("inline", f"p{place}", each) for place, each in enumerate(example["policies"]))
    who = replace(user(example["user"], boundary=example.get("boundary")), policies=held, tags=example.get("tags", {}))
    asked = {key: value for key, value in request_.items() if key in {"action", "resource", "context"}}
    found = decide(world(who), read_request(json.dumps({"principal": who.arn, **asked}), "request"))
    assert found.decision == request_["expect"]
    if "reason" in request_:
        assert found.reason == request_["reason"]
    assert list(found.missing) == request_.get("missing", [])
