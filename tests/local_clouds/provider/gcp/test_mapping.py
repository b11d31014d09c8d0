"""The mapping table against the SDK that programs are written with: no name in it is ours."""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from local_clouds.provider.gcp import TABLE


@cache
def _source(token: str) -> str:
    """Return the SDK's source of a resource class; to import all of Compute would take longer than the test."""
    spec = find_spec("pulumi_gcp")
    assert spec
    assert spec.origin
    folder = Path(spec.origin).parent / token.split(":")[1].split("/", maxsplit=1)[0].lower()
    found = [text for path in folder.glob("*.py") if f"'{token}'" in (text := path.read_text(encoding="utf-8"))]
    assert len(found) == 1, f"{token} is not a type of the SDK"
    return found[0]


def _properties(part: str) -> set[str]:
    named = set(re.findall(r'@pulumi\.getter\(name="(\w+)"\)', part))
    return named | set(re.findall(r"@pulumi\.getter\n(?:    @[^\n]*\n)*    def (\w+)\(", part))


@pytest.mark.parametrize("token", sorted(TABLE))
def test_every_name_is_the_sdks(token: str) -> None:
    source, shape = _source(token), TABLE[token].shape
    arguments, _, rest = source.partition("@pulumi.input_type\nclass _")
    resource = rest.partition("(pulumi.CustomResource)")[2]
    assert shape.inputs is not None
    assert shape.inputs <= _properties(arguments)
    assert shape.inputs | shape.computed <= _properties(resource)


@pytest.mark.parametrize("token", sorted(TABLE))
def test_every_output_of_the_sdk_is_mapped_or_known_to_be_missing(token: str) -> None:
    source, shape = _source(token), TABLE[token].shape
    arguments, _, rest = source.partition("@pulumi.input_type\nclass _")
    outputs = _properties(rest.partition("(pulumi.CustomResource)")[2]) - _properties(arguments)
    missing = {
        "configuredCapabilities", "managementProject", "ipv6CidrRange", "ipv6GceEndpoint", "state",
    }  # fmt: skip
    assert outputs - shape.computed <= missing


@pytest.mark.parametrize("token", sorted(TABLE))
def test_what_the_sdk_requires_is_required(token: str) -> None:
    init = _source(token).partition("def __init__(__self__, *,")[2].partition("):")[0]
    required = set(re.findall(r"\n\s+(\w+): pulumi\.Input\[[^\n]*\](?:,|$)", init))
    camel = {re.sub(r"_(\w)", lambda m: m[1].upper(), name) for name in required}
    assert camel <= TABLE[token].shape.required | {"project"}
