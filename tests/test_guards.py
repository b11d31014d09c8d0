"""What keeps a boundary where it is."""

import pytest

from agent_identity.guards import grantor_condition, service_control_policy

BOUNDARY = "arn:aws:iam::*:policy/agents/boundaries/standard"
KEEPER = "arn:aws:iam::*:role/foundation"


def test_the_service_control_policy_only_denies_and_fits_its_limit(snapshot: object) -> None:
    document = service_control_policy([BOUNDARY], [KEEPER])
    assert {statement["Effect"] for statement in document["Statement"]} == {"Deny"}
    assert len(str(document)) < 5120
    assert document == snapshot


@pytest.mark.parametrize(("boundaries", "keepers"), [([], [KEEPER]), ([BOUNDARY], [])])
def test_a_service_control_policy_that_locks_everybody_out_is_refused(
    boundaries: list[str], keepers: list[str]
) -> None:
    with pytest.raises(ValueError, match="at least one approved boundary and one keeper"):
        service_control_policy(boundaries, keepers)


def test_a_grantor_is_held_on_writes_by_the_request_and_on_deletes_by_the_resource() -> None:
    condition = grantor_condition(["b0000000-0000-4000-8000-000000000002", "a0000000-0000-4000-8000-000000000001"])
    write, delete = condition.split(" AND ((!")
    assert "roleAssignments/write" in write
    assert "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId]" in write
    assert "roleAssignments/delete" in delete
    assert "@Resource[Microsoft.Authorization/roleAssignments:RoleDefinitionId]" in delete
    assert "{a0000000-0000-4000-8000-000000000001, b0000000-0000-4000-8000-000000000002}" in write
    assert condition.count("(") == condition.count(")")


def test_a_grantor_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one role"):
        grantor_condition([])
