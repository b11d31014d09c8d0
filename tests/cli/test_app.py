"""The `agent-identity` command itself: commands are found without being imported, errors are messages."""

import os
import subprocess
import sys

import pytest

from agent_identity.cli import app, commands, main
from agent_identity.cli.commands import CommandEntry
from agent_identity.cli.errors import InputError
from agent_identity.cli.schema import schemas_of


def call(*arguments, **environment):
    command = [sys.executable, "-m", "agent_identity.cli", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=False, env={**os.environ, **environment}
    )


@pytest.fixture
def one_command(monkeypatch, tmp_path):
    """Let `agent-identity probe` be a command whose module has the given source."""

    def write(source, extra=""):
        (tmp_path / "probe_command.py").write_text(source)
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.delitem(sys.modules, "probe_command", raising=False)
        entry = CommandEntry("probe", "probe_command:app", "A probe.", extra)
        monkeypatch.setattr(commands, "OWN_COMMANDS", (*commands.OWN_COMMANDS, entry))

    return write


PROBE = """
import typer
app = typer.Typer()
SCHEMAS = {{"probe": {{"type": "object"}}}}

@app.command()
def probe():
    {body}
"""


def test_help_lists_every_command_and_imports_none():
    program = "import sys; from agent_identity.cli import main; main(['--help']); print(sorted(sys.modules))"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    for name in commands.all_commands():
        assert f"\n  {name} " in run.stdout
    imported = run.stdout.splitlines()[-1]
    assert "local_clouds" not in imported
    assert "pydantic" not in imported
    assert "agent_identity.cli.catalog" not in imported


def test_without_the_extra_the_message_says_how_to_install_it():
    program = "import sys; sys.modules['typer'] = None; from agent_identity.cli import main; sys.exit(main(['--help']))"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert run.stderr == "Error: the command line needs typer: pip install 'pulumi-agent-identity[cli]'\n"


def test_a_command_whose_extra_is_missing_says_how_to_install_it(one_command, capsys):
    one_command("import a_module_that_nobody_has", extra="local")
    assert main(["probe"]) == 2
    error = capsys.readouterr().err
    assert "a_module_that_nobody_has" in error
    assert "pip install 'pulumi-agent-identity[local]'" in error


def test_the_version_is_the_distributions():
    assert call("--version").stdout.strip().count(".") == 2


def test_an_unknown_command_suggests_the_known_one():
    run = call("schemo")
    assert run.returncode == 2
    assert "Did you mean 'schema'?" in run.stderr


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        ("raise typer.Exit(1)", 1, ""),
        ("pass", 0, ""),
        ("open('/no/such/file')", 2, "Error: /no/such/file: No such file or directory\n"),
        ("raise KeyboardInterrupt", 130, ""),
        ("raise typer.Abort", 2, "Aborted.\n"),
        ("raise OSError(28, 'No space left on device', '/cache/x')", 2, "Error: /cache/x: No space left on device\n"),
    ],
)
def test_how_a_command_ends_is_the_status(one_command, capsys, body, status, message):
    one_command(PROBE.format(body=body))
    assert main(["probe"]) == status
    assert capsys.readouterr().err == message


def test_bad_input_lists_all_its_problems(one_command, capsys):
    source = PROBE.format(body="raise InputError('agents.yaml: 2 problems', ['3: x', '9: y'])")
    one_command("from agent_identity.cli.errors import InputError\n" + source)
    assert main(["probe"]) == 2
    assert capsys.readouterr().err == "Error: agents.yaml: 2 problems\n  3: x\n  9: y\n"


def test_a_fault_of_ours_is_no_traceback_until_it_is_asked_for(one_command, capsys, monkeypatch):
    one_command(PROBE.format(body="{}['gone']"))
    assert main(["probe"]) == 2
    error = capsys.readouterr().err
    assert "a fault of agent-identity, not of your input: KeyError: 'gone'" in error
    monkeypatch.setenv(app.DEBUG_VARIABLE, "1")
    with pytest.raises(KeyError):
        main(["probe"])


def test_a_reader_that_goes_away_is_no_error(tmp_path):
    (tmp_path / "probe_command.py").write_text(PROBE.format(body="[print('x' * 1000) for _ in range(5000)]"))
    program = (
        "import sys; from agent_identity.cli import main, commands; "
        "commands.OWN_COMMANDS += (commands.CommandEntry('probe', 'probe_command:app', 'A probe.'),); "
        "sys.exit(main(['probe']))"
    )
    script = f'{sys.executable} -c "{program}" | head -1 >/dev/null; exit 0'
    run = subprocess.run(
        ["sh", "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )
    assert run.stderr == ""


def test_a_schema_is_printed_with_its_dialect(one_command, capsys):
    one_command(PROBE.format(body="pass"))
    assert main(["schema", "probe"]) == 0
    assert '"$schema": "https://json-schema.org/draft/2020-12/schema"' in capsys.readouterr().out
    assert main(["schema", "probe", "more"]) == 2
    assert "no JSON Schema for 'probe more'; 'probe' has: probe" in capsys.readouterr().err


def test_every_command_can_be_loaded_and_every_schema_listed(capsys):
    for entry in commands.all_commands().values():
        assert app.load_command(entry).name == entry.name
    assert main(["schema"]) == 0
    listed = capsys.readouterr().out.split("\n")
    assert {"local status", "local env", "local fault list"} <= set(listed)


def test_no_schema_for_what_is_no_command():
    with pytest.raises(InputError, match="'nothing' is not a command"):
        schemas_of("nothing")
