"""How the lifecycle table looks at Google Cloud: by google-api-python-client, told nothing but the endpoint."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from functools import cache
from typing import TYPE_CHECKING, Any

from google.oauth2.credentials import Credentials
from googleapiclient import discovery
from googleapiclient.errors import HttpError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

JSON = dict[str, Any]
PACKAGE, PROJECT, ORGANIZATION = "gcp", "agents-local", "1234567890"


@contextlib.contextmanager
def start(state: Path) -> Iterator[JSON]:
    """Run the stand-in as the supervisor does and yield its endpoint."""
    ready = state / "run" / "gcp.json"
    with subprocess.Popen([sys.executable, "-m", "local_clouds.gcp", "--state", str(state)]) as server:
        try:
            until = time.monotonic() + 20
            while not ready.exists():
                assert server.poll() is None, "the server ended"
                assert time.monotonic() < until, "the server does not start"
                time.sleep(0.02)
            yield {"url": json.loads(ready.read_text())["url"]}
        finally:
            server.terminate()


def clients(endpoint: JSON) -> Callable[[str], Any]:
    """Return what makes the client of an API such as `iam.v1`."""

    @cache
    def client(api: str) -> Any:
        name, version = api.split(".")
        options = {"api_endpoint": endpoint["url"]}
        return discovery.build(
            name, version, credentials=Credentials("local"), client_options=options, static_discovery=True
        )

    return client


def is_gone(error: Exception) -> bool:
    """Tell whether the client says that there is no such thing."""
    return isinstance(error, HttpError) and error.resp.status == 404


def call(clients: Any, api: str, method: str, **parameters: Any) -> JSON:
    """Call a method of the client, such as `projects.roles.get`."""
    target = clients(api)
    *path, action = method.split(".")
    for part in path:
        target = getattr(target, part)()
    answer: JSON = getattr(target, action)(**parameters).execute()
    return answer


def named(api: str, method: str) -> Callable[[Any, JSON], JSON | None]:
    """Look at what the id names."""
    return lambda clients, outputs: call(clients, api, method, name=outputs["id"])


def placed(collection: str, parameter: str, *places: str) -> Callable[[Any, JSON], JSON | None]:
    """Look at a Compute resource."""

    def look(clients: Any, outputs: JSON) -> JSON | None:
        where = {place: outputs[place] for place in ("project", *places)}
        return call(clients, "compute.v1", f"{collection}.get", **where, **{parameter: outputs["name"]})

    return look


def granted(api: str, collection: str, resource: str, **extra: Any) -> Callable[[Any, JSON], JSON | None]:
    """Look at the binding of a role in a resource's allow policy."""

    def look(clients: Any, outputs: JSON) -> JSON | None:
        parameter = "bucket" if api == "storage.v1" else "resource"
        name = {parameter: resource.format(**outputs)}
        policy = call(clients, api, f"{collection}.getIamPolicy", **name, **extra)
        members = outputs.get("members", [outputs.get("member")])
        for binding in policy.get("bindings", []):
            if binding["role"] == outputs["role"] and set(members) & set(binding["members"]):
                return binding
        return None

    return look


def add_member(
    api: str, collection: str, resource: str, member: str, **extra: Any
) -> Callable[[Any, JSON], JSON | None]:
    """Put a further member into the binding of a role, behind the provider's back."""

    def add(clients: Any, outputs: JSON) -> JSON:
        name = {"resource": resource.format(**outputs)}
        policy = call(clients, api, f"{collection}.getIamPolicy", **name, **extra)
        for binding in policy["bindings"]:
            if binding["role"] == outputs["role"]:
                binding["members"].append(member)
        return call(clients, api, f"{collection}.setIamPolicy", **name, body={"policy": policy})

    return add
