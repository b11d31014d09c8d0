"""Reads Kubernetes objects, as manifests or as `kubectl get … -A -o json` lists them. Other kinds are passed over."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from agent_identity.permissions.form import Form, texts_of
from agent_identity.permissions.kubernetes.model import (
    AdmissionPolicy,
    Binding,
    Cluster,
    Named,
    PolicyBinding,
    Role,
    Workload,
)
from agent_identity.permissions.kubernetes.readers import admission, rbac, workloads
from agent_identity.permissions.problems import ReadError

_TOKEN: Final = "kubernetes.io/service-account-token"  # noqa: S105 - a type of Secret
_ACCOUNT: Final = "kubernetes.io/service-account.name"
_WIDE: Final = frozenset({"ClusterRole", "ClusterRoleBinding", "Namespace", admission.POLICY, admission.BINDING})
_CLOUD_SETTINGS: Final = frozenset({("kube-system", "aws-auth")})
"""ConfigMaps that grant cloud identities access: https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html."""


def read(documents: Iterable[tuple[str, object]]) -> Cluster:
    """Returns what objects say of a cluster.

    Args:
        documents: Of each what messages call it, and the object, or a list of objects.

    Raises:
        ReadError: When one is no Kubernetes object, or has another form than its kind, with every problem.
    """
    reading = _Reading()
    for where, document in documents:
        reading.document(where, document)
    if reading.form.problems:
        raise ReadError(reading.form.problems)
    return reading.cluster()


class _Reading:
    def __init__(self) -> None:
        self.form = Form()
        self._roles: dict[Named, Role] = {}
        self._bindings: dict[tuple[str, str, str], Binding] = {}
        self._accounts: dict[Named, Mapping[str, str]] = {}
        self._workloads: list[Workload] = []
        self._token_secrets: dict[Named, str] = {}
        self._namespaces: dict[str, Mapping[str, str]] = {}
        self._policies: dict[str, AdmissionPolicy] = {}
        self._policy_bindings: list[PolicyBinding] = []
        self._settings: dict[Named, Mapping[str, str]] = {}
        self._assumptions: list[str] = []

    def cluster(self) -> Cluster:
        """Returns what was read."""
        said = {line for policy in self._policies.values() for line in admission.unread(policy)}
        if not self._bindings:
            said.add("the input holds no role binding: nobody is granted anything")
        return Cluster(
            self._roles,
            tuple(self._bindings.values()),
            self._accounts,
            tuple(self._workloads),
            self._token_secrets,
            self._namespaces,
            self._policies,
            tuple(self._policy_bindings),
            self._settings,
            tuple(sorted({*said, *self._assumptions})),
        )

    def document(self, where: str, document: object) -> None:
        """Takes up a document, or each item of a list."""
        if document is None:
            return
        if isinstance(document, list):
            for index, item in enumerate(document):
                self.document(f"{where}/{index}", item)
            return
        if not isinstance(document, Mapping) or not isinstance(document.get("kind"), str):
            self.form.wrong(where, document, "a Kubernetes object, with apiVersion and kind")
            return
        kind = document["kind"]
        if kind.endswith("List"):
            items = document.get("items")
            if not isinstance(items, list):
                self.form.wrong(f"{where}/items", items, "a list")
                return
            # A list of one kind leaves the kind of its items out.
            own = {"kind": kind.removesuffix("List"), "apiVersion": document.get("apiVersion")}
            for index, item in enumerate(items):
                self.document(f"{where}/items/{index}", {**own, **item} if isinstance(item, Mapping) else item)
            return
        version = document.get("apiVersion")
        if not isinstance(version, str):
            self.form.wrong(f"{where}/apiVersion", version, "text")
            return
        self._object(where, version.rpartition("/")[0], kind, document)

    def _object(self, where: str, group: str, kind: str, document: Mapping[str, Any]) -> None:
        if kind in rbac.ROLES | rbac.BINDINGS and group != rbac.GROUP:
            self._assumptions.append(f"{document['apiVersion']} {kind} was passed over: only {rbac.GROUP} is read")
            return
        known = kind in rbac.ROLES | rbac.BINDINGS
        known |= group == "" and kind in {"ServiceAccount", "Secret", "Namespace", "ConfigMap"}
        known |= group == admission.GROUP and kind in {admission.POLICY, admission.BINDING}
        known |= group in workloads.GROUPS and kind in workloads.PATHS
        if not known:
            return
        metadata = document.get("metadata")
        name = metadata.get("name") if isinstance(metadata, Mapping) else None
        if kind == "Pod" and isinstance(metadata, Mapping) and name is None:
            name = metadata.get("generateName")
        if not isinstance(metadata, Mapping) or not isinstance(name, str) or not name:
            self.form.wrong(f"{where}/metadata/name", name, "text")
            return
        namespace = "" if kind in _WIDE else metadata.get("namespace") or "default"
        if not isinstance(namespace, str):
            self.form.wrong(f"{where}/metadata/namespace", namespace, "text")
            return
        self._take(where, kind, (namespace, name), metadata, document)

    def _take(  # noqa: PLR0912 - one branch a kind
        self, where: str, kind: str, named: Named, metadata: Mapping[str, Any], document: Mapping[str, Any]
    ) -> None:
        namespace, name = named
        if kind in rbac.ROLES:
            self._roles[named] = rbac.role(self.form, where, name, namespace, document)
        elif kind in rbac.BINDINGS:
            found = rbac.binding(self.form, where, name, namespace, document)
            if found is not None:
                self._bindings[kind, namespace, name] = found
        elif kind == "ServiceAccount":
            self._accounts[named] = {**texts_of(metadata.get("labels")), **texts_of(metadata.get("annotations"))}
        elif kind == "Namespace":
            self._namespaces[name] = {**texts_of(metadata.get("labels")), "kubernetes.io/metadata.name": name}
        elif kind == "Secret":
            account = texts_of(metadata.get("annotations")).get(_ACCOUNT)
            if document.get("type") == _TOKEN and account:
                self._token_secrets[named] = account
        elif kind == "ConfigMap":
            if named in _CLOUD_SETTINGS:
                self._settings[named] = texts_of(document.get("data"))
        elif kind == admission.POLICY:
            policy = admission.policy(self.form, where, name, document)
            if policy is not None:
                self._policies[name] = policy
        elif kind == admission.BINDING:
            bound = admission.binding(self.form, where, name, document)
            if bound is not None:
                self._policy_bindings.append(bound)
        else:
            self._workloads.append(workloads.workload(self.form, where, name, namespace, document))
