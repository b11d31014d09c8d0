"""What an agent on AWS is granted for what it asks."""

from agent_identity.access.aws.generating import INLINE_NAME, AwsPlan, plan, policy_name

__all__ = ["INLINE_NAME", "AwsPlan", "plan", "policy_name"]
