"""Inputs of other languages become a constructor's arguments, or a refusal that names every place."""

import asyncio
from typing import Any

import pulumi
import pytest
from google.protobuf.json_format import ParseDict
from hypothesis import given
from hypothesis import strategies as st
from pulumi.provider.server import ProviderServicer
from pulumi.runtime import rpc
from pulumi.runtime.proto import provider_pb2

from agent_identity.construction import RefusedError
from agent_identity.languages.wire import arguments, camel_case, settled, snake_case

SIGNATURE = "4dabf18193072939515e22adb298388d"
URN = "urn:pulumi:dev::p::aws:iam/policy:Policy::agents"
REF = {"cloud": "aws", "boundaryClass": "standard", "environment": "dev", "id": "arn:…", "urn": URN}


def output(value: Any = None, *, secret: bool = False, known: bool = True) -> dict[str, Any]:
    """An output as an engine sends it."""
    found = {SIGNATURE: "d0e6a833031e9bbcd3f4e8bde6ca49a4", "secret": secret, "dependencies": [URN]}
    return {**found, "value": value} if known else found


def secret(value: Any) -> dict[str, Any]:
    return {SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "value": value}


def received(inputs: dict[str, Any], depends: tuple[str, ...] = ()) -> dict[str, Any]:
    """The arguments of a constructor, by way of the SDK's own reading of a request."""
    request = provider_pb2.ConstructRequest()
    ParseDict(inputs, request.inputs)
    for name in depends:
        request.inputDependencies[name].urns.append(URN)
    plain = settled(request)

    async def read() -> dict[str, Any]:
        found = await ProviderServicer._construct_inputs(plain.inputs, plain.inputDependencies)
        return arguments("AwsLambdaIdentity", "reader", found)

    return asyncio.run(read())


def problems(inputs: dict[str, Any], depends: tuple[str, ...] = ()) -> list[str]:
    with pytest.raises(RefusedError) as refused:
        received(inputs, depends)
    return refused.value.problems


@pytest.mark.parametrize(
    ("boundary", "depends"),
    [(REF, ()), (REF, ("boundary",)), (output(REF), ("boundary",)), ({**REF, "id": output("arn:…")}, ("boundary",))],
    ids=["plain", "plain-that-depends", "whole-output", "output-inside"],
)
def test_a_boundary_is_plain_however_it_is_sent(boundary: dict[str, Any], depends: tuple[str, ...]) -> None:
    found = received({"boundary": boundary}, depends)["boundary"]
    assert isinstance(found.pop("urn"), pulumi.Output), "the boundary must be made first"
    assert found == {"cloud": "aws", "boundary_class": "standard", "environment": "dev", "id": "arn:…"}


def test_names_are_pythons_in_every_depth() -> None:
    agent = {"type": "reader", "sourceNetworks": ["10.0.0.0/8"], "schedule": {"days": ["mon"]}}
    assert received({"agent": agent, "boundaryClass": "standard"}) == {
        "agent": {"type": "reader", "source_networks": ["10.0.0.0/8"], "schedule": {"days": ["mon"]}},
        "boundary_class": "standard",
    }


def test_access_may_stay_an_output() -> None:
    access = [{"read": [output("arn:aws:s3:::invoices"), "arn:aws:s3:::other"]}]
    found = received({"access": access}, ("access",))["access"]
    assert isinstance(found[0]["read"][0], pulumi.Output)
    assert found[0]["read"][1] == "arn:aws:s3:::other"


def test_all_that_is_unknown_or_secret_is_refused_at_once() -> None:
    agent = {"type": rpc.UNKNOWN, "team": output(known=False), "sourceNetworks": ["10.0.0.0/8", rpc.UNKNOWN]}
    found = problems({"agent": agent, "region": output("eu-west-1", secret=True), "account": secret("123456789012")})
    assert sorted(problem.split(": ")[0] for problem in found) == [
        "account",
        "agent.source_networks[1]",
        "agent.team",
        "agent.type",
        "region",
    ]
    assert sum("is not known at preview" in problem for problem in found) == 3
    assert sum("found a secret" in problem for problem in found) == 2
    assert "123456789012" not in "".join(found)


def test_an_unknown_urn_of_a_boundary_only_waits() -> None:
    found = received({"boundary": {**REF, "urn": output(known=False)}}, ("boundary",))["boundary"]
    assert found == {"cloud": "aws", "boundary_class": "standard", "environment": "dev", "id": "arn:…"}


@given(st.from_regex(r"[a-z]+(_[a-z][a-z0-9]*)*", fullmatch=True))
def test_a_name_survives_the_way_there_and_back(name: str) -> None:
    assert snake_case(camel_case(name)) == name
