"""The examples of docs/reference/access-kubernetes.md become what stands below them."""

import json
import re

import pytest
import yaml

from agent_identity.access import AccessError, kubernetes, parse
from tests.docs.pages import ROOT

PAGE = ROOT / "docs" / "reference" / "access-kubernetes.md"
TEXT = PAGE.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```\n\n^```(?:json|text)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def said(asked: str) -> str:
    try:
        made = kubernetes.plan(
            parse(yaml.safe_load(asked)["access"]),
            boundary_class="standard",
            namespace="agents-billing",
            service_account="invoice-reader-prod",
        )
    except AccessError as error:
        return "".join(f"{problem}\n" for problem in error.problems)
    return "".join(f"{json.dumps({'metadata': role['metadata'], 'rules': role['rules']})}\n" for role in made.roles)


def test_every_example_has_what_becomes_of_it() -> None:
    assert len(EXAMPLES) == TEXT.count("```yaml") == 3


@pytest.mark.parametrize(("asked", "becomes"), EXAMPLES)
def test_an_example_becomes_what_stands_below_it(asked: str, becomes: str) -> None:
    assert said(asked) == becomes
