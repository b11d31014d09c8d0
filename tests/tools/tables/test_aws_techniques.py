"""The table of the actions that techniques need is what the tool makes of the techniques and the reference."""

from agent_identity.permissions.aws import actions
from tools.tables import aws_techniques


def test_the_table_is_current() -> None:
    current = aws_techniques.TABLE.read_text(encoding="utf-8") == aws_techniques.table()
    assert current, "run: python -m tools.tables.aws_techniques"


def test_every_technique_can_be_met() -> None:
    for wanted in actions.wanted():
        for need, bits in wanted.needs:
            named = {action.name.lower() for action in actions.named(bits)}
            literal = {pattern.lower() for pattern in need.counted if "*" not in pattern}
            assert literal <= named, wanted.technique.id
