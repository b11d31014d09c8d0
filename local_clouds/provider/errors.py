"""What an adapter may raise; the gRPC core turns each into the engine's own form of it.

Any other exception is a defect of the provider and reaches the user as one line that says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class ProviderError(Exception):
    """Base of all errors that a user may see. Its text is shown as it is."""


class ServiceError(ProviderError):
    """The cloud refused a call.

    Args:
        code: the service's own code, such as `NoSuchEntity` or `RoleAssignmentExists`.
        message: the service's own text.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class NotFoundError(ServiceError):
    """The object is not there. `read` may raise it instead of returning None; `delete` treats it as done."""


class InvalidError(ProviderError):
    """An input that cannot be right, found before any call.

    Args:
        property_path: the Pulumi property, camelCase; "" for the resource as a whole.
        reason: what was found and what was expected.
    """

    def __init__(self, property_path: str, reason: str) -> None:
        super().__init__(f"{property_path}: {reason}" if property_path else reason)
        self.property_path = property_path
        self.reason = reason


class UnsupportedError(ProviderError):
    """A resource type or function that the local provider does not know.

    Args:
        token: the Pulumi token, such as `aws:rds/instance:Instance`.
        where: the package that holds the mapping table, such as `local_clouds/provider/aws`.
    """

    def __init__(self, token: str, where: str) -> None:
        super().__init__(
            f"{token} is not supported by the local clouds. It works against the real cloud. "
            f"To add it here: one entry in the mapping table in {where} and one case in "
            "tests/local_clouds/provider (CONTRIBUTING.md, 'A new resource type')."
        )
        self.token = token


class PartialError(ProviderError):
    """The object exists now, but a later step of its creation or update failed.

    The engine records the object, so that nothing is orphaned, and updates it on the next run.

    Args:
        identifier: the id of the object.
        outputs: what is known of it.
        reasons: one sentence a failed step.
    """

    def __init__(self, identifier: str, outputs: Mapping[str, Any], reasons: Sequence[str]) -> None:
        super().__init__("; ".join(reasons))
        self.identifier = identifier
        self.outputs = dict(outputs)
        self.secret: frozenset[str] = frozenset()
        self.reasons = list(reasons)
