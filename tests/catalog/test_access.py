"""What a catalog says of access, before any cloud's generator judges it."""

import pytest

BUCKET = "arn:aws:s3:::invoices"


def agent(access, runtimes="[{runtime: ecs}]"):
    return f"agents:\n- type: invoice-reader\n  runtimes: {runtimes}\n  access:\n{access}"


def test_an_agent_that_runs_on_two_clouds_has_one_list_and_each_cloud_its_part(catalog):
    found = catalog(
        agent(
            f"  - read: [{BUCKET}]\n"
            "  - read: [/api/v1/namespaces/agents-prod/configmaps/settings]\n"
            f'  - {{write: ["{BUCKET}/out/*"], operations: ["s3:PutObject"]}}\n',
            "[{runtime: ecs}, {runtime: kubernetes}]",
        )
    )
    on_aws, on_kubernetes = found.placements()
    assert [(each.place, each.resource) for each in on_aws.requests()] == [
        ("access[0].read[0]", BUCKET),
        ("access[2].write[0]", f"{BUCKET}/out/*"),
    ]
    assert [each.place for each in on_kubernetes.requests()] == ["access[1].read[0]"]


def test_one_resource_needs_no_brackets(catalog):
    (placement,) = catalog(agent(f"  - read: {BUCKET}\n")).placements()
    assert [each.resource for each in placement.requests()] == [BUCKET]


@pytest.mark.parametrize(
    ("access", "pointer", "found"),
    [
        (f"  - {{write: [{BUCKET}]}}\n", "/agents/0/access/0", "a write without operations"),
        ("  - {read: [invoices]}\n", "/agents/0/access/0/read/0", "'invoices'"),
        ("  - {read: []}\n", "/agents/0/access/0/read", "no resource"),
        (f"  - {{read: [{BUCKET}], write: [{BUCKET}], operations: ['s3:PutObject']}}\n", "/agents/0/access/0", "both"),
        ("  - {operations: ['s3:PutObject']}\n", "/agents/0/access/0", "neither"),
        (f"  - {{reed: [{BUCKET}]}}\n", "/agents/0/access/0/reed", "unknown field"),
        ("  - {read: [//storage.googleapis.com/projects/_/buckets/a]}\n", "/agents/0/access/0/read/0", "of gcp"),
        ("  - {read: [{a: b}]}\n", "/agents/0/access/0/read/0", "mapping"),
    ],
)
def test_another_form_is_refused_where_it_stands(agent_problems, access, pointer, found):
    [problem] = agent_problems(agent(access))
    assert problem.pointer == pointer
    assert found in problem.found
    assert problem.line > 1


def test_a_default_for_access_would_give_every_agent_the_same(problems, head):
    text = head.replace("defaults: {", f"defaults: {{access: [{{read: [{BUCKET}]}}], ")
    [problem] = problems(text + "agents:\n- {type: aa, runtimes: [{runtime: ecs}]}\n")
    assert (problem.pointer, problem.found) == ("/defaults/access", "a default for 'access'")
