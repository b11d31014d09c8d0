"""What the components deploy, as the account's own export has it: an agent's role comes to nothing more."""

import json
from pathlib import Path
from typing import Any

import pytest

from agent_identity.naming import AWS_ROLE, principal_name
from agent_identity.permissions.aws import escalation
from agent_identity.permissions.aws.readers import authorization_details
from agent_identity.permissions.findings import PrincipalReport
from tests import clients
from tests.conftest import LocalClouds
from tests.deploying import stack_of, write_program

ENVIRONMENT = "analysed"
PROGRAM = f"""
from agent_identity import aws

boundary = aws.Boundary("agents", {{"environment": "{ENVIRONMENT}"}})
aws.LambdaIdentity("reader", {{
    "agent": {{"type": "invoice-reader", "version": "1.0.0", "environment": "{ENVIRONMENT}", "team": "payments"}},
    "boundary": boundary.ref,
    "access": [{{"read": ["arn:aws:s3:::invoices"]}},
               {{"write": ["arn:aws:s3:::reports/agent-output/*"], "operations": ["s3:PutObject"]}}],
}})
"""
ROLE = principal_name(AWS_ROLE, "invoice-reader", ENVIRONMENT)


@pytest.fixture
def iam(local_clouds: LocalClouds) -> Any:
    return clients.aws(local_clouds.env, "iam")


def exported(iam: Any) -> dict[str, Any]:
    """The account's authorization details, paged through as the AWS CLI does, in its JSON."""
    whole: dict[str, Any] = {"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": [], "Policies": []}
    for page in iam.get_paginator("get_account_authorization_details").paginate():
        for name, items in whole.items():
            items.extend(page[name])
    parsed: dict[str, Any] = json.loads(json.dumps(whole, default=str))
    return parsed


def report_of(iam: Any, name: str) -> PrincipalReport:
    report = escalation.analyze(authorization_details.read(exported(iam), where="export.json"))
    return next(each for each in report.principals if each.principal.endswith(f"/{name}"))


def test_an_agents_role_does_not_escalate_until_somebody_grants_it_more(
    local_clouds: LocalClouds, iam: Any, tmp_path: Path
) -> None:
    write_program(tmp_path, PROGRAM)
    stack = stack_of(tmp_path, local_clouds.env, ENVIRONMENT)
    stack.up()
    try:
        report = report_of(iam, ROLE)
        assert (report.agent, report.escalates, report.findings) == (True, "no", ())

        # What the boundary denies stays harmless, whoever grants it.
        document = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:*", "Resource": "*"}}
        iam.put_role_policy(RoleName=ROLE, PolicyName="more", PolicyDocument=json.dumps(document))
        assert report_of(iam, ROLE).escalates == "no"

        iam.delete_role_permissions_boundary(RoleName=ROLE)
        (finding,) = report_of(iam, ROLE).findings
        assert (finding.rule, finding.because[0].policy) == ("aws-admin", "more")
    finally:
        iam.delete_role_policy(RoleName=ROLE, PolicyName="more")
        stack.destroy()
