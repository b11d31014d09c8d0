"""Conditions of role assignments: an assignment on a blob container, held to blobs by their paths.

The form: https://learn.microsoft.com/azure/role-based-access-control/conditions-format. What a condition knows of a
request: https://learn.microsoft.com/azure/storage/blobs/storage-auth-abac-attributes. Listing is judged by the prefix
that the request asks for, everything else by the blob's own path. Each operation that is held has a clause; an
operation without one is not held.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from agent_identity.access.azure.kinds import BLOBS, PREFIX_READ

VERSION: Final = "2.0"
"""The version of the language, which Azure wants beside each condition."""

MOST_CHARACTERS: Final = 8192
"""Characters of one condition: https://learn.microsoft.com/azure/role-based-access-control/conditions-overview#limits."""


def condition(paths: Mapping[str, frozenset[tuple[str, bool]]]) -> str:
    """Returns the condition that holds operations to paths.

    Args:
        paths: By operation, which paths it may act on: each with whether it is only a beginning.
    """
    alike: dict[frozenset[tuple[str, bool]], list[str]] = defaultdict(list)
    for operation, held in paths.items():
        alike[held].append(operation)
    clauses = []
    for held, operations in sorted(alike.items(), key=lambda item: sorted(item[1])):
        reads = PREFIX_READ in operations
        actions = [_action(name) for name in sorted(operations) if name != PREFIX_READ]
        if reads:
            actions.insert(0, f"!(ActionMatches{{'{PREFIX_READ}'}} AND NOT SubOperationMatches{{'Blob.List'}})")
            clauses.append(
                _clause(
                    [f"!(ActionMatches{{'{PREFIX_READ}'}} AND SubOperationMatches{{'Blob.List'}})"],
                    f"@Request[{BLOBS}:prefix]",
                    # A list by the name of one blob shows every blob whose name begins so: then there is no listing.
                    frozenset(item for item in held if item[1]),
                )
            )
        clauses.append(_clause(actions, f"@Resource[{BLOBS}:path]", held))
    return " AND ".join(clauses)


def _action(name: str) -> str:
    return f"!(ActionMatches{{'{name}'}})"


def _clause(actions: list[str], attribute: str, held: frozenset[tuple[str, bool]]) -> str:
    tests = [
        f"{attribute} {'StringStartsWith' if prefix else 'StringEquals'} '{path}'" for path, prefix in sorted(held)
    ]
    either = f" OR ({' OR '.join(tests)})" if tests else ""
    return f"(({' AND '.join(actions)}){either})"
