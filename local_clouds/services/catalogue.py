"""Every process of the local clouds, in the order in which each cloud needs them."""

from __future__ import annotations

import sys

from local_clouds.services.definition import Launch, Service, connects, python_service
from local_clouds.services.kubernetes import API_SERVER, CONTROLLER, ETCD

PROVIDER_NAME = "provider"


def _provider(launch: Launch) -> list[str]:
    port = str(launch.ports[PROVIDER_NAME])
    return [sys.executable, "-m", "local_clouds.provider", "--state", str(launch.state.path), "--port", port]


AWS = python_service("aws", "local_clouds.services.aws", ("moto", "flask", "boto3"))
GCP = python_service("gcp", "local_clouds.gcp", ("googleapiclient", "werkzeug"))
AZURE = python_service("azure", "local_clouds.azure", ("azure.mgmt.msi", "werkzeug", "cryptography"))
PROVIDER = Service(
    PROVIDER_NAME,
    "",
    (PROVIDER_NAME,),
    _provider,
    lambda launch: connects(launch.ports[PROVIDER_NAME]),
    modules=("grpc", "pulumi", "boto3"),
)

# Each line is started from left to right, the lines side by side.
SERVICES_OF_CLOUD: dict[str, tuple[Service, ...]] = {
    "aws": (AWS,),
    "gcp": (GCP,),
    "azure": (AZURE,),
    "kubernetes": (ETCD, API_SERVER, CONTROLLER),
}
ALL_SERVICES: tuple[Service, ...] = (*(each for chain in SERVICES_OF_CLOUD.values() for each in chain), PROVIDER)
PROVIDER_CLOUDS = ("aws", "gcp", "azure")  # the official provider plugin serves Kubernetes
