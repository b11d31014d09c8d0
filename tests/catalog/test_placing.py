import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_identity.catalog import loads, sample, shard_of
from agent_identity.naming import GCP_SERVICE_ACCOUNT, principal_name


def test_the_first_rule_that_matches_decides_and_a_named_target_goes_before(head):
    text = head.replace(
        "targets:\n",
        'targets:\n  aws-pay: {cloud: aws, account: "210987654321", region: eu-west-1}\n'
        '  aws-pii: {cloud: aws, account: "310987654321", region: eu-west-1}\n'
        '  aws-glob: {cloud: aws, account: "410987654321", region: eu-west-1}\n'
        '  aws-test: {cloud: aws, account: "510987654321", region: eu-west-1}\n',
    ).replace(
        "placement:\n",
        "placement:\n  - {target: aws-test, environment: test}\n  "
        "- {target: aws-pii, data_sensitivity: [pii, payment], runtime: ecs}\n"
        "  - {target: aws-glob, type: ['invoice-*', 'bill-?']}\n  - {target: aws-pay, team: [fraud]}\n",
    )
    agents = """\
agents:
- {type: aa, team: fraud, runtimes: [{runtime: ecs}]}
- {type: bb, runtimes: [{runtime: ecs}]}
- {type: cc, data_sensitivity: pii, team: fraud, runtimes: [{runtime: ecs}]}
- {type: dd, data_sensitivity: pii, team: fraud, runtimes: [{runtime: lambda}]}
- {type: invoice-reader, team: fraud, runtimes: [{runtime: lambda}]}
- {type: bill-x, runtimes: [{runtime: lambda}]}
- {type: bill-xy, runtimes: [{runtime: lambda}]}
- {type: ee, team: fraud, environment: test, runtimes: [{runtime: ecs}]}
- {type: ff, team: fraud, runtimes: [{runtime: ecs, target: aws-prod}]}
"""
    placed = {each.agent.type: each.target.name for each in loads(text + agents).placements()}
    assert placed == {
        "aa": "aws-pay",
        "bb": "aws-prod",
        "cc": "aws-pii",
        "dd": "aws-pay",
        "invoice-reader": "aws-glob",
        "bill-x": "aws-glob",
        "bill-xy": "aws-prod",
        "ee": "aws-test",
        "ff": "aws-prod",
    }


def test_a_runtimes_own_words_go_before_the_agents(catalog):
    one, two = catalog(
        "agents: [{type: aa, boundary: restricted, grants: 5, runtimes:"
        " [{runtime: ecs}, {runtime: gcp, boundary: standard, grants: 0, retired: true}]}]\n"
    ).placements()
    assert (one.boundary_class, one.grants, one.retired) == ("restricted", 5, False)
    assert (two.boundary_class, two.grants, two.retired) == ("standard", 0, True)
    assert two.principal == principal_name(GCP_SERVICE_ACCOUNT, "aa", "prod")


def test_a_shard_is_the_same_on_every_machine_and_for_every_version(catalog):
    [old] = catalog("agents: [{type: aa, version: 1.0.0, runtimes: [{runtime: ecs}]}]\n").placements()
    [new] = catalog("agents: [{type: aa, version: 2.0.0, team: fraud, runtimes: [{runtime: lambda}]}]\n").placements()
    digest = hashlib.sha256(b"prod/aa@aws-prod").digest()
    assert shard_of(old, 7) == shard_of(new, 7) == int.from_bytes(digest[:8], "big") % 7
    assert shard_of(old, 1) == 0
    with pytest.raises(ValueError, match="0 shards"):
        shard_of(old, 0)


@given(st.integers(2, 60), st.integers(0, 50), st.data())
@settings(max_examples=60, deadline=None)
def test_adding_or_removing_an_agent_changes_one_shard_of_its_target(size, seed, data):
    text = sample(size, seed)
    head, _, body = text.partition("agents:\n  - ")
    entries = body.split("\n  - ")
    gone = data.draw(st.integers(0, len(entries) - 1))
    left = [entry.rstrip("\n") for index, entry in enumerate(entries) if index != gone]
    shards = data.draw(st.integers(1, 9))

    def layout(source):
        found = {}
        for placement in loads(source).placements():
            found.setdefault((placement.target.name, shard_of(placement, shards)), set()).add(
                (placement.agent.type, placement.cloud)
            )
        return found

    before, after = layout(text), layout(head + "agents:\n  - " + "\n  - ".join(left) + "\n")
    changed = {key for key in before | after if before.get(key) != after.get(key)}
    removed = set().union(*before.values()) - set().union(*after.values(), set())
    assert len(changed) == len(removed)


def test_shards_are_about_equally_full():
    placements = loads(sample(3000, 1)).placements()
    sizes = [0] * 16
    for placement in placements:
        sizes[shard_of(placement, 16)] += 1
    mean = len(placements) / 16
    assert all(0.7 * mean < size < 1.3 * mean for size in sizes)
