"""Every predefined role alone, at project level: what the analysis says of it does not change unnoticed.

`roles.txt` has a line a role: its name and its verdict. What a change of the techniques or of the table does to it is
seen in the difference.
"""

from pathlib import Path

from agent_identity.permissions.gcp import escalation, roles
from agent_identity.permissions.gcp.model import Binding, World
from tests.permissions.gcp.corpora import AGENT, PROJECT

VERDICTS = Path(__file__).with_name("roles.txt")


def test_every_predefined_role_is_judged_as_written_down() -> None:
    lines = VERDICTS.read_text(encoding="utf-8").splitlines()
    known = dict(line.split(" ") for line in lines)
    found = {}
    for role in roles.names():
        world = World(bindings=(Binding(PROJECT, role, (AGENT,)),), covered=frozenset({PROJECT}))
        [report] = escalation.analyze(world).principals
        found[role] = report.escalates
    assert found == known


def test_the_table_knows_its_day_and_the_basic_roles() -> None:
    assert roles.day() == "2026-08-22"
    assert roles.permissions_of("roles/nothing.here") is None
    viewer, owner = roles.permissions_of("roles/viewer"), roles.permissions_of("roles/owner")
    assert viewer is not None
    assert owner is not None
    assert "resourcemanager.projects.setIamPolicy" in owner - viewer
