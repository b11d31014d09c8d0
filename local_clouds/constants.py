"""Identifiers of the local clouds: fixed, so that examples, documents and tests can name them."""

from __future__ import annotations

AWS_ACCOUNT = "123456789012"  # moto's default account
AWS_REGION = "eu-west-1"
GCP_PROJECT = "agents-local"
GCP_PROJECT_NUMBER = "123456789"
GCP_ORGANIZATION = "1234567890"
AZURE_SUBSCRIPTION = "00000000-0000-4000-8000-000000000001"
AZURE_TENANT = "00000000-0000-4000-8000-000000000002"
KUBERNETES_CONTEXT = "local"
TOKEN = "local"  # noqa: S105 - the bearer token that the Google and Azure stand-ins take; documented, so no secret
LOOPBACK = "127.0.0.1"
CLOUDS = ("aws", "gcp", "azure", "kubernetes")
