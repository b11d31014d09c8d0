"""Who and what is where in a cluster, and by which names the graph calls all of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from agent_identity.permissions.graph import Graph
from agent_identity.permissions.kubernetes import cloud_settings
from agent_identity.permissions.kubernetes.model import Binding, Cluster, Rule, Scope, Workload
from agent_identity.permissions.kubernetes.requests import ACCOUNT
from agent_identity.permissions.kubernetes.rights import Rights, RightsOf, account_name, covers


@dataclass
class Landscape:
    """What a cluster's input shows of its principals and of what runs as them.

    Attributes:
        cluster: What the input says.
        rights: Gives what a principal holds.
    """

    USERS: ClassVar = "every user"
    GROUPS: ClassVar = "every group"

    cluster: Cluster
    rights: RightsOf
    principals: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.principals = tuple(sorted(set(self._all())))

    def _all(self) -> Iterator[str]:
        yield from (account_name(*named) for named in self.cluster.accounts)
        yield from (account_name(each.namespace, each.account) for each in self.cluster.workloads)
        yield from (account_name(of, account) for (of, _), account in self.cluster.token_secrets.items())
        for entry in cloud_settings.entries(self.cluster):
            yield from entry.names
        for binding in self.cluster.bindings:
            for subject in binding.subjects:
                if subject.kind == "ServiceAccount":
                    yield f"{ACCOUNT}{subject.name}"
                else:
                    yield f"{subject.kind.lower()}:{subject.name}"

    @staticmethod
    def accounts(scope: Scope) -> str:
        """Returns what the graph calls every service account of a namespace, or of all."""
        return f"every account in {scope}"

    @staticmethod
    def running(scope: Scope) -> str:
        """Returns what the graph calls every service account that something runs as."""
        return f"every running account in {scope}"

    @staticmethod
    def token_secrets(scope: Scope) -> str:
        """Returns what the graph calls every service account with a token in a Secret."""
        return f"every account with a Secret in {scope}"

    def fill(self, graph: Graph) -> None:
        """Puts every principal into the groups that it is a member of."""
        for principal in self.principals:
            if principal.startswith(ACCOUNT):
                for scope in ("", principal.split(":")[2]):
                    graph.put(self.accounts(scope), principal)
            else:
                graph.put(self.GROUPS if principal.startswith("group:") else self.USERS, principal)
        for workload in self.cluster.workloads:
            for scope in ("", workload.namespace):
                graph.put(self.running(scope), account_name(workload.namespace, workload.account))
        for (namespace, _), account in self.cluster.token_secrets.items():
            for scope in ("", namespace):
                graph.put(self.token_secrets(scope), account_name(namespace, account))

    def accounts_named(self, scope: Scope, names: Iterable[str]) -> list[str]:
        """Returns the service accounts with one of these names, in a namespace or in all that the input shows."""
        if scope:
            return [account_name(scope, name) for name in names]
        wanted = set(names)
        return [each for each in self.principals if each.startswith(ACCOUNT) and each.split(":")[3] in wanted]

    def run_by(self, resource: str, scope: Scope, names: Iterable[str]) -> Iterator[str]:
        """Yields the accounts that named things of a resource run as, or that run with what they hold."""
        if resource in {"secrets", "configmaps"}:
            yield from self.readers(resource, scope, names)
        elif resource == "pods":
            wanted = set(names)
            for workload in self._within(scope):
                if workload.kind == "Pod" and workload.name in wanted:
                    yield account_name(workload.namespace, workload.account)

    def readers(self, resource: str, scope: Scope, names: Iterable[str]) -> Iterator[str]:
        """Yields the accounts of the workloads that read Secrets or ConfigMaps: those named, or any without names."""
        wanted = set(names)
        for workload in self._within(scope):
            read = workload.secrets if resource == "secrets" else workload.settings
            if not wanted.isdisjoint(read) or (not wanted and read):
                yield account_name(workload.namespace, workload.account)

    def _within(self, scope: Scope) -> Iterator[Workload]:
        return (each for each in self.cluster.workloads if scope in ("", each.namespace))

    def rules_of(self, role: str, *, of_cluster: bool, scope: Scope) -> tuple[Rule, ...] | None:
        """Returns the rules of a role by its name, or None where the input does not have it."""
        return self.rights.authorizer.rules(Binding("", "" if of_cluster else scope, role, of_cluster, ()))

    @staticmethod
    def covered(caller: Rights, scope: Scope, rules: Iterable[Rule]) -> bool:
        """Tells whether a caller holds all of some rules already where it could bind them."""
        return caller.is_master or covers(caller.grants, ((scope, rule) for rule in rules))
