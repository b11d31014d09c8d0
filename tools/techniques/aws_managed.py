"""Which techniques AWS's managed policies meet: a look at the data on techniques from outside.

`python -m tools.techniques.aws_managed` counts by technique; with names of policies, it says which each of them meets.
AWS's own readers and execution roles should meet none, and what AWS calls full access should meet some: a change in
either shows what a change of the data did. This goes by the names of actions, by whether a resource is a pattern from
its first letter on, and by Allow alone: it is no analysis, which also reads conditions, denials and trust.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from moto.iam.aws_managed_policies import aws_managed_policies_data

from agent_identity.permissions.patterns import compiled
from agent_identity.permissions.techniques import techniques_of
from agent_identity.permissions.techniques.model import On, Technique, When

_ARN_PARTS: Final = 6
_NAME_FIRST: Final = frozenset({"s3", "sns", "sqs"})
"""Services whose ARNs have no kind of resource before the name."""


@cache
def documents() -> Mapping[str, Any]:
    """Returns the document of every managed policy by its name, as moto ships them."""
    return {name: policy["Document"] for name, policy in json.loads(aws_managed_policies_data).items()}


def met(document: Mapping[str, Any]) -> list[Technique]:
    """Returns the techniques of which a document allows every need on something broad."""
    allowed = list(_allowed(document))
    known: dict[str, tuple[bool, bool]] = {}

    def holds(action: str, on: On) -> bool:
        if action not in known:
            found = [broad for allows, broad in allowed if allows(action.lower())]
            known[action] = (bool(found), any(found))
        return known[action][on not in {On.ANY, On.PRINCIPAL}]

    return [
        technique
        for technique in techniques_of("aws")
        if technique.when is When.ALWAYS
        and all(any(holds(action, need.on) for action in need.counted) for need in technique.needs)
    ]


def _allowed(document: Mapping[str, Any]) -> Iterator[tuple[Any, bool]]:
    for statement in _listed(document["Statement"]):
        if statement["Effect"] == "Allow":
            broad = "NotResource" in statement or any(map(_is_broad, _listed(statement.get("Resource", []))))
            if "Action" in statement:
                yield compiled(tuple(_listed(statement["Action"]))).match, broad
            else:
                left = compiled(tuple(_listed(statement["NotAction"])))
                yield (lambda action, left=left: not left.match(action)), broad


def _is_broad(resource: str) -> bool:
    parts = resource.split(":", _ARN_PARTS - 1)
    if len(parts) < _ARN_PARTS:
        return True
    name = parts[-1]
    if parts[2] not in _NAME_FIRST:
        name = name.partition("/" if "/" in name else ":")[2] or name
    return name.startswith("*")


def _listed(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else [value]


def main() -> None:
    """Prints the counts, or what the policies that are named meet."""
    parser = argparse.ArgumentParser(description="What AWS's managed policies meet.")
    parser.add_argument("names", nargs="*", help="policies to show; none: count over all")
    names = parser.parse_args().names
    if names:
        for name in names:
            print(f"{name}: {' '.join(technique.id for technique in met(documents()[name])) or 'none'}")
        return
    found = {name: met(document) for name, document in documents().items()}
    counts = Counter(technique.id for techniques in found.values() for technique in techniques)
    print(f"{len(found)} policies, {sum(map(bool, found.values()))} meet some technique")
    for rule, count in counts.most_common():
        print(f"{count:5} {rule}")


if __name__ == "__main__":
    main()
