"""AWS: permissions boundaries, and the roles of agents on ECS and Lambda."""

from agent_identity.aws.boundary import AwsBoundary as Boundary
from agent_identity.aws.boundary import boundary_ref
from agent_identity.aws.ecs import AwsEcsTaskIdentity as EcsTaskIdentity
from agent_identity.aws.lambda_ import AwsLambdaIdentity as LambdaIdentity

__all__ = ["Boundary", "EcsTaskIdentity", "LambdaIdentity", "boundary_ref"]
