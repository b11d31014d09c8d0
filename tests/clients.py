"""The vendors' own clients, constructed for the local clouds; tests look at results with these."""

import time
from typing import Any

import azure.core.credentials
import boto3
import google.oauth2.credentials
import kubernetes
from googleapiclient import discovery


def aws(env: dict[str, str], service: str) -> Any:
    """Returns boto3's client of a service."""
    return boto3.client(
        service,
        endpoint_url=env["AWS_ENDPOINT_URL"],
        region_name=env["AWS_REGION"],
        aws_access_key_id=env["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=env["AWS_SECRET_ACCESS_KEY"],
    )


def gcp(env: dict[str, str], service: str, version: str) -> Any:
    """Returns Google's client of a service."""
    return discovery.build(
        service,
        version,
        credentials=google.oauth2.credentials.Credentials(env["AGENT_IDENTITY_GCP_TOKEN"]),
        client_options={"api_endpoint": env["AGENT_IDENTITY_GCP_ENDPOINT"]},
        static_discovery=True,
    )


class LocalCredential:
    """A credential that Microsoft's clients take and the local Azure knows."""

    def __init__(self, token: str) -> None:
        self.token = token

    def get_token(self, *_scopes: str, **_options: Any) -> azure.core.credentials.AccessToken:
        """Returns the token."""
        return azure.core.credentials.AccessToken(self.token, int(time.time()) + 3600)


def azure_arguments(env: dict[str, str]) -> dict[str, Any]:
    """Returns what a client of azure-mgmt is constructed with."""
    return {
        "credential": LocalCredential(env["AGENT_IDENTITY_AZURE_TOKEN"]),
        "subscription_id": env["AGENT_IDENTITY_AZURE_SUBSCRIPTION"],
        "base_url": env["AGENT_IDENTITY_AZURE_ENDPOINT"],
        "credential_scopes": ["local"],
        "connection_verify": env["AGENT_IDENTITY_AZURE_CA_FILE"],
    }


def cluster(env: dict[str, str]) -> kubernetes.client.ApiClient:
    """Returns the administrator's client of the cluster."""
    return kubernetes.config.new_client_from_config(config_file=env["KUBECONFIG"], context="local")
