"""Kubernetes on this machine: the real API server on a real etcd, with no nodes behind it.

What is real: authentication, RBAC, admission with ValidatingAdmissionPolicies, TokenRequest and TokenReview, the audit
log. What is not there: nodes, a scheduler and the controller manager. That means

- no pod ever runs, and a Deployment never becomes ready (in Pulumi: the annotation `pulumi.com/skipAwait: "true"`);
- what the controller manager does for namespaces is done by a small controller of ours
  (`local_clouds.services.kubernetes_controller`): each namespace gets its service account `default`, without which
  no pod could be created in it, and a deleted namespace is emptied and goes away, where it would otherwise stay
  `Terminating` for ever. Nothing else of the controller manager is there: no ReplicaSets from Deployments, no ConfigMap
  `kube-root-ca.crt`, no expiry of unused tokens, and no garbage collector: what an object owns stays when it is
  deleted, whatever propagation policy is asked for.

The administrator's kubeconfig uses a client certificate of the group `system:masters`. etcd listens on loopback
without authentication, as the other local clouds do: they hold nothing but what a person tries out.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from typing import TYPE_CHECKING

from local_clouds.certificates import authority, client_certificate, loopback_certificate, signing_key
from local_clouds.constants import KUBERNETES_CONTEXT, LOOPBACK
from local_clouds.services.definition import Launch, Service, answers
from local_clouds.state import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    from local_clouds.state import StateDirectory

ISSUER = "https://kubernetes.local"
ADMINISTRATOR = "local-admin"
SERVICE_RANGE = "10.96.0.0/24"
AUDIT_POLICY = {"apiVersion": "audit.k8s.io/v1", "kind": "Policy", "rules": [{"level": "Metadata"}]}


def audit_log(state: StateDirectory) -> Path:
    """The API server's audit log: one JSON event a line, at the level Metadata."""
    return state.logs / "kubernetes-audit.log"


def administrator(state: StateDirectory) -> tuple[Path, Path]:
    """The administrator's client certificate and key."""
    return client_certificate(state.path, ADMINISTRATOR, ["system:masters"])


def write_kubeconfig(state: StateDirectory, url: str) -> None:
    """Write the administrator's kubeconfig: it carries its certificates in itself and names one context, `local`."""
    certificate, key = administrator(state)
    cluster = {"server": url, "certificate-authority-data": _encoded(authority(state.path))}
    user = {"client-certificate-data": _encoded(certificate), "client-key-data": _encoded(key)}
    context = {"cluster": KUBERNETES_CONTEXT, "user": ADMINISTRATOR}
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": KUBERNETES_CONTEXT, "cluster": cluster}],
        "users": [{"name": ADMINISTRATOR, "user": user}],
        "contexts": [{"name": KUBERNETES_CONTEXT, "context": context}],
        "current-context": KUBERNETES_CONTEXT,
    }
    write_atomically(state.kubeconfig, json.dumps(content, indent=2) + "\n")


def _encoded(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode()


def _etcd(launch: Launch) -> list[str]:
    client = f"http://{LOOPBACK}:{launch.ports['etcd']}"
    peer = f"http://{LOOPBACK}:{launch.ports['etcd-peer']}"
    command = [
        launch.programs["etcd"],
        f"--data-dir={launch.state.data('etcd')}",
        f"--listen-client-urls={client}",
        f"--advertise-client-urls={client}",
        f"--listen-peer-urls={peer}",
        f"--initial-advertise-peer-urls={peer}",
        f"--initial-cluster=default={peer}",
        "--log-level=warn",
    ]
    printed = subprocess.run([launch.programs["etcd"], "--help"], capture_output=True, text=True, check=False)
    if "--unsafe-no-fsync" in printed.stdout + printed.stderr:  # from 3.5 on; survives a kill, not a power cut
        command.append("--unsafe-no-fsync")
    return command


def _etcd_ready(launch: Launch) -> bool:
    return answers(f"http://{LOOPBACK}:{launch.ports['etcd']}/health", launch.state.ca_certificate)


def _api_server(launch: Launch) -> list[str]:
    state = launch.state
    certificate, key = loopback_certificate(state.path, "kubernetes")
    tokens = signing_key(state.path, "service-accounts")
    policy = state.data("kube-apiserver") / "audit-policy.json"
    write_atomically(policy, json.dumps(AUDIT_POLICY))
    write_kubeconfig(state, f"https://{LOOPBACK}:{launch.ports['kube-apiserver']}")
    return [
        launch.programs["kube-apiserver"],
        f"--etcd-servers=http://{LOOPBACK}:{launch.ports['etcd']}",
        f"--bind-address={LOOPBACK}",
        f"--advertise-address={LOOPBACK}",
        f"--secure-port={launch.ports['kube-apiserver']}",
        f"--tls-cert-file={certificate}",
        f"--tls-private-key-file={key}",
        f"--client-ca-file={authority(state.path)}",
        f"--service-account-key-file={tokens}",
        f"--service-account-signing-key-file={tokens}",
        f"--service-account-issuer={ISSUER}",
        f"--service-cluster-ip-range={SERVICE_RANGE}",
        "--authorization-mode=RBAC",
        "--endpoint-reconciler-type=none",
        "--enable-garbage-collector=false",  # else a foreground deletion, as Pulumi asks for, waits for one for ever
        f"--audit-policy-file={policy}",
        f"--audit-log-path={audit_log(state)}",
        "--audit-log-maxsize=50",
        "--audit-log-maxbackup=1",
        "--profiling=false",
    ]


def _api_server_ready(launch: Launch) -> bool:
    return answers(f"https://{LOOPBACK}:{launch.ports['kube-apiserver']}/readyz", launch.state.ca_certificate)


def _controller(launch: Launch) -> list[str]:
    module = "local_clouds.services.kubernetes_controller"
    return [sys.executable, "-m", module, "--state", str(launch.state.path)]


ETCD = Service("etcd", "kubernetes", ("etcd", "etcd-peer"), _etcd, _etcd_ready, programs=("etcd",))
API_SERVER = Service(
    "kube-apiserver", "kubernetes", ("kube-apiserver",), _api_server, _api_server_ready, programs=("kube-apiserver",)
)
CONTROLLER = Service("kube-controller", "kubernetes", (), _controller, lambda _launch: True)
