"""The process that serves the package to an engine."""

import argparse
import asyncio
from collections.abc import Sequence
from typing import Any

import grpc.aio
import pulumi
from pulumi.errors import InputPropertyErrorDetails
from pulumi.provider.server import ProviderServicer
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from agent_identity.construction import RUN, RefusedError, Run
from agent_identity.languages.provider import PackageProvider
from agent_identity.languages.wire import camel_case, settled

_MESSAGE_BYTES = 400 * 1024 * 1024


class Servicer(ProviderServicer):
    """Answers the engine; a refusal reaches the user as problems of named properties, without a traceback."""

    def __init__(self, provider: PackageProvider, engine: str) -> None:
        super().__init__(provider, [], engine)
        self._runs: dict[str, Run] = {}

    async def Construct(  # noqa: N802 - gRPC's name
        self, request: provider_pb2.ConstructRequest, context: grpc.aio.ServicerContext[Any, Any]
    ) -> provider_pb2.ConstructResponse:
        """Builds one component of a run."""
        # Every call gets a monitor of its own from the SDK, but calls of one run share the monitor's address.
        RUN.set(self._runs.setdefault(request.monitorEndpoint, Run()))
        try:
            return await super().Construct(settled(request), context)
        except RefusedError as error:
            problems = [_problem(text) for text in error.problems]
            await context.abort_with_status(self.create_grpc_invalid_properties_status("", problems))
            raise


def _problem(text: str) -> InputPropertyErrorDetails:
    place, _, reason = text.partition(": ")
    return {"property_path": camel_case(place), "reason": reason}


def serve(components: Sequence[type[pulumi.ComponentResource]]) -> None:
    """Serves these components until the engine ends the process."""
    parser = argparse.ArgumentParser(description="The components of agent-identity, for a Pulumi engine.")
    parser.add_argument("engine", help="address of the engine")
    engine = parser.parse_known_args()[0].engine
    servicer = Servicer(PackageProvider(components), engine)
    asyncio.run(_serve(servicer))


async def _serve(servicer: Servicer) -> None:
    limits = [("grpc.max_receive_message_length", _MESSAGE_BYTES), ("grpc.max_send_message_length", _MESSAGE_BYTES)]
    server = grpc.aio.server(options=limits)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    print(port, flush=True)
    await server.wait_for_termination()
