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
