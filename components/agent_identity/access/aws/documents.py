"""IAM policy documents from grants: exact, sorted, and within the limits of a role."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

INLINE_CHARACTERS: Final = 10_240
"""Size of all inline policies of one role together, white space not counted.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""
KEPT_FREE: Final = 1_024
"""What is left of that for the inline policy by which an agent is cut off in an incident."""
MANAGED_CHARACTERS: Final = 6_144
"""Size of one managed policy, white space not counted; same page."""
MANAGED_POLICIES: Final = 10
"""Managed policies that one role takes by default; same page."""

Pair = tuple[str, str]
"""An action and a resource."""
Statement = dict[str, Any]


def statements(pairs: Iterable[Pair]) -> list[Statement]:
    """Returns Allow statements that grant each action on its own resource and nothing else, as few as that takes.

    Actions with the same resources share a statement, or resources with the same actions, whichever is the shorter
    text. A resource that another one of the same action covers is left out.
    """
    exact = _uncovered(set(pairs))
    by_resource = _grouped((resource, action) for action, resource in exact)
    by_action = _grouped(exact)
    forms = (
        [_statement(list(actions), resources) for actions, resources in by_resource.items()],
        [_statement(actions, list(resources)) for resources, actions in by_action.items()],
    )
    shortest = min(forms, key=size)
    return sorted(shortest, key=lambda item: (item["Action"], item["Resource"]))


def document(items: Iterable[Statement]) -> dict[str, Any]:
    """Returns the policy document of statements."""
    return {"Version": "2012-10-17", "Statement": list(items)}


def text(policy: Mapping[str, Any]) -> str:
    """Returns a document as it is deployed: JSON without white space."""
    return json.dumps(policy, separators=(",", ":"))


def size(items: Iterable[Statement]) -> int:
    """Returns the size of a document of these statements, in characters without white space, as IAM counts."""
    return len(text(document(items)))


def split(items: Iterable[Statement]) -> list[list[Statement]]:
    """Returns the statements of each managed policy, in order, each policy filled before the next is begun."""
    policies: list[list[Statement]] = [[]]
    for item in items:
        for piece in _small(item):
            rest = piece["Resource"]
            while rest:
                taken = _room(policies[-1], piece["Action"], rest)
                if taken:
                    policies[-1].append(_statement(piece["Action"], rest[:taken]))
                    rest = rest[taken:]
                if rest:
                    policies.append([])
    return policies


def _room(policy: list[Statement], actions: list[str], resources: list[str]) -> int:
    """Returns how many of the resources still fit into a policy."""
    low, high = 0, len(resources)
    while low < high:
        middle = (low + high + 1) // 2
        if size([*policy, _statement(actions, resources[:middle])]) <= MANAGED_CHARACTERS:
            low = middle
        else:
            high = middle - 1
    return low


def _small(item: Statement) -> Iterator[Statement]:
    """Yields statements of so few actions that each fits into a policy with any one of its resources."""
    actions, resources = item["Action"], item["Resource"]
    longest = max(resources, key=lambda resource: len(json.dumps(resource)))
    if size([_statement(actions, [longest])]) <= MANAGED_CHARACTERS or len(actions) == 1:
        yield item
        return
    half = len(actions) // 2
    for part in (actions[:half], actions[half:]):
        yield from _small(_statement(part, resources))


def _statement(actions: list[str], resources: list[str]) -> Statement:
    services = sorted({action.partition(":")[0] for action in actions})
    label = "".join(word.title() for word in services[0].split("-")) if len(services) == 1 else "Access"
    digest = hashlib.sha256("\n".join((*actions, *resources)).encode()).hexdigest()[:8]
    return {"Sid": f"{label}{digest}", "Effect": "Allow", "Action": actions, "Resource": resources}


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, ...], list[str]]:
    """Returns, by the sorted second halves that a first half has, the sorted first halves that have these."""
    seconds: dict[str, set[str]] = {}
    for first, second in pairs:
        seconds.setdefault(first, set()).add(second)
    groups: dict[tuple[str, ...], list[str]] = {}
    for first in sorted(seconds):
        groups.setdefault(tuple(sorted(seconds[first])), []).append(first)
    return groups


def _uncovered(pairs: set[Pair]) -> set[Pair]:
    """Returns the pairs without those of which a prefix of the same action is granted."""
    prefixes = {(action, resource[:-1]) for action, resource in pairs if resource[-1] == "*" and "?" not in resource}
    lengths = sorted({len(prefix) for _, prefix in prefixes})
    return {
        (action, resource)
        for action, resource in pairs
        if not any(
            (action, resource[:end]) in prefixes and resource != f"{resource[:end]}*"
            for end in lengths
            if end < len(resource)
        )
    }
