"""What an agent asks for, and the least-privilege documents that grant it: plain data, cloud by cloud.

A generator takes requests and gives a plan: `aws.plan`, `azure.plan`, `gcp.plan`, `kubernetes.plan`.
"""

from agent_identity.access.plan import Grant
from agent_identity.access.problems import AccessError, AccessProblem
from agent_identity.access.request import Entry, Request, cloud_of, parse

__all__ = ["AccessError", "AccessProblem", "Entry", "Grant", "Request", "cloud_of", "parse"]
