"""The server: finds the method of a request, checks it against the document, lets the rules answer it."""

from __future__ import annotations

import json
import logging
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from werkzeug.wrappers import Request, Response

from local_clouds.constants import TOKEN
from local_clouds.gcp import policies, verbs
from local_clouds.gcp.call import Call, Kind, unimplemented
from local_clouds.gcp.discovery import UNVERSIONED, routes
from local_clouds.gcp.errors import ApiError, invalid
from local_clouds.gcp.rules import ACTIONS, KINDS, accounts, deny
from local_clouds.gcp.rules.credentials import TOKENS
from local_clouds.gcp.schema import Validator
from local_clouds.gcp.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from local_clouds.gcp.discovery import Document, Method

JSON = dict[str, Any]

_VERBS: dict[str, Callable[[Call, Kind], JSON]] = {
    "create": verbs.create,
    "insert": verbs.create,
    "get": verbs.get,
    "list": verbs.listing,
    "patch": verbs.patch,
    "update": verbs.update,
    "delete": verbs.delete,
}
_POLICY_VERBS: dict[str, Callable[[Call], JSON]] = {
    "getIamPolicy": policies.read,
    "setIamPolicy": policies.write,
    "testIamPermissions": policies.test_permissions,
}
_PLAIN = Kind()
#: Segments at a path's end that are the method and no part of the resource's name.
_TAILS = re.compile(r"/(iam/testPermissions|iam)$")
LARGEST_BODY = 50 * 1024 * 1024


class Cloud:
    """The stand-in as a WSGI application.

    Args:
        store: what exists; by default a new one that nothing outlives.
    """

    def __init__(self, store: Store | None = None) -> None:
        self.store = store or Store()
        self._validators: dict[str, Validator] = {}

    def reset(self) -> None:
        """Empty the cloud."""
        self.store.reset()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request, as WSGI wants it."""
        request = Request(environ)
        service: str | None = None
        try:
            self._authenticate(request)
            body = _body(request)
            found = routes(request.method, _raw_path(environ))
            service = found[0][1].service.name if found else None
            answer = self._answer(request, body, found)
            status = 204 if answer == {} and service == "storage" and request.method == "DELETE" else 200
        except ApiError as error:
            answer, status = error.body(service), error.code
        except Exception as error:
            logging.getLogger(__name__).exception("%s %s", request.method, request.path)
            reason = f": {error}" if isinstance(error, OSError) else "; its log says why."
            failure = ApiError("INTERNAL", f"The local stand-in failed{reason}")
            answer, status = failure.body(service), failure.code
        content = b"" if status == 204 else json.dumps(answer).encode()
        response = Response(content, status, content_type="application/json; charset=UTF-8")
        return response(environ, start_response)

    def _authenticate(self, request: Request) -> None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer" and token:
            if token == TOKEN:
                return
            minted = self.store.get(f"{TOKENS}/{token}")
            if minted and minted.body["expireTime"] > self.store.now():
                account = policies.account_exists(self.store, minted.body["email"])
                if account:
                    return
        message = "Request had invalid authentication credentials. Expected OAuth 2 access token."
        raise ApiError("UNAUTHENTICATED", message)

    def _answer(self, request: Request, body: Any, found: list[tuple[Document, Method, list[str]]]) -> JSON:  # noqa: ANN401
        """Let the first method answer whose document accepts the request: paths of services can be alike."""
        refusal: ApiError | None = None
        for document, method, segments in found:
            key = f"{method.service.name}.{method.service.version}"
            validator = self._validators.setdefault(key, Validator(document))
            try:
                query = validator.query(method, list(request.args.items(multi=True)))
                checked = validator.body(method, body)
            except ApiError as error:
                refusal = refusal or error
                continue
            with self.store.lock:
                try:
                    call = Call(self.store, document, method, self._path(method, segments), query, checked)
                    return json.loads(json.dumps(dispatch(call)))  # type: ignore[no-any-return]
                finally:
                    self.store.flush()
        if refusal:
            raise refusal
        raise ApiError("NOT_FOUND", f"The requested URL {request.path[:200]} was not found on this server.")

    def _path(self, method: Method, segments: list[str]) -> str:
        parts = segments if method.service.name in UNVERSIONED else segments[1:]
        path = "/".join(parts)
        if method.service.name == "storage":
            path = _TAILS.sub("", path)
        elif method.service.name == "compute" and parts[-1] == method.action:
            path = "/".join(parts[:-1])
        elif method.action == "upload":
            path = path.removesuffix(":upload")
        path = self._canonical(method, path)
        parts = path.split("/")
        if parts[0] == "projects" and len(parts) > 1 and self.store.project_id(parts[1]) is None:
            raise _no_project(method, parts[1])
        return path

    def _canonical(self, method: Method, path: str) -> str:
        parts = path.split("/")
        if parts[0] == "projects" and len(parts) > 1:
            parts[1] = self.store.project_id(parts[1]) or parts[1]
        path = "/".join(parts)
        if method.service.name in {"iam", "iamcredentials"}:
            path = accounts.canonical(self.store, path)
            path = deny.canonical(self.store, path)
        return path


def _no_project(method: Method, project: str) -> ApiError:
    if method.service.name in {"compute", "storage"}:
        return ApiError("NOT_FOUND", f"The resource 'projects/{project[:100]}' was not found")
    if method.service.name == "cloudresourcemanager":
        return ApiError("PERMISSION_DENIED", "The caller does not have permission")
    message = f"Permission denied on resource project {project[:100]} (or it may not exist)."
    return ApiError("PERMISSION_DENIED", message)


def dispatch(call: Call) -> JSON:
    """Answer a checked request: by a rule of its own, or as the verb means everywhere."""
    method = call.method
    own = ACTIONS.get(method.identifier) or ACTIONS.get(f"{method.collection}.{method.action}")
    if own:
        return own(call)
    if method.action in _POLICY_VERBS:
        return _POLICY_VERBS[method.action](call)
    if method.action in _VERBS:
        return _VERBS[method.action](call, KINDS.get(method.collection, _PLAIN))
    raise unimplemented(method)


def _raw_path(environ: WSGIEnvironment) -> str:
    raw = str(environ.get("RAW_URI") or environ.get("REQUEST_URI") or environ.get("PATH_INFO") or "/")
    return raw.partition("?")[0] or "/"


def _body(request: Request) -> Any:  # noqa: ANN401 - any JSON value
    if (request.content_length or 0) > LARGEST_BODY:
        raise invalid(f"Request payload size exceeds the limit: {LARGEST_BODY} bytes.")
    text = request.get_data()
    if not text:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise invalid("Invalid JSON payload received. Unexpected token.") from None


def action_of(environ: WSGIEnvironment) -> str:
    """Name a request's method, such as `iam.projects.serviceAccounts.create`: faults are given by it."""
    found = routes(str(environ["REQUEST_METHOD"]), _raw_path(environ))
    return found[0][1].identifier if found else unquote(str(environ.get("PATH_INFO", "")))


def create_app(store: Store | None = None) -> Cloud:
    """Return the stand-in, ready to be served by any WSGI server."""
    return Cloud(store)
