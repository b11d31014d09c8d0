"""The Kubernetes boundary as a component: admission policies, their bindings, and the namespaces that they select."""

from typing import Final, NotRequired, TypedDict

import pulumi
from pulumi_kubernetes.admissionregistration.v1 import ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding
from pulumi_kubernetes.core.v1 import Namespace

from agent_identity.boundaries import kubernetes
from agent_identity.boundaries.classes import DEFAULT
from agent_identity.construction import BoundaryRef, Checks, claim, provider_of
from agent_identity.kubernetes.namespaces import check_namespace


class KubernetesBoundaryArgs(TypedDict):
    """Which boundary to deploy."""

    environment: NotRequired[str]
    """The environment whose agents it bounds; the stack's name by default."""
    boundary_class: NotRequired[str]
    """`standard` (default) or `restricted`."""
    namespaces: NotRequired[list[str]]
    """Namespaces to make for agents of this class, each named `agents-…`; none by default."""


_DEFAULTS: Final[KubernetesBoundaryArgs] = {}


class KubernetesBoundary(pulumi.ComponentResource):
    """Admission policies that refuse what would raise an agent (requirement P3-2)."""

    ref: BoundaryRef
    """What an identity takes as its `boundary`."""
    namespaces: list[str]
    """The namespaces that it made."""

    def __init__(
        self, name: str, args: KubernetesBoundaryArgs = _DEFAULTS, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Deploys the boundary.

        Raises:
            RefusedError: When an argument is not valid, or the program has this boundary already.
        """
        checks = Checks("kubernetes.Boundary", name)
        checks.fields(args, KubernetesBoundaryArgs)
        environment = args.get("environment") or pulumi.get_stack()
        class_name = args.get("boundary_class", DEFAULT)
        checks.boundary_class(class_name)
        self.namespaces = list(args.get("namespaces", []))
        for namespace in self.namespaces:
            check_namespace(checks, namespace, "namespaces")
        super().__init__(
            "agent-identity:index:KubernetesBoundary",
            name,
            {"boundary_class": class_name, "environment": environment},
            opts,
        )
        claim(
            checks,
            f"the {class_name} boundary of {environment!r} is one a cluster",
            "kubernetes-boundary",
            class_name,
            environment,
            str(id(provider_of(opts, "kubernetes"))),
        )
        checks.refuse()
        made = self._deploy(name, class_name, environment)
        reference = boundary_ref(class_name, environment)
        urn = pulumi.Output.all(*(item.urn for item in made)).apply(lambda urns: str(urns[0]))
        self.ref = BoundaryRef(**reference, urn=urn)
        self.register_outputs({"ref": reference, "namespaces": self.namespaces})

    def _deploy(self, name: str, class_name: str, environment: str) -> list[pulumi.Resource]:
        child = pulumi.ResourceOptions(parent=self)
        made: list[pulumi.Resource] = []
        for item in kubernetes.manifests(class_name, environment):
            key = item["metadata"]["annotations"][kubernetes.KEY_ANNOTATION]
            if item["kind"] == "ValidatingAdmissionPolicy":
                made.append(
                    ValidatingAdmissionPolicy(f"{name}-{key}", metadata=item["metadata"], spec=item["spec"], opts=child)
                )
            else:
                after = pulumi.ResourceOptions(parent=self, depends_on=[made[-1]])
                made.append(
                    ValidatingAdmissionPolicyBinding(
                        f"{name}-{key}", metadata=item["metadata"], spec=item["spec"], opts=after
                    )
                )
        labels = kubernetes.namespace_labels(class_name, environment)
        made.extend(
            Namespace(f"{name}-{namespace}", metadata={"name": namespace, "labels": labels}, opts=child)
            for namespace in self.namespaces
        )
        return made


def boundary_ref(class_name: str, environment: str) -> BoundaryRef:
    """Returns the reference of a boundary that another stack deploys.

    Raises:
        ValueError: When there is no class of this name.
    """
    return {
        "cloud": "kubernetes",
        "boundary_class": class_name,
        "environment": environment,
        "id": kubernetes.boundary_name(class_name, environment),
    }
