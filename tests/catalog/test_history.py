import pytest

from agent_identity.catalog import loads, vanished

ONE = "{type: invoice-reader, runtimes: [{runtime: ecs}, {runtime: gcp}]}"
TWO = "{type: other, team: support, runtimes: [{runtime: azure}]}"


@pytest.fixture
def compare(head):
    def run(previous, current, *, change=("", "")):
        old = loads(f"{head}agents: [{', '.join(previous)}]\n", "old.yaml")
        new = loads(f"{head.replace(*change) if change[0] else head}agents: [{', '.join(current)}]\n", "new.yaml")
        return vanished(new, old)

    return run


def test_the_same_catalog_and_a_grown_one_are_fine(compare):
    assert compare([ONE], [ONE, TWO]) == []


def test_a_new_version_team_or_runtime_of_the_same_cloud_is_an_update(compare):
    new = "{type: invoice-reader, version: 9.0.0, team: fraud, runtimes: [{runtime: lambda}, {runtime: gcp}]}"
    assert compare([ONE], [new]) == []


def test_an_agent_that_vanished_without_being_retired_is_refused(compare):
    [problem] = compare([ONE, TWO], [TWO])
    assert problem.file == "new.yaml"
    assert "'invoice-reader'" in problem.found
    assert "old.yaml:15" in problem.found
    assert "'retired: true' for one deployment" in problem.expected


def test_retired_first_then_gone_is_fine(compare):
    retired = ONE.replace("runtimes", "retired: true, runtimes")
    assert compare([ONE, TWO], [retired, TWO]) == []
    assert compare([retired, TWO], [TWO]) == []
    assert compare([retired, TWO], [ONE, TWO]) == []


def test_a_renamed_type_is_a_new_principal_and_takes_nothing_over(compare):
    [problem] = compare([ONE, TWO], [ONE.replace("invoice-reader", "invoices-reader"), TWO])
    assert "'invoices-reader'" in problem.expected
    assert "nothing of the old one is handed on" in problem.expected


def test_a_type_of_another_team_is_not_taken_for_a_rename(compare):
    [problem] = compare([ONE, TWO], [ONE.replace("type: invoice-reader", "type: invoices-reader, team: fraud"), TWO])
    assert "handed on" not in problem.expected


def test_a_runtime_that_vanished_is_refused_unless_it_was_retired(compare):
    [problem] = compare([ONE], ["{type: invoice-reader, runtimes: [{runtime: ecs}]}"])
    assert problem.pointer == "/agents/0/runtimes"
    assert "no gcp runtime" in problem.found
    retired = ONE.replace("{runtime: gcp}", "{runtime: gcp, retired: true}")
    assert compare([ONE], [retired]) == []
    assert compare([retired], ["{type: invoice-reader, runtimes: [{runtime: ecs}]}"]) == []


def test_a_principal_cannot_move_to_another_account(compare):
    [problem] = compare([ONE], [ONE], change=("123456789012", "210987654321"))
    assert "210987654321" in problem.found
    assert "cannot move" in problem.expected


def test_a_targets_name_stays_since_stacks_have_it(compare):
    [problem] = compare([ONE], [ONE], change=("aws-prod", "aws-live"))
    assert problem.pointer == "/targets/aws-live"
    assert "'aws-prod'" in problem.expected


def test_another_environment_is_another_principal(compare):
    [problem] = compare([TWO], [TWO], change=("environment: prod", "environment: live"))
    assert "in 'prod'" in problem.found
