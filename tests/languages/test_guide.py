"""The guide shows the examples as they are."""

import pytest

from tests.docs.pages import blocks
from tests.languages.package import ROOT


@pytest.mark.parametrize(
    ("language", "example"), [("yaml", "yaml-lambda/Pulumi.yaml"), ("typescript", "typescript-lambda/index.ts")]
)
def test_the_guide_holds_the_example(language: str, example: str) -> None:
    page = (ROOT / "docs" / "guides" / "any-language.md").read_text()
    assert blocks(page, language) == [(ROOT / "examples" / example).read_text()]
