"""A configured AWS provider instance: its clients, its account and its region."""

from __future__ import annotations

import os
import re
import threading
from functools import cached_property
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.parsers import ResponseParserError

from local_clouds.constants import AWS_REGION
from local_clouds.provider.aws.convert import from_boto
from local_clouds.provider.errors import InvalidError, NotFoundError, ServiceError

if TYPE_CHECKING:
    from local_clouds.provider.adapter import JSON

_GONE = re.compile(
    r"NoSuch|NotInUse|NotFound|NotExist|^404$|DoesNotExist|Unknown(Resource|Policy)|^MissingParent$|NonExistent"
)
_CONNECT_SECONDS = 5.0
_ANSWER_SECONDS = 30.0
_ATTEMPTS = 3


class Session:
    """Clients for one configuration. boto3 clients are safe to share between threads."""

    def __init__(self, endpoint: JSON, config: JSON) -> None:
        """Take the local endpoint and the program's `aws` provider configuration.

        Without `aws:region` the region is the one that `AWS_REGION` names to the other clients of these clouds.

        Raises:
            InvalidError: the account is not among `allowedAccountIds`, or is among `forbiddenAccountIds`.
            ServiceError: the role to assume was refused.
        """
        self.url = str(endpoint["url"])
        self.region = str(config.get("region") or AWS_REGION)
        self.partition = "aws-cn" if self.region.startswith("cn-") else "aws"
        self.default_tags = dict((config.get("defaultTags") or {}).get("tags") or {})
        self._lock = threading.Lock()
        self._clients: dict[tuple[str, str], Any] = {}
        self._credentials = {
            "aws_access_key_id": str(config.get("accessKey") or "local"),
            "aws_secret_access_key": str(config.get("secretKey") or "local"),
            "aws_session_token": config.get("token"),
        }
        for role in _listed(config.get("assumeRoles") or config.get("assumeRole")):
            self._assume(role)
        allowed, forbidden = _listed(config.get("allowedAccountIds")), _listed(config.get("forbiddenAccountIds"))
        if allowed and self.account not in map(str, allowed):
            listed = ", ".join(map(str, allowed))
            raise InvalidError("allowedAccountIds", f"the account is {self.account}; allowed: {listed}")
        if forbidden and self.account in map(str, forbidden):
            raise InvalidError("forbiddenAccountIds", f"the account {self.account} is forbidden")

    @cached_property
    def account(self) -> str:
        """The account that the credentials belong to."""
        return str(self.call("sts", "get_caller_identity")["account"])

    def client(self, service: str, region: str | None = None) -> Any:  # noqa: ANN401 - boto3 makes its classes
        """Return the client of a service, the same for the same service and region."""
        key = (service, region or self.region)
        with self._lock:
            if key not in self._clients:
                seconds = float(os.environ.get("AGENT_IDENTITY_LOCAL_TIMEOUT") or _ANSWER_SECONDS)
                self._clients[key] = boto3.session.Session(**self._credentials).client(
                    service,
                    endpoint_url=self.url,
                    region_name=key[1],
                    config=Config(
                        connect_timeout=min(_CONNECT_SECONDS, seconds),
                        read_timeout=seconds,
                        retries={"total_max_attempts": _ATTEMPTS, "mode": "standard"},
                        max_pool_connections=64,
                        s3={"addressing_style": "path"},
                    ),
                )
            return self._clients[key]

    def call(self, service: str, operation: str, region: str | None = None, /, **arguments: Any) -> JSON:  # noqa: ANN401
        """Make a call and return its answer with camelCase names.

        Raises:
            NotFoundError: the service says that the object does not exist.
            ServiceError: the service refused, or gave no answer in time.
            InvalidError: an argument does not fit the service's model.
        """
        client = self.client(service, region)
        model = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[operation])
        try:
            answer = getattr(client, operation)(**arguments)
        except ClientError as error:
            details = error.response.get("Error", {})
            code, message = str(details.get("Code", "Unknown")), str(details.get("Message", ""))
            kind = NotFoundError if _GONE.search(code) else ServiceError
            raise kind(code, f"{message} ({model.service_model.service_id} {model.name})") from error
        except HTTPClientError as error:
            raise ServiceError("Timeout", f"{service}:{model.name} got no answer: {error}") from error
        except ResponseParserError as error:
            text = f"{service}:{model.name} got no valid answer; the local AWS may not implement this call"
            raise ServiceError("NotImplemented", text) from error
        except BotoCoreError as error:
            raise ServiceError(type(error).__name__, f"{service}:{model.name}: {error}") from error
        if model.output_shape is None:
            return {}
        result: JSON = from_boto(model.output_shape, answer)
        return result

    def _assume(self, role: JSON) -> None:
        arguments = {
            "RoleArn": role["roleArn"],
            "RoleSessionName": role.get("sessionName") or "pulumi",
            "ExternalId": role.get("externalId"),
            "Policy": role.get("policy"),
        }
        given = {key: value for key, value in arguments.items() if value}
        credentials = self.call("sts", "assume_role", **given)["credentials"]
        with self._lock:
            self._clients.clear()
        self._credentials = {
            "aws_access_key_id": credentials["accessKeyId"],
            "aws_secret_access_key": credentials["secretAccessKey"],
            "aws_session_token": credentials["sessionToken"],
        }


def _listed(value: Any) -> list[Any]:  # noqa: ANN401 - provider configuration
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
