import json

from agent_identity_pack.wire import decode
from google.protobuf.json_format import ParseDict
from google.protobuf.struct_pb2 import Struct
from hypothesis import given
from hypothesis import strategies as st

from agent_identity.permissions.unknown import UNKNOWN
from agent_identity.permissions.values import at, unknown_within

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**31), 2**31).map(float) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
SIGNATURE = "4dabf18193072939515e22adb298388d"


def on_wire(value):
    return ParseDict(value, Struct())


@given(st.dictionaries(st.text(), JSON, max_size=5))
def test_what_the_engine_sends_is_read_as_it_is(value) -> None:
    if f'"{SIGNATURE}"' not in json.dumps(value):
        assert decode(on_wire(value)) == value


def test_every_kind_of_unknown_is_unknown_where_it_stands() -> None:
    sentinel = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
    value = decode(on_wire({"known": "x", "list": ["a", sentinel], "nested": {"deep": sentinel}}))
    assert value["list"] == ["a", UNKNOWN]
    assert at(value, "nested", "deep") is UNKNOWN
    assert at(value, "nested", "deep", "deeper") is UNKNOWN
    assert at(value, "nested", "absent") is None
    assert unknown_within(value)
    assert not unknown_within(value["known"])


def test_secrets_and_outputs_are_read_through() -> None:
    secret = {SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "value": {"inner": "x"}}
    unknown_output = {SIGNATURE: "d0e6a833031e9bbcd3f4e8bde6ca49a4"}
    assert decode(on_wire({"a": secret, "b": unknown_output})) == {"a": {"inner": "x"}, "b": UNKNOWN}
