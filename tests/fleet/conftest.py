"""What the tests of the fleet share."""

from pathlib import Path

import pytest

from tests.conftest import LocalClouds
from tests.fleet.running import FleetCommand


@pytest.fixture
def fleet(local_clouds: LocalClouds, tmp_path: Path) -> FleetCommand:
    """The command on the local clouds, with a backend of the test's own."""
    return FleetCommand(tmp_path, local_clouds.env)
