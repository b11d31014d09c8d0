"""Whatever the bytes, a catalog is read or refused with problems; never a traceback, never a hang."""

from pathlib import Path

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from agent_identity.catalog import Catalog, CatalogError, loads
from agent_identity.catalog.reading import decode

ROOT = Path(__file__).resolve().parents[2]
GOOD = (ROOT / "stacks" / "agents.yaml").read_bytes()
WORDS = [
    "version", "environment", "defaults", "targets", "placement", "agents", "type", "team", "runtimes", "runtime",
    "target", "cloud", "account", "quotas", "credentials", "fleet", "schedule", "days", "hours", "source_networks",
    "retired", "boundary", "grants", "aws", "gcp", "ecs", "prod", "x-a", "roles", "in_use", "name", "<<", "timezone",
]  # fmt: skip


def outcome(data):
    try:
        return loads(decode(data, "f.yaml"), "f.yaml")
    except CatalogError as error:
        refused = error
    assert refused.problems
    for problem in refused.problems:
        assert len(str(problem).splitlines()) == 1
        assert problem.line >= 0
        assert problem.found
        assert problem.expected
    return refused


_scalars = st.sampled_from(WORDS) | st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
_trees = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=6),
    max_leaves=30,
)


@given(st.binary(max_size=200))
@settings(max_examples=400, deadline=None)
@example(b"\xff\xfe")
@example(b"%YAML 9.9\n---\n")
@example(b"? [a]\n: b\n")
@example(b"a: !<tag:yaml.org,2002:int> x\n")
@example(b'a: "\\ud800"\n')
@example(b"? ? ? a\n")
@example(b"&a *a : b\n")
@example(b"<<: 5\n")
@example(b"{<<: [*x]}")
def test_random_bytes(data):
    outcome(data)


@given(st.text(alphabet="abx:-?&*!|>'\"%@`{}[],#<~ \n\t0159\\", max_size=120))
@settings(max_examples=600, deadline=None)
def test_random_yaml_like_text(text):
    outcome(text.encode())


@given(_trees)
@settings(max_examples=500, deadline=None)
def test_random_trees_of_known_words(tree):
    outcome(yaml.safe_dump(tree, allow_unicode=True).encode())


@given(
    st.dictionaries(st.sampled_from(["version", "environment", "defaults", "targets", "placement", "agents"]), _trees)
)
@settings(max_examples=500, deadline=None)
def test_random_sections(root):
    outcome(yaml.safe_dump({"version": 1, **root}, allow_unicode=True).encode())


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 40), st.binary(max_size=6))
@settings(max_examples=500, deadline=None)
def test_a_good_catalog_with_a_part_replaced(start, length, instead):
    result = outcome(GOOD[:start] + instead + GOOD[start + length :])
    assert isinstance(result, Catalog | CatalogError)


@given(st.integers(0, len(GOOD)))
@settings(max_examples=150, deadline=None)
def test_a_truncated_catalog(end):
    outcome(GOOD[:end])
