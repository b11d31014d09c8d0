"""docs/reference/local-types.md: the resource types that the local providers serve, from their mapping tables."""

import warnings
from collections.abc import Iterable
from typing import Final

with warnings.catch_warnings():
    # Google's client announces years ahead which Python it will stop supporting.
    warnings.simplefilter("ignore", FutureWarning)
    from local_clouds.provider import aws, gcp
    from local_clouds.provider.azure.types import TYPES as AZURE_TYPES

INTRODUCTION: Final = """\
# Types on the local clouds

The resource types that [local clouds](../guides/local-clouds.md) serve for AWS, GCP and Azure. An Azure type of another
API version is served too. On Kubernetes the official provider serves every type. Another type is refused by name; the
repository's `CONTRIBUTING.md` says how to add one.
"""


def page() -> str:
    """Returns the page."""
    parts = [
        f"## {cloud}\n\n{_listed(tokens)}\n"
        for cloud, tokens in (("AWS", aws.TABLE), ("GCP", gcp.TABLE), ("Azure", AZURE_TYPES))
    ]
    return "\n".join([INTRODUCTION, *parts])


def _listed(tokens: Iterable[str]) -> str:
    return "\n".join(f"- `{token}`" for token in sorted(tokens))
