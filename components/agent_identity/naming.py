"""Names of principals and boundaries: one function, one limit per kind of object.

A name is a readable slug and a digest of the exact parts it was made from. The slug may be cut to fit; the digest is
never cut, so two different agents cannot meet in one name, and the same agent has the same name on every machine.
"""

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

DIGEST_LENGTH: Final = 10
"""Characters of the digest: 50 bits, so among 100,000 names a collision has odds of one in 200,000."""


@dataclass(frozen=True, slots=True)
class NameLimit:
    """What one kind of object accepts as its name.

    Attributes:
        kind: The object in words, for messages.
        min_length: Fewest characters.
        max_length: Most characters.
        separator: The character between slug and digest, and in place of what the object does not accept.
        source: Where the cloud documents the limit.
    """

    kind: str
    min_length: int
    max_length: int
    separator: str
    source: str


AWS_ROLE: Final = NameLimit(
    "AWS IAM role", 1, 64, "-", "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"
)
AWS_POLICY: Final = NameLimit(
    "AWS IAM policy", 1, 128, "-", "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"
)
AZURE_IDENTITY: Final = NameLimit(
    "Azure user-assigned identity",
    3,
    128,
    "-",
    "https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftmanagedidentity",
)
AZURE_RESOURCE: Final = NameLimit(
    "Azure policy definition or assignment",
    1,
    24,
    "-",
    "https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftauthorization",
)
GCP_SERVICE_ACCOUNT: Final = NameLimit(
    "GCP service account", 6, 30, "-", "https://cloud.google.com/iam/docs/service-accounts-create"
)
GCP_CUSTOM_ROLE: Final = NameLimit(
    "GCP custom role", 3, 64, "_", "https://cloud.google.com/iam/docs/creating-custom-roles"
)
KUBERNETES_NAME: Final = NameLimit(
    "Kubernetes object",
    1,
    253,
    "-",
    "https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names",
)
KUBERNETES_LABEL: Final = NameLimit(
    "Kubernetes label or namespace",
    1,
    63,
    "-",
    "https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names",
)

_NOT_PLAIN = re.compile(r"[^a-z0-9]+")


def slug(text: str, separator: str = "-") -> str:
    """Returns `text` in lower-case ASCII letters and digits, anything else folded into one `separator`."""
    return _NOT_PLAIN.sub(separator, text.lower()).strip(separator)


@lru_cache(maxsize=65536)
def name_for(limit: NameLimit, *parts: str) -> str:
    """Returns the name of the object that `parts` identify.

    Args:
        limit: The kind of object; see the constants of this module.
        parts: What identifies the object, from the general to the particular. Order and spelling count: the digest is
            taken over the exact parts, their lengths included, so `("a-b", "c")` and `("a", "b-c")` differ.

    Returns:
        A name within the limit that begins with a letter, ends with the digest and holds only lower-case ASCII
        letters, digits and the limit's separator.

    Raises:
        ValueError: When there is no part.
    """
    if not parts:
        raise ValueError("a name needs at least one part")
    exact = b"".join(f"{len(part.encode())}:".encode() + part.encode() for part in parts)
    digest = base64.b32encode(hashlib.sha256(exact).digest()).decode().lower()[:DIGEST_LENGTH]
    room = limit.max_length - len(digest) - len(limit.separator)
    readable = limit.separator.join(filter(None, (slug(part, limit.separator) for part in parts)))
    # GCP service accounts, custom roles and DNS labels of old begin with a letter.
    if not readable[:1].isalpha():
        readable = f"agent{limit.separator}{readable}"
    readable = readable[:room].rstrip(limit.separator)
    return f"{readable}{limit.separator}{digest}"


def principal_name(limit: NameLimit, agent_type: str, environment: str) -> str:
    """Returns the name of the one principal that an agent type has in an environment.

    The agent's version is no part of it: a new version is an update of the same principal (ISO 27001 5.16).
    """
    return name_for(limit, agent_type, environment)
