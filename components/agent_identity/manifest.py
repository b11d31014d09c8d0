"""The manifest: what an identity component says of itself to the engine, the policy pack and the registry."""

from typing import Final, TypedDict

CLOUD_OF_RUNTIME: Final = {
    "ecs": "aws",
    "lambda": "aws",
    "azure": "azure",
    "gcp": "gcp",
    "kubernetes": "kubernetes",
}
"""The cloud on which each runtime lives."""

IDENTITY_TOKENS: Final = frozenset(
    f"agent-identity:index:{name}"
    for name in (
        "AwsEcsTaskIdentity",
        "AwsLambdaIdentity",
        "AzureManagedIdentity",
        "GcpServiceAccountIdentity",
        "KubernetesProjectedTokenIdentity",
    )
)
"""Type tokens of the components that make a principal."""

BOUNDARY_TOKENS: Final = frozenset(
    f"agent-identity:index:{name}" for name in ("AwsBoundary", "AzureBoundary", "GcpBoundary", "KubernetesBoundary")
)
"""Type tokens of the components that make a boundary."""


class Manifest(TypedDict):
    """One agent principal in plain data.

    Resource rules see it in the component's inputs, stack rules in its outputs.
    """

    agent_type: str
    version: str
    environment: str
    team: str
    cloud: str
    """`aws`, `azure`, `gcp` or `kubernetes`."""
    runtime: str
    """A key of `CLOUD_OF_RUNTIME`."""
    principal: str
    """The principal as its cloud writes it: role ARN, resource id, member string, `system:serviceaccount:NS:NAME`."""
    name: str
    boundary: str
    """The boundary object as its cloud writes it."""
    boundary_class: str
    token_lifetime_seconds: int
    """The longest life of one credential, in seconds, as the runtime sets it."""
