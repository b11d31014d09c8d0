"""Reads policies of resources: an object of documents by the resource's ARN."""

from collections.abc import Mapping

from agent_identity.permissions.aws.documents import DocumentError, read_document
from agent_identity.permissions.aws.model import Policy
from agent_identity.permissions.problems import ReadError


def read(data: object, *, where: str) -> dict[str, Policy]:
    """Returns resource policies by ARN.

    Args:
        data: The parsed JSON: `{"arn:aws:s3:::papers": {"Statement": …}}`.
        where: What messages call the file.

    Raises:
        ReadError: When it does not have this form, with every problem.
    """
    if not isinstance(data, Mapping):
        raise ReadError([f"{where}: found no object, expected one of policies by the resource's ARN"])
    found: dict[str, Policy] = {}
    problems: list[str] = []
    for arn, document in data.items():
        if not arn.startswith("arn:"):
            problems.append(f"{where}/{arn}: found {arn!r}, expected a resource's ARN")
            continue
        try:
            found[arn] = Policy("resource", arn, read_document(document, where=f"{where}/{arn}", role="resource"))
        except DocumentError as error:
            problems += error.problems
    if problems:
        raise ReadError(problems)
    return found
