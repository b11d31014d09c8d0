"""The AWS boundary: one permissions boundary per class, shared by the agents of an environment.

A permissions boundary alone limits what identity policies grant. A resource policy of the same account that names a
role session still allows past a boundary's *implicit* deny, and no explicit Deny can be outvoted:
https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html. So the document allows the services
of the class, and then denies explicitly everything that is not one of the class's actions, whatever service appears
next month, and once more by name what raises rights. `boundaries.coverage.aws` proves that of every known technique.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from agent_identity.boundaries.aws_actions import ACTIONS, ESCALATION, INTERFACE_ACTIONS
from agent_identity.boundaries.classes import DEFAULT, boundary_class
from agent_identity.naming import AWS_POLICY, name_for
from agent_identity.permissions.denials import undenied
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
    "a role that it names as assumable, which its own boundary must bind, and service-linked roles",
)
"""What this mechanism does not stop, in words for descriptions and documentation."""


ASSUME: Final = "sts:AssumeRole"
_ROLE: Final = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]+", re.ASCII)


def policy_document(class_name: str = DEFAULT, assumable_roles: Sequence[str] = ()) -> dict[str, Any]:
    """Returns the boundary's IAM policy document.

    Args:
        class_name: The boundary class.
        assumable_roles: ARNs of the roles that agents of the class may assume, each exact; none by default. Such a
            role is bound by its own policies and boundary, not by this one.

    Raises:
        ValueError: When there is no class of this name, an ARN is not one of one role, or they do not fit.
    """
    roles = _roles(assumable_roles)
    document = _document(class_name, roles)
    if (size := len(_text(document))) > MAX_CHARACTERS:
        raise ValueError(
            f"assumable_roles: found {len(roles)}, which make a document of {size} characters, "
            f"expected at most {MAX_CHARACTERS}: name fewer"
        )
    return document


def _document(class_name: str, roles: Sequence[str]) -> dict[str, Any]:
    actions = list(ACTIONS[boundary_class(class_name).name])
    services = sorted({f"{action.partition(':')[0]}:*" for action in actions})
    denied = list(ESCALATION)
    if roles:
        actions.append(ASSUME)
        denied[denied.index(_ASSUMES) : denied.index(_ASSUMES) + 1] = _OTHER_ASSUMES
    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "ServicesOfTheClass", "Effect": "Allow", "Action": services, "Resource": "*"},
            {"Sid": "NothingOutsideTheClass", "Effect": "Deny", "NotAction": actions, "Resource": "*"},
            {"Sid": "NoEscalation", "Effect": "Deny", "Action": denied, "Resource": "*"},
            {
                "Sid": "NoInterfacesFromFunctionCode",
                "Effect": "Deny",
                "Action": list(INTERFACE_ACTIONS),
                "Resource": "*",
                # The Lambda service itself sends no such key, so it can still attach a function to its VPC:
                # https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-best-practice-security
                "Condition": {"ArnLike": {"lambda:SourceFunctionArn": "arn:*:lambda:*:*:function:*"}},
            },
            *(
                {"Sid": "NoOtherRole", "Effect": "Deny", "Action": ASSUME, "NotResource": list(roles)}
                for _ in roles[:1]
            ),
        ],
    }


def policy_text(class_name: str = DEFAULT, assumable_roles: Sequence[str] = ()) -> str:
    """Returns the document as it is deployed: JSON without white space.

    Raises:
        ValueError: As `policy_document`.
    """
    return _text(policy_document(class_name, assumable_roles))


def problems_of(assumable_roles: Sequence[str]) -> list[str]:
    """Returns what is wrong with a list of assumable roles, each with what was found and expected."""
    return [
        f"found {role!r}, expected the ARN of one role without a wildcard, like arn:aws:iam::123456789012:role/tool"
        for role in assumable_roles
        if not _ROLE.fullmatch(role)
    ]


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


def missing_denies(
    document: Mapping[str, Any], class_name: str = DEFAULT, assumable_roles: Sequence[str] = ()
) -> list[str]:
    """Returns the Sids of the generated Deny statements that a policy document does not contain in full.

    A statement is contained when one Deny of the document covers all of its actions, in whatever words, on every
    resource and with the same condition or none. Both denials of an escalation must be there, so a document that
    keeps one of them lacks the other. An empty list means that the whole deny is there.

    Args:
        document: The policy document.
        class_name: The boundary class.
        assumable_roles: The roles that the document may leave open to sts:AssumeRole, all of them or some.

    Raises:
        ValueError: When there is no class of this name, or an ARN is not one of one role.
    """
    given = _list(document.get("Statement"))
    left = {str(role) for item in given if isinstance(item, Mapping) for role in _list(item.get("NotResource"))}
    wanted = _document(class_name, [role for role in _roles(assumable_roles) if role in left])["Statement"]
    return [
        statement["Sid"]
        for statement in wanted
        # A statement that is there word for word needs no proof.
        if statement["Effect"] == "Deny"
        and statement not in given
        and not any(_covers(item, statement) for item in given)
    ]


def _covers(deny: object, wanted: Mapping[str, Any]) -> bool:
    open_action = undenied(
        {"Statement": [deny]},
        _list(wanted.get("Action", "*")),
        but=_list(wanted.get("NotAction")),
        left=_list(wanted.get("NotResource")),
        condition=wanted.get("Condition"),
    )
    return open_action is None


def contains_generated_deny(document: Mapping[str, Any], class_name: str = DEFAULT) -> bool:
    """Tells whether a policy document still contains the whole generated deny of a class."""
    return not missing_denies(document, class_name)


_ASSUMES: Final = "sts:Assume*"
_OTHER_ASSUMES: Final = ["sts:AssumeRole?*", "sts:AssumeRoot"]


def _roles(given: Sequence[str]) -> list[str]:
    if problems := problems_of(given):
        raise ValueError("assumable_roles: " + "; ".join(problems))
    return sorted(set(given))


def _text(document: Mapping[str, Any]) -> str:
    return json.dumps(document, separators=(",", ":"))


def _list(value: object) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else [value]
