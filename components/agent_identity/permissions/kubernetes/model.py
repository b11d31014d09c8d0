"""What an input says of a cluster: roles, and who is bound to them where."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Scope = str
"""A namespace; "" for the whole cluster."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a role: verbs on resources, or on paths.

    Attributes:
        verbs: Verbs, `*` for every one.
        groups: API groups, "" for the core, `*` for every one.
        resources: Plural names, `pods/exec` for a subresource, `*/scale` for one of everything, `*` for everything.
        names: The only names that it is about; none: all of them, and what has no name yet.
        paths: Paths that are no resources, `*` at the end for all below.
    """

    verbs: tuple[str, ...]
    groups: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Role:
    """A Role or ClusterRole.

    Attributes:
        name: Its name.
        namespace: Its namespace; "" for a ClusterRole.
        rules: Its rules.
        labels: Its labels, by which other roles take it up.
        takes_up: Label selectors of the ClusterRoles whose rules it takes up, each by exact labels.
    """

    name: str
    namespace: Scope
    rules: tuple[Rule, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    takes_up: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a binding is for.

    Attributes:
        kind: Which of the three.
        name: The name of the user, the group, or the service account with its namespace: `NS:NAME`.
    """

    kind: Literal["User", "Group", "ServiceAccount"]
    name: str


@dataclass(frozen=True, slots=True)
class Binding:
    """A RoleBinding or ClusterRoleBinding.

    Attributes:
        name: Its name.
        namespace: Where it holds; "" for everywhere.
        role: The name of the role that it grants.
        cluster_role: Whether that is a ClusterRole.
        subjects: Whom it is for.
    """

    name: str
    namespace: Scope
    role: str
    cluster_role: bool
    subjects: tuple[Subject, ...]


@dataclass(frozen=True, slots=True)
class Cluster:
    """All that an input says.

    Attributes:
        roles: Roles by namespace and name; ClusterRoles under "".
        bindings: All bindings.
    """

    roles: Mapping[tuple[Scope, str], Role] = field(default_factory=dict)
    bindings: tuple[Binding, ...] = ()
