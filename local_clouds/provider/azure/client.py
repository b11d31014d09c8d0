"""Calls to ARM through azure-core's pipeline: authentication, retries, long-running operations."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import requests
from azure.core.credentials import AccessToken
from azure.core.exceptions import (
    AzureError,
    HttpResponseError,
    ServiceRequestTimeoutError,
    ServiceResponseTimeoutError,
)
from azure.core.pipeline.policies import HeadersPolicy, RequestIdPolicy, RetryPolicy
from azure.core.pipeline.transport import RequestsTransport
from azure.core.polling import LROPoller
from azure.core.rest import HttpRequest
from azure.mgmt.core import ARMPipelineClient
from azure.mgmt.core.exceptions import ARMErrorFormat
from azure.mgmt.core.policies import ARMChallengeAuthenticationPolicy
from azure.mgmt.core.polling.arm_polling import ARMPolling

from local_clouds.constants import TOKEN
from local_clouds.provider.errors import NotFoundError, ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local_clouds.provider.adapter import JSON

_CONNECT_SECONDS = 5.0
_READ_SECONDS = 30.0
_POLL_SECONDS = 0.05
_RETRIES = 2
_CONNECTIONS = 64
_MISSING = 404


class _Token:
    """The local cloud's fixed token, in the form that Azure's clients ask for."""

    def __init__(self, token: str) -> None:
        self._token = token

    def get_token(self, *_scopes: str, **_options: Any) -> AccessToken:  # noqa: ANN401 - azure-core's protocol
        return AccessToken(self._token, int(time.time()) + 3600)


class Client:
    """An ARM client for one endpoint. Safe to use from several threads.

    Args:
        endpoint: `url`, `ca_file` and, optionally, `token` of the local Azure.
    """

    def __init__(self, endpoint: Mapping[str, Any]) -> None:
        self._url = str(endpoint["url"]).rstrip("/")
        self._read = float(os.environ.get("AGENT_IDENTITY_LOCAL_TIMEOUT") or _READ_SECONDS)
        session = requests.Session()
        session.trust_env = False
        session.mount("https://", requests.adapters.HTTPAdapter(pool_connections=4, pool_maxsize=_CONNECTIONS))
        transport = RequestsTransport(
            session=session,
            connection_timeout=min(_CONNECT_SECONDS, self._read),
            read_timeout=self._read,
            connection_verify=endpoint.get("ca_file") or True,
        )
        scope = f"{self._url}/.default"
        policies = [
            RequestIdPolicy(),
            HeadersPolicy(base_headers={"Accept": "application/json"}),
            RetryPolicy(retry_total=_RETRIES, retry_backoff_factor=0.1, retry_backoff_max=1),
            ARMChallengeAuthenticationPolicy(_Token(str(endpoint.get("token") or TOKEN)), scope),
        ]
        self._client = ARMPipelineClient(self._url, policies=policies, transport=transport)

    def call(self, method: str, path: str, version: str, content: JSON | None = None) -> JSON:
        """Make a call and wait until what it began is done.

        Returns:
            The answer's body, empty where there is none.

        Raises:
            NotFoundError: ARM says 404.
            ServiceError: ARM refused, or did not answer in time (`Timeout`).
        """
        request = HttpRequest(method, self._url + quote(path, safe="/"), params={"api-version": version}, json=content)
        try:
            first = self._client.send_request(request, _return_pipeline_response=True)
            _raise_for(first.http_response)
            if (
                first.http_response.status_code in {200, 204}
                and "azure-asyncoperation" not in first.http_response.headers
            ):
                return _json(first)
            poller = LROPoller(self._client, first, _json, ARMPolling(_POLL_SECONDS))
            result = poller.result()
        except HttpResponseError as error:
            raise _refused(error) from error
        except (ServiceRequestTimeoutError, ServiceResponseTimeoutError) as error:
            raise ServiceError("Timeout", f"no answer from {self._url} within {self._read:g} s") from error
        except AzureError as error:
            raise ServiceError(type(error).__name__, error.message) from error
        return result if isinstance(result, dict) else {}


def _raise_for(response: Any) -> None:  # noqa: ANN401
    if response.status_code >= 400:
        raise HttpResponseError(response=response, error_format=ARMErrorFormat)


def _json(response: Any) -> JSON:  # noqa: ANN401
    content = response.http_response.text()
    found = response.http_response.json() if content else {}
    return found if isinstance(found, dict) else {}


def _refused(error: HttpResponseError) -> ServiceError:
    code, message = getattr(error.error, "code", None), getattr(error.error, "message", None)
    kind = NotFoundError if error.status_code == _MISSING else ServiceError
    return kind(str(code or error.status_code), str(message or error.message))
