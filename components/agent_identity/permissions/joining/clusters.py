"""From a cluster's service accounts into clouds, and from clouds into a cluster.

A service account becomes a role whose trust believes its cluster's issuer
(https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html), or the member that the workload
identity of a GKE cluster makes of it
(https://cloud.google.com/kubernetes-engine/docs/concepts/workload-identity). A role of the cloud becomes the user and
the groups that the cluster's `aws-auth` gives it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from agent_identity.permissions.aws import federation
from agent_identity.permissions.aws.federation import Federated
from agent_identity.permissions.aws.model import World
from agent_identity.permissions.findings import Because
from agent_identity.permissions.kubernetes import cloud_settings
from agent_identity.permissions.kubernetes.model import Cluster
from agent_identity.permissions.kubernetes.requests import ACCOUNT
from agent_identity.permissions.logic import Truth

TO_AWS: Final = "federation-kubernetes-aws"
TO_GCP: Final = "federation-kubernetes-gcp"
FROM_AWS: Final = "federation-aws-kubernetes"

_GKE: Final = (
    re.compile(r"serviceaccount:(.+)\.svc\.id\.goog\[([^/]+)/([^\]]+)\]", re.IGNORECASE),
    re.compile(r"principal://iam\.googleapis\.com/projects/[^/]+/locations/global/workloadIdentityPools/"
               r"(.+)\.svc\.id\.goog/subject/ns/([^/]+)/sa/(.+)"),
)  # fmt: skip
_WILD: Final = "*?"


@dataclass(frozen=True, slots=True)
class Place:
    """One cluster of the input.

    Attributes:
        name: What it is called.
        issuer: The issuer of its tokens, without the scheme; "" where it is not known.
        cluster: What the input says of it.
        prefix: What stands before the names of its principals.
    """

    name: str
    issuer: str
    cluster: Cluster
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Crossing:
    """One way from a principal of one cloud to one of another.

    Attributes:
        source: Who goes it.
        target: Whom it leads to.
        rule: Which kind of way it is.
        truth: YES, or UNKNOWN where the issuer is not known.
        because: The line that allows it.
        said: The same in words.
    """

    source: str
    target: str
    rule: str
    truth: Truth
    because: Because
    said: str


def into_aws(place: Place, accounts: Iterable[str], world: World) -> Iterator[Crossing]:
    """Yields who of a cluster becomes which role of an account.

    Args:
        place: The cluster.
        accounts: Its service accounts, by their names in reports without a prefix.
        world: The account.
    """
    known = tuple(accounts)
    among = frozenset(known)
    for role in world.principals.values():
        for federated in federation.trusts(role):
            sure = bool(place.issuer)
            if sure and federated.issuer.rstrip("/") != place.issuer:
                continue
            if not sure and not _is_of_a_cluster(federated):
                continue
            for account in _candidates(federated, known, among):
                truth = federated.admits(account)
                if truth is Truth.NO:
                    continue
                statement = federated.statement
                yield Crossing(
                    place.prefix + account,
                    role.arn,
                    TO_AWS,
                    truth if sure else Truth.UNKNOWN,
                    Because("trust", role.name, statement.index, statement.sid),
                    f"the trust of {role.arn} lets in its tokens by the issuer {federated.issuer}",
                )


def _candidates(federated: Federated, accounts: tuple[str, ...], among: frozenset[str]) -> Iterable[str]:
    """Returns the accounts that can be meant: those named, or all where a pattern names them."""
    named = federated.subjects()
    if named is None or any(character in name for name in named for character in _WILD):
        return accounts
    return sorted(among.intersection(named))


def _is_of_a_cluster(federated: Federated) -> bool:
    """Tells whether a trust may be in a cluster's issuer: it asks for service accounts, or EKS is the issuer."""
    named = federated.subjects() or ()
    return federated.issuer.startswith("oidc.eks.") or any(name.startswith(ACCOUNT) for name in named)


def from_aws(place: Place, roles: Mapping[str, object]) -> Iterator[Crossing]:
    """Yields which role or user of an account becomes whom in a cluster, by its ConfigMap aws-auth."""
    for entry in cloud_settings.entries(place.cluster):
        if entry.arn in roles:
            for name in entry.names:
                yield Crossing(
                    entry.arn,
                    place.prefix + name,
                    FROM_AWS,
                    Truth.YES,
                    Because("settings", "kube-system/aws-auth", entry.index, None, None, place.name),
                    f"aws-auth of the cluster {place.name} makes {entry.arn} {name}",
                )


def into_gcp(place: Place, members: Iterable[str]) -> Iterator[Crossing]:
    """Yields which service account of a cluster is which member in Google Cloud."""
    for member in members:
        for pattern in _GKE:
            found = pattern.fullmatch(member)
            if found is None:
                continue
            project = f"/projects/{found[1]}/"
            if place.issuer and project.lower() not in f"/{place.issuer}/".lower():
                continue
            yield Crossing(
                f"{place.prefix}{ACCOUNT}{found[2]}:{found[3]}",
                member,
                TO_GCP,
                Truth.YES if place.issuer else Truth.UNKNOWN,
                Because("binding", member),
                f"workload identity of the project {found[1]} makes it {member}",
            )
