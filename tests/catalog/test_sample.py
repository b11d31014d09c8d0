import subprocess
import sys
import time

import pytest

from agent_identity.catalog import loads, sample
from agent_identity.catalog.counting import counts
from agent_identity.catalog.sample import MAX_AGENTS


@pytest.mark.parametrize("agents", [*range(1, 41), 100, 333, 500, 999, 1661, 3000])
def test_a_sample_of_any_size_is_valid_and_fits_the_default_quotas(agents):
    catalog = loads(sample(agents, agents))
    assert len(catalog.agents) == agents
    assert len({agent.type for agent in catalog.agents}) == agents
    assert not any(each.exceeded for usage in counts(catalog) for each in usage.counts)
    if agents >= 5:
        assert {each.runtime for each in catalog.placements()} == {"ecs", "lambda", "azure", "gcp", "kubernetes"}


def test_the_same_seed_gives_the_same_text_on_every_machine():
    command = [sys.executable, "-c", "from agent_identity.catalog import sample; print(sample(200, 7), end='')"]
    runs = {
        subprocess.run(command, capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed}).stdout
        for seed in ("1", "2")
    }
    assert runs == {sample(200, 7)}
    assert sample(200, 8) != sample(200, 7)


def test_it_is_realistic():
    catalog = loads(sample(1661))
    assert len({agent.team for agent in catalog.agents}) > 20
    assert {agent.function for agent in catalog.agents} == {
        "data-retrieval",
        "api-orchestration",
        "decision-automation",
    }
    assert {agent.data_sensitivity for agent in catalog.agents} == {"internal", "pii", "payment"}
    assert {placement.boundary_class for placement in catalog.placements()} == {"standard", "restricted"}
    assert sum(agent.schedule is not None for agent in catalog.agents) > 500
    assert len(catalog.placements()) > 1661


@pytest.mark.parametrize("agents", [0, -1, MAX_AGENTS + 1])
def test_impossible_sizes_are_refused(agents):
    with pytest.raises(ValueError, match="expected between 1 and 30,000"):
        sample(agents)


def test_the_largest_sample_fits_the_size_limit_and_loads_in_linear_time():
    small, large = sample(1661), sample(MAX_AGENTS)
    started = time.process_time()
    loads(small, generate=False)
    first = time.process_time() - started
    started = time.process_time()
    assert len(loads(large, generate=False).agents) == MAX_AGENTS
    # A mean agent may cost twice as much, not eighteen times.
    assert time.process_time() - started < 2 * first * MAX_AGENTS / 1661
