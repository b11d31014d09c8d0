"""Makes the data that a catalog's agents ask for, on the local clouds: `python -m tools.sample_data CATALOG`.

In a company that data is there, and others own it. A grant on GCP is an entry in the policy of the bucket itself, so
the bucket comes first. AWS and Kubernetes grant by name, whether or not anything of that name is there.
"""

import os
import re
import sys

import google.oauth2.credentials
from googleapiclient import discovery
from googleapiclient.errors import HttpError

from agent_identity.catalog import GcpTarget, load

_BUCKET = re.compile(r"//storage\.googleapis\.com/projects/_/buckets/([^/]+)")


def main() -> int:
    """Makes what is missing and says how much that was."""
    wanted = _buckets(sys.argv[1])
    storage = discovery.build(
        "storage",
        "v1",
        credentials=google.oauth2.credentials.Credentials(os.environ["AGENT_IDENTITY_GCP_TOKEN"]),
        client_options={"api_endpoint": os.environ["AGENT_IDENTITY_GCP_ENDPOINT"]},
        static_discovery=True,
    )
    there = {
        bucket["name"]
        for project in set(wanted.values())
        for bucket in storage.buckets().list(project=project).execute().get("items", ())
    }
    made = [name for name in sorted(set(wanted) - there) if _make(storage, name, wanted[name])]
    print(f"buckets that the agents ask for: {len(wanted)}, made now: {len(made)}", file=sys.stderr)
    return 0


def _make(storage: discovery.Resource, name: str, project: str) -> bool:
    try:
        storage.buckets().insert(project=project, body={"name": name, "location": "EU"}).execute()
    except HttpError as error:
        if error.status_code == 409:  # somebody else made it meanwhile
            return False
        raise
    return True


def _buckets(catalog: str) -> dict[str, str]:
    """Returns each bucket that the agents of a catalog ask for, with the project of the first who does."""
    found: dict[str, str] = {}
    for placement in load(catalog, generate=False).placements():
        for request in placement.requests() if isinstance(placement.target, GcpTarget) else ():
            if bucket := _BUCKET.match(request.resource):
                found.setdefault(bucket[1], placement.target.project)
    return found


if __name__ == "__main__":
    sys.exit(main())
