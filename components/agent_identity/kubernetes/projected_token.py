"""The identity of an agent that runs on Kubernetes: a service account whose token is a projected volume (P2-1)."""

from collections.abc import Mapping
from typing import Any, Final, NotRequired, TypedDict

import pulumi
from pulumi_kubernetes.core.v1 import ServiceAccount

from agent_identity.access.kubernetes import KubernetesPlan
from agent_identity.access.kubernetes import plan as plan_access
from agent_identity.agent import AgentType
from agent_identity.asking import planned
from agent_identity.boundaries.classes import DEFAULT
from agent_identity.construction import (
    AccessArgs,
    AdoptArgs,
    AgentArgs,
    BoundaryRef,
    Checks,
    Identity,
    Principal,
    RefusedError,
    after_boundary,
    identity,
    known_after,
    same_agent,
)
from agent_identity.kubernetes.access import grant
from agent_identity.kubernetes.namespaces import check_namespace, namespace_of
from agent_identity.manifest import Manifest
from agent_identity.naming import KUBERNETES_LABEL, principal_name
from agent_identity.tags import REQUIRED, annotations_for, labels_for

TOKEN_LIFETIME_SECONDS: Final = 3600
"""Life of a projected token; the kubelet renews it at 80 per cent (requirement CR-1, CR-2)."""
VOLUME: Final = "agent-token"
API_FILE: Final = "api-token"
"""The file with the token for the cluster's API, which only an agent with `access` has."""
MOUNT_PATH: Final = "/var/run/secrets/agent-identity"


class KubernetesProjectedTokenIdentityArgs(TypedDict):
    """Who the agent is and what bounds it."""

    agent: AgentArgs
    """Who the agent is."""
    boundary: BoundaryRef
    """What bounds it: the `ref` of a `kubernetes.Boundary`."""
    boundary_class: NotRequired[str]
    """The class that the boundary must have; any by default."""
    namespace: NotRequired[str]
    """The namespace, named `agents-…`; `agents-` and the team by default. The boundary makes it, or it exists."""
    audience: NotRequired[str]
    """Whom the token is for; the agent's own audience by default, which the API server does not accept."""
    adopt: NotRequired[AdoptArgs]
    """An existing service account of that namespace to take over."""
    access: NotRequired[list[AccessArgs]]
    """What it may do at the cluster's API; nothing by default. Each resource is an API path, as plain text."""


class KubernetesProjectedTokenIdentity(pulumi.ComponentResource):
    """The one service account of an agent type: nothing is mounted by itself, the token is asked for by the pod."""

    service_account_name: pulumi.Output[str]
    """Name of the service account."""
    namespace: pulumi.Output[str]
    """Its namespace."""
    audience: str
    """Whom the token is for."""
    labels: dict[str, str]
    """The agent's labels, for its workload."""
    manifest: Manifest
    """The identity in plain data."""

    def __init__(
        self, name: str, args: KubernetesProjectedTokenIdentityArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Makes the service account, or takes it over.

        Raises:
            RefusedError: When an argument is missing or not valid; with every problem.
        """
        plan, namespace, adopt, access = _plan(name, args)
        super().__init__("agent-identity:index:KubernetesProjectedTokenIdentity", name, plan.props, opts)
        agent, boundary, manifest = plan.accepted()
        account = manifest["name"]
        self.audience = args.get("audience") or f"{agent.type}.{agent.environment}.agents"
        if adopt is not None and adopt.get("unmanaged"):
            self.service_account_name = self._existing(name, namespace, account, agent, unmanaged=True)
        else:
            resource = ServiceAccount(
                name,
                metadata={
                    "name": account
                    if adopt is None
                    else self._existing(name, namespace, account, agent, unmanaged=False),
                    "namespace": after_boundary(boundary, namespace),
                    "labels": labels_for(agent),
                    "annotations": annotations_for(agent),
                },
                automount_service_account_token=False,
                opts=pulumi.ResourceOptions(parent=self, import_=f"{namespace}/{account}" if adopt else None),
            )
            self.service_account_name = known_after(resource, account)
        self.namespace = self.service_account_name.apply(lambda _: namespace)
        self._calls_api = access is not None and bool(access.roles)
        if access is not None:
            grant(self, name, access, agent, boundary)
        self.labels = labels_for(agent)
        self.manifest = manifest
        self.register_outputs(
            {
                # Plain where nothing is read: an output costs time, once for each of a fleet's agents.
                "service_account_name": account if adopt is None else self.service_account_name,
                "namespace": namespace if adopt is None else self.namespace,
                "audience": self.audience,
                "labels": self.labels,
                "manifest": manifest,
            }
        )

    def _existing(
        self, name: str, namespace: str, account: str, agent: AgentType, *, unmanaged: bool
    ) -> pulumi.Output[str]:
        """Reads the service account to adopt and gives its name on, or fails and so holds back what waits for it."""
        found = ServiceAccount.get(f"{name}-adopted", f"{namespace}/{account}", pulumi.ResourceOptions(parent=self))

        def judge(values: list[Any]) -> str:
            metadata, automount = values
            labels, tags = (dict((metadata or {}).get(key) or {}) for key in ("labels", "annotations"))
            problems = [reason] if (reason := same_agent(tags, agent) or same_agent(labels, agent)) else []
            if unmanaged:
                wanted = annotations_for(agent)
                problems += [
                    f"adopt: an unmanaged service account carries the annotation {key}={wanted[key]} itself: found"
                    f" {tags.get(key)!r}"
                    for key in REQUIRED
                    if tags.get(key) != wanted[key]
                ]
                if automount is not False:
                    problems.append("adopt: an unmanaged service account has automountServiceAccountToken false itself")
            if problems:
                raise RefusedError("kubernetes.ProjectedTokenIdentity", name, problems)
            return account

        return pulumi.Output.all(found.metadata, found.automount_service_account_token).apply(judge)

    def pod_spec_args(self) -> dict[str, Any]:
        """Returns the fields of a pod's spec that attach this identity; its containers take `volume_mount`.

        Without `automount_service_account_token: false` the API server injects a token that lives up to a year:
        https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/.
        """
        token = {
            "path": "token",
            "audience": self.audience,
            "expiration_seconds": TOKEN_LIFETIME_SECONDS,
        }
        sources: list[dict[str, Any]] = [{"service_account_token": token}]
        if self._calls_api:
            # Without an audience it is for the API server, which takes no token of another.
            own = {"path": API_FILE, "expiration_seconds": TOKEN_LIFETIME_SECONDS}
            authority = {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}
            sources += [{"service_account_token": own}, {"config_map": authority}]
        return {
            "service_account_name": self.service_account_name,
            "automount_service_account_token": False,
            "volumes": [{"name": VOLUME, "projected": {"sources": sources}}],
        }

    def volume_mount(self) -> dict[str, Any]:
        """Returns the mount of a container that reads the token, at `/var/run/secrets/agent-identity/token`.

        With `access`, the folder holds `api-token` and `ca.crt` too, for calls to the cluster's API.
        """
        return {"name": VOLUME, "mount_path": MOUNT_PATH, "read_only": True}


def _plan(name: str, args: Mapping[str, Any]) -> tuple[Identity, str, AdoptArgs | None, KubernetesPlan | None]:
    checks = Checks("kubernetes.ProjectedTokenIdentity", name)
    checks.fields(args, KubernetesProjectedTokenIdentityArgs)
    agent = checks.agent(args)
    boundary = checks.boundary(args, "kubernetes", agent)
    adopt = checks.adopt(args)
    namespace = args.get("namespace") or ("agents-unknown" if agent is None else namespace_of(agent.team))
    check_namespace(checks, namespace, "namespace")
    principal, account = None, "unknown"
    if agent is not None:
        account = principal_name(KUBERNETES_LABEL, agent.type, agent.environment) if adopt is None else adopt["name"]
        principal = Principal(
            "kubernetes", account, f"system:serviceaccount:{namespace}:{account}", TOKEN_LIFETIME_SECONDS
        )
    class_name = DEFAULT if boundary is None else boundary["boundary_class"]
    access = planned(
        checks,
        args,
        lambda requests: plan_access(requests, boundary_class=class_name, namespace=namespace, service_account=account),
    )
    return identity(checks, agent, boundary, principal), namespace, adopt, access
