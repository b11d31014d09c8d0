"""The examples of docs/reference/access-aws.md are granted, or refused, in the words that stand below them."""

import json
import re

import pytest
import yaml

from agent_identity.access import AccessError, aws, parse
from agent_identity.access.aws import documents as aws_documents
from agent_identity.access.aws import kinds as aws_kinds
from tests.docs.pages import ROOT

PAGE = ROOT / "docs" / "reference" / "access-aws.md"
TEXT = PAGE.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```\n\n^```(?:json|text)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def said(asked: str) -> str:
    try:
        made = aws.plan(parse(yaml.safe_load(asked)["access"]), boundary_class="standard")
    except AccessError as error:
        return "".join(f"{problem}\n" for problem in error.problems)
    return "".join(f"{json.dumps(item)}\n" for text in made.documents for item in json.loads(text)["Statement"])


def test_every_example_has_what_becomes_of_it() -> None:
    assert len(EXAMPLES) == TEXT.count("```yaml") >= 4


@pytest.mark.parametrize(("asked", "becomes"), EXAMPLES)
def test_an_example_becomes_what_stands_below_it(asked: str, becomes: str) -> None:
    assert said(asked) == becomes


def test_the_figures_are_those_of_the_code() -> None:
    inline = aws_documents.INLINE_CHARACTERS - aws_documents.KEPT_FREE
    for figure in (inline, aws_documents.INLINE_CHARACTERS, aws_documents.KEPT_FREE, aws_documents.MANAGED_CHARACTERS):
        assert f"{figure:,}" in TEXT


def test_every_container_is_in_the_table() -> None:
    words = {
        ("s3", "bucket"): "S3 bucket",
        ("s3", "accesspoint"): "access point",
        ("dynamodb", "table"): "DynamoDB table",
        ("logs", "log-group"): "log group",
        ("es", "domain"): "OpenSearch domain",
        ("glue", "table"): "Glue table",
        ("glue", "database"): "database",
    }
    assert {*aws_kinds.CONTENTS, *aws_kinds.ANCESTORS} == set(words)
    table = "\n".join(line for line in TEXT.splitlines() if line.startswith("| "))
    assert all(word in table for word in words.values())
