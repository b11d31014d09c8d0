"""The components as a Pulumi package, for TypeScript, Go, YAML and every other language: `pulumi package add`."""

from agent_identity.aws import Boundary as AwsBoundary
from agent_identity.aws import EcsTaskIdentity, LambdaIdentity
from agent_identity.azure import Boundary as AzureBoundary
from agent_identity.azure import ManagedIdentity
from agent_identity.gcp import Boundary as GcpBoundary
from agent_identity.gcp import ServiceAccountIdentity
from agent_identity.kubernetes import Boundary as KubernetesBoundary
from agent_identity.kubernetes import ProjectedTokenIdentity
from agent_identity.languages import serve

if __name__ == "__main__":
    serve(
        [
            AwsBoundary,
            EcsTaskIdentity,
            LambdaIdentity,
            AzureBoundary,
            ManagedIdentity,
            GcpBoundary,
            ServiceAccountIdentity,
            KubernetesBoundary,
            ProjectedTokenIdentity,
        ]
    )
