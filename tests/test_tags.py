"""Tags say who an agent is, within what each cloud accepts."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_identity import tags
from agent_identity.agent import AgentType

slugs = st.from_regex(r"[a-z][a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,5}", fullmatch=True)
versions = st.from_regex(r"[0-9A-Za-z]([0-9A-Za-z._-]{0,30}[0-9A-Za-z])?", fullmatch=True)
agents = st.builds(
    AgentType,
    type=slugs,
    version=versions,
    environment=slugs.filter(lambda text: len(text) <= 24),
    team=slugs,
    function=st.sampled_from(["data-retrieval", "api-orchestration", "decision-automation", None]),
    data_sensitivity=st.sampled_from(["pii", "payment", "internal", None]),
)
LONGEST = AgentType(type="t" * 63, version="1" * 32, environment="e" * 24, team="o" * 63)


@given(agent=agents)
def test_tags_hold_the_exact_values_and_only_what_is_known(agent: AgentType) -> None:
    found = tags.tags_for(agent)
    assert tags.missing(found) == []
    assert (found["agent-type"], found["agent-version"]) == (agent.type, agent.version)
    assert (found["agent-environment"], found["agent-team"]) == (agent.environment, agent.team)
    assert found.get("agent-function") == agent.function
    assert found.get("agent-data-sensitivity") == agent.data_sensitivity
    assert all(0 < len(value) <= 256 for value in found.values())


@given(agent=agents)
def test_labels_are_accepted_by_gcp_and_kubernetes(agent: AgentType) -> None:
    for key, value in tags.labels_for(agent).items():
        assert re.fullmatch(r"[a-z][a-z0-9_-]{0,62}", key)
        assert re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", value), value


@given(agent=agents)
def test_a_description_gives_back_the_required_tags(agent: AgentType) -> None:
    text = tags.description_for(agent)
    found = tags.tags_from_description(text)
    assert found == {key: tags.tags_for(agent)[key] for key in tags.REQUIRED}


def test_the_longest_agent_still_fits_a_description() -> None:
    assert len(tags.description_for(LONGEST).encode()) == 239


def test_a_description_that_does_not_fit_is_refused_with_its_size() -> None:
    too_long = LONGEST.model_copy(update={"team": "o" * 81})
    with pytest.raises(ValueError, match="has 257 bytes, a GCP service account takes 256"):
        tags.description_for(too_long)


def test_words_that_are_no_tags_are_passed_over() -> None:
    assert tags.tags_from_description("reads invoices; agent-type=reader agent-team= owner=x =y") == {
        "agent-type": "reader"
    }


def test_missing_names_the_keys_in_order_and_counts_empty_as_missing() -> None:
    assert tags.missing({"agent-team": "payments", "agent-version": ""}) == [
        "agent-type",
        "agent-version",
        "agent-environment",
    ]
