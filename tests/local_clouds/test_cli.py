"""`agent-identity local` as a person or a script calls it."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from jsonschema import validate

from local_clouds.cli import SCHEMAS
from local_clouds.constants import AWS_ACCOUNT
from local_clouds.state import read_json
from local_clouds.supervisor import Supervisor


def call(*arguments, **environment):
    command = [sys.executable, "-m", "agent_identity.cli", "local", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=120, env={**os.environ, **environment}
    )


@pytest.fixture(scope="module")
def state(start_clouds):
    return str(start_clouds("aws", "gcp", "azure").state)


def test_a_commands_status_is_the_status(state):
    assert call("--state", state, "--clouds", "aws", "--", "sh", "-c", "exit 3").returncode == 3
    assert call("--state", state, "--clouds", "aws", "--", "sh", "-c", "kill -9 $$").returncode == 137


def test_a_command_reaches_the_local_account_without_the_users_credentials(state):
    program = "import boto3; print(boto3.client('sts').get_caller_identity()['Account'])"
    run = call(
        "--state",
        state,
        "--clouds",
        "aws",
        "--",
        sys.executable,
        "-c",
        program,
        AWS_PROFILE="production",
        AWS_SESSION_TOKEN="x",
    )
    assert (run.returncode, run.stdout) == (0, f"{AWS_ACCOUNT}\n"), run.stderr
    assert run.stderr == ""


def test_a_command_sees_no_variable_of_a_real_account(state):
    theirs = {
        "AWS_PROFILE": "p",
        "GOOGLE_APPLICATION_CREDENTIALS": "g",
        "ARM_CLIENT_SECRET": "a",
        "AZURE_CLIENT_SECRET": "z",
        "KUBECONFIG": "/their/config",
        "PULUMI_ACCESS_TOKEN": "t",
        "PULUMI_CONFIG_PASSPHRASE": "p",
        "PULUMI_PARALLEL": "3",
    }
    run = call("--state", state, "--clouds", "aws", "--", "env", **theirs)
    seen = dict(line.split("=", 1) for line in run.stdout.splitlines() if "=" in line)
    assert {name for name in theirs if name in seen} == {"KUBECONFIG", "PULUMI_PARALLEL"}
    assert seen["KUBECONFIG"] == os.devnull
    assert seen["PULUMI_BACKEND_URL"] == f"file://{state}/pulumi"
    assert seen["PULUMI_DEBUG_PROVIDERS"].startswith("aws:")


def test_a_command_within_a_command_sees_its_own_clouds_only(state, own_state):
    inner = [sys.executable, "-m", "agent_identity.cli", "local", "--state", str(own_state.path), "--clouds", "gcp"]
    run = call("--state", state, "--clouds", "aws", "--", *inner, "--", "env")
    seen = dict(line.split("=", 1) for line in run.stdout.splitlines() if "=" in line)
    assert seen["AGENT_IDENTITY_LOCAL_STATE"] == str(own_state.path)
    assert seen["AGENT_IDENTITY_GCP_ENDPOINT"] == read_json(own_state.endpoints)["gcp"]["url"]
    assert [name for name in seen if name.startswith("AGENT_IDENTITY_AZURE_")] == []


def test_no_proxy_comes_between_a_command_and_its_clouds(state):
    proxies = dict.fromkeys(("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"), "http://127.0.0.1:9")
    program = "import boto3; print(boto3.client('sts').get_caller_identity()['Account'])"
    run = call("--state", state, "--clouds", "aws", "--", sys.executable, "-c", program, **proxies)
    assert (run.returncode, run.stdout) == (0, f"{AWS_ACCOUNT}\n"), run.stderr
    run = call("--state", state, "--clouds", "aws", "--", "sh", "-c", "echo $no_proxy $NO_PROXY", NO_PROXY="a.b")
    assert run.stdout == "127.0.0.1,localhost a.b,127.0.0.1,localhost\n"


def test_everything_after_the_dashes_is_the_commands(state):
    run = call("--state", state, "--clouds", "aws", "--", "echo", "stop", "--", "--help", "status")
    assert run.stdout == "stop -- --help status\n"


def test_a_signal_reaches_the_command(state):
    script = "trap 'echo told; exit 7' TERM; echo up; while :; do sleep 0.1; done"
    command = [sys.executable, "-m", "agent_identity.cli", "local", "--state", state, "--clouds", "aws", "--"]
    run = subprocess.Popen([*command, "sh", "-c", script], stdout=subprocess.PIPE, text=True)
    assert run.stdout.readline() == "up\n"
    run.send_signal(signal.SIGTERM)
    assert run.stdout.readline() == "told\n"
    assert run.wait(timeout=20) == 7


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--"], "expected a command after `--`"),
        (["--", "no-such-program-here"], "'no-such-program-here' is not a program on PATH"),
        (["--clouds", "", "--", "true"], "--clouds: expected names of local clouds, of aws, gcp, azure, kubernetes"),
        (["start", "--clouds", " , "], "--clouds: expected names of local clouds, of aws, gcp, azure, kubernetes"),
        (["--clouds", "oracle", "--", "true"], "no local cloud is called 'oracle'"),
        (["--clouds", "aws", "--fault", "cloud=aws,do=explode", "--", "true"], "do: found 'explode'"),
        (["--fault", "no such file", "--", "true"], "no such file: No such file or directory"),
        (["start", "--clouds", "aws", "--fault", "cloud=aws,x=1"], "'x' is not a part of a fault"),
        (["fault", "add"], "Missing argument"),
        (["sart"], "No such command 'sart'. Did you mean 'start'"),
        (["--clouds", "aws", "status"], "--clouds and --fault go after the subcommand"),
        (["status", "--format", "yaml"], "'yaml'"),
    ],
)
def test_wrong_use_is_a_message_and_status_2(state, arguments, message):
    run = call("--state", state, *arguments)
    assert run.returncode == 2
    assert message in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize("command", ["start", "stop", "reset", "status", "env"])
def test_a_state_directory_without_a_name_is_not_the_working_directory(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = call(command, "--state", "")
    assert run.returncode == 2
    assert "--state: expected a directory, found nothing" in run.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [["start", "--clouds", "gcp"], ["stop"], ["reset"], ["status"], ["--", "true"]])
def test_a_directory_of_something_else_is_left_alone(command, tmp_path):
    kept = tmp_path / "pulumi" / "Pulumi.yaml"
    kept.parent.mkdir()
    kept.touch()
    (tmp_path / "run").mkdir()
    (tmp_path / "README.md").touch()
    run = call("--state", str(tmp_path), *command)
    assert run.returncode == 2
    assert f"{tmp_path}: holds something else than local clouds (README.md" in run.stderr
    assert sorted(tmp_path.iterdir()) == [tmp_path / "README.md", tmp_path / "pulumi", tmp_path / "run"]
    assert kept.exists()


def test_a_file_is_no_state_directory(tmp_path):
    file = tmp_path / "file"
    file.touch()
    run = call("status", "--state", str(file))
    assert run.returncode == 2
    assert f"{file}: cannot hold the local clouds' state: Not a directory" in run.stderr


def test_status_follows_its_schema(state):
    run = call("status", "--state", state, "--format", "json")
    content = json.loads(run.stdout)
    validate(content, SCHEMAS["local status"])
    assert {each["service"]: each["status"] for each in content["services"]}["aws"] == "ready"
    table = call("--state", state, "status").stdout.splitlines()
    assert len(table) == 1 + len(content["services"])
    assert table[1].split()[:3] == ["aws", "aws", "ready"]


def test_faults_are_listed_as_their_schema_says_and_cleared(state):
    assert call("fault", "add", "--state", state, "cloud=aws,action=iam:CreateRole,do=throttle").returncode == 0
    content = json.loads(call("fault", "list", "--state", state, "--format", "json").stdout)
    validate(content, SCHEMAS["local fault list"])
    assert content["faults"][0]["hits"] == 0
    assert "iam:CreateRole" in call("fault", "list", "--state", state).stdout
    call("fault", "clear", "--state", state)
    assert json.loads(call("fault", "list", "--state", state, "--format", "json").stdout) == {"faults": []}


def test_the_shell_variables_lead_a_shell_to_the_clouds(state):
    printed = call("env", "--state", state, AWS_PROFILE="production").stdout
    script = printed + '\necho "$AWS_ENDPOINT_URL ${AWS_PROFILE-none}"'
    seen = subprocess.run(
        ["sh", "-c", script], capture_output=True, text=True, check=False, env={"AWS_PROFILE": "production"}
    ).stdout
    url = json.loads(call("env", "--state", state, "--format", "json").stdout)["AWS_ENDPOINT_URL"]
    assert seen == f"{url} none\n"


def test_the_python_arguments_construct_googles_and_azures_clients(state, tmp_path):
    module = tmp_path / "local_clients.py"
    module.write_text(
        call("env", "--state", state, "--format", "python").stdout
        + "from googleapiclient.discovery import build\n"
        + "from azure.mgmt.msi import ManagedServiceIdentityClient\n"
        + "iam = build('iam', 'v1', **gcp)\n"
        + "print(iam.projects().serviceAccounts().list(name='projects/' + gcp_project).execute())\n"
        + "print(list(ManagedServiceIdentityClient(**azure).user_assigned_identities.list_by_subscription()))\n"
    )
    run = subprocess.run(
        [sys.executable, "-W", "ignore", str(module)], capture_output=True, text=True, check=False, timeout=60
    )
    assert (run.returncode, run.stdout) == (0, "{}\n[]\n"), run.stderr


def test_what_does_not_run_has_no_environment(own_state):
    run = call("env", "--state", str(own_state.path))
    assert run.returncode == 2
    assert "no local cloud runs in" in run.stderr


def test_a_command_that_started_the_clouds_says_that_they_run_on(own_state):
    state = str(own_state.path)
    first = call("--state", state, "--clouds", "gcp", "--", "true")
    assert "The clouds run on" in first.stderr.replace("local clouds", "clouds")
    assert call("--state", state, "--clouds", "gcp", "--", "true").stderr == ""
    assert "started" not in call("start", "--state", state, "--clouds", "gcp").stderr
    assert call("reset", "--state", state).stderr == "emptied; running: gcp, provider\n"
    assert call("stop", "--state", state).stderr == "stopped: gcp, provider\n"
    assert call("stop", "--state", state).stderr == "nothing was running\n"


def test_a_full_disk_is_a_message(own_state, tmp_path):
    """A file size limit fails writes as a full disk does."""
    script = (
        f"ulimit -f 0; exec {sys.executable} -m agent_identity.cli local start --clouds gcp --state {own_state.path}"
    )
    run = subprocess.run(
        ["sh", "-c", "trap '' XFSZ; " + script], capture_output=True, text=True, check=False, timeout=60
    )
    assert run.returncode == 2
    assert "File too large" in run.stderr
    assert "Traceback" not in run.stderr
    assert "fault of agent-identity" not in run.stderr
    started = Supervisor(own_state).start(["gcp"])
    assert started.services == ["gcp", "provider"]


def test_help_is_quick_and_shows_examples():
    begin = time.monotonic()
    run = call("--help")
    assert run.returncode == 0
    assert "agent-identity local -- pulumi up" in run.stdout
    assert time.monotonic() - begin < 3
