"""Who a request's principal is: a user, a role, or the session of a role."""

import re
from dataclasses import dataclass
from typing import Final

from agent_identity.permissions.aws.model import Principal, World

_SESSION: Final = re.compile(r"arn:([^:]+):sts::(\d*):assumed-role/(?P<role>.+)/(?P<session>[^/]+)")


@dataclass(frozen=True, slots=True)
class Who:
    """The principal of a request.

    Attributes:
        arn: As the request names it.
        principal: The role or user of the input; None where it is not in it.
        session: Whether the request names a session of the role.
    """

    arn: str
    principal: Principal | None
    session: bool = False


def who_is(world: World, arn: str) -> Who:
    """Returns who an ARN stands for; a session's role is found by its name, which is all that the session's ARN has."""
    if (principal := world.principals.get(arn)) is not None:
        return Who(arn, principal)
    if (found := _SESSION.fullmatch(arn)) is not None:
        account, name = found[2], found["role"]
        for each in world.principals.values():
            if each.kind == "role" and each.account == account and each.name == name:
                return Who(arn, each, session=True)
    return Who(arn, None)
