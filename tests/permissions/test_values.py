from agent_identity.permissions.unknown import UNKNOWN
from agent_identity.permissions.values import listed, parsed


def test_documents_are_parsed_once_and_never_raise() -> None:
    assert parsed('{"a": 1}') == {"a": 1}
    assert parsed("no json") is None
    assert parsed({"a": 1}) == {"a": 1}
    assert parsed(UNKNOWN) is UNKNOWN
    assert listed(None) == []
    assert listed("x") == ["x"]
