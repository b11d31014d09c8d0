"""The tables: every name in them exists, and importing them reads nothing."""

import importlib
import inspect
import re
import subprocess
import sys
from fnmatch import fnmatchcase

import pytest

from agent_identity.access.gcp import table as gcp_table
from agent_identity.access.gcp.kind import GUARDED, HELD_ABOVE, Kind, within
from agent_identity.access.gcp.kinds import KINDS
from agent_identity.access.gcp.table import permissions, roles
from agent_identity.boundaries.classes import CLASSES
from agent_identity.boundaries.gcp import denied_permissions
from agent_identity.boundaries.gcp_supported import as_in_roles
from local_clouds.provider.gcp import TABLE
from tests.access.gcp.asking import example

EACH = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.title)


@EACH
def test_what_a_kind_names_exists(kind: Kind) -> None:
    for pattern in (*kind.may, *kind.inert):
        assert any(within(name, [pattern]) for name in permissions()), pattern
    assert set(kind.reads) | set(kind.named) <= kind.permissions
    assert not [name for name in kind.reads if name.endswith("IamPolicy")]
    assert not [name for name in kind.permissions if kind.is_inert(name)]


@EACH
@pytest.mark.parametrize("boundary_class", CLASSES)
def test_no_read_is_what_a_boundary_denies(kind: Kind, boundary_class: str) -> None:
    denied = {form for name in denied_permissions(boundary_class) for form in as_in_roles(name)}
    assert not [name for name in kind.reads for pattern in denied if fnmatchcase(name, pattern)]


@EACH
def test_a_name_of_a_kind_is_of_no_kind_before_it(kind: Kind) -> None:
    name = example(kind)
    assert next(found for found in KINDS if found.values(name) is not None) is kind


@EACH
def test_a_kind_binds_one_member_by_a_resource_that_pulumi_and_the_local_clouds_have(kind: Kind) -> None:
    module, _, last = kind.member.removeprefix("gcp:").partition("/")
    made = getattr(importlib.import_module(f"pulumi_gcp.{module}"), last.rpartition(":")[2])
    takes = inspect.signature(made._internal_init).parameters
    wanted = {re.sub(r"[A-Z]", lambda found: f"_{found[0].lower()}", name) for name in kind.arguments}
    assert {*wanted, "role", "member", "condition"} <= set(takes)
    assert kind.member.endswith("Member")
    assert kind.member in TABLE


def test_what_is_held_above_and_what_is_guarded_exists() -> None:
    for pattern in HELD_ABOVE:
        assert any(within(name, [pattern]) for name in permissions()), pattern
    for pattern in GUARDED:
        assert any(re.fullmatch(pattern, name) for name in permissions()), pattern


def test_no_role_of_the_table_is_broad() -> None:
    assert len(roles()) > 20
    for name, held in roles().items():
        assert re.fullmatch(r"roles/[a-z]+\.\w+", name)
        assert not re.search("[aA]dmin|[oO]wner|[eE]ditor|Agent", name)
        assert held <= permissions()
        assert any(
            not [item for item in held if not kind.is_inert(item) and item not in kind.permissions] for kind in KINDS
        )


def test_importing_reads_no_table() -> None:
    program = (
        "from agent_identity.access import gcp;from agent_identity.access.gcp import kinds, table;"
        "print(sum(cached.cache_info().currsize for cached in (table.permissions, table.roles, table._permissions)))"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "0"


def test_a_wrong_name_finds_the_one_that_was_meant() -> None:
    among = next(kind for kind in KINDS if kind.title == "Pub/Sub topic").permissions
    assert gcp_table.near("pubsub.topic.publish", among) == "pubsub.topics.publish"
    assert gcp_table.near("Compute.Instances.List", among) == "compute.instances.list"
    assert gcp_table.near("nothing like it at all", among) is None
