"""Which grants count for a technique: on whom or what they reach, and what admission leaves of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from agent_identity.permissions.kubernetes.admitting import Admission
from agent_identity.permissions.kubernetes.landscape import Landscape
from agent_identity.permissions.kubernetes.matching import Permission, Wanted, concrete, grants, words
from agent_identity.permissions.kubernetes.model import Cluster, Rule, Scope
from agent_identity.permissions.kubernetes.rights import Grant, Rights, RightsOf, account_name
from agent_identity.permissions.logic import Truth
from agent_identity.permissions.techniques.model import On

SYSTEM: Final = "kube-system"
"""The namespace of the cluster's own parts, whose settings decide what they do."""

_SIGNERS: Final = frozenset(
    {
        "kubernetes.io/kube-apiserver-client",
        "kubernetes.io/kube-apiserver-client-kubelet",
        "kubernetes.io/*",
    }
)
"""Signers whose certificates the API server takes for a login:
https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#kubernetes-signers."""
_TEMPLATED: Final = frozenset({"apps", "batch"})
_SYSTEM_SETTINGS: Final = words(
    "aws-auth cluster-info coredns extension-apiserver-authentication kube-proxy kubeadm-config kubelet-config"
)
"""ConfigMaps of the cluster's own parts that decide who logs in, or what names and nodes do."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A grant that counts.

    Attributes:
        grant: The grant.
        permissions: What it grants of what the technique needs.
        truth: YES, or UNKNOWN where what decides is not in the input.
        targets: Names of the principals that it leads to, where it is about named ones.
        groups: Groups of the graph that it leads to, where it is about all of them.
    """

    grant: Grant
    permissions: tuple[Permission, ...]
    truth: Truth = Truth.YES
    targets: frozenset[str] = field(default_factory=frozenset)
    groups: frozenset[str] = field(default_factory=frozenset)


@dataclass
class Judging:
    """Judges the grants of one cluster's principals.

    Attributes:
        cluster: What the input says.
        rights: Gives what a principal holds.
        landscape: Who and what is where.
        passed_over: What was taken as harmless for want of anything that says otherwise.
    """

    cluster: Cluster
    rights: RightsOf
    landscape: Landscape
    passed_over: set[str] = field(default_factory=set)
    _admission: Admission = field(init=False)

    def __post_init__(self) -> None:
        self._admission = Admission(self.cluster)

    def counted(
        self, wanted: Wanted, index: int, matches: Iterable[tuple[Grant, Permission]], caller: Rights
    ) -> Iterator[Judged]:
        """Yields what counts for one need of a technique."""
        for grant, wished in matches:
            if not wished.reaches(grant.scope):
                continue
            judged = self._reached(wanted, index, grant, wished, caller)
            if judged is None:
                continue
            refused = self._admission.refuses(caller, wished, grant.scope)
            if refused is Truth.YES:
                continue
            truth = min(judged.truth, ~refused) if refused is Truth.UNKNOWN else judged.truth
            yield Judged(grant, tuple(concrete(grant.rule, wished)), truth, judged.targets, judged.groups)

    def _reached(self, wanted: Wanted, index: int, grant: Grant, wished: Permission, caller: Rights) -> Judged | None:
        special = _SPECIAL.get(wanted.technique.id)
        if special is not None:
            return special(self, grant, wished, caller)
        on = wanted.technique.needs[index].on
        if on is On.PRINCIPAL:
            return self._on_principal(grant, wished, caller)
        if on is On.HOST:
            return self._on_host(grant, wished, caller)
        return Judged(grant, (wished,), groups=self._accounts(wanted, grant))

    def _accounts(self, wanted: Wanted, grant: Grant) -> frozenset[str]:
        if wanted.technique.id in {"kubernetes-pod", "kubernetes-workload"}:
            return frozenset({Landscape.accounts(grant.scope)})
        return frozenset()

    def _on_principal(self, grant: Grant, wished: Permission, caller: Rights) -> Judged | None:
        """A service account, a user or a group, by name or any."""
        kind = wished.resource.partition("/")[0]
        if not grant.rule.names:
            group = {"users": Landscape.USERS, "groups": Landscape.GROUPS}.get(kind, Landscape.accounts(grant.scope))
            return Judged(grant, (wished,), groups=frozenset({group}))
        if kind == "serviceaccounts":
            names = self.landscape.accounts_named(grant.scope, grant.rule.names)
        elif kind in {"users", "groups"}:
            names = [f"{kind[:-1]}:{name}" for name in grant.rule.names]
        else:
            return None
        own = wished.resource == "serviceaccounts/token" and caller.principal in names
        more = frozenset(name for name in names if name != caller.principal and self._has_more(name, caller))
        if more or own:
            return Judged(grant, (wished,), targets=more)
        self._pass_over(caller, wished, grant.rule, "of no principal with more rights")
        return None

    def _on_host(self, grant: Grant, wished: Permission, caller: Rights) -> Judged | None:
        """Something that runs as somebody else, or what that reads."""
        resource = wished.resource.partition("/")[0]
        names = grant.rule.names
        if wished.group in _TEMPLATED and "/" not in wished.resource and resource != "controllerrevisions":
            # Whoever changes a workload chooses the account that its pods run as.
            return Judged(grant, (wished,), groups=frozenset({Landscape.accounts(grant.scope)}))
        if resource == "nodes":
            return Judged(grant, (wished,), groups=frozenset({Landscape.running("")}))
        if not names:
            group = Landscape.running(grant.scope) if resource in {"pods", "services"} else ""
            return Judged(grant, (wished,), groups=frozenset(filter(None, {group})))
        targets = frozenset(
            name
            for name in self.landscape.run_by(resource, grant.scope, names)
            if name != caller.principal and self._has_more(name, caller)
        )
        if targets:
            return Judged(grant, (wished,), targets=targets)
        self._pass_over(caller, wished, grant.rule, "that nothing in the input links to another identity")
        return None

    def _has_more(self, name: str, caller: Rights) -> bool:
        return self.rights.has_more(name, caller.principal)

    def _pass_over(self, caller: Rights, wished: Permission, rule: Rule, why: str) -> None:
        self.passed_over.add(f"{caller.principal}: {wished} {', '.join(rule.names)}: {why}, taken as harmless")

    # Techniques with a rule of their own.

    def secret_read(self, grant: Grant, wished: Permission, caller: Rights) -> Judged | None:
        """Any Secret, or a named one that holds the token of somebody with more rights."""
        if not grant.rule.names:
            return Judged(grant, (wished,), groups=frozenset({Landscape.token_secrets(grant.scope)}))
        found = {
            account_name(namespace, account)
            for (namespace, name), account in self.cluster.token_secrets.items()
            if name in grant.rule.names and grant.scope in ("", namespace)
        }
        more = frozenset(name for name in found if name != caller.principal and self._has_more(name, caller))
        if more:
            return Judged(grant, (wished,), targets=more)
        self._pass_over(caller, wished, grant.rule, "in which the input shows no token")
        return None

    def token_secret(self, grant: Grant, wished: Permission, _caller: Rights) -> Judged | None:
        """A Secret of its own making, which it may read afterwards: by its name, too, since it chooses that."""
        if wished.verb in ("patch", "update"):
            # The type of a Secret cannot be changed.
            return None
        return Judged(grant, (wished,), groups=frozenset({Landscape.accounts(grant.scope)}))

    def settings_write(self, grant: Grant, wished: Permission, caller: Rights) -> Judged | None:
        """ConfigMaps of the cluster's own parts, or those that the input shows in somebody else's workload."""
        targets = frozenset(
            name
            for name in self.landscape.readers("configmaps", grant.scope, grant.rule.names)
            if name != caller.principal and self._has_more(name, caller)
        )
        names = grant.rule.names
        if targets or (grant.scope in ("", SYSTEM) and (not names or not _SYSTEM_SETTINGS.isdisjoint(names))):
            return Judged(grant, (wished,), targets=targets)
        self._pass_over(caller, wished, grant.rule, "which no workload of another account in the input reads")
        return None

    def impersonate(self, grant: Grant, wished: Permission, caller: Rights) -> Judged | None:
        """Users and accounts; groups alone name nobody, and neither do uids and extras."""
        kind = wished.resource.partition("/")[0]
        if kind in {"userextras", "uids"} or (wished.group == "authentication.k8s.io" and kind == "*"):
            return None
        if kind == "groups" and not self._names_somebody(caller):
            return None
        return self._on_principal(grant, wished, caller)

    def _names_somebody(self, caller: Rights) -> bool:
        return any(
            grants(grant.rule, Permission("impersonate", "", resource))
            for grant in caller.grants
            for resource in ("users", "serviceaccounts")
        )

    def role_bind(self, grant: Grant, wished: Permission, caller: Rights) -> Judged | None:
        """Any role, or a named one that holds more than the caller; the write of a binding counts by itself."""
        if wished.verb != "bind" or not grant.rule.names:
            return Judged(grant, (wished,))
        truth = Truth.NO
        for name in grant.rule.names:
            truth = max(truth, self._holds_more(name, wished.resource == "clusterroles", grant.scope, caller))
        return None if truth is Truth.NO else Judged(grant, (wished,), truth)

    def _holds_more(self, role: str, of_cluster: bool, scope: Scope, caller: Rights) -> Truth:
        rules = self.landscape.rules_of(role, of_cluster=of_cluster, scope=scope)
        if rules is None:
            return Truth.UNKNOWN
        return Truth.NO if self.landscape.covered(caller, scope, rules) else Truth.YES

    def certificate(self, grant: Grant, wished: Permission, _caller: Rights) -> Judged | None:
        """A signer whose certificates are logins."""
        if wished.resource == "signers" and grant.rule.names and _SIGNERS.isdisjoint(grant.rule.names):
            return None
        return Judged(grant, (wished,))


_SPECIAL: Final = {
    "kubernetes-certificate": Judging.certificate,
    "kubernetes-configmap-write": Judging.settings_write,
    "kubernetes-impersonate": Judging.impersonate,
    "kubernetes-role-bind": Judging.role_bind,
    "kubernetes-secret-read": Judging.secret_read,
    "kubernetes-token-secret": Judging.token_secret,
}
"""Techniques of which what counts cannot be told from what they reach alone."""
