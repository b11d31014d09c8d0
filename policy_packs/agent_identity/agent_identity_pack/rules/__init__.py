"""The rules of the pack: one file each, listed here by cloud."""

from typing import Final

from agent_identity_pack.rule import Rule
from agent_identity_pack.rules import (
    agent_boundary_weakened,
    agent_shared_principal,
    agent_tags,
    agent_workload_environment,
    agent_workload_identity,
    aws_admin_grant,
    aws_foreign_issuer,
    aws_role_boundary,
    aws_static_credential,
    aws_trust,
)

RULES: Final[tuple[Rule, ...]] = (
    agent_boundary_weakened.RULE,
    agent_shared_principal.RULE,
    agent_tags.RULE,
    agent_workload_environment.RULE,
    agent_workload_identity.RULE,
    aws_admin_grant.RULE,
    aws_foreign_issuer.RULE,
    aws_role_boundary.RULE,
    aws_static_credential.RULE,
    aws_trust.RULE,
)
