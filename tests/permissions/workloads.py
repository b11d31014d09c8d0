"""The corpus of ordinary agents: what must still work under each boundary class."""

from dataclasses import dataclass
from pathlib import Path

import yaml

CORPUS = Path(__file__).with_name("corpus") / "aws"


@dataclass(frozen=True)
class Workload:
    """One ordinary agent: its boundary class, where it runs, and what it asks AWS for."""

    name: str
    boundary_class: str
    runtime: str
    source: str
    requests: tuple[tuple[str, str], ...]


def workloads() -> list[Workload]:
    """Returns every workload of the data files, in their order."""
    return [
        Workload(
            item["name"],
            item["class"],
            item.get("runtime", "ecs"),
            item["source"],
            tuple(tuple(request.split(" ", 1)) for request in item["requests"]),
        )
        for path in sorted(CORPUS.glob("*.yaml"))
        for item in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]
