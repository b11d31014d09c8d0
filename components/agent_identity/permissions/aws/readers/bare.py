"""Reads bare policy documents, all taken as one principal's: what a policy would amount to if an agent had it."""

from collections.abc import Mapping, Sequence

from agent_identity.permissions.aws.documents import DocumentError, read_document
from agent_identity.permissions.aws.model import Layer, Organization, Policy, Principal, World
from agent_identity.permissions.problems import ReadError
from agent_identity.permissions.values import parsed

PRINCIPAL = "policies"
"""What the one principal is called."""


def read(
    policies: Sequence[tuple[str, object]],
    *,
    boundary: tuple[str, object] | None = None,
    organization: Organization | None = None,
) -> World:
    """Returns a world of one principal.

    Args:
        policies: Name and content of each document.
        boundary: Those of its boundary, where it has one.
        organization: The limits of the organisation, where they are known.

    Raises:
        ReadError: When one of them is no policy document, with every problem.
    """
    problems: list[str] = []

    def policy(layer: Layer, name: str, value: object) -> Policy | None:
        try:
            return Policy(layer, name, read_document(_inner(value), where=name))
        except DocumentError as error:
            problems.extend(error.problems)
            return None

    held = [policy("inline", name, value) for name, value in policies]
    limit = policy("boundary", *boundary) if boundary is not None else None
    if problems:
        raise ReadError(problems)
    principal = Principal(
        arn=PRINCIPAL,
        kind="role",
        account="",
        name="",
        tags=None,
        policies=tuple(each for each in held if each is not None),
        boundary=limit,
    )
    return World(
        principals={PRINCIPAL: principal},
        organization=organization or Organization(),
        assumptions=("the policies are those of a role that a service assumes", "other principals: none are known"),
    )


def _inner(value: object) -> object:
    """Returns the document of what `aws iam get-policy-version` and `get-role-policy` write, anything else as it is."""
    content = parsed(value)
    if isinstance(content, Mapping):
        if isinstance(version := content.get("PolicyVersion"), Mapping) and "Document" in version:
            return version["Document"]
        if "PolicyDocument" in content:
            return content["PolicyDocument"]
    return value
