"""The environment of a command says where the clouds are, whatever their directory is called."""

from pathlib import Path

import pytest

from local_clouds.environment import local_variables
from local_clouds.state import StateDirectory


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("/state", "file:///state/pulumi"),
        ("/a#b?c%20d$e", "file:///a%23b%3Fc%2520d%24e/pulumi"),
        ("/with spaces/é", "file:///with%20spaces/%C3%A9/pulumi"),
    ],
)
def test_the_backend_is_found_in_any_directory(path, url):
    variables = local_variables(StateDirectory(Path(path)))
    assert variables["PULUMI_BACKEND_URL"] == url
    assert variables["AGENT_IDENTITY_LOCAL_STATE"] == path


@pytest.mark.parametrize("ours", [True, False])
def test_old_logs_are_removed_from_the_engines_own_home_alone(ours, tmp_path, monkeypatch):
    monkeypatch.setenv("AGENT_IDENTITY_TOOLS", str(tmp_path))
    if ours:
        (tmp_path / "pulumi-home").mkdir()
    variables = local_variables(StateDirectory(tmp_path / "state"))
    assert ("PULUMI_HOME" in variables, "PULUMI_LOG_ROTATION_MAX_TOTAL_MB" in variables) == (ours, ours)
