"""Starts, joins, stops and empties the local clouds of one state directory.

No process of ours stays behind to watch: each service runs by itself and is found again by its lock. So a start that
is killed at any moment leaves services that the next start joins, and a service that is killed is started again with
what it had.
"""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from local_clouds.certificates import authority
from local_clouds.constants import CLOUDS
from local_clouds.errors import LocalCloudError
from local_clouds.launching import Launcher, what_is_missing
from local_clouds.processes import ServiceProcess
from local_clouds.services.catalogue import ALL_SERVICES, PROVIDER, PROVIDER_CLOUDS, SERVICES_OF_CLOUD
from local_clouds.services.definition import RESET_SECONDS, Service, request
from local_clouds.state import read_json, write_atomically
from local_clouds.status import running_endpoints

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from local_clouds.state import StateDirectory

PROVIDER_ENDPOINTS = "provider-endpoints.json"  # what the running provider was started with


@dataclass
class Started:
    """What a start did.

    Attributes:
        services: Names of the services that it started.
        joined: Names of those that ran already.
        missing: Clouds that cannot run here, each with the reason and what to do about it.
    """

    services: list[str] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)


class Supervisor:
    """The local clouds of one state directory.

    Args:
        state: The state directory.
        notify: Takes one line for people about what takes time.
    """

    def __init__(self, state: StateDirectory, notify: Callable[[str], None] = lambda _line: None) -> None:
        self._state = state
        self._notify = notify
        self._launcher = Launcher(state, notify)

    def start(self, clouds: Sequence[str] = CLOUDS, *, required: bool = False) -> Started:
        """Start what does not run of `clouds`, join what does; all are ready when it returns.

        Args:
            clouds: Names of clouds.
            required: Refuse, where one of them cannot run on this machine, instead of leaving it out.

        Raises:
            LocalCloudError: A cloud is unknown, or a service cannot be started or did not become ready.
        """
        unknown = [cloud for cloud in clouds if cloud not in CLOUDS]
        if unknown:
            raise LocalCloudError(f"no local cloud is called {unknown[0]!r}; there are: {', '.join(CLOUDS)}")
        done = Started()
        chains = {cloud: SERVICES_OF_CLOUD[cloud] for cloud in dict.fromkeys(clouds)}
        for cloud, chain in chains.items():
            if reason := what_is_missing(chain):
                done.missing[cloud] = reason
        if done.missing and (required or len(done.missing) == len(chains)):
            raise LocalCloudError("\n".join(f"{cloud}: {reason}" for cloud, reason in done.missing.items()))
        self._state.create()
        with self._state.locked(self._waiting):
            if not self._state.passphrase.exists():
                write_atomically(self._state.passphrase, "local\n")
            authority(self._state.path)
            self._start_chains([chain for cloud, chain in chains.items() if cloud not in done.missing], done)
            self._start_provider(done)
        return done

    def stop(self) -> list[str]:
        """Stop every service; the names of those that ran. What the clouds hold is kept.

        Raises:
            LocalCloudError: A service does not end.
        """
        if not self._state.run.is_dir():
            return []
        with self._state.locked(self._waiting):
            stopped = self._stop(ALL_SERVICES)
            self._state.endpoints.unlink(missing_ok=True)
        return stopped

    def reset(self) -> list[str]:
        """Empty every cloud, and forget the local Pulumi stacks, which describe what no longer exists.

        Returns:
            The services that run on.

        Raises:
            LocalCloudError: A service does not end, or does not come back.
        """
        if not self._state.run.is_dir():
            return []
        with self._state.locked(self._waiting):
            running = [service for service in ALL_SERVICES if ServiceProcess(self._state, service.name).running]
            kubernetes = [service for service in running if service.cloud == "kubernetes"]
            self._stop(kubernetes)
            urls = {cloud: where["url"] for cloud, where in running_endpoints(self._state).items()}
            for service in ALL_SERVICES:
                url = urls.get(service.cloud)
                if url is None:
                    shutil.rmtree(self._state.path / "data" / service.name, ignore_errors=True)
                elif request("POST", f"{url}/_local/reset", self._state.ca_certificate, seconds=RESET_SECONDS) is None:
                    raise LocalCloudError(f"{service.name}: did not empty itself; its log is in {self._state.logs}")
            shutil.rmtree(self._state.pulumi_backend, ignore_errors=True)
            self._state.create()
            self._start_chains([kubernetes], Started())
        return [service.name for service in running]

    def _start_chains(self, chains: Sequence[Sequence[Service]], done: Started) -> None:
        def start(chain: Sequence[Service]) -> None:
            for service in chain:
                (done.services if self._launcher.start(service) else done.joined).append(service.name)

        with ThreadPoolExecutor(max_workers=max(1, len(chains))) as pool:
            outcomes = [pool.submit(start, chain) for chain in chains]
        # What did start is written down before a failure of another is raised.
        write_atomically(self._state.endpoints, json.dumps(running_endpoints(self._state), indent=2))
        for outcome in outcomes:
            outcome.result()

    def _start_provider(self, done: Started) -> None:
        endpoints = read_json(self._state.endpoints)
        served = {cloud: endpoints[cloud] for cloud in PROVIDER_CLOUDS if cloud in endpoints}
        if not served:
            return
        known = self._state.run / PROVIDER_ENDPOINTS
        process = ServiceProcess(self._state, PROVIDER.name)
        if process.running and read_json(known) != served:
            process.stop()
        write_atomically(known, json.dumps(served))
        (done.services if self._launcher.start(PROVIDER) else done.joined).append(PROVIDER.name)

    def _stop(self, services: Sequence[Service]) -> list[str]:
        """Stop the services of each cloud in the reverse of the order in which they need each other."""
        clouds = {service.cloud: [each for each in services if each.cloud == service.cloud] for service in services}

        def stop(chain: Sequence[Service]) -> list[str]:
            return [each.name for each in reversed(chain) if ServiceProcess(self._state, each.name).stop()]

        with ThreadPoolExecutor(max_workers=max(1, len(clouds))) as pool:
            return [name for stopped in pool.map(stop, clouds.values()) for name in stopped]

    def _waiting(self) -> None:
        self._notify(f"waiting for another start, stop or reset of {self._state.path}")
