"""`agent-identity access explain`: what a person and a script see of an agent's access."""

import json

import pytest

from agent_identity.catalog import load
from agent_identity.catalog.granting import plan_for
from agent_identity.cli.app import run
from agent_identity.cli.schema import schemas_of

CATALOG = """\
version: 1
environment: prod
targets:
  aws-prod: {cloud: aws, account: "123456789012", region: eu-west-1}
  gcp-prod: {cloud: gcp, project: agents-prod, region: europe-west1}
placement: [{target: aws-prod}, {target: gcp-prod}]
defaults: {team: payments, version: 1.0.0}
agents:
  - type: invoice-reader
    runtimes: [{runtime: ecs}, {runtime: gcp}]
    access:
      - read: ["arn:aws:s3:::invoices/2026/*"]
      - read: ["//storage.googleapis.com/projects/_/buckets/invoices"]
      - write: ["arn:aws:s3:::reports/agent-output/*"]
        operations: ["s3:PutObject"]
  - {type: idler, runtimes: [{runtime: ecs}]}
  - {type: twin, runtimes: [{runtime: ecs}]}
  - {type: twin, environment: test, runtimes: [{runtime: ecs}]}
"""


@pytest.fixture
def catalog(tmp_path):
    file = tmp_path / "agents.yaml"
    file.write_text(CATALOG, encoding="utf-8")
    return file


def explained(capsys, catalog, *arguments):
    status = run(["access", "explain", *arguments, "--catalog", str(catalog)])
    return status, capsys.readouterr()


def test_a_person_reads_what_was_asked_what_it_became_and_why(capsys, catalog):
    status, printed = explained(capsys, catalog, "invoice-reader", "--cloud", "aws")
    assert status == 0
    lines = printed.out.splitlines()
    assert lines[0].startswith("invoice-reader in prod on ecs: invoice-reader-prod-")
    assert lines[0].endswith(" on aws-prod, under the boundary standard")
    asked = lines.index("write arn:aws:s3:::reports/agent-output/* by s3:PutObject  (access[2].write[0])")
    assert lines[asked + 1] == "  gets     s3:PutObject on arn:aws:s3:::reports/agent-output/*"
    assert lines[asked + 2] == "  because  operations that were named"
    assert "What is deployed:" in lines
    assert "storage.googleapis.com" not in printed.out
    assert max(map(len, lines)) <= 120


def test_a_script_reads_the_documents_that_are_deployed(capsys, catalog):
    status, printed = explained(capsys, catalog, "invoice-reader", "--format", "json")
    found = json.loads(printed.out)
    assert (status, found["agent"], found["environment"]) == (0, "invoice-reader", "prod")
    placements = load(catalog).placements()[:2]
    for principal, placement in zip(found["principals"], placements, strict=True):
        plan = plan_for(placement)
        assert principal["cloud"] == placement.cloud
        assert principal["documents"] == json.loads(json.dumps(plan.as_dict()))
        assert [grant["place"] for grant in principal["grants"]] == [grant.place for grant in plan.grants]
        assert principal["counted"] == plan.count
    schema = schemas_of("access")["access explain"]
    assert set(found) == set(schema["required"])
    item = schema["properties"]["principals"]["items"]
    assert all(set(principal) == set(item["required"]) == set(item["properties"]) for principal in found["principals"])


def test_an_agent_that_asks_for_nothing_is_granted_nothing(capsys, catalog):
    status, printed = explained(capsys, catalog, "idler")
    assert status == 0
    assert "It asked for nothing here, so nothing is granted." in printed.out
    assert "What is deployed" not in printed.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["invoice-raeder"], "did you mean 'invoice-reader'?"),
        (["nobody"], "no agent 'nobody'"),
        (["twin"], "say --environment prod or test"),
        (["twin", "--environment", "dev"], "it is in: prod, test"),
        (["invoice-reader", "--cloud", "azure"], "it has one on: aws, gcp"),
    ],
)
def test_who_is_not_found_is_told_what_there_is(capsys, catalog, arguments, says):
    status, printed = explained(capsys, catalog, *arguments)
    assert status == 2
    assert says in printed.err
    assert printed.out == ""


def test_a_catalog_that_asks_for_too_much_is_refused_with_every_problem(capsys, catalog):
    catalog.write_text(CATALOG.replace("invoices/2026/*", "*").replace("s3:PutObject", "s3:*"), encoding="utf-8")
    status, printed = explained(capsys, catalog, "invoice-reader")
    assert status == 2
    assert "has 2 problems" in printed.err
    assert "/agents/0/access/0/read/0" in printed.err
    assert "/agents/0/access/2/operations" in printed.err
