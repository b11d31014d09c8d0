import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from agent_identity.catalog import catalog_schema, sample
from agent_identity.cli import main
from agent_identity.cli.catalog import SCHEMAS

ROOT = Path(__file__).resolve().parents[2]
GOOD = ROOT / "stacks" / "agents.yaml"


@pytest.fixture
def run(capsys):
    def call(*arguments):
        status = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return status, out, err

    return call


def test_a_good_catalog_ends_with_a_line_for_each_quota_of_each_target(run):
    status, out, err = run("catalog", "check", GOOD)
    assert (status, err) == (0, "")
    assert "aws-local         123456789012                          5       roles              6     1,000" in out
    assert out.splitlines()[-1] == f"{GOOD}: 13 agents, 14 principals, 4 targets, 1 retired"


def test_problems_go_to_standard_error_with_exit_status_2(run, tmp_path):
    bad = tmp_path / "bad.yaml"
    bad.write_text("version: 1\nagents: []\nenviroment: x\n")
    status, out, err = run("catalog", "check", bad)
    assert (status, out) == (2, "")
    assert f"{bad}:3:1: /enviroment: found the unknown field 'enviroment'" in err
    assert "Did you mean 'environment'?" in err
    assert err.splitlines()[-1] == f"3 problems in {bad}"


def test_json_is_alone_on_standard_output_and_follows_its_schema(run, tmp_path):
    bad = tmp_path / "bad.yaml"
    bad.write_text("version: 2\n")
    validator = jsonschema.Draft202012Validator(SCHEMAS["catalog check"])
    for file, expected in ((GOOD, 0), (bad, 2)):
        status, out, err = run("catalog", "check", file, "--format", "json")
        assert (status, err) == (expected, "")
        validator.validate(result := json.loads(out))
        assert result["valid"] is (expected == 0)
    assert result["problems"][0]["pointer"] == ""
    assert json.loads(run("schema", "catalog", "check")[1])["properties"].keys() == result.keys()


def test_a_dropped_agent_is_refused_by_previous(run, tmp_path):
    text = GOOD.read_text(encoding="utf-8")
    start = text.index("  - type: shipment-tracker")
    current = tmp_path / "agents.yaml"
    current.write_text(text[:start] + text[text.index("  - type: incident-summariser") :], encoding="utf-8")
    assert run("catalog", "check", current)[0] == 0
    status, _, err = run("catalog", "check", current, "--previous", GOOD)
    assert status == 2
    assert "no agent type 'shipment-tracker'" in err
    assert f"{GOOD}:{text[:start].count(chr(10)) + 1}" in err


def test_a_bad_previous_catalog_is_named(run, tmp_path):
    old = tmp_path / "old.yaml"
    old.write_text("")
    status, _, err = run("catalog", "check", GOOD, "--previous", old)
    assert status == 2
    assert err.startswith(f"{old}: found an empty catalog")


def test_a_sample_can_be_piped_into_the_check():
    command = [sys.executable, "-m", "agent_identity.cli"]
    made = subprocess.run(
        [*command, "catalog", "sample", "--agents", "50", "--seed", "9"], capture_output=True, check=True
    )
    assert made.stdout.decode() == sample(50, 9)
    checked = subprocess.run([*command, "catalog", "check", "-"], input=made.stdout, capture_output=True, check=True)
    assert checked.stdout.decode().splitlines()[-1].startswith("-: 50 agents, ")


@pytest.mark.parametrize(
    "arguments",
    [
        ("check",),
        ("check", "a", "--format", "xml"),
        ("sample",),
        ("sample", "--agents", "0"),
        ("check", "-", "--previous", "-"),
    ],
)
def test_bad_usage_has_exit_status_2(run, arguments):
    status, out, err = run("catalog", *arguments)
    assert (status, out) == (2, "")
    assert "Traceback" not in err


def test_the_schema_for_editors_is_printed(run):
    assert json.loads(run("catalog", "schema")[1]) == catalog_schema()
