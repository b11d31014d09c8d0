"""Who can become whom: the shortest ways, over groups too, which no path shows."""

import random

from agent_identity.permissions.graph import Graph


def steps(graph: Graph, *targets: str) -> dict[str, list[tuple[str, str]]]:
    return {path.source: [(step.rule, step.principal) for step in path.steps] for path in graph.paths_to(targets)}


def test_a_group_stands_for_its_members() -> None:
    graph = Graph()
    graph.reach("start", "all of them", "rule")
    graph.put("all of them", "middle")
    graph.put("all of them", "other")
    graph.add("middle", "boss", "last")
    assert steps(graph, "boss") == {"middle": [("last", "boss")], "start": [("rule", "middle"), ("last", "boss")]}


def test_groups_say_the_same_as_edges_to_each_member() -> None:
    chosen = random.Random(7)
    names = [f"p{number}" for number in range(30)]
    grouped, plain = Graph(), Graph()
    for group in range(8):
        members = chosen.sample(names, 5)
        for member in members:
            grouped.put(f"g{group}", member)
        for source in chosen.sample(names, 3):
            grouped.reach(source, f"g{group}", "rule")
            for member in members:
                plain.add(source, member, "rule")
    lengths = [{path.source: len(path.steps) for path in graph.paths_to(["p0", "p1"])} for graph in (grouped, plain)]
    assert lengths[0] == lengths[1] != {}


def test_graphs_are_joined_whole() -> None:
    one, other = Graph(), Graph()
    one.reach("start", "g", "rule")
    other.put("g", "boss")
    one.update(other)
    assert steps(one, "boss") == {"start": [("rule", "boss")]}
