"""Makes the data that a catalog's agents ask for, on the local clouds: `python -m tools.sample_data CATALOG`.

In a company that data is there, and others own it. A grant on GCP is an entry in the policy of the bucket itself, and
one on Azure is assigned at the container, so these come first. AWS and Kubernetes grant by name, whether or not
anything of that name is there.
"""

import os
import re
import sys
import time

import azure.core.credentials
import google.oauth2.credentials
from azure.core.exceptions import ResourceNotFoundError
from azure.mgmt.resource.resources import ResourceManagementClient
from azure.mgmt.storage import StorageManagementClient
from azure.mgmt.storage.models import BlobContainer, Sku, StorageAccountCreateParameters
from googleapiclient import discovery
from googleapiclient.errors import HttpError

from agent_identity.catalog import AzureTarget, GcpTarget, load

_BUCKET = re.compile(r"//storage\.googleapis\.com/projects/_/buckets/([^/]+)")
_CONTAINER = re.compile(
    r"/subscriptions/(?P<subscription>[^/]+)/resourceGroups/(?P<group>[^/]+)/providers/Microsoft\.Storage"
    r"/storageAccounts/(?P<account>[^/]+)/blobServices/default/containers/(?P<container>[^/]+)"
)


def main() -> int:
    """Makes what is missing and says how much that was."""
    buckets: dict[str, str] = {}
    containers: dict[tuple[str, ...], str] = {}
    for placement in load(sys.argv[1], generate=False).placements():
        for request in placement.requests():
            target = placement.target
            if isinstance(target, GcpTarget) and (bucket := _BUCKET.match(request.resource)):
                buckets.setdefault(bucket[1], target.project)
            if isinstance(target, AzureTarget) and (container := _CONTAINER.match(request.resource)):
                containers.setdefault(container.groups(), target.location)
    print(f"buckets on GCP that the agents ask for: {len(buckets)}, made now: {_buckets(buckets)}", file=sys.stderr)
    made = _containers(containers)
    print(f"containers on Azure that the agents ask for: {len(containers)}, made now: {made}", file=sys.stderr)
    return 0


def _buckets(wanted: dict[str, str]) -> int:
    """Makes the buckets that are missing, each in its project, and returns how many."""
    storage = discovery.build(
        "storage",
        "v1",
        credentials=google.oauth2.credentials.Credentials(os.environ["AGENT_IDENTITY_GCP_TOKEN"]),
        client_options={"api_endpoint": os.environ["AGENT_IDENTITY_GCP_ENDPOINT"]},
        static_discovery=True,
    )
    made = 0
    for name, project in sorted(wanted.items()):
        try:
            storage.buckets().insert(project=project, body={"name": name, "location": "EU"}).execute()
        except HttpError as error:
            if error.status_code != 409:  # a name that is taken: it is there
                raise
        else:
            made += 1
    return made


class _Token:
    """A credential that Microsoft's clients take and the local Azure knows."""

    def get_token(self, *_scopes: str, **_options: object) -> azure.core.credentials.AccessToken:
        """Returns the token."""
        return azure.core.credentials.AccessToken(os.environ["AGENT_IDENTITY_AZURE_TOKEN"], int(time.time()) + 3600)


def _containers(wanted: dict[tuple[str, ...], str]) -> int:
    """Makes the blob containers that are missing, with their accounts and resource groups, and returns how many."""
    made = 0
    for subscription in sorted({place[0] for place in wanted}):
        arguments = {
            "credential": _Token(),
            "subscription_id": subscription,
            "base_url": os.environ["AGENT_IDENTITY_AZURE_ENDPOINT"],
            "credential_scopes": ["local"],
            "connection_verify": os.environ["AGENT_IDENTITY_AZURE_CA_FILE"],
        }
        groups, storage = ResourceManagementClient(**arguments).resource_groups, StorageManagementClient(**arguments)
        here = {place[1:]: location for place, location in wanted.items() if place[0] == subscription}
        # What is there stays as it is: these requests may be repeated.
        for group, location in {place[0]: location for place, location in here.items()}.items():
            groups.create_or_update(group, {"location": location})
        for (group, account), location in {place[:2]: location for place, location in here.items()}.items():
            asked = StorageAccountCreateParameters(
                sku=Sku(name="Standard_LRS"), kind="StorageV2", location=location, allow_shared_key_access=False
            )
            storage.storage_accounts.begin_create(group, account, asked).result()
        for place in sorted(here):
            try:
                storage.blob_containers.get(*place)
            except ResourceNotFoundError:
                storage.blob_containers.create(*place, BlobContainer())
                made += 1
    return made


if __name__ == "__main__":
    sys.exit(main())
