"""ARM's one error form."""

from __future__ import annotations

import json
from typing import Any

from werkzeug.wrappers import Response


class ArmError(Exception):
    """A refusal, as ARM words it.

    Args:
        status: HTTP status.
        code: ARM's or the service's own error code, such as `ResourceGroupNotFound`.
        message: What was found and what was expected.
        headers: HTTP headers that belong to the answer, such as `WWW-Authenticate`.
    """

    def __init__(self, status: int, code: str, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers or {}

    def response(self) -> Response:
        """Return the answer: `{"error": {"code", "message"}}` (Azure REST API guidelines, common error response)."""
        return json_response({"error": {"code": self.code, "message": self.message}}, self.status, self.headers)


def bad_request(code: str, message: str) -> ArmError:
    """Return a 400 of the given code."""
    return ArmError(400, code, message)


def not_found(kind: str, name: str, parent: str) -> ArmError:
    """Return the 404 that ARM gives for a resource that is not there."""
    where = f"under resource group '{parent}'" if parent else "in the tenant"
    return ArmError(404, "ResourceNotFound", f"The Resource '{kind}/{name}' {where} was not found.")


def json_response(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:  # noqa: ANN401
    """Return any JSON value as an HTTP answer."""
    text = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
    return Response(text, status, headers, content_type="application/json; charset=utf-8")
