"""How a Kubernetes technique is written down, and what several of them name."""

from collections.abc import Iterable
from itertools import product
from typing import Final

from agent_identity.permissions.techniques.model import Kind, Need, On, Technique

DOCS: Final = "https://kubernetes.io/docs/"
GOOD_PRACTICE: Final = "concepts/security/rbac-good-practices/"
RBAC: Final = "rbac.authorization.k8s.io"
CERTIFICATES: Final = "certificates.k8s.io"
ADMISSION: Final = "admissionregistration.k8s.io"
CHANGES: Final = "create patch update"
ALL_WRITES: Final = "create delete deletecollection patch update"

ROLES: Final = f"{RBAC}/roles {RBAC}/clusterroles"
BINDINGS: Final = f"{RBAC}/rolebindings {RBAC}/clusterrolebindings"
REQUESTS: Final = f"{CERTIFICATES}/certificatesigningrequests"
WORKLOADS: Final = (
    "/replicationcontrollers apps/daemonsets apps/deployments apps/replicasets apps/statefulsets batch/cronjobs"
    " batch/jobs"
)


def need(verbs: str, resources: str, on: On = On.ANY, *, unreported: tuple[str, str] = ("", "")) -> Need:
    """Returns the need for any of the verbs on any of the resources, each written with spaces between.

    Args:
        verbs: The verbs.
        resources: The resources.
        on: What the permission must reach.
        unreported: Verbs and resources of those that a boundary denies and an analysis does not report.
    """
    return Need(_pairs(verbs, resources), on, unreported=_pairs(*unreported))


def _pairs(verbs: str, resources: str) -> tuple[str, ...]:
    return tuple(f"{verb} {resource}" for resource, verb in product(resources.split(), verbs.split()))


def row(
    name: str, kind: Kind, title: str, needs: Iterable[Need], *, yields: str, why: str, fix: str, source: str
) -> Technique:
    """Returns a technique. The source is the rest of an address at Kubernetes' documentation."""
    return Technique(f"kubernetes-{name}", "kubernetes", kind, title, tuple(needs), yields, why, fix, DOCS + source)


PIPELINE: Final = "leave it to the pipeline that deploys agents"
PLATFORM: Final = "leave it to the platform team"
