"""What the API server alone does not do for namespaces: their service account `default`, and their end.

Stands in for two controllers of kube-controller-manager (service account and namespace). A deleted namespace is
emptied of every resource that can be listed and deleted, then finalized, which is what the API server waits for.
"""

from __future__ import annotations

import argparse
import http.client
import json
import ssl
import time
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from local_clouds.services.kubernetes import administrator
from local_clouds.state import StateDirectory, read_json

if TYPE_CHECKING:
    from collections.abc import Iterator

RETRY_SECONDS = 0.3
WATCH_SECONDS = 300
NAMESPACES = "/api/v1/namespaces"
# What a namespace waits for where its deletion was asked for with a propagation policy: nothing is left to collect.
COLLECTOR_FINALIZERS = ("foregroundDeletion", "orphan")
FAILURES = (OSError, http.client.HTTPException, ValueError, KeyError)


class Cluster:
    """The API server as its administrator sees it.

    Args:
        state: The state directory; its kubeconfig says where the API server is.
    """

    def __init__(self, state: StateDirectory) -> None:
        server = read_json(state.kubeconfig)["clusters"][0]["cluster"]["server"]
        self._where = urlsplit(server).netloc
        self._context = ssl.create_default_context(cafile=str(state.ca_certificate))
        self._context.load_cert_chain(*map(str, administrator(state)))

    def call(self, method: str, path: str, body: Any = None) -> dict[str, Any]:  # noqa: ANN401 - any JSON
        """Make one call; the answer as the API server gives it, errors too (a `Status` object)."""
        connection = http.client.HTTPSConnection(self._where, timeout=30, context=self._context)
        try:
            content = None if body is None else json.dumps(body)
            connection.request(method, path, content, {"Content-Type": "application/json"})
            answer = json.loads(connection.getresponse().read() or b"{}")
        finally:
            connection.close()
        return answer if isinstance(answer, dict) else {}

    def watch(self, path: str, version: str) -> Iterator[dict[str, Any]]:
        """The objects of `path` as they change from `version` on, until the API server ends the watch."""
        connection = http.client.HTTPSConnection(self._where, timeout=WATCH_SECONDS + 30, context=self._context)
        try:
            connection.request("GET", f"{path}?watch=1&timeoutSeconds={WATCH_SECONDS}&resourceVersion={version}")
            response = connection.getresponse()
            while line := response.readline():
                event = json.loads(line)
                if event["type"] == "ERROR":
                    return
                if event["type"] != "DELETED":
                    yield event["object"]
        finally:
            connection.close()


def namespaced_collections(cluster: Cluster) -> Iterator[tuple[str, str]]:
    """Prefix and plural name of each kind that lives in namespaces and can be listed and deleted."""
    groups = [
        "/api/v1",
        *(f"/apis/{g['preferredVersion']['groupVersion']}" for g in cluster.call("GET", "/apis").get("groups", [])),
    ]
    for prefix in groups:
        for resource in cluster.call("GET", prefix).get("resources", []):
            if resource["namespaced"] and {"list", "delete"} <= set(resource["verbs"]):
                yield prefix, resource["name"]


def empty(cluster: Cluster, namespace: str) -> bool:
    """Delete what a namespace holds; True where nothing is left."""
    left = False
    for prefix, plural in namespaced_collections(cluster):
        collection = f"{prefix}/namespaces/{namespace}/{plural}"
        for item in cluster.call("GET", collection).get("items", []):
            cluster.call("DELETE", f"{collection}/{item['metadata']['name']}", {"gracePeriodSeconds": 0})
            left = True
    return not left


class NamespaceController:
    """Brings each namespace to where the controller manager would have brought it.

    Args:
        cluster: The API server.
    """

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._ending: set[str] = set()

    def reconcile(self, namespace: dict[str, Any]) -> None:
        """Give a living namespace its service account; empty and finalize a deleted one, beside other work."""
        name = namespace["metadata"]["name"]
        if not namespace["metadata"].get("deletionTimestamp"):
            account = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default"}}
            self._cluster.call("POST", f"{NAMESPACES}/{name}/serviceaccounts", account)
        elif name not in self._ending:
            self._ending.add(name)
            Thread(target=self._end, args=(name,), daemon=True).start()

    def _end(self, name: str) -> None:
        path = f"{NAMESPACES}/{name}"
        try:
            # What holds a finalizer of its own keeps the namespace, as it does in any cluster.
            while not empty(self._cluster, name):
                time.sleep(RETRY_SECONDS)
            current = self._cluster.call("GET", path)
            kept = [each for each in current["metadata"].get("finalizers", []) if each not in COLLECTOR_FINALIZERS]
            current = self._cluster.call(
                "PUT", path, {**current, "metadata": {**current["metadata"], "finalizers": kept}}
            )
            current["spec"]["finalizers"] = []
            self._cluster.call("PUT", f"{path}/finalize", current)
        except FAILURES as error:
            report(error)
        finally:
            self._ending.discard(name)


def report(error: Exception) -> None:
    """Write a failure to the log; it is tried again."""
    print(f"{type(error).__name__}: {error}; trying again", flush=True)


def main() -> None:
    """Watch the namespaces until told to stop; the API server may come and go meanwhile."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--state", type=Path, required=True)
    state = StateDirectory(parser.parse_args().state)
    while True:
        try:
            cluster = Cluster(state)
            controller = NamespaceController(cluster)
            listing = cluster.call("GET", NAMESPACES)
            for namespace in listing["items"]:
                controller.reconcile(namespace)
            for namespace in cluster.watch(NAMESPACES, listing["metadata"]["resourceVersion"]):
                controller.reconcile(namespace)
        except FAILURES as error:
            report(error)
            time.sleep(RETRY_SECONDS)


if __name__ == "__main__":
    main()
