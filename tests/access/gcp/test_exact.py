"""What is generated allows what was asked for, and nothing of anything else."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from agent_identity.access import AccessError
from agent_identity.access.gcp.kind import Kind
from agent_identity.access.gcp.kinds import KINDS
from agent_identity.access.gcp.table import permissions
from agent_identity.boundaries.gcp import denied_permissions
from agent_identity.boundaries.gcp_supported import as_in_roles
from tests.access.gcp.asking import PROJECT, plan
from tests.access.gcp.judge import allows, granted, judged_on

# Names of which some begin or end another: what a careless condition would take for the same.
NAMES = st.sampled_from(["aa", "aab", "baa", "aa-b", "aa_b", "a.a"])
PREFIXES = st.sampled_from(["", "in/", "in-", "in/a/", "inner/", 'in"quoted/', "in\\back/"])
DENIED = {form for name in denied_permissions() for form in as_in_roles(name)}


def concrete(resource: str) -> str:
    """Returns a resource that a name with a prefix stands for."""
    return f"{resource[:-1]}thing.pdf" if resource.endswith("*") else resource


@st.composite
def names(draw: st.DrawFn, kind: Kind) -> str:
    fields = [part.partition("}")[0] for part in kind.form.split("{")[1:]]
    fill = {
        "project": st.sampled_from([PROJECT, "agents-other"]),
        "location": st.sampled_from(["europe-west1", "us-east1"]),
        "prefix": PREFIXES,
        "object": st.sampled_from(["in/a.pdf", "in/a.pdf.gpg", "a.pdf"]),
        "database": st.sampled_from(["aa", "aab", "aa-b"]),
    }
    return kind.form.format_map({field: draw(fill.get(field, NAMES)) for field in fields})


@st.composite
def entries(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(KINDS))
    resource = draw(names(kind))
    if kind.reads and draw(st.booleans()):
        return {"read": [resource]}
    possible = sorted(kind.permissions - DENIED)
    return {
        "write": [resource],
        "operations": draw(st.lists(st.sampled_from(possible), min_size=1, max_size=4, unique=True)),
    }


def asked(entry: dict[str, Any]) -> tuple[str, set[str]]:
    resource = entry.get("write", entry.get("read"))[0]
    kind = next(kind for kind in KINDS if kind.values(resource))
    return resource, set(entry.get("operations") or kind.reads)


@settings(max_examples=300, deadline=None)
@given(st.lists(entries(), min_size=1, max_size=4), st.data())
def test_it_allows_what_was_asked_and_nothing_of_another_resource(
    wanted: list[dict[str, Any]], data: st.DataObject
) -> None:
    made = plan(*wanted, elsewhere=True).as_dict()
    requests = [asked(entry) for entry in wanted]
    for resource, operations in requests:
        for operation in operations:
            assert allows(made, operation, concrete(resource)), (operation, resource)
    kind = data.draw(st.sampled_from([kind for kind in KINDS if any(kind.values(name) for name, _ in requests)]))
    siblings = [data.draw(names(kind)) for _ in range(3)] + [name for name, _ in requests]
    for sibling in map(concrete, siblings):
        for permission in granted(made):
            if allows(made, permission, sibling):
                assert any(
                    permission in operations and covers(permission, name, sibling) for name, operations in requests
                ), (
                    permission,
                    sibling,
                )


def covers(permission: str, asked_for: str, resource: str) -> bool:
    """Tells whether a request for one name is one for another: the same, what it begins, what is in it."""
    if asked_for.endswith("*"):
        return judged_on(permission, resource).startswith(asked_for[:-1])
    inside = "/objects/" not in asked_for and resource.startswith(f"{asked_for}/")
    return inside or judged_on(permission, asked_for) == judged_on(permission, resource)


@settings(max_examples=100, deadline=None)
@given(st.lists(entries(), min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_requests_changes_nothing(wanted: list[dict[str, Any]], random: Any) -> None:
    first = json.dumps(plan(*wanted, elsewhere=True).as_dict())
    shuffled = [
        {
            **entry,
            **(
                {"operations": random.sample(entry["operations"], len(entry["operations"]))}
                if "operations" in entry
                else {}
            ),
        }
        for entry in random.sample(wanted, len(wanted))
    ]
    assert json.dumps(plan(*shuffled, elsewhere=True).as_dict()) == first


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(KINDS), st.data())
def test_nothing_that_is_generated_is_denied_or_guarded(kind: Kind, data: st.DataObject) -> None:
    operation = data.draw(st.sampled_from(sorted(permissions())))
    resource = data.draw(names(kind))
    try:
        made = plan({"write": [resource], "operations": [operation]}, elsewhere=True).as_dict()
    except AccessError:
        return
    held = granted(made)
    assert operation in held & kind.permissions
    assert not held & DENIED
    assert not [name for name in held if name.endswith(("setIamPolicy", "TagBinding"))]
