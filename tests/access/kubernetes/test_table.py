import kubernetes as k8s

from agent_identity.access.kubernetes import table as kubernetes_table
from agent_identity.boundaries.kubernetes_writes import DATA, WAYS_IN
from tests.conftest import LocalClouds
from tools.tables.kubernetes import TABLE, table


def test_the_table_is_what_the_api_server_of_the_toolchain_offers(local_clouds: LocalClouds) -> None:
    client = k8s.config.new_client_from_config(local_clouds.env["KUBECONFIG"])
    # Custom resources of other tests' groups are none of its own.
    made = [line for line in table(client).splitlines() if "example.com" not in line and "argoproj.io" not in line]
    assert "".join(f"{line}\n" for line in made) == TABLE.read_text(encoding="utf-8")


def test_what_the_boundary_names_exists() -> None:
    known = kubernetes_table.kinds()
    assert {(group, resource) for group, found in DATA.items() for resource in found} <= known.keys()
    assert {("", resource) for resource in WAYS_IN} <= known.keys()


def test_all_data_lives_in_namespaces() -> None:
    known = kubernetes_table.kinds()
    assert all(known[group, resource].namespaced for group, found in DATA.items() for resource in found)
