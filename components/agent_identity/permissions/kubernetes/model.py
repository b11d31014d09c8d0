"""What an input says of a cluster: roles, who is bound to them where, what runs as whom, and what admission refuses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Scope = str
"""A namespace; "" for the whole cluster."""
Named = tuple[Scope, str]
"""An object's namespace and name."""


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
class Selector:
    """Which labels an object must have: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/.

    Attributes:
        labels: Labels that it has with these values.
        expressions: Of each a key, an operator (`In`, `NotIn`, `Exists`, `DoesNotExist`), and the values.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    expressions: tuple[tuple[str, str, tuple[str, ...]], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it selects everything."""
        return not self.labels and not self.expressions

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Tells whether it selects an object with these labels."""
        return self.labels.items() <= labels.items() and all(
            _holds(labels.get(key), operator, values) for key, operator, values in self.expressions
        )


def _holds(value: str | None, operator: str, values: tuple[str, ...]) -> bool:
    if operator in ("Exists", "DoesNotExist"):
        return (value is not None) is (operator == "Exists")
    # What lacks the label is not in any list, which is what NotIn asks.
    return (value in values) is (operator == "In")


@dataclass(frozen=True, slots=True)
class Role:
    """A Role or ClusterRole.

    Attributes:
        name: Its name.
        namespace: Its namespace; "" for a ClusterRole.
        rules: Its rules.
        labels: Its labels, by which other roles take it up.
        takes_up: Selectors of the ClusterRoles whose rules it takes up.
    """

    name: str
    namespace: Scope
    rules: tuple[Rule, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    takes_up: tuple[Selector, ...] = ()


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

    @property
    def label(self) -> str:
        """How answers call it."""
        return f"{self.namespace}/{self.name}" if self.namespace else self.name


@dataclass(frozen=True, slots=True)
class Workload:
    """Something that runs pods, or a pod.

    Attributes:
        kind: Its kind.
        namespace: Its namespace.
        name: Its name.
        account: Name of the service account that its pods run as.
        secrets: Names of the Secrets that its pods read.
        settings: Names of the ConfigMaps that its pods read.
    """

    kind: str
    namespace: str
    name: str
    account: str
    secrets: frozenset[str] = frozenset()
    settings: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Match:
    """Which requests an admission policy, or its binding, is about.

    Attributes:
        rules: Resource rules as the API has them; None: whatever the policy is about.
        excluded: Resource rules that are left out.
        namespaces: Which namespaces, by their labels.
        objects: Which objects, by their labels.
    """

    rules: tuple[Mapping[str, Any], ...] | None = None
    excluded: tuple[Mapping[str, Any], ...] = ()
    namespaces: Selector = field(default_factory=Selector)
    objects: Selector = field(default_factory=Selector)


@dataclass(frozen=True, slots=True)
class AdmissionPolicy:
    """A ValidatingAdmissionPolicy that refuses what it cannot judge.

    https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/

    Attributes:
        name: Its name.
        match: Which requests it is about.
        conditions: Expressions that must all hold for a request to be judged.
        variables: Names and expressions, each of which may use those before it.
        validations: Expressions that must all hold for a request to be let in.
        parameters: Whether it takes parameters.
    """

    name: str
    match: Match = field(default_factory=Match)
    conditions: tuple[str, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
    validations: tuple[str, ...] = ()
    parameters: bool = False


@dataclass(frozen=True, slots=True)
class PolicyBinding:
    """A ValidatingAdmissionPolicyBinding that denies.

    Attributes:
        name: Its name.
        policy: Name of the policy that it puts to use.
        match: What it narrows the policy to.
    """

    name: str
    policy: str
    match: Match = field(default_factory=Match)


@dataclass(frozen=True, slots=True)
class Cluster:
    """All that an input says.

    Attributes:
        roles: Roles by namespace and name; ClusterRoles under "".
        bindings: All bindings.
        accounts: Labels and annotations of each service account.
        workloads: All that runs pods.
        token_secrets: Of each Secret that holds a service account's token, the account's name.
        namespaces: Labels of each namespace.
        policies: Enforced admission policies by name.
        policy_bindings: What puts them to use.
        settings: Data of the ConfigMaps that grant cloud identities access to the cluster.
        assumptions: What was passed over.
    """

    roles: Mapping[Named, Role] = field(default_factory=dict)
    bindings: tuple[Binding, ...] = ()
    accounts: Mapping[Named, Mapping[str, str]] = field(default_factory=dict)
    workloads: tuple[Workload, ...] = ()
    token_secrets: Mapping[Named, str] = field(default_factory=dict)
    namespaces: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    policies: Mapping[str, AdmissionPolicy] = field(default_factory=dict)
    policy_bindings: tuple[PolicyBinding, ...] = ()
    settings: Mapping[Named, Mapping[str, str]] = field(default_factory=dict)
    assumptions: tuple[str, ...] = ()
