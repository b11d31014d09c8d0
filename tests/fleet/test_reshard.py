"""Another number of shards: records move, principals stay, and a killed move is finished by the next."""

import json
import os
import signal
import time

from agent_identity.catalog import shard_key, shard_of_key
from agent_identity.fleet.record import RETIRED_OUTPUT
from tests import clients
from tests.conftest import LocalClouds
from tests.fleet.running import FleetCommand, agent, aws_catalog

ENVIRONMENT = "shards"
AGENTS = ("alpha", "beta", "gamma", "kappa", "omega")  # some in every shard, of two and of three


def catalog(shards: int, kinds: tuple[str, ...] = AGENTS, *, retired: str = "") -> str:
    agents = [agent(kind, retired="true") if kind == retired else agent(kind) for kind in kinds]
    return aws_catalog(ENVIRONMENT, agents, shards)


def home(kind: str, shards: int) -> str:
    return f"fleet.aws-local.{shard_of_key(shard_key(ENVIRONMENT, kind, 'aws-local'), shards) + 1}of{shards}"


def principals(clouds: LocalClouds) -> dict[str, str]:
    found = clients.aws(clouds.env, "iam").list_roles(PathPrefix="/agents/")["Roles"]
    return {role["RoleName"]: role["RoleId"] for role in found if f"-{ENVIRONMENT}-" in role["RoleName"]}


def kill_after_the_first_move(fleet: FleetCommand) -> str:
    """Kills the command, and the engine that it runs, as soon as it says that one move is done."""
    process = fleet.start("reshard", "--target", "aws-local")
    assert process.stderr is not None
    said = process.stderr.readline()
    time.sleep(0.4)  # the engine is at the next move
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=30)
    return said


def test_a_new_number_of_shards_moves_the_state_and_touches_no_principal(
    fleet: FleetCommand, local_clouds: LocalClouds
) -> None:
    fleet.write(catalog(2, retired="omega"))
    fleet.run("up")
    made = principals(local_clouds)
    assert len(made) == len(AGENTS)
    agents = fleet.agents()

    fleet.write(catalog(3))
    refused = fleet.run("up", status=2)
    assert "deployed in 2 shards and the catalog now says 3" in refused.err
    assert "agent-identity fleet reshard --target aws-local" in refused.err

    assert "→" in kill_after_the_first_move(fleet)
    assert principals(local_clouds) == made
    assert fleet.run("up", status=2).err == refused.err
    fleet.run("reshard", "--target", "aws-local")
    homes = {home(kind, 3) for kind in AGENTS}
    assert fleet.stacks() == {"foundation.aws-local", *homes}
    assert principals(local_clouds) == made
    assert fleet.agents() == agents

    # Omega was retired before, which its new stack still knows: it is deleted there. One more agent changes its own
    # stack, and the third stack stays as it is.
    fleet.write(catalog(3, (*AGENTS[:-1], "lambda")))
    planned = fleet.run("preview").changes
    changed = {stack: set(changes) - {"same"} for stack, changes in planned.items() if set(changes) != {"same"}}
    assert changed == {home("omega", 3): {"delete"}, home("lambda", 3): {"create"}}
    assert home("kappa", 3) in planned

    assert fleet.run("reshard", "--target", "aws-local").err.strip() == "aws-local: its fleet is in 3 shards"


def test_agents_that_a_killed_move_left_in_both_stacks_are_dropped_from_the_old_one(
    fleet: FleetCommand, local_clouds: LocalClouds
) -> None:
    environment = "twice"
    fleet.write(aws_catalog(environment, [agent("alpha"), agent("beta", retired="true")]))
    fleet.run("up")
    old, new = "fleet.aws-local.1of1", "fleet.aws-local.1of2"
    key = {kind: shard_of_key(shard_key(environment, kind, "aws-local"), 2) + 1 for kind in ("alpha", "beta")}
    before = json.loads(fleet.pulumi(old, "stack", "export", "--stack", old))
    new = f"fleet.aws-local.{key['alpha']}of2"
    fleet.pulumi(old, "stack", "init", new)
    (urn,) = [
        item["urn"]
        for item in before["deployment"]["resources"]
        if item["urn"].endswith("AwsEcsTaskIdentity::alpha.twice")
    ]
    fleet.pulumi(old, "state", "move", "--yes", "--source", old, "--dest", new, urn)
    # The engine writes the destination first; killed there, the source is as it was.
    (fleet.folder / "before.json").write_text(json.dumps(before), encoding="utf-8")
    fleet.pulumi(old, "stack", "import", "--stack", old, "--file", str(fleet.folder / "before.json"))

    fleet.write(aws_catalog(environment, [agent("alpha"), agent("beta")], shards=2))
    fleet.run("reshard", "--target", "aws-local")
    assert fleet.stacks() == {"foundation.aws-local", *(f"fleet.aws-local.{shard}of2" for shard in key.values())}
    roles = [
        item["id"]
        for shard in sorted(set(key.values()))
        for item in fleet.state(f"fleet.aws-local.{shard}of2")
        if item["type"] == "aws:iam/role:Role"
    ]
    assert sorted(role.split("-")[0] for role in roles) == ["alpha", "beta"]
    outputs = json.loads(fleet.pulumi(f"fleet.aws-local.{key['beta']}of2", "stack", "output", "--json"))
    assert [name.split("-")[0] for name in outputs[RETIRED_OUTPUT]] == ["beta"]
