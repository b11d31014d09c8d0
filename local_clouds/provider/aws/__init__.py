"""Amazon Web Services: a mapping table over boto3. A new type is an entry in one of the service modules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local_clouds.provider.aws import (
    dynamodb,
    ec2,
    ecs,
    events,
    iam,
    iam_grants,
    iam_users,
    lambda_,
    logs,
    messaging,
    organizations,
    s3,
    secrets,
    security_groups,
)
from local_clouds.provider.aws.lifecycle import AwsConnection
from local_clouds.provider.aws.session import Session
from local_clouds.provider.errors import UnsupportedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local_clouds.provider.adapter import JSON, Adapter, Shape
    from local_clouds.provider.aws.mapping import Type

_MODULES = (
    dynamodb,
    ec2,
    ecs,
    events,
    iam,
    iam_grants,
    iam_users,
    lambda_,
    logs,
    messaging,
    organizations,
    s3,
    secrets,
    security_groups,
)
TABLE: Mapping[str, Type] = {token: entry for module in _MODULES for token, entry in module.TYPES.items()}


class AwsAdapter:
    """Serves the package `aws` from the mapping table."""

    package = "aws"

    def __init__(self, endpoint: JSON) -> None:
        """Take the local endpoint: its `url`."""
        self._endpoint = endpoint
        self._sessions: dict[str, Session] = {}

    def tokens(self) -> frozenset[str]:
        """See `Adapter.tokens`."""
        return frozenset(TABLE)

    def shape(self, token: str) -> Shape:
        """See `Adapter.shape`."""
        if token not in TABLE:
            raise UnsupportedError(token, "local_clouds/provider/aws")
        return TABLE[token].shape

    def connect(self, config: JSON) -> AwsConnection:
        """See `Adapter.connect`. Instances with the same configuration share their clients."""
        key = repr(sorted(config.items()))
        if key not in self._sessions:
            self._sessions[key] = Session(self._endpoint, config)
        return AwsConnection(TABLE, self._sessions[key])


def adapter(endpoint: Mapping[str, Any]) -> Adapter:
    """Return the adapter for the local AWS endpoint."""
    return AwsAdapter(dict(endpoint))
