"""ARM over HTTP: who may ask, which call a request is, and how its answer looks."""

from __future__ import annotations

import json
import logging
import re
import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from local_clouds.azure import listing
from local_clouds.azure.errors import ArmError, bad_request, json_response
from local_clouds.azure.ids import SUBSCRIPTION, Target, subscription_of
from local_clouds.azure.locations import REGIONS
from local_clouds.azure.operations import POLL_MILLISECONDS
from local_clouds.constants import TOKEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from local_clouds.azure.cloud import Cloud
    from local_clouds.azure.store import Resource

_API_VERSION = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(-(preview|alpha|beta|rc|privatepreview))?")
_LARGEST_BODY = 4 * 1024 * 1024
_DEEPEST = 64
_OPERATION = "/providers/Microsoft.Resources/operationResults/"
_CHALLENGE = 'Bearer authorization_uri="https://login.windows.net/common", error="invalid_token"'
_log = logging.getLogger(__name__)


class Application:
    """The WSGI application in front of a tenant.

    Args:
        cloud: The tenant.
        token: The bearer token that it takes; None takes any.
    """

    def __init__(self, cloud: Cloud, token: str | None = TOKEN) -> None:
        self.cloud = cloud
        self._token = token

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        request = Request(environ)
        response = self.respond(request)
        response.headers["x-ms-request-id"] = str(uuid.uuid4())
        if client := request.headers.get("x-ms-client-request-id"):
            response.headers["x-ms-client-request-id"] = client
        return response(environ, start_response)

    def respond(self, request: Request) -> Response:
        """Return the answer to a request; a refusal is an answer too."""
        try:
            self._authenticate(request)
            with self.cloud.lock:
                return self._answer(request)
        except ArmError as error:
            return error.response()
        except HTTPException as error:
            return ArmError(error.code or 400, "BadRequest", error.description or error.name).response()
        except Exception as error:
            _log.exception("%s %s", request.method, request.path)
            reason = f": {error}" if isinstance(error, OSError) else "; its log has the details."
            return ArmError(500, "InternalServerError", f"The local Azure failed{reason}").response()

    def _authenticate(self, request: Request) -> None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise ArmError(
                401,
                "AuthenticationFailed",
                "Authentication failed. The 'Authorization' header is missing.",
                {"WWW-Authenticate": _CHALLENGE},
            )
        if self._token is not None and token.strip() != self._token:
            raise ArmError(
                401, "InvalidAuthenticationToken", "The access token is invalid.", {"WWW-Authenticate": _CHALLENGE}
            )

    def _answer(self, request: Request) -> Response:
        if request.path.startswith(_OPERATION):
            return self._poll(request)
        version = request.args.get("api-version")
        if not version:
            raise bad_request(
                "MissingApiVersionParameter",
                "The api-version query parameter (?api-version=) is required for all requests.",
            )
        if not _API_VERSION.fullmatch(version):
            raise bad_request("InvalidApiVersionParameter", f"The api-version '{version[:50]}' is invalid.")
        if (fixed := self._fixed(request)) is not None:
            return fixed
        target = self.cloud.target(request.path)
        method = request.method
        if target.collection:
            if method == "POST":
                return self._act(request)
            if method != "GET":
                raise ArmError(405, "MethodNotAllowed", f"The HTTP method '{method}' is not allowed on a collection.")
            return self._list(request, target)
        calls: dict[str, Callable[[Request, Target, str], Response]] = {
            "GET": self._get,
            "HEAD": self._head,
            "PUT": self._put,
            "PATCH": self._put,
            "DELETE": self._delete,
        }
        if method not in calls:
            raise ArmError(
                405, "MethodNotAllowed", f"The HTTP method '{method}' is not supported at '{request.path[:300]}'."
            )
        return calls[method](request, target, version)

    def _fixed(self, request: Request) -> Response | None:
        """Answer what is the same in every tenant: `/tenants`, regions, registered providers."""
        path = request.path.rstrip("/").lower()
        if path == "/tenants":
            tenant = {"id": f"/tenants/{self.cloud.tenant}", "tenantId": self.cloud.tenant, "displayName": "Local"}
            return json_response({"value": [tenant]})
        scope = subscription_of(request.path)
        rest = path[len(scope or "") :].split("/")[1:]
        if scope is None or not rest or rest[0] not in {"locations", "providers"}:
            return None
        if rest[0] == "locations" and len(rest) == 1:
            regions = [
                {"id": f"{scope}/locations/{name}", "name": name, "displayName": name} for name in sorted(REGIONS)
            ]
            return json_response({"value": regions})
        namespaces = sorted({kind.name.partition("/")[0] for kind in self.cloud.types.values()})
        if rest == ["providers"]:
            return json_response({"value": [self._provider(scope, name) for name in namespaces]})
        wanted = next((name for name in namespaces if rest[1:2] == [name.lower()]), None)
        if wanted is not None and (len(rest) == 2 or rest[2:] in (["register"], ["unregister"])):
            return json_response(self._provider(scope, wanted))
        return None

    def _provider(self, scope: str, namespace: str) -> dict[str, Any]:
        types = [
            kind.name.partition("/")[2] for kind in self.cloud.types.values() if kind.name.startswith(namespace + "/")
        ]
        return {
            "id": f"{scope}/providers/{namespace}",
            "namespace": namespace,
            "registrationState": "Registered",
            "resourceTypes": [{"resourceType": name, "locations": [], "apiVersions": []} for name in types],
        }

    def _list(self, request: Request, target: Target) -> Response:
        if target.parent:
            self.cloud.get(self.cloud.target(target.parent))
        terms = listing.read_filter(request.args.get("$filter"))
        found = listing.items(self.cloud, target, terms)
        values, following = listing.page(found, request.args.get("$top"), request.args.get("$skiptoken"))
        body: dict[str, Any] = {"value": values}
        if following is not None:
            query = {**request.args.to_dict(), "$skiptoken": str(following)}
            body["nextLink"] = f"{request.base_url}?{urlencode(query)}"
        return json_response(body)

    def _get(self, _request: Request, target: Target, _version: str) -> Response:
        found = listing.built_in(target) or self.cloud.shown(self.cloud.get(target))
        resource = self.cloud.store.get(target.identifier)
        return json_response(found, headers=_etag(resource))

    def _head(self, _request: Request, target: Target, _version: str) -> Response:
        return Response(status=204 if self.cloud.store.get(target.identifier) else 404)

    def _put(self, request: Request, target: Target, version: str) -> Response:
        if target.type == SUBSCRIPTION:
            raise ArmError(405, "MethodNotAllowed", "Subscriptions cannot be written here.")
        before = self.cloud.store.get(target.identifier)
        _preconditions(request, before)
        call = self.cloud.patch if request.method == "PATCH" else self.cloud.put
        resource = call(target, _body(request), version)
        kind = self.cloud.type_of(resource.type)
        status = kind.created if before is None else kind.updated if request.method == "PUT" else 200
        headers = _etag(resource)
        body = self.cloud.shown(resource)
        if "PUT" in kind.slow:
            headers |= self._begin(request, version, header="Azure-AsyncOperation")
            if "provisioningState" in body.get("properties", {}):
                body["properties"]["provisioningState"] = "Updating" if before else "Creating"
        return json_response(body, status, headers)

    def _delete(self, request: Request, target: Target, version: str) -> Response:
        if target.type == SUBSCRIPTION:
            raise ArmError(405, "MethodNotAllowed", "Subscriptions cannot be deleted here.")
        _preconditions(request, self.cloud.store.get(target.identifier))
        shown = self.cloud.store.get(target.identifier)
        body = self.cloud.shown(shown) if shown else None
        found = self.cloud.delete(target)
        if found is None:
            return Response(status=204)
        if "DELETE" in self.cloud.type_of(found.type).slow:
            return Response(status=202, headers=self._begin(request, version, header="Location"))
        return json_response(body)

    def _act(self, request: Request) -> Response:
        holder, _, action = request.path.rstrip("/").rpartition("/")
        resource = self.cloud.get(self.cloud.target(holder))
        kind = self.cloud.type_of(resource.type)
        call = next((call for name, call in kind.actions.items() if name.lower() == action.lower()), None)
        if call is None:
            raise bad_request(
                "UnsupportedAction",
                f"The action '{action[:100]}' of '{kind.name}' is not supported by the local Azure; it has: "
                f"{', '.join(sorted(kind.actions)) or 'none'}.",
            )
        result = call(self.cloud, resource, _body(request, required=False))
        return Response(status=204) if result is None else json_response(result)

    def _begin(self, request: Request, version: str, *, header: str) -> dict[str, str]:
        operation = self.cloud.operations.begin()
        query = urlencode({"api-version": version, "as": "status" if header == "Azure-AsyncOperation" else "result"})
        url = f"{request.host_url.rstrip('/')}{_OPERATION}{operation.identifier}?{query}"
        return {header: url, "x-ms-retry-after-ms": str(POLL_MILLISECONDS)}

    def _poll(self, request: Request) -> Response:
        identifier = request.path.rpartition("/")[2]
        done = self.cloud.operations.poll(identifier)
        wait = {"x-ms-retry-after-ms": str(POLL_MILLISECONDS)}
        if done is None:
            raise ArmError(404, "OperationNotFound", f"There is no operation '{identifier[:100]}'.")
        if request.args.get("as") == "status":
            return json_response(
                {"id": request.path, "name": identifier, "status": "Succeeded" if done else "InProgress"}, headers=wait
            )
        return Response(status=200) if done else Response(status=202, headers={**wait, "Location": request.url})


def _body(request: Request, *, required: bool = True) -> Any:  # noqa: ANN401
    if (request.content_length or 0) > _LARGEST_BODY:
        raise ArmError(413, "RequestEntityTooLarge", f"The body has more than {_LARGEST_BODY} bytes.")
    content = request.get_data()
    if not content and not required:
        return {}
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        raise bad_request("InvalidRequestContent", "The request content was invalid: it is not JSON.") from None
    level = [body]
    for _ in range(_DEEPEST):
        level = [inner for item in level for inner in _members(item)]
    if level:
        raise bad_request("InvalidRequestContent", f"The request content is nested more than {_DEEPEST} levels deep.")
    return body


def _members(value: Any) -> list[Any]:  # noqa: ANN401
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _etag(resource: Resource | None) -> dict[str, str]:
    return {"ETag": f'W/"{resource.etag}"'} if resource is not None else {}


def _preconditions(request: Request, before: Resource | None) -> None:
    """Hold `If-Match` and `If-None-Match` (RFC 9110), as ARM's providers do."""
    if request.headers.get("If-None-Match", "").strip() == "*" and before is not None:
        raise ArmError(412, "PreconditionFailed", "The resource exists already.")
    match = request.headers.get("If-Match", "").strip()
    if match and (before is None or (match != "*" and before.etag not in match)):
        raise ArmError(
            412, "PreconditionFailed", "The resource has changed: its etag is another one than If-Match says."
        )


def action_of(environ: WSGIEnvironment, cloud: Cloud) -> str:
    """Return Azure's name of a request's operation, such as `Microsoft.Storage/storageAccounts/listKeys/action`."""
    try:
        target = cloud.target(environ.get("PATH_INFO", ""))
    except ArmError:
        return ""
    verbs = {"PUT": "write", "PATCH": "write", "DELETE": "delete", "POST": "action"}
    return f"{target.type}/{verbs.get(environ.get('REQUEST_METHOD', ''), 'read')}"
