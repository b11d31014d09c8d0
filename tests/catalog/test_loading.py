import json
from pathlib import Path

import pytest

from agent_identity.catalog import CatalogError, load, loads
from agent_identity.catalog.agents import AgentEntry

ROOT = Path(__file__).resolve().parents[2]


def test_the_committed_sample_is_valid_and_covers_every_runtime():
    catalog = load(ROOT / "stacks" / "agents.yaml")
    placements = catalog.placements()
    assert {placement.runtime for placement in placements} == {"ecs", "lambda", "azure", "gcp", "kubernetes"}
    assert {placement.boundary_class for placement in placements} == {"standard", "restricted"}
    assert catalog.targets["aws-local"].place == "123456789012"
    assert [placement.agent.type for placement in placements if placement.retired] == ["ticket-router"]
    assert len({(placement.cloud, placement.principal) for placement in placements}) == len(placements)


def test_an_agent_takes_what_it_lacks_from_the_defaults_and_keeps_what_it_has(catalog):
    first, second = catalog(
        "agents:\n- {type: aa, runtimes: [{runtime: ecs}]}\n"
        "- {type: bb, team: support, version: 2.0.0, runtimes: [{runtime: gcp}]}\n"
    ).agents
    assert (first.team, first.version, first.environment, first.boundary) == ("payments", "1.0.0", "prod", "standard")
    assert (second.team, second.version) == ("support", "2.0.0")
    assert type(first.agent_type()).__name__ == "AgentType"
    assert not hasattr(first.agent_type(), "runtimes")


def test_anchors_merge_keys_and_extension_keys_are_plain_yaml(catalog):
    agents = """\
x-shared: &shared
  team: support
  schedule: &office {days: [mon], hours: "08:00-17:00", timezone: Europe/Dublin}
agents:
  - <<: *shared
    type: aa
    team: fraud
    runtimes: [{runtime: ecs}]
  - {<<: [{team: search}, *shared], type: bb, schedule: *office, runtimes: [{runtime: azure}]}
"""
    first, second = catalog(agents).agents
    assert (first.team, second.team) == ("fraud", "search")
    assert first.schedule == second.schedule
    assert first.schedule.timezone == "Europe/Dublin"


def test_every_problem_of_a_file_is_reported_in_one_run_in_its_order(agent_problems, head):
    found = agent_problems("""\
agents:
  - type: Invoice_Reader
    verison: 1.2.3
    runtimes: [{runtime: lamda}]
  - type: bb
    source_networks: [10.0.0.1/8]
    schedule: {days: [monday], hours: 9-5, timezone: Mars/Base}
    contact: me
    retired: yes
    runtimes: [{runtime: ecs}, {runtime: lambda, target: aws-prd}]
""")
    first = head.count("\n") + 1
    assert [(each.line - first, each.pointer) for each in found] == [
        (1, "/agents/0/type"),
        (2, "/agents/0/verison"),
        (3, "/agents/0/runtimes/0/runtime"),
        (5, "/agents/1/source_networks/0"),
        (6, "/agents/1/schedule/days/0"),
        (6, "/agents/1/schedule/hours"),
        (6, "/agents/1/schedule/timezone"),
        (7, "/agents/1/contact"),
        (8, "/agents/1/retired"),
        (9, "/agents/1/runtimes/1"),
        (9, "/agents/1/runtimes/1/target"),
    ]
    assert [each.suggestion for each in found if each.suggestion] == ["version", "lambda", "aws-prod"]
    assert (found[1].column, found[3].found) == (5, "'10.0.0.1/8'")
    assert "host bits" in found[3].expected
    assert str(found[1]).startswith(f"agents.yaml:{first + 2}:5: /agents/0/verison: found the unknown field 'verison'")


def test_a_bad_default_is_one_problem_where_it_stands_not_one_for_each_agent(problems, head):
    text = (
        head.replace("team: payments", "team: Payments")
        + "agents:\n"
        + "".join(f"- {{type: agent-{index}, runtimes: [{{runtime: ecs}}]}}\n" for index in range(5))
    )
    [problem] = problems(text)
    assert problem.pointer == "/defaults/team"
    assert problem.found == "'Payments'"


def test_a_bad_value_behind_an_anchor_is_one_problem(agent_problems):
    [problem] = agent_problems("""\
x-s: &s {hours: "25:00-26:00"}
agents:
- {type: aa, schedule: *s, runtimes: [{runtime: ecs}]}
- {type: bb, schedule: *s, runtimes: [{runtime: ecs}]}
""")
    assert problem.found == "'25:00-26:00'"


def test_a_missing_environment_is_one_problem(problems, head):
    text = (
        head.replace("environment: prod\n", "")
        + "agents:\n"
        + "".join(f"- {{type: agent-{index}, runtimes: [{{runtime: ecs}}]}}\n" for index in range(5))
    )
    [problem] = problems(text)
    assert "5 agents" in problem.found


@pytest.mark.parametrize(
    ("field", "found"),
    [("type", "a default for 'type'"), ("colour", "the unknown field 'colour'")],
)
def test_defaults_hold_what_an_agent_may_share(problems, head, field, found):
    text = head.replace("team: payments", f"team: payments, {field}: xx")
    [problem] = problems(text + "agents: [{type: aa, runtimes: [{runtime: ecs}]}]\n")
    assert problem.found == found


def test_every_field_of_an_agent_but_its_type_may_be_a_default(catalog):
    assert set(AgentEntry.model_fields) - {"type"} >= {"team", "version", "runtimes", "boundary", "retired", "grants"}


@pytest.mark.parametrize(
    ("text", "found", "place"),
    [
        ("", "an empty catalog", (0, 0)),
        ("# only a comment\n", "an empty catalog", (0, 0)),
        ("- a\n", "a list at the top", (1, 1)),
        ("hello\n", "'hello' at the top", (1, 1)),
        ("version: 2\ntargets: 5\nagents: {}\n", "the number 2", (1, 10)),
    ],
)
def test_a_wrong_root_is_refused_with_its_place(problems, text, found, place):
    first = problems(text)[0]
    assert (first.found, (first.line, first.column)) == (found, place)


def test_numbers_and_booleans_are_never_guessed(problems, head):
    text = head.replace('"123456789012"', "123456789012").replace("version: 1.0.0", "version: 1.10")
    found = problems(text + "agents: [{type: aa, runtimes: [{runtime: ecs}]}]\n")
    assert [each.pointer for each in found] == ["/targets/aws-prod/account", "/defaults/version"]
    assert all("quotes" in each.expected for each in found)


@pytest.mark.parametrize("name", ["a/b", "ünïcode", "😀", "a" * 500, "-a", "a--b", "A", "a\nb", "a\u202eb", ""])
def test_awkward_names_are_refused_on_one_line(agent_problems, name):
    [problem] = agent_problems(
        f"agents: [{{type: {json.dumps(name, ensure_ascii=False)}, runtimes: [{{runtime: ecs}}]}}]\n"
    )
    assert problem.pointer == "/agents/0/type"
    assert len(str(problem).splitlines()) == 1
    assert len(str(problem)) < 400


def test_an_error_says_every_problem():
    with pytest.raises(CatalogError) as raised:
        loads("version: 3\nagents: 4\n")
    assert str(raised.value).splitlines() == [str(problem) for problem in raised.value.problems]
    assert len(raised.value.problems) == 3
