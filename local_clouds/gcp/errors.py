"""Errors in the forms in which Google's services send them."""

from __future__ import annotations

from typing import Any

JSON = dict[str, Any]

#: google.rpc.Code to HTTP status (https://cloud.google.com/apis/design/errors#handling_errors).
HTTP_STATUS = {
    "INVALID_ARGUMENT": 400,
    "FAILED_PRECONDITION": 400,
    "OUT_OF_RANGE": 400,
    "UNAUTHENTICATED": 401,
    "PERMISSION_DENIED": 403,
    "NOT_FOUND": 404,
    "ALREADY_EXISTS": 409,
    "ABORTED": 409,
    "CONDITION_NOT_MET": 412,
    "RESOURCE_EXHAUSTED": 429,
    "INTERNAL": 500,
    "UNIMPLEMENTED": 501,
    "UNAVAILABLE": 503,
}

#: The same errors in the older form of Compute and Storage: `error.errors[].reason`.
_LEGACY_REASON = {
    "INVALID_ARGUMENT": "invalid",
    "FAILED_PRECONDITION": "failedPrecondition",
    "UNAUTHENTICATED": "required",
    "PERMISSION_DENIED": "forbidden",
    "NOT_FOUND": "notFound",
    "ALREADY_EXISTS": "alreadyExists",
    "ABORTED": "aborted",
    "CONDITION_NOT_MET": "conditionNotMet",
    "UNIMPLEMENTED": "notImplemented",
}

#: Services that use the older form.
LEGACY_SERVICES = frozenset({"compute", "storage"})


class ApiError(Exception):
    """A request that Google would refuse.

    Attributes:
        status: the google.rpc.Code, such as `NOT_FOUND`.
        message: Google's sentence.
        reason: the older form's reason, where it differs from the usual one for the status.
        details: further `google.rpc` detail messages.
    """

    def __init__(
        self, status: str, message: str, *, reason: str | None = None, details: list[JSON] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.reason = reason
        self.details = details or []

    @property
    def code(self) -> int:
        """The HTTP status."""
        return HTTP_STATUS[self.status]

    def body(self, service: str | None) -> JSON:
        """Return the JSON body, in the older form for Compute and Storage."""
        if service in LEGACY_SERVICES:
            reason = self.reason or _LEGACY_REASON.get(self.status, "backendError")
            entry = {"domain": "global", "reason": reason, "message": self.message}
            return {"error": {"code": self.code, "message": self.message, "errors": [entry]}}
        error: JSON = {"code": self.code, "message": self.message, "status": self.status}
        if self.details:
            error["details"] = self.details
        return {"error": error}


def invalid(message: str, field: str | None = None) -> ApiError:
    """Return an INVALID_ARGUMENT error, with the field's name as a `BadRequest` detail."""
    violation: JSON = {"description": message}
    if field:
        violation["field"] = field
    detail = {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}
    return ApiError("INVALID_ARGUMENT", message, details=[detail])


def not_found(message: str) -> ApiError:
    """Return a NOT_FOUND error."""
    return ApiError("NOT_FOUND", message)


def exists(message: str) -> ApiError:
    """Return an ALREADY_EXISTS error."""
    return ApiError("ALREADY_EXISTS", message)
