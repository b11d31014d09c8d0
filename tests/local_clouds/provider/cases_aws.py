"""The life of every mapped AWS type, looked at with boto3 against moto."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import ClientError
from moto.server import ThreadedMotoServer

from tests.local_clouds.provider.cases_aws_compute import COMPUTE, NETWORK
from tests.local_clouds.provider.cases_aws_iam import IAM, ORGANIZATIONS
from tests.local_clouds.provider.cases_aws_services import EVENTS, STORAGE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

JSON = dict[str, Any]
PACKAGE = "aws"
REGION = "eu-west-1"


@contextlib.contextmanager
def start(state: Path) -> Iterator[JSON]:
    """Run moto on loopback."""
    os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield {"url": f"http://{host}:{port}", "region": REGION}
    finally:
        server.stop()


class Clients:
    """boto3 clients by service."""

    def __init__(self, endpoint: JSON) -> None:
        self._session = boto3.session.Session("local", "local", region_name=REGION)
        self._url = endpoint["url"]

    def __getattr__(self, service: str) -> Any:
        client = self._session.client(service.rstrip("_"), endpoint_url=self._url)
        setattr(self, service, client)
        return client


clients = Clients


def is_gone(error: Exception) -> bool:
    """Tell boto3's not-found errors from others."""
    if not isinstance(error, ClientError):
        return False
    code = error.response["Error"]["Code"]
    return any(part in code for part in ("NoSuch", "NotFound", "NotExist", "404", "NonExistent", "NotInUse"))


CASES = {**IAM, **ORGANIZATIONS, **COMPUTE, **NETWORK, **STORAGE, **EVENTS}
