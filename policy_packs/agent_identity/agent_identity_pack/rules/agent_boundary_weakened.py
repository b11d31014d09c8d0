"""Every cloud: a boundary object of ours holds the whole generated document."""

from collections.abc import Iterator

from agent_identity.permissions.stacks.kinds import AWS_POLICY
from agent_identity.permissions.stacks.resource import Resource
from agent_identity_pack.boundary_objects import (
    ADMISSION_BINDING,
    ADMISSION_POLICY,
    DENY_POLICY,
    POLICY_ASSIGNMENT,
    POLICY_DEFINITION,
    is_ours,
    lacks,
)
from agent_identity_pack.context import Context
from agent_identity_pack.rule import Examples, Finding, Rule, broken, unproven

FIX = "deploy the document that `agent-identity boundary` prints, or the Boundary component, unchanged"
_SHOWN = 3


def check(resource: Resource, context: Context) -> Iterator[Finding]:
    """Finds a boundary object whose document lacks part of the generated one, or is not known."""
    if not is_ours(resource, context):
        return
    missing = lacks(resource, context)
    if missing is None:
        sentence = f"the document of the boundary {resource.label} is not known before it is deployed"
        yield unproven(resource, resource.label, sentence, FIX, "document", agent=True)
    elif missing:
        more = f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
        sentence = f"the boundary {resource.label} was weakened, it lacks {', '.join(missing[:_SHOWN])}{more}"
        yield broken(resource, resource.label, sentence, FIX, *missing, agent=True)


_PROGRAM = """
import json

import pulumi_aws as aws

from agent_identity.boundaries.aws import policy_document

bucket = aws.s3.Bucket("weakened-bucket")
document = policy_document("standard")
CHANGE
aws.iam.Policy("weakened", path="/agents/boundaries/", policy=TEXT)
"""

RULE = Rule(
    id="agent-boundary-weakened",
    severity="critical",
    requirements=("P3-2",),
    sentence="A boundary object of agents holds the whole document that the library generates.",
    remediation=FIX,
    kinds=frozenset(
        {AWS_POLICY, DENY_POLICY, POLICY_DEFINITION, POLICY_ASSIGNMENT, ADMISSION_POLICY, ADMISSION_BINDING}
    ),
    check=check,
    examples=Examples(
        fails=_PROGRAM.replace(
            "CHANGE", 'document["Statement"] = [s for s in document["Statement"] if s["Sid"] != "NoEscalation"]'
        ).replace("TEXT", "json.dumps(document)"),
        passes=_PROGRAM.replace("CHANGE", "").replace("TEXT", "json.dumps(document)"),
        unknown=_PROGRAM.replace("CHANGE", "").replace("TEXT", "bucket.arn.apply(lambda arn: json.dumps(document))"),
        culprit="weakened",
    ),
    limits="A change of the object outside Pulumi; the guards that foundation deploys refuse it in the cloud.",
)
