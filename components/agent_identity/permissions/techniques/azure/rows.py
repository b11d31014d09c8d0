"""How an Azure technique is written down: short rows, with what most techniques of a kind have in common."""

from typing import Final

from agent_identity.permissions.techniques.model import Kind, Need, On, Plane, Technique, When

DOCS: Final = "https://learn.microsoft.com/"

YIELDS: Final = {
    Kind.PRINCIPAL: "more rights, or a guard less, for itself or for a principal of its choice",
    Kind.CREDENTIAL: "a key, token or signed address of somebody else, or one that outlives the caller's own",
    Kind.HANDOVER: "code or calls that run as the managed identity that was handed over",
    Kind.HOST: "code or commands that run as the identity of somebody else's workload",
    Kind.POLICY: "whatever the resource's own access rules can give to anybody",
    Kind.GUARD: "actions that nobody sees or that no limit stops any longer",
}
"""What a technique of a kind yields, unless its row says more."""

FIX: Final = {
    Kind.PRINCIPAL: "leave principals, roles and policies to the pipeline that deploys them",
    Kind.CREDENTIAL: "use the agent's own identity with a data action on the resource, and switch shared keys off",
    Kind.HANDOVER: "let the pipeline deploy it; grant the agent the call that uses it",
    Kind.HOST: "grant it on a host that runs as the agent's own identity, by its full id",
    Kind.POLICY: "leave access rules to the pipeline; grant the agent a data action on the resource",
    Kind.GUARD: "leave logs, limits and detectors to the platform team",
}
"""How to do without a technique of a kind, unless its row says more."""


def need(on: On, actions: str, *, unreported: str = "") -> Need:
    """Returns the need for any one of the actions, written one after the other, with `Microsoft.` left out as `~`.

    Args:
        on: What it must be granted on.
        actions: The actions.
        unreported: Those of them that a boundary refuses and an analysis does not report.
    """
    return Need(_names(actions), on, unreported=_names(unreported))


def data(on: On, actions: str, *, unreported: str = "") -> Need:
    """Returns the same of data actions; those that are not reported are ones that every user of a service holds."""
    return Need(_names(actions), on, Plane.DATA, unreported=_names(unreported))


def graph(permissions: str) -> Need:
    """Returns the need for any one of the application permissions of Microsoft Graph."""
    return Need(tuple(permissions.split()), On.ANY, Plane.GRAPH)


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
    """Returns a technique. The source is the rest of an address at Microsoft Learn."""
    return Technique(
        id=f"azure-{name}",
        cloud="azure",
        kind=kind,
        title=title,
        needs=needs,
        yields=yields or YIELDS[kind],
        why=why,
        fix=fix or FIX[kind],
        source=DOCS + source,
        when=when,
    )


def _names(actions: str) -> tuple[str, ...]:
    return tuple(action.replace("~", "Microsoft.", 1) for action in actions.split())
