"""Issuers of tokens with which an identity may be federated."""

from typing import Final

from agent_identity_pack.config import Config

CLUSTERS: Final = frozenset(
    {"aws:eks:Cluster", "azure-native:containerservice:ManagedCluster", "gcp:container:Cluster"}
)
"""Kinds whose own issuer may be used by what stands in the same stack."""


def is_trusted(issuer: str, config: Config) -> bool:
    """Tells whether `trustedIssuers` holds an issuer, written with or without scheme and closing slash."""
    return _bare(issuer) in {_bare(known) for known in config.trusted_issuers}


def _bare(issuer: str) -> str:
    return issuer.removeprefix("https://").rstrip("/")
