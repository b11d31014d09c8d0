"""What of the local clouds runs, and where it listens."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from local_clouds.constants import LOOPBACK
from local_clouds.launching import known_ports, programs
from local_clouds.processes import ServiceProcess
from local_clouds.services.catalogue import ALL_SERVICES, SERVICES_OF_CLOUD
from local_clouds.services.definition import Launch, Service

if TYPE_CHECKING:
    from local_clouds.state import StateDirectory

SCHEMES = {"aws": "http", "gcp": "http", "azure": "https", "etcd": "http", "kube-apiserver": "https"}


@dataclass(frozen=True)
class ServiceStatus:
    """One service as it is now.

    Attributes:
        service: Its name.
        cloud: Its cloud, "" for the provider that serves several.
        status: `ready`, `starting` (it runs and does not answer yet) or `stopped`.
        pid: Its first process, where it runs.
        port: Its loopback port, where it runs.
        url: Where clients find it, where it speaks HTTP.
        log: Its log file.
    """

    service: str
    cloud: str
    status: str
    pid: int | None
    port: int | None
    url: str | None
    log: str


def all_statuses(state: StateDirectory) -> list[ServiceStatus]:
    """Every service as it is now, in the order in which they start."""
    ports = known_ports(state)
    with ThreadPoolExecutor(max_workers=len(ALL_SERVICES)) as pool:
        return list(pool.map(lambda service: _status(state, service, ports), ALL_SERVICES))


def running_endpoints(state: StateDirectory) -> dict[str, dict[str, str]]:
    """Where each running cloud listens: `url`, and for TLS `ca_file`; for Kubernetes the `kubeconfig` too."""
    ports = known_ports(state)
    endpoints = {}
    for cloud, chain in SERVICES_OF_CLOUD.items():
        face = next(service for service in reversed(chain) if service.ports)
        url = _url(face, ports)
        if url is None or not ServiceProcess(state, face.name).running:
            continue
        endpoints[cloud] = {"url": url}
        if url.startswith("https:"):
            endpoints[cloud]["ca_file"] = str(state.ca_certificate)
        if cloud == "kubernetes":
            endpoints[cloud]["kubeconfig"] = str(state.kubeconfig)
    return endpoints


def _url(service: Service, ports: dict[str, int]) -> str | None:
    if service.name not in SCHEMES or service.name not in ports:
        return None
    return f"{SCHEMES[service.name]}://{LOOPBACK}:{ports[service.name]}"


def _status(state: StateDirectory, service: Service, ports: dict[str, int]) -> ServiceStatus:
    process = ServiceProcess(state, service.name)
    if not process.running:
        return ServiceStatus(service.name, service.cloud, "stopped", None, None, None, str(process.log))
    complete = all(name in ports for name in service.ports)
    ready = complete and service.ready(Launch(state, ports, programs(service)))
    return ServiceStatus(
        service.name,
        service.cloud,
        "ready" if ready else "starting",
        process.pid,
        ports.get(service.name),
        _url(service, ports),
        str(process.log),
    )
