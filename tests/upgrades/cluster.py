"""The objects of a recorded state, on the cluster: its provider asks the API server what an update would come to."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from kubernetes.dynamic import DynamicClient
from kubernetes.dynamic.exceptions import NotFoundError

from agent_identity.boundaries.kubernetes import namespace_labels
from tests import clients


@contextmanager
def deployed(recorded: Path, env: dict[str, str]) -> Iterator[None]:
    """Makes the objects, as their recorded owners and in namespaces that are there, and deletes them again."""
    resources = json.loads(recorded.read_text())["deployment"]["resources"]
    objects = [item for item in resources if item["type"].startswith("kubernetes:")]
    if not objects:
        yield
        return
    client = DynamicClient(clients.cluster(env))
    needed = {_place(item).get("namespace") for item in objects} - {None}
    made = [*({"inputs": _namespace(name), "outputs": {}} for name in sorted(needed)), *objects]
    try:
        for item in made:
            owner = item["outputs"].get("__fieldManager", "upgrades")
            _kind(client, item).server_side_apply(
                body=item["inputs"], field_manager=owner, force_conflicts=True, **_place(item)
            )
        yield
    finally:
        for item in reversed(made):
            with suppress(NotFoundError):
                _kind(client, item).delete(**_place(item))
        _wait_until_gone(client, [item for item in made if item["inputs"]["kind"] == "Namespace"])


def _namespace(name: str) -> dict[str, Any]:
    # Labelled as a boundary wants it: the cluster may hold that of another test.
    labels = namespace_labels("standard", "prod")
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}}


def _wait_until_gone(client: Any, namespaces: list[dict[str, Any]]) -> None:
    # What is made in a namespace that is being deleted is refused: the next test may want one of this name.
    deadline = time.monotonic() + 60
    for item in namespaces:
        with suppress(NotFoundError):
            while _kind(client, item).get(**_place(item)):
                assert time.monotonic() < deadline, f"{_place(item)} is not gone after a minute"
                time.sleep(0.1)


def _kind(client: Any, item: dict[str, Any]) -> Any:
    return client.resources.get(api_version=item["inputs"]["apiVersion"], kind=item["inputs"]["kind"])


def _place(item: dict[str, Any]) -> dict[str, str]:
    metadata = item["inputs"]["metadata"]
    return {key: metadata[key] for key in ("name", "namespace") if key in metadata}
