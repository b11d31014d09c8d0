"""Gives the principals of one cluster names of their own, where several clusters are joined."""

from dataclasses import replace

from agent_identity.permissions.analysis import Analysed
from agent_identity.permissions.graph import Graph


def renamed(part: Analysed, prefix: str) -> Analysed:
    """Returns the same with a prefix before the name of each principal and group of the graph."""
    graph = Graph()
    for edges, kept in ((part.graph.into, graph.into), (part.graph.onto, graph.onto)):
        for target, sources in edges.items():
            kept[prefix + target] = {prefix + source: rule for source, rule in sources.items()}
    for member, groups in part.graph.memberships.items():
        graph.memberships[prefix + member] = {prefix + group for group in groups}
    return Analysed(
        part.cloud,
        {prefix + principal: agent for principal, agent in part.agents.items()},
        {
            prefix + principal: tuple(
                replace(each, principal=prefix + each.principal, target=each.target and prefix + each.target)
                for each in found
            )
            for principal, found in part.findings.items()
        },
        graph,
        tuple(f"{prefix.rstrip('/')}: {line}" for line in part.assumptions),
    )
