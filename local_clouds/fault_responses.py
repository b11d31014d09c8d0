"""The shape of each cloud's own errors, so that an injected fault is read by the vendor's client as a real one.

Sources: AWS service models (`botocore`, the protocols `query`, `ec2`, `json`, `rest-json`, `rest-xml`), Google's
`google.rpc.Status` as HTTP APIs render it, Azure's REST API guidelines (`error.code`, `Retry-After`).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from markupsafe import escape
from werkzeug.wrappers import Response

from local_clouds.faults import THROTTLED

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

    from local_clouds.faults import Fault

MESSAGE = "Injected by the local clouds' fault mode"
RETRY_SECONDS = "1"

AWS_CODES = {
    400: "ValidationError",
    403: "AccessDenied",
    404: "NoSuchEntity",
    409: "Conflict",
    503: "ServiceUnavailable",
}
GCP_STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    412: "FAILED_PRECONDITION",
    THROTTLED: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
AZURE_CODES = {
    400: "BadRequest",
    401: "InvalidAuthenticationToken",
    403: "AuthorizationFailed",
    404: "ResourceNotFound",
    409: "Conflict",
    THROTTLED: "TooManyRequests",
    503: "ServiceUnavailable",
    504: "GatewayTimeout",
}


def aws_service(environ: WSGIEnvironment) -> str:
    """The service that a request was signed for, from its credential scope; "" for an unsigned one."""
    _, _, scope = environ.get("HTTP_AUTHORIZATION", "").partition("Credential=")
    parts = scope.split(",")[0].split("/")
    return parts[3].lower() if len(parts) == 5 else ""


def aws_fault_response(fault: Fault, environ: WSGIEnvironment, message: str = MESSAGE) -> Response:
    """An AWS error in the protocol that the request speaks."""
    service = aws_service(environ)
    throttled = fault.do == "throttle"
    code = AWS_CODES.get(fault.status, "InternalFailure")
    if environ.get("HTTP_X_AMZ_TARGET"):
        body = {"__type": "ThrottlingException" if throttled else code, "message": message}
        return Response(
            json.dumps(body), status=400 if throttled else fault.status, content_type="application/x-amz-json-1.1"
        )
    if service == "ec2":
        return _xml(
            "<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors>"
            "<RequestID>fault</RequestID></Response>",
            "RequestLimitExceeded" if throttled else code,
            message,
            503 if throttled else fault.status,
        )
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        return _xml(
            "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>"
            "<RequestId>fault</RequestId></ErrorResponse>",
            "Throttling" if throttled else code,
            message,
            400 if throttled else fault.status,
        )
    if service in {"", "s3", "s3control"}:
        return _xml(
            "<Error><Code>{code}</Code><Message>{message}</Message><RequestId>fault</RequestId></Error>",
            "SlowDown" if throttled else code,
            message,
            503 if throttled else fault.status,
        )
    return Response(
        json.dumps({"message": message}),
        status=THROTTLED if throttled else fault.status,
        headers={"x-amzn-ErrorType": "TooManyRequestsException" if throttled else code},
        content_type="application/json",
    )


def gcp_fault_response(fault: Fault, _environ: WSGIEnvironment) -> Response:
    """A Google API error: `google.rpc.Status` under `error`."""
    status = THROTTLED if fault.do == "throttle" else fault.status
    reason = "rateLimitExceeded" if status == THROTTLED else "backendError"
    error = {
        "code": status,
        "message": MESSAGE,
        "status": GCP_STATUSES.get(status, "UNKNOWN"),
        "errors": [{"message": MESSAGE, "domain": "global", "reason": reason}],
    }
    return Response(json.dumps({"error": error}), status=status, content_type="application/json")


def azure_fault_response(fault: Fault, _environ: WSGIEnvironment) -> Response:
    """An Azure Resource Manager error; a throttled one says when to come back."""
    status = THROTTLED if fault.do == "throttle" else fault.status
    error = {"code": AZURE_CODES.get(status, "InternalServerError"), "message": MESSAGE}
    response = Response(json.dumps({"error": error}), status=status, content_type="application/json")
    if status == THROTTLED:
        response.headers["Retry-After"] = RETRY_SECONDS
    return response


def _xml(template: str, code: str, message: str, status: int) -> Response:
    return Response(template.format(code=code, message=escape(message)), status=status, content_type="text/xml")
