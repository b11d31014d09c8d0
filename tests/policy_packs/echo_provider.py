# ruff: noqa: N802 - the protocol names the methods
"""A provider that takes every resource of every type: previews need nothing more of a provider."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import grpc
from google.protobuf.empty_pb2 import Empty
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc


class EchoProvider(provider_pb2_grpc.ResourceProviderServicer):
    """Accepts what it is given; what a cloud would compute is missing from its answers, hence unknown at preview."""

    def Handshake(self, request, context):
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True)

    def GetPluginInfo(self, request, context):
        # Newer than any SDK asks for.
        return plugin_pb2.PluginInfo(version="999.0.0")

    def Attach(self, request, context):
        return Empty()

    def CheckConfig(self, request, context):
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request, context):
        return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_NONE)

    def Configure(self, request, context):
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True, acceptResources=False)

    def Invoke(self, request, context):
        return provider_pb2.InvokeResponse(**{"return": request.args})

    def Check(self, request, context):
        return provider_pb2.CheckResponse(inputs=request.news)

    def Diff(self, request, context):
        return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_SOME)

    def Create(self, request, context):
        outputs = Struct()
        outputs.CopyFrom(request.properties)
        # Azure takes identities as a list and answers with a map.
        outputs.fields.pop("identity", None)
        return provider_pb2.CreateResponse(id="" if request.preview else request.urn, properties=outputs)

    def Update(self, request, context):
        return provider_pb2.UpdateResponse(properties=request.news)

    def Delete(self, request, context):
        return Empty()

    def Cancel(self, request, context):
        return Empty()


@contextmanager
def serving() -> Iterator[int]:
    """Serves the provider on a free port of the loopback and gives the port."""
    server = grpc.server(ThreadPoolExecutor(max_workers=8))
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(EchoProvider(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield port
    finally:
        server.stop(grace=None)
