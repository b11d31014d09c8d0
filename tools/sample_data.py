"""Makes what a catalog's agents take for granted, on the local clouds: `python -m tools.sample_data CATALOG`.

In a company the projects that agents live in and the data that they use are there, and others own them. A grant on GCP
is an entry in the policy of the bucket itself, and one on Azure is assigned at the container, so these come first. AWS
and Kubernetes grant by name, whether or not anything of that name is there.
"""

import json
import os
import re
import ssl
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from typing import Any, Final

from agent_identity.catalog import AzureTarget, Catalog, GcpTarget, load

_ORGANIZATION: Final = "organizations/1234567890"
_BUCKET: Final = re.compile(r"//storage\.googleapis\.com/projects/_/buckets/([^/]+)")
_GROUP: Final = re.compile(r"/subscriptions/[^/]+/resourceGroups/[^/]+")
_ACCOUNT: Final = re.compile(_GROUP.pattern + r"/providers/Microsoft\.Storage/storageAccounts/[^/]+")
_PART: Final = re.compile(_ACCOUNT.pattern + r"/(blob|queue)Services/default/(containers|queues)/[^/]+")
_THERE_ALREADY: Final = 409


def main() -> int:
    """Makes what is missing."""
    surround(load(sys.argv[1], generate=False), os.environ)
    return 0


def surround(catalog: Catalog, env: Mapping[str, str]) -> None:
    """Makes on the local clouds what the agents of a catalog refer to.

    Raises:
        HTTPError: When a cloud refuses.
    """
    for target in catalog.targets.values():
        if isinstance(target, GcpTarget):
            _gcp(env, "/v3/projects", {"projectId": target.project, "parent": _ORGANIZATION})
    buckets = {found[1]: target for found, target in _asked(catalog, _BUCKET) if isinstance(target, GcpTarget)}
    for name, target in sorted(buckets.items()):
        # In the project of the agents: a custom role of one project grants nothing in another.
        body = {"name": name, "iamConfiguration": {"uniformBucketLevelAccess": {"enabled": True}}}
        _gcp(env, f"/storage/v1/b?project={target.project}", body)
    for group in sorted({found[0] for found, target in _asked(catalog, _GROUP) if isinstance(target, AzureTarget)}):
        _azure(env, f"{group}?api-version=2022-09-01", {"location": "westeurope"})
    for account in sorted({found[0] for found, target in _asked(catalog, _ACCOUNT) if isinstance(target, AzureTarget)}):
        body = {"location": "westeurope", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}}
        _azure(env, f"{account}?api-version=2023-01-01", body)
    parts = {found[0] for found, target in _asked(catalog, _PART) if isinstance(target, AzureTarget)}
    for part in sorted(parts):
        _azure(env, f"{part}?api-version=2023-01-01", {})


def _asked(catalog: Catalog, pattern: re.Pattern[str]) -> Iterator[tuple[re.Match[str], Any]]:
    for placement in catalog.placements():
        for request in placement.requests():
            if found := pattern.match(request.resource):
                yield found, placement.target


def _gcp(env: Mapping[str, str], path: str, body: Mapping[str, Any]) -> None:
    _send("POST", env["AGENT_IDENTITY_GCP_ENDPOINT"] + path, env["AGENT_IDENTITY_GCP_TOKEN"], body)


def _azure(env: Mapping[str, str], path: str, body: Mapping[str, Any]) -> None:
    trusted = ssl.create_default_context(cafile=env["AGENT_IDENTITY_AZURE_CA_FILE"])
    url = env["AGENT_IDENTITY_AZURE_ENDPOINT"] + path
    _send("PUT", url, env["AGENT_IDENTITY_AZURE_TOKEN"], body, trusted)


def _send(method: str, url: str, token: str, body: Mapping[str, Any], trusted: ssl.SSLContext | None = None) -> None:
    request = urllib.request.Request(  # noqa: S310 - the local cloud's own address
        url,
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        method=method,
    )
    try:
        with urllib.request.urlopen(request, timeout=60, context=trusted) as answer:  # noqa: S310
            answer.read()
    except urllib.error.HTTPError as error:
        if error.code != _THERE_ALREADY:
            raise


if __name__ == "__main__":
    sys.exit(main())
