import pytest

AWS = '{cloud: aws, account: "123456789012", region: eu-west-1%s}'
AZURE = "{cloud: azure, subscription: 00000000-0000-4000-8000-000000000009, resource_group: %s, location: %s}"


def agents(*entries):
    return "agents:\n" + "".join(f"- {{{entry}}}\n" for entry in entries)


def test_a_type_stands_once_for_each_environment(agent_problems, catalog):
    [problem] = agent_problems(agents("type: aa, runtimes: [{runtime: ecs}]", "type: aa, runtimes: [{runtime: gcp}]"))
    assert "a second time, first at line 16" in problem.found
    assert "split the type" in problem.expected
    assert (
        len(
            catalog(
                agents(
                    "type: aa, runtimes: [{runtime: ecs}]", "type: aa, environment: test, runtimes: [{runtime: ecs}]"
                )
            ).placements()
        )
        == 2
    )


@pytest.mark.parametrize("twin", ["Invoice-Reader", "invoice_reader", "INVOICE.READER", "invoice reader"])
def test_types_that_differ_only_in_case_or_punctuation_are_refused(agent_problems, twin):
    found = agent_problems(
        agents("type: invoice-reader, runtimes: [{runtime: ecs}]", f"type: {twin}, runtimes: [{{runtime: ecs}}]")
    )
    assert any("only in case or punctuation" in each.found and "line 16" in each.found for each in found)


@pytest.mark.parametrize(("one", "other"), [("ecs", "lambda"), ("lambda", "ecs"), ("gcp", "gcp"), ("azure", "azure")])
def test_two_runtimes_of_one_cloud_would_share_a_principal(agent_problems, one, other):
    [problem] = agent_problems(agents(f"type: aa, runtimes: [{{runtime: {one}}}, {{runtime: {other}}}]"))
    assert problem.pointer == "/agents/0/runtimes/1"
    assert "same cloud" in problem.found
    assert "split the type" in problem.expected


def test_one_type_on_four_clouds_has_four_principals(catalog):
    placements = catalog(
        agents("type: aa, runtimes: [{runtime: lambda}, {runtime: azure}, {runtime: gcp}, {runtime: kubernetes}]")
    ).placements()
    assert [placement.cloud for placement in placements] == ["aws", "azure", "gcp", "kubernetes"]


def test_a_runtime_without_a_place_is_refused_with_the_targets_that_would_do(problems, head):
    text = head.replace("  - target: gcp-prod\n", "")
    [problem] = problems(text + agents("type: aa, runtimes: [{runtime: gcp}]"))
    assert problem.found == "no place for aa on 'gcp'"
    assert "'gcp-prod'" in problem.expected


def test_what_was_meant_for_a_broken_target_is_not_blamed(problems, head):
    text = head.replace("region: eu-west-1", "region: nowhere")
    [problem] = problems(text + agents("type: aa, runtimes: [{runtime: ecs}]"))
    assert problem.pointer == "/targets/aws-prod/region"


@pytest.mark.parametrize(
    ("entry", "found", "suggestion"),
    [
        ("{runtime: ecs, target: aws-prd}", "'aws-prd', which is not under 'targets'", "aws-prod"),
        ("{runtime: ecs, target: gcp-prod}", "'gcp-prod' of gcp for the runtime 'ecs'", None),
    ],
)
def test_a_target_must_exist_and_be_of_the_runtimes_cloud(agent_problems, entry, found, suggestion):
    [problem] = agent_problems(agents(f"type: aa, runtimes: [{entry}]"))
    assert found in problem.found
    assert problem.suggestion == suggestion


@pytest.mark.parametrize(
    ("rule", "pointer", "found"),
    [
        ("{target: aws-prd}", "/placement/0/target", "which is not under 'targets'"),
        ("{target: aws-prod, runtime: gcp}", "/placement/0/runtime", "the runtime 'gcp' in a rule for 'aws-prod'"),
        ("{target: aws-prod, teem: x}", "/placement/0/teem", "the unknown field 'teem'"),
        ("{target: aws-prod, type: 'Inv*'}", "/placement/0/type/0", "'Inv*'"),
        ("{target: aws-prod, team: []}", "/placement/0/team", "an empty list"),
        ("{target: aws-prod, team: [aa, aa]}", "/placement/0/team", "aa twice"),
        ("[aws-prod]", "/placement/0", "a list"),
    ],
)
def test_rules_are_checked(problems, head, rule, pointer, found):
    text = head.replace("placement:\n", f"placement:\n  - {rule}\n") + agents("type: aa, runtimes: [{runtime: ecs}]")
    [problem] = problems(text)
    assert problem.pointer == pointer
    assert found in problem.found


@pytest.mark.parametrize(
    ("target", "pointer", "expected"),
    [
        (AWS % ", partition: aws-cn", "partition", "'aws', in which that region is"),
        (AWS.replace("eu-west-1", "cn-north-1") % ", partition: aws", "partition", "'aws-cn'"),
        (AWS.replace("eu-west-1", "us-gov-west-1") % ", partition: aws", "partition", "'aws-us-gov'"),
        (AWS.replace("eu-west-1", "eu-west") % "", "region", "an AWS region"),
        (AWS.replace("123456789012", "12345") % "", "account", "12 digits"),
        (
            AWS % ", credentials: {fleet: {assume_role: 'arn:aws-cn:iam::123456789012:role/x'}}",
            "credentials/fleet/assume_role",
            "arn:aws:iam::123456789012:role/",
        ),
        (
            AWS % ", credentials: {fleet: {assume_role: 'arn:aws:iam::210987654321:role/x'}}",
            "credentials/fleet/assume_role",
            "arn:aws:iam::123456789012:role/",
        ),
        (
            AWS % ", credentials: {fleet: {assume_role: 'arn:aws:iam::1:role/x'}}",
            "credentials/fleet/assume_role",
            "ARN",
        ),
        (AWS % ", credentials: {fleet: {profile: a}, foundation: {profile: a}}", "credentials", "two"),
        (AWS % ", quotas: {rolls: 5}", "quotas/rolls", "roles"),
        (AWS % ", quotas: {roles: -5}", "quotas/roles", "0 or more"),
        (AWS % ", quotas: {roles: '5'}", "quotas/roles", "a whole number"),
        (AWS % ", shards: 0", "shards", "1 or more"),
        (AWS % ", name: x", "name", "a target's key is its name"),
        ("{cloud: azure, subscription: x, resource_group: a, location: westeurope}", "subscription", "GUID"),
        (
            AZURE % ("a.", "westeurope"),
            "resource_group",
            "not ending with '.'",
        ),
        (
            AZURE % ("a", "West Europe"),
            "location",
            "westeurope",
        ),
        ("{cloud: gcp, project: Agents, region: europe-west1}", "project", "6 to 30"),
        ("{cloud: gcp, project: agents-, region: europe-west1}", "project", "6 to 30"),
        ("{cloud: gcp, project: agents-x, region: europe}", "region", "GCP region"),
        ("{cloud: gcp, project: agents-x, region: europe-west1, organization: org}", "organization", "digits"),
        ("{cloud: kubernetes, cluster: c, context: c, namespace: default}", "namespace", "begins with 'agents-'"),
        ("{cloud: kubernetes, cluster: c, context: c, namespace: agents-}", "namespace", "begins with 'agents-'"),
        ("{cloud: gpc, project: x}", "cloud", "'gcp'"),
        ("{project: x}", "", "'gcp'"),
        ("5", "", "a mapping with 'cloud'"),
    ],
)
def test_targets_have_the_form_that_their_cloud_asks_for(problems, head, target, pointer, expected):
    text = head.replace("targets:\n", f"targets:\n  other: {target}\n") + agents("type: aa, runtimes: [{runtime: ecs}]")
    found = [
        each for each in problems(text) if each.pointer.startswith("/targets/other") and "same place" not in each.found
    ]
    assert [each.pointer for each in found] == [f"/targets/other/{pointer}".rstrip("/")]
    assert expected in found[0].expected


def test_a_targets_name_is_plain(problems, head):
    text = head.replace("gcp-prod", "GCP_prod") + agents("type: aa, runtimes: [{runtime: ecs}]")
    assert problems(text)[0].pointer == "/targets/GCP_prod"


def test_two_targets_of_one_account_share_its_quota_and_agree_about_it(problems, head):
    second = '  aws-two: {cloud: aws, account: "123456789012", region: us-east-1, quotas: {roles: 5}}\n'
    [problem] = problems(
        head.replace("targets:\n", "targets:\n" + second) + agents("type: aa, runtimes: [{runtime: ecs}]")
    )
    assert problem.pointer == "/targets/aws-prod/quotas"
    assert "same account" in problem.found
    same = head.replace("region: eu-west-1}", "region: eu-west-1, quotas: {roles: 5}}")
    many = agents(
        *(f"type: a{i}, runtimes: [{{runtime: ecs, target: aws-{'two' if i % 2 else 'prod'}}}]" for i in range(5))
    )
    [problem] = problems(same.replace("targets:\n", "targets:\n" + second) + many)
    assert problem.found == "6 IAM roles of the account on aws-two, aws-prod (5 agents)"
    assert problem.expected.startswith("at most 5 ")


@pytest.mark.parametrize(
    ("target", "runtime", "extra", "fits", "found"),
    [
        ("gcp-prod", "gcp", "", 100, "101 service accounts of the project on gcp-prod (101 agents)"),
        ("gcp-prod", "gcp", "in_use: {service_accounts: 40}", 60, "101 service accounts of the project on gcp-prod"),
        ("gcp-prod", "gcp", "quotas: {service_accounts: 900}", 499, "1,501 principals in the project's allow policy"),
        ("azure-prod", "azure", "quotas: {role_assignments: 31}", 10, "34 role assignments of the subscription"),
        ("aws-prod", "ecs", "", 999, "1,001 IAM roles of the account"),
        ("aws-prod", "lambda", "in_use: {policies: 1499}, quotas: {roles: 9}", 8, "10 IAM roles"),
        ("k8s-prod", "kubernetes", "quotas: {service_accounts: 4}", 4, "5 service accounts of the namespace"),
    ],
)
def test_a_quota_fails_the_check_before_it_fails_a_deployment(problems, head, target, runtime, extra, fits, found):
    lines = [
        line.rstrip("}") + f", {extra}}}" if extra and line.strip().startswith(f"{target}:") and "}" in line else line
        for line in head.replace(":\n    {cloud: azure", ": {cloud: azure").splitlines()
    ]
    text = "\n".join(lines) + "\n"
    many = [f"type: agent-{index}, runtimes: [{{runtime: {runtime}}}]" for index in range(fits + 1)]
    assert problems(text + agents(*many[:-1])) == []
    [problem] = problems(text + agents(*many))
    assert problem.found.startswith(found)
    assert problem.pointer.startswith(f"/targets/{target}")


def test_boundary_classes_count_as_policies_and_grants_of_one_agent_as_attachments(problems, head):
    text = head.replace("region: eu-west-1}", "region: eu-west-1, in_use: {policies: 1499}}")
    both = agents("type: aa, runtimes: [{runtime: ecs}]", "type: bb, boundary: restricted, runtimes: [{runtime: ecs}]")
    [problem] = problems(text + both)
    assert problem.found.startswith("1,501 customer managed policies of the account")
    [problem] = problems(head + agents("type: aa, grants: 11, runtimes: [{runtime: ecs}]"))
    assert problem.found.startswith("11 managed policies attached to one role")


def test_retired_agents_still_count(problems, head):
    text = head.replace("region: eu-west-1}", "region: eu-west-1, quotas: {roles: 2}}")
    [problem] = problems(
        text + agents("type: aa, retired: true, runtimes: [{runtime: ecs}]", "type: bb, runtimes: [{runtime: ecs}]")
    )
    assert "3 IAM roles" in problem.found


@pytest.mark.parametrize(
    ("runtime", "target", "where"),
    [("azure", "azure-prod", "subscription"), ("gcp", "gcp-prod", "project"), ("kubernetes", "k8s-prod", "namespace")],
)
def test_two_boundaries_in_one_place_are_refused_where_their_refusals_add_up(problems, head, runtime, target, where):
    text = head + agents(
        f"type: reader, runtimes: [{{runtime: {runtime}}}]",
        f"type: writer, runtimes: [{{runtime: {runtime}, boundary: restricted}}]",
    )
    [problem] = problems(text)
    assert problem.found.startswith("writer under the restricted boundary of prod")
    assert f"in the {where} of reader" in problem.found
    assert problem.pointer == "/agents/1"


def test_two_boundaries_in_one_aws_account_are_fine(problems, head):
    text = head + agents(
        "type: reader, runtimes: [{runtime: ecs}]", "type: writer, runtimes: [{runtime: ecs, boundary: restricted}]"
    )
    assert problems(text) == []
