"""`local env --format python`: what Google's and Azure's clients are constructed with to talk to the local clouds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

HEAD = """\
# What clients of the local clouds are constructed with.
"""

AWS = """\

# AWS: boto3 and the AWS CLI read AWS_ENDPOINT_URL themselves: boto3.client("iam")
aws = {{"endpoint_url": {AWS_ENDPOINT_URL!r}, "region_name": {AWS_REGION!r},
       "aws_access_key_id": {AWS_ACCESS_KEY_ID!r}, "aws_secret_access_key": {AWS_SECRET_ACCESS_KEY!r}}}
"""

GCP = """\

# Google: googleapiclient.discovery.build("iam", "v1", **gcp)
from google.oauth2.credentials import Credentials
gcp = {{
    "credentials": Credentials({AGENT_IDENTITY_GCP_TOKEN!r}),
    "client_options": {{"api_endpoint": {AGENT_IDENTITY_GCP_ENDPOINT!r}}},
    "static_discovery": True,
}}
gcp_project = {AGENT_IDENTITY_GCP_PROJECT!r}
"""

AZURE = """\

# Azure: azure.mgmt.msi.ManagedServiceIdentityClient(**azure)
import time
from azure.core.credentials import AccessToken
class LocalCredential:
    def get_token(self, *scopes, **options):
        return AccessToken({AGENT_IDENTITY_AZURE_TOKEN!r}, int(time.time()) + 3600)
azure = {{
    "credential": LocalCredential(),
    "subscription_id": {AGENT_IDENTITY_AZURE_SUBSCRIPTION!r},
    "base_url": {AGENT_IDENTITY_AZURE_ENDPOINT!r},
    "credential_scopes": ["local"],
    "connection_verify": {AGENT_IDENTITY_AZURE_CA_FILE!r},
}}
azure_tenant = {AGENT_IDENTITY_AZURE_TENANT!r}
"""

KUBERNETES = """\

# Kubernetes: kubernetes.config.load_kube_config(**kubernetes) (kubectl reads KUBECONFIG itself)
kubernetes = {{"config_file": {KUBECONFIG!r}, "context": "local"}}
"""

PART_BY_VARIABLE = {
    "AWS_ENDPOINT_URL": AWS,
    "AGENT_IDENTITY_GCP_ENDPOINT": GCP,
    "AGENT_IDENTITY_AZURE_ENDPOINT": AZURE,
    "KUBECONFIG": KUBERNETES,
}


def as_python(variables: Mapping[str, str]) -> str:
    """A Python module that defines `aws`, `gcp`, `azure` and `kubernetes`, for those clouds that run.

    Args:
        variables: What `local_clouds.environment.local_variables` gives.
    """
    parts = [part.format(**variables) for name, part in PART_BY_VARIABLE.items() if name in variables]
    return "".join([HEAD, *parts])
