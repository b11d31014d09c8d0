"""Talks to a provider process as the engine does, without the engine: fast, and the protocol is the same."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import grpc
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from local_clouds.provider import wire
from local_clouds.provider.wire import Properties

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

JSON = dict[str, Any]


@contextlib.contextmanager
def process(state: Path, endpoints: JSON) -> Iterator[int]:
    """Run the provider process and yield its port."""
    (state / "endpoints.json").write_text(json.dumps(endpoints), encoding="utf-8")
    arguments = [sys.executable, "-m", "local_clouds.provider", "--state", str(state)]
    with (
        (state / "provider.log").open("w") as log,
        subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=log, text=True) as running,
    ):
        try:
            assert running.stdout
            yield int(running.stdout.readline())
        finally:
            running.terminate()
            assert running.wait(timeout=10) == 0


@dataclass
class Made:
    """A resource as the engine would record it."""

    token: str
    name: str
    id: str
    inputs: JSON
    outputs: JSON
    secret_outputs: frozenset[str] = frozenset()


class RefusedError(AssertionError):
    """Check failures, as (property, reason)."""

    def __init__(self, failures: list[tuple[str, str]]) -> None:
        super().__init__(str(failures))
        self.failures = failures


@dataclass
class Client:
    """One provider instance over its own connection."""

    port: int
    package: str
    config: JSON = field(default_factory=dict)

    def __post_init__(self) -> None:
        # A channel of its own, as the engine opens one an instance: gRPC would otherwise share connections.
        options = [("grpc.use_local_subchannel_pool", 1)]
        self.channel = grpc.insecure_channel(f"127.0.0.1:{self.port}", options=options)
        self.stub = provider_pb2_grpc.ResourceProviderStub(self.channel)
        urn = f"urn:pulumi:s::p::pulumi:providers:{self.package}::default"
        config = wire.encode(self.config)
        checked = self.stub.CheckConfig(provider_pb2.CheckRequest(urn=urn, news=config))
        self.stub.Configure(provider_pb2.ConfigureRequest(urn=urn, args=checked.inputs, acceptSecrets=True))

    @staticmethod
    def urn(token: str, name: str) -> str:
        return f"urn:pulumi:s::p::{token}::{name}"

    def check(self, token: str, name: str, news: JSON, olds: JSON | None = None, secret: Any = ()) -> Properties:
        request = provider_pb2.CheckRequest(
            urn=self.urn(token, name),
            olds=wire.encode(olds or {}),
            news=wire.encode(news, secret),
            randomSeed=f"{token}{name}".encode(),
        )
        answer = self.stub.Check(request)
        if answer.failures:
            raise RefusedError([(failure.property, failure.reason) for failure in answer.failures])
        return wire.decode(answer.inputs)

    def create(self, token: str, name: str, news: JSON, *, preview: bool = False, secret: Any = ()) -> Made:
        inputs = self.check(token, name, news, secret=secret)
        answer = self.stub.Create(
            provider_pb2.CreateRequest(
                urn=self.urn(token, name), properties=wire.encode(inputs.values, inputs.secret), preview=preview
            )
        )
        outputs = wire.decode(answer.properties)
        return Made(token, name, answer.id, inputs.values, outputs.values, outputs.secret)

    def diff(self, made: Made, news: JSON) -> Any:
        inputs = self.check(made.token, made.name, news, made.inputs).values
        return self.stub.Diff(
            provider_pb2.DiffRequest(
                urn=self.urn(made.token, made.name),
                id=made.id,
                olds=wire.encode(made.outputs),
                old_inputs=wire.encode(made.inputs),
                news=wire.encode(inputs),
            )
        )

    def update(self, made: Made, news: JSON, *, preview: bool = False) -> Made:
        inputs = self.check(made.token, made.name, news, made.inputs).values
        answer = self.stub.Update(
            provider_pb2.UpdateRequest(
                urn=self.urn(made.token, made.name),
                id=made.id,
                olds=wire.encode(made.outputs),
                old_inputs=wire.encode(made.inputs),
                news=wire.encode(inputs),
                preview=preview,
            )
        )
        outputs = wire.decode(answer.properties)
        return Made(made.token, made.name, made.id, inputs, outputs.values, outputs.secret)

    def read(self, token: str, name: str, identifier: str, made: Made | None = None) -> Made | None:
        answer = self.stub.Read(
            provider_pb2.ReadRequest(
                urn=self.urn(token, name),
                id=identifier,
                inputs=wire.encode(made.inputs if made else {}),
                properties=wire.encode(made.outputs if made else {}, made.secret_outputs if made else ()),
            )
        )
        if not answer.id:
            return None
        outputs = wire.decode(answer.properties)
        return Made(token, name, answer.id, wire.decode(answer.inputs).values, outputs.values, outputs.secret)

    def delete(self, made: Made) -> None:
        self.stub.Delete(
            provider_pb2.DeleteRequest(
                urn=self.urn(made.token, made.name),
                id=made.id,
                properties=wire.encode(made.outputs),
                old_inputs=wire.encode(made.inputs),
            )
        )

    def invoke(self, token: str, args: JSON) -> JSON:
        answer = self.stub.Invoke(provider_pb2.InvokeRequest(tok=token, args=wire.encode(args)))
        if answer.failures:
            raise RefusedError([(failure.property, failure.reason) for failure in answer.failures])
        return wire.decode(getattr(answer, "return")).values
