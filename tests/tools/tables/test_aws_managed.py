"""The table of AWS managed policies is what the tool makes of moto's copy, and every document in it is read."""

import json

from agent_identity.permissions.aws.documents import read_document
from tools.tables import aws_managed


def test_the_table_is_current() -> None:
    current = aws_managed.TABLE.read_text(encoding="utf-8") == aws_managed.table()
    assert current, "run: python -m tools.tables.aws_managed"


def test_every_document_is_read() -> None:
    lines = aws_managed.TABLE.read_text(encoding="utf-8").splitlines()[1:]
    assert len(lines) > 1500
    assert all(read_document(json.loads(line)["document"]).statements for line in lines)
