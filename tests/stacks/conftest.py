"""The fleet that this folder's tests look at."""

from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests import clients
from tests.conftest import LocalClouds
from tests.fleet.running import FleetCommand
from tests.stacks import everywhere


@pytest.fixture(scope="session")
def unit(local_clouds: LocalClouds) -> str:
    """An organizational unit."""
    organizations = clients.aws(local_clouds.env, "organizations")
    with suppress(organizations.exceptions.AlreadyInOrganizationException):
        organizations.create_organization(FeatureSet="ALL")
    root = organizations.list_roots()["Roots"][0]["Id"]
    return organizations.create_organizational_unit(ParentId=root, Name="everywhere")["OrganizationalUnit"]["Id"]


@pytest.fixture(scope="session")
def deployed(local_clouds: LocalClouds, unit: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FleetCommand]:
    """The catalog of `everywhere`, deployed in its first version."""
    fleet = FleetCommand(tmp_path_factory.mktemp("everywhere"), local_clouds.env)
    fleet.write(everywhere.catalog("1.0.0", unit))
    try:
        up = fleet.run("up")
        assert up.operations == {"create"}
        assert not [line for line in up.err.splitlines() if ": [" in line], f"a rule spoke: {up.err}"
        yield fleet
    finally:
        fleet.run("down")
    assert fleet.stacks() == set()
