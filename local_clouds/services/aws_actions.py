"""What a request to AWS asks for: the action's name, and whether it only reads.

The wire says it in three ways: `Action=` in a form (query and EC2 protocols), `X-Amz-Target` (JSON protocols), or by
method and path (REST protocols), which the service's own model in `botocore` names.
"""

from __future__ import annotations

import io
import re
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import botocore.session

from local_clouds.fault_responses import aws_service

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

READING_VERBS = ("Get", "List", "Describe", "Head", "Lookup", "Search", "Simulate", "BatchGet", "Filter", "Test")
SIGNING_NAMES = {"events": "events", "monitoring": "cloudwatch", "email": "ses"}
FORM = "application/x-www-form-urlencoded"


def action_of(environ: WSGIEnvironment) -> str:
    """The action as IAM writes it, for example `iam:CreateRole`; only the service where the action is not known."""
    service = aws_service(environ)
    return f"{service}:{_operation(service, environ, None)}"


def is_read(environ: WSGIEnvironment, body: bytes) -> bool:
    """Whether a request leaves the cloud as it is."""
    operation = _operation(aws_service(environ), environ, body)
    if operation:
        return operation.startswith(READING_VERBS)
    return environ["REQUEST_METHOD"] in {"GET", "HEAD", "OPTIONS"}


def _operation(service: str, environ: WSGIEnvironment, body: bytes | None) -> str:
    target = str(environ.get("HTTP_X_AMZ_TARGET", ""))
    if target:
        return target.rpartition(".")[2]
    if environ.get("CONTENT_TYPE", "").startswith(FORM):
        if body is None:
            body = bytes(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
            environ["wsgi.input"] = io.BytesIO(body)
        form = body.decode("utf-8", "replace")
        return parse_qs(form).get("Action", [""])[0]
    method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
    query = parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    for wanted_method, pattern, wanted_query, name in _rest_operations(SIGNING_NAMES.get(service, service)):
        if method == wanted_method and pattern.fullmatch(path) and wanted_query <= query.keys():
            return name
    return ""


@cache
def _rest_operations(service: str) -> list[tuple[str, re.Pattern[str], frozenset[str], str]]:
    """Method, path, required query and name of each operation; the most particular first."""
    session = botocore.session.get_session()
    if service not in session.get_available_services():
        return []
    model = session.get_service_model(service)
    found = []
    for name in model.operation_names:
        http = model.operation_model(name).http
        path, _, query = http.get("requestUri", "/").partition("?")
        # `{Name}` stands for one segment, `{Name+}` for all that follow.
        parts = re.split(r"(\{[^}]+\})", path.rstrip("/") or "/")
        pattern = "".join(
            (".+" if part.endswith("+}") else "[^/]+") if part.startswith("{") else re.escape(part) for part in parts
        )
        keys = frozenset(part.partition("=")[0] for part in query.split("&") if part)
        found.append((http["method"], re.compile(pattern + "/?"), keys, name))
    return sorted(found, key=lambda entry: (-len(entry[2]), entry[1].pattern.count("[^/]+"), -len(entry[1].pattern)))
