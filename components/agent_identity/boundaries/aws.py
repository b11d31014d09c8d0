"""The AWS boundary: one permissions boundary per class, shared by the agents of an environment.

A permissions boundary alone limits what identity policies grant. A resource policy of the same account that names a
role session still allows past a boundary's *implicit* deny, and no explicit Deny can be outvoted:
https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html. So the document allows the services
of the class, and then denies explicitly everything that is not one of the class's actions, whatever service appears
next month, and once more by name what raises rights.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from agent_identity.boundaries.aws_actions import ACTIONS, ESCALATION, INTERFACE_ACTIONS
from agent_identity.boundaries.classes import DEFAULT, boundary_class
from agent_identity.naming import AWS_POLICY, name_for
from agent_identity.tags import BOUNDARY_PATH

MAX_CHARACTERS: Final = 6144
"""Size of a managed policy, white space not counted.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

NOT_STOPPED: Final = (
    "what a granted action does inside its resource",
    "access by a resource policy of another principal's data that the class's actions cover",
    "sessions already issued, for some minutes after a change",
    "a caller who may change this policy or take it off the role: guard it with an SCP",
)
"""What this mechanism does not stop, in words for descriptions and documentation."""


def policy_document(class_name: str = DEFAULT) -> dict[str, Any]:
    """Returns the boundary's IAM policy document.

    Raises:
        ValueError: When there is no class of this name.
    """
    actions = ACTIONS[boundary_class(class_name).name]
    services = sorted({f"{action.partition(':')[0]}:*" for action in actions})
    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "ServicesOfTheClass", "Effect": "Allow", "Action": services, "Resource": "*"},
            {"Sid": "NothingOutsideTheClass", "Effect": "Deny", "NotAction": list(actions), "Resource": "*"},
            {"Sid": "NoEscalation", "Effect": "Deny", "Action": list(ESCALATION), "Resource": "*"},
            {
                "Sid": "NoInterfacesFromFunctionCode",
                "Effect": "Deny",
                "Action": list(INTERFACE_ACTIONS),
                "Resource": "*",
                # The Lambda service itself sends no such key, so it can still attach a function to its VPC:
                # https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-best-practice-security
                "Condition": {"ArnLike": {"lambda:SourceFunctionArn": "arn:*:lambda:*:*:function:*"}},
            },
        ],
    }


def policy_text(class_name: str = DEFAULT) -> str:
    """Returns the document as it is deployed: JSON without white space."""
    return json.dumps(policy_document(class_name), separators=(",", ":"))


def policy_name(class_name: str, environment: str) -> str:
    """Returns the name of the managed policy that holds a class's boundary in an environment."""
    return name_for(AWS_POLICY, "agent-boundary", boundary_class(class_name).name, environment)


def policy_arn(class_name: str, environment: str, account: str, partition: str = "aws") -> str:
    """Returns the ARN of that policy in an account, known before anything is deployed."""
    return f"arn:{partition}:iam::{account}:policy{BOUNDARY_PATH}{policy_name(class_name, environment)}"


def description(class_name: str) -> str:
    """Returns the policy's description (at most 1,000 characters), with what it does not stop."""
    what = boundary_class(class_name).summary
    return f"Permissions boundary of agents that {what}. Does not stop: {'; '.join(NOT_STOPPED)}."


def missing_denies(document: Mapping[str, Any], class_name: str = DEFAULT) -> list[str]:
    """Returns the Sids of the generated Deny statements that a policy document does not contain in full.

    A statement is contained when some Deny of the document has at least its actions (or at most its NotActions),
    covers every resource and has the same conditions or none. An empty list means that the whole deny is there.
    """
    given = [item for item in _list(document.get("Statement")) if isinstance(item, Mapping)]
    denies = [item for item in given if item.get("Effect") == "Deny"]
    return [
        statement["Sid"]
        for statement in policy_document(class_name)["Statement"]
        if statement["Effect"] == "Deny" and not any(_covers(deny, statement) for deny in denies)
    ]


def contains_generated_deny(document: Mapping[str, Any], class_name: str = DEFAULT) -> bool:
    """Tells whether a policy document still contains the whole generated deny of a class."""
    return not missing_denies(document, class_name)


def _covers(deny: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    if "*" not in _list(deny.get("Resource")) or deny.get("Condition") not in (None, {}, wanted.get("Condition")):
        return False
    if "Action" in wanted:
        have = _folded(deny.get("Action"))
        return "*" in have or _folded(wanted["Action"]) <= have
    return "NotAction" in deny and _folded(deny["NotAction"]) <= _folded(wanted["NotAction"])


def _list(value: object) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else [value]


def _folded(value: object) -> set[str]:
    return {str(item).lower() for item in _list(value)}
