"""What a sample's agents take for granted: the projects they live in and the buckets and accounts that they use."""

import json
import re
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any, Final

from agent_identity.catalog import Catalog, GcpTarget

_ORGANIZATION: Final = "organizations/1234567890"
_BUCKET: Final = re.compile(r"//storage\.googleapis\.com/projects/_/buckets/([^/]+)")
_THERE_ALREADY: Final = 409


def surround(catalog: Catalog, env: Mapping[str, str]) -> None:
    """Makes on the local clouds what the agents of a catalog refer to.

    Raises:
        HTTPError: When a cloud refuses.
    """
    targets = [target for target in catalog.targets.values() if isinstance(target, GcpTarget)]
    for target in targets:
        _gcp(env, "/v3/projects", {"projectId": target.project, "parent": _ORGANIZATION})
    if targets:
        asked = [request.resource for placement in catalog.placements() for request in placement.requests()]
        for bucket in sorted({found[1] for resource in asked if (found := _BUCKET.match(resource))}):
            place = f"/storage/v1/b?project={targets[0].project}"
            _gcp(env, place, {"name": bucket, "iamConfiguration": {"uniformBucketLevelAccess": {"enabled": True}}})


def _gcp(env: Mapping[str, str], path: str, body: Mapping[str, Any]) -> None:
    request = urllib.request.Request(  # noqa: S310 - the local cloud's own address
        env["AGENT_IDENTITY_GCP_ENDPOINT"] + path,
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {env['AGENT_IDENTITY_GCP_TOKEN']}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            answer.read()
    except urllib.error.HTTPError as error:
        if error.code != _THERE_ALREADY:
            raise
