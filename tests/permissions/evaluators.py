"""Three readings of one identity policy: ours, and two that are not ours, with the errors of theirs that we know of.

npkt (MIT) evaluates service control policies, which have the semantics of a permissions boundary: an Allow is needed,
a Deny wins. Known errors of 1.0.1: it reads `[` as the beginning of a class, `?` in some places as a letter, compares
ARNs without regard to case, and takes a condition on `lambda:SourceFunctionArn` for never met. Our documents have no
`[` and a `?` only before a `*`; a request from function code is put to it with that condition taken off
the statement, and another one without the statement.

moto (Apache-2.0) evaluates an identity policy by `moto.iam.access_control`. Known errors of 5.2: it compares actions
with regard to case, reads a Deny with NotResource as an Allow, takes every condition operator but StringEquals for met,
and answers "denied" for an Allow whose condition fails. It is asked about documents without NotResource, in the
casing of the documents, and not about the actions that only a conditional statement denies.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from moto.iam.access_control import IAMPolicy, PermissionResult
from npkt.engine.scp_engine import SCPEngine
from npkt.models.cloudtrail import CloudTrailEvent
from npkt.models.report import EvaluationContext
from npkt.models.scp import SCPPolicy, SCPStatement

from agent_identity.permissions.patterns import Patterns, matches


def _list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def ours(document: Mapping[str, Any], action: str, resource: str, *, from_function: bool = False) -> bool:
    """Tells whether a document allows a request, by this package's patterns."""

    def concerns(statement: Mapping[str, Any]) -> bool:
        if "Condition" in statement and not from_function:
            return False
        named = matches(_list(statement.get("Action", statement.get("NotAction"))), action)
        target = Patterns(_list(statement.get("Resource", statement.get("NotResource"))), ignore_case=False)
        return named == ("Action" in statement) and target.match(resource) == ("Resource" in statement)

    hit = {statement["Effect"] for statement in document["Statement"] if concerns(statement)}
    return hit == {"Allow"}


@cache
def _engine(text: str, *, from_function: bool) -> SCPEngine:
    statements = []
    for item in json.loads(text)["Statement"]:
        if "Condition" in item and not from_function:
            continue
        statements.append(
            SCPStatement(
                effect=item["Effect"],
                actions=_list(item.get("Action", [])),
                not_actions=_list(item["NotAction"]) if "NotAction" in item else None,
                resources=_list(item.get("Resource", [])),
                not_resources=_list(item["NotResource"]) if "NotResource" in item else None,
            )
        )
    return SCPEngine([SCPPolicy(statements)])


def npkt(document: Mapping[str, Any], action: str, resource: str, *, from_function: bool = False) -> bool:
    """Tells whether a document allows a request, as npkt's engine for service control policies sees it."""
    service, _, name = action.partition(":")
    event = CloudTrailEvent(
        event_time=datetime(2026, 1, 1, tzinfo=UTC),
        event_name=name,
        event_source=f"{service}.amazonaws.com",
        user_identity={"type": "AssumedRole", "arn": "arn:aws:sts::123456789012:assumed-role/agent/task"},
        aws_region="eu-west-1",
        resources=[{"ARN": resource}],
    )
    engine = _engine(json.dumps(document), from_function=from_function)
    return not engine.would_deny(event, EvaluationContext.from_event(event)).denied


def moto(document: Mapping[str, Any], action: str, resource: str) -> bool:
    """Tells whether a document without NotResource allows a request, as moto's evaluation of identity policies says."""
    policy = IAMPolicy(json.dumps(document))
    return policy.is_action_permitted(action, resource) == PermissionResult.PERMITTED
