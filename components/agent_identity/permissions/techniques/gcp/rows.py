"""How a GCP technique is written down: short rows, with what most techniques of a kind have in common."""

from typing import Final

from agent_identity.permissions.techniques.model import Kind, Need, On, Technique, When

DOCS: Final = "https://cloud.google.com/"

YIELDS: Final = {
    Kind.PRINCIPAL: "more rights, or a guard less, for itself or for a principal of its choice",
    Kind.CREDENTIAL: "a credential of somebody else, or one that outlives the caller's own",
    Kind.HANDOVER: "code or calls that run as the service account that was handed over",
    Kind.HOST: "code or commands that run as the identity of somebody else's workload",
    Kind.POLICY: "whatever the resource's policy can give to anybody",
    Kind.GUARD: "actions that nobody sees or that no limit stops any longer",
}
"""What a technique of a kind yields, unless its row says more."""

FIX: Final = {
    Kind.PRINCIPAL: "leave principals, policies and trust to the pipeline that deploys them",
    Kind.CREDENTIAL: "grant the operation that the agent needs the credential for, to the agent itself",
    Kind.HANDOVER: "let the pipeline deploy it; grant the agent the call that uses it",
    Kind.HOST: "grant it on a host that runs as the agent's own identity, by its full name",
    Kind.POLICY: "leave policies to the pipeline; grant the agent the operation on the resource",
    Kind.GUARD: "leave logs, limits and detectors to the platform team",
}
"""How to do without a technique of a kind, unless its row says more."""


def need(on: On, permissions: str, unreported: str = "") -> Need:
    """Returns the need for any one of the permissions, which are written one after the other with spaces between."""
    return Need(tuple(permissions.split()), on, unreported=tuple(unreported.split()))


ACT_AS: Final = need(On.PRINCIPAL, "iam.serviceAccounts.actAs")
"""What it takes to attach a service account: https://cloud.google.com/iam/docs/service-accounts-actas."""


def row(
    name: str,
    kind: Kind,
    title: str,
    *needs: Need,
    why: str,
    source: str,
    yields: str = "",
    fix: str = "",
    when: When = When.ALWAYS,
) -> Technique:
    """Returns a technique. The source is the rest of an address at Google's documentation."""
    return Technique(
        id=f"gcp-{name}",
        cloud="gcp",
        kind=kind,
        title=title,
        needs=needs,
        yields=yields or YIELDS[kind],
        why=why,
        fix=fix or FIX[kind],
        source=source if source.startswith("https://") else DOCS + source,
        when=when,
    )


def handover(name: str, service: str, permissions: str, *, source: str, why: str = "") -> Technique:
    """Returns the technique of giving a service account to a service, which takes `iam.serviceAccounts.actAs` on it."""
    return row(
        name,
        Kind.HANDOVER,
        f"Hands a service account to {service}",
        need(On.ANY, permissions),
        ACT_AS,
        why=why or f"{service} works as the service account that the request names, or as the default one.",
        source=source,
    )
