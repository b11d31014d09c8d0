"""Reports of the sample account, of any size."""

from functools import cache

from agent_identity.permissions.aws import escalation
from agent_identity.permissions.aws.readers import authorization_details
from agent_identity.permissions.findings import Report
from tools import sample_account


@cache
def report_of(roles: int) -> Report:
    """Returns the report of an account with so many roles."""
    return escalation.analyze(authorization_details.read(sample_account.export(roles), where="export.json"))
