"""An agent's fields are checked, all of them in one go, in words a person can act on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_identity.agent import AgentError, AgentType

GOOD = {"type": "invoice-reader", "version": "2.3.1", "environment": "prod", "team": "payments"}


def problems(**changes: object) -> list[str]:
    fields = {key: value for key, value in (GOOD | changes).items() if value is not ...}
    with pytest.raises(AgentError) as caught:
        AgentType.parse(fields)
    return sorted(map(str, caught.value.problems))


def test_a_whole_agent_is_taken_as_given() -> None:
    agent = AgentType.parse(
        GOOD
        | {
            "function": "data-retrieval",
            "data_sensitivity": "pii",
            "schedule": {"days": ["mon", "fri"], "hours": "22:00-06:00", "timezone": "Europe/Berlin"},
            "source_networks": ["10.20.0.0/16", "2001:db8::/32"],
            "contact": "payments@example.com",
        }
    )
    assert agent.source_networks == ("10.20.0.0/16", "2001:db8::/32")
    assert agent.schedule is not None
    assert (agent.schedule.days, agent.schedule.hours) == (("mon", "fri"), "22:00-06:00")


def test_every_problem_is_reported_at_once() -> None:
    assert problems(type=..., version=2.3, team="Payments!", colour="red") == [
        "colour: is not a field here",
        (
            "team: found 'Payments!': expected lower-case letters, digits and single hyphens, beginning with a letter,"
            " like 'invoice-reader'"
        ),
        "type: is required",
        "version: found 2.3: expected text: a bare 2.3 is read as a number; put the version in quotes",
    ]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("type", "Invoice-Reader", "lower-case"),
        ("type", "invoice/reader", "lower-case"),
        ("type", "🤖🤖", "lower-case"),
        ("type", "a" * 500, "at most 63 characters"),
        ("type", "a", "at least 2 characters"),
        ("type", "a--b", "single hyphens"),
        ("type", None, "found NoneType"),
        ("version", "", "at least 1 character"),
        ("version", "1.0 beta", "letters, digits, dots"),
        ("environment", "e" * 25, "at most 24 characters"),
        ("function", "thinking", "data-retrieval"),
        ("data_sensitivity", "secret", "pii"),
        ("source_networks", ["10.20.0.1/16"], "has host bits set"),
        ("source_networks", ["everywhere"], "expected a network"),
        ("contact", "someone", "e-mail"),
        ("schedule", {"hours": "6-20"}, "06:00-20:00"),
        ("schedule", {"timezone": "Mars/Olympus"}, "IANA"),
        ("schedule", {"days": []}, "at least one day"),
        ("schedule", {"days": ["monday"]}, "'mon'"),
    ],
)
def test_a_bad_value_is_named_with_what_was_expected(field: str, value: object, words: str) -> None:
    [problem] = problems(**{field: value})
    assert problem.startswith(field)
    assert words in problem
    assert len(problem) < 250


@given(
    st.dictionaries(
        st.text(max_size=12) | st.sampled_from(sorted(AgentType.model_fields)),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
            max_leaves=8,
        ),
    )
)
def test_no_input_ends_in_anything_but_an_agent_or_its_problems(fields: dict[str, object]) -> None:
    try:
        outcome: object = AgentType.parse(fields).type == fields["type"]
    except AgentError as error:
        outcome = error.problems
    assert outcome
