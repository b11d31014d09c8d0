"""Who administers: whoever may write every policy can grant itself any permission."""

from functools import cache

from agent_identity.permissions.aws import actions
from agent_identity.permissions.aws.model import Principal
from agent_identity.permissions.aws.regions import EVERYTHING, covers
from agent_identity.permissions.aws.rights import Grant, Rights
from agent_identity.permissions.techniques.model import Kind

RULE = "aws-admin"


def grants_of(rights: Rights) -> tuple[Grant, ...]:
    """Returns what makes a principal an administrator: the grants of every IAM write on everything; none: it is not."""
    needed = _iam_writes()
    if rights.bits & needed != needed:
        return ()
    found: list[Grant] = []
    for action in actions.named(needed):
        whole = min(
            (grant for grant in rights.grants(action) if _on_everything(grant, rights.principal)),
            key=_asking_least,
            default=None,
        )
        if whole is None:
            return ()
        if not any(whole.line is grant.line for grant in found):
            found.append(whole)
    return tuple(found)


def _asking_least(grant: Grant) -> tuple[bool, int, list[str]]:
    """Orders grants by what has to hold for them, however the policies are written."""
    return grant.opaque, len(grant.conditions), sorted(grant.conditions)


def _on_everything(grant: Grant, principal: Principal) -> bool:
    """Tells whether a grant covers all that its action works on, in the principal's account at least.

    Less what a denial takes away is still everything else: a role of one's own making is enough.
    """
    partition = principal.arn.split(":", 2)[1] if principal.arn.startswith("arn:") else "aws"
    own = f"arn:{partition}:iam::{principal.account or EVERYTHING}:"
    forms = [form.replace("arn:*:iam::*:", own) for form in grant.action.forms or (EVERYTHING,)]
    return all(any(covers(region.pattern, form) for region in grant.regions) for form in forms)


@cache
def _iam_writes() -> int:
    bits = 0
    for wanted in actions.wanted():
        if wanted.technique.kind is Kind.PRINCIPAL:
            bits |= wanted.union
    return bits & actions.bits_of(
        ("iam:Attach*Policy", "iam:Put*Policy", "iam:CreatePolicyVersion", "iam:UpdateAssumeRolePolicy")
    )
