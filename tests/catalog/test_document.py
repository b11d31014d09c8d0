import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_identity.catalog.document import MAX_DEPTH, parse
from agent_identity.catalog.problems import CatalogError


def refused(text):
    with pytest.raises(CatalogError) as raised:
        parse(text, "f.yaml")
    return raised.value.problems[-1]


def test_values_and_their_places():
    document = parse("a: 1\nb:\n  - x\n  - {c: 'y'}\n", "f.yaml")
    assert document.root == {"a": 1, "b": ["x", {"c": "y"}]}
    assert document.place(("a",)) == (1, 4)
    assert document.place(("a",), of_key=True) == (1, 1)
    assert document.place(("b", 1, "c")) == (4, 9)
    assert document.place(("b", 1, "missing", "deeper")) == (4, 5)
    assert document.has(("b", 1, "c"))
    assert not document.has(("b", 2))


def test_plain_scalars_follow_the_core_schema_and_keep_what_would_change():
    text = (
        "[yes, no, on, 010, 06:30, 2026-01-31, 1e999, 12e4, .5, -0, 0x10,"
        " ~, null, true, 123456789012345678901, !!str 1, '1']"
    )
    assert parse(text, "f").root == [
        "yes", "no", "on", "010", "06:30", "2026-01-31", "1e999", "12e4", 0.5, 0, "0x10",
        None, None, True, "123456789012345678901", "1", "1",
    ]  # fmt: skip


def test_duplicate_keys_name_both_lines_and_the_rest_is_read():
    document = parse("a: 1\nb: 2\na: 3\n", "f.yaml")
    assert document.root == {"a": 1, "b": 2}
    [problem] = document.problems
    assert (problem.line, problem.pointer) == (3, "/a")
    assert "first at line 1" in problem.found


def test_a_merged_value_stands_where_its_anchor_does():
    document = parse("x: &x\n  a: 1\n  b: 2\ny:\n  <<: *x\n  b: 3\n", "f.yaml")
    assert document.root["y"] == {"a": 1, "b": 3}
    assert document.place(("y", "a")) == (2, 6)
    assert document.place(("y", "b")) == (6, 6)


def test_a_quoted_merge_key_is_a_key_like_any_other():
    assert parse("'<<': 1\n", "f").root == {"<<": 1}


@pytest.mark.parametrize(
    ("text", "found", "place"),
    [
        ("a: &a [*a]\n", "inside its own anchor &a of line 1", (1, 8)),
        ("a: &a {b: {<<: *a}}\n", "inside its own anchor", (1, 16)),
        ("a: *b\n", "which nothing above it defines", (1, 4)),
        ("a: 1\n---\nb: 2\n", "a second YAML document", (2, 1)),
        ("a: !!python/object/apply:os.system [id]\n", "!!python/object/apply:os.system", (1, 4)),
        ("a: !secret x\n", "'!secret'", (1, 4)),
        ("[a]: 1\n", "as a key", (1, 1)),
        ("a:\n\t- b\n", "cannot start any token", (2, 1)),
        ('a: "b', "unexpected end of stream", (1, 6)),
        ("a: b: c\n", "mapping values are not allowed", (1, 5)),
        ("a: \x00\n", "U+0000", (1, 4)),
        ("[" * (MAX_DEPTH + 1), f"more than {MAX_DEPTH} levels", (1, MAX_DEPTH + 1)),
    ],
)
def test_what_is_no_plain_yaml_is_refused_with_its_place(text, found, place):
    problem = refused(text)
    assert found in problem.found
    assert (problem.line, problem.column) == place


def test_deep_nesting_and_alias_bombs_end_at_once():
    assert "nest" in refused("[" * 200_000).found
    bomb = ["x0: &x0 [a, a, a, a, a, a, a, a, a, a]"]
    bomb += [f"x{i}: &x{i} [{', '.join([f'*x{i - 1}'] * 10)}]" for i in range(1, 30)]
    problem = refused("\n".join(bomb))
    assert "once aliases are expanded" in problem.found
    assert problem.pointer.startswith("/x6")


def test_merging_is_counted_too():
    lines = ["x0: &x0 {" + ", ".join(f"k{i}: 1" for i in range(2000)) + "}"]
    lines += [f"m{i}: {{<<: *x0}}" for i in range(1200)]
    assert "once aliases are expanded" in refused("\n".join(lines)).found


_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@given(_values, st.sampled_from([True, False, None]))
@settings(max_examples=300, deadline=None)
def test_what_pyyaml_writes_is_read_back(value, flow):
    text = yaml.safe_dump(value, default_flow_style=flow)
    assert parse(text, "f").root == value


@given(_values)
@settings(max_examples=200, deadline=None)
def test_every_value_has_the_place_where_its_text_stands(value):
    text = yaml.safe_dump({"root": value}, default_flow_style=False)
    lines = text.splitlines()
    document = parse(text, "f")

    def visit(path, inner):
        line, column = document.place(path)
        assert 1 <= line <= len(lines) + 1
        if isinstance(inner, bool):
            assert lines[line - 1][column - 1 :].startswith(str(inner).lower())
        items = inner.items() if isinstance(inner, dict) else enumerate(inner) if isinstance(inner, list) else ()
        for key, below in items:
            assert document.has((*path, key))
            visit((*path, key), below)

    visit(("root",), document.root["root"])
