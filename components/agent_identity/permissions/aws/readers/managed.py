"""The managed policies of AWS, from a dated table: what an input names by ARN and does not contain.

`python -m tools.tables.aws_managed` makes the table from moto's copy of what `aws iam get-policy-version` says.
"""

import json
from functools import cache
from pathlib import Path
from typing import Final

from agent_identity.permissions.aws.documents import read_document
from agent_identity.permissions.aws.policy import Document

_TABLE: Final = Path(__file__).parents[1] / "data" / "managed_policies.jsonl"
_OWNER: Final = ":iam::aws:policy"


def is_managed(arn: str) -> bool:
    """Tells whether an ARN is that of a policy of AWS's own, in whatever partition."""
    return arn.startswith("arn:") and _OWNER in arn


@cache
def document_of(arn: str) -> Document | None:
    """Returns the document of a policy of AWS's own; None for one that the table does not have."""
    if not is_managed(arn):
        return None
    place = json.dumps(arn.partition(_OWNER)[2])
    text = _text()
    start = text.find(f'\n{{"policy":{place},"document":')
    if start < 0:
        return None
    end = text.index("\n", start + 1)
    return read_document(json.loads(text[start + 1 : end])["document"], where=arn)


@cache
def date() -> str:
    """Returns the day of the newest policy in the table, as `2026-09-30`."""
    found: str = json.loads(_text().partition("\n")[0])["date"]
    return found


@cache
def _text() -> str:
    return _TABLE.read_text(encoding="utf-8")
