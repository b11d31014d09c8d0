"""The `ResourceProvider` service that the engine talks to, for all clouds on one port."""

# ruff: noqa: N802, D102, ARG002 - the methods' names and arguments are the protocol's, and so is their meaning
from __future__ import annotations

import json
import logging
import threading
from collections import OrderedDict
from concurrent import futures
from typing import TYPE_CHECKING, Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from local_clouds.provider import inputs as given
from local_clouds.provider import wire
from local_clouds.provider.adapter import UNKNOWN, has_unknown
from local_clouds.provider.answers import answered, diff_response
from local_clouds.provider.compare import compare
from local_clouds.provider.errors import InvalidError, NotFoundError, PartialError, ProviderError, UnsupportedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from local_clouds.provider.adapter import JSON, Adapter, Connection, Shape, State

Message = Any  # protobuf generates its classes at run time

_log = logging.getLogger(__name__)
# One process answers for three plugins, and the engine warns where a version is below the one that an SDK asks for.
_VERSION = "999.0.0"
_MAX_INSTANCES = 4096
# The engine asks for the schema when an import is done, to write the resource's code.
NO_SCHEMA = (
    "the local provider has no schema, so no code can be generated. What `pulumi import` says is imported is imported; "
    "--generate-code=false spares this message"
)
# The engine works on 4 resources a core by default; more threads than calls in flight cost nothing.
_THREADS = 64


class Provider(provider_pb2_grpc.ResourceProviderServicer):
    """Serves every mapped type of the given clouds.

    The engine opens one connection for each provider instance of a program, so that the peer of a call tells which
    configuration it belongs to.
    """

    def __init__(self, adapters: Mapping[str, Callable[[], Adapter]]) -> None:
        """Take the clouds by package name; each is loaded at its first use."""
        self._factories = adapters
        self._adapters: dict[str, Adapter] = {}
        self._instances: OrderedDict[tuple[str, str], Connection] = OrderedDict()
        self._checked: dict[str, str] = {}
        self._lock = threading.RLock()

    def _adapter(self, token: str) -> Adapter:
        package = token.partition(":")[0]
        with self._lock:
            if package not in self._adapters:
                if package not in self._factories:
                    raise UnsupportedError(token, "local_clouds/provider")
                self._adapters[package] = self._factories[package]()
            return self._adapters[package]

    def _connection(self, token: str, context: grpc.ServicerContext) -> Connection:
        package = token.partition(":")[0]
        with self._lock:
            found = self._instances.get((context.peer(), package))
        if found is None:
            # Never guess: another configuration may be another account.
            raise ProviderError(f"this instance of the provider {package!r} is not configured; run the command again")
        return found

    def _configure(self, package: str, config: JSON, context: grpc.ServicerContext) -> Connection:
        connection = self._adapter(package).connect(config)
        with self._lock:
            self._instances[(context.peer(), package)] = connection
            while len(self._instances) > _MAX_INSTANCES:
                self._instances.popitem(last=False)
        return connection

    def Handshake(self, request: Message, context: Message) -> Message:
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True)

    def Attach(self, request: Message, context: Message) -> Message:
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: Message, context: Message) -> Message:
        return plugin_pb2.PluginInfo(version=_VERSION)

    def GetSchema(self, request: Message, context: Message) -> Message:
        context.abort(grpc.StatusCode.UNIMPLEMENTED, NO_SCHEMA)

    def Cancel(self, request: Message, context: Message) -> Message:
        return empty_pb2.Empty()

    def CheckConfig(self, request: Message, context: Message) -> Message:
        self._checked[context.peer()] = _token(request.urn).rpartition(":")[2]
        # The engine compares the version in the answer with the one it asked for.
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: Message, context: Message) -> Message:
        changed = request.old_inputs != request.news
        kinds = provider_pb2.DiffResponse
        return kinds(changes=kinds.DIFF_SOME if changed else kinds.DIFF_NONE)

    @answered("configuring the provider")
    def Configure(self, request: Message, context: Message) -> Message:
        # Older engines do not say here which provider it is, but did in CheckConfig.
        named = request.type or (request.urn.split("::")[2] if request.urn else "")
        package = named.rpartition(":")[2] or self._checked.pop(context.peer(), "")
        self._configure(package, _config(wire.decode(request.args).values), context)
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    @answered("checking")
    def Check(self, request: Message, context: Message) -> Message:
        token, name = _token(request.urn), request.urn.rpartition("::")[2]
        shape = self._adapter(token).shape(token)
        olds, news = wire.decode(request.olds), wire.decode(request.news)
        values = given.complete(shape, name, request.randomSeed, olds.values, news.values)
        found = given.refusals(shape, token, values) or self._connection(token, context).check(token, values)
        failures = [provider_pb2.CheckFailure(property=path, reason=reason) for path, reason in found]
        return provider_pb2.CheckResponse(inputs=wire.encode(values, news.secret), failures=failures)

    @answered("comparing")
    def Diff(self, request: Message, context: Message) -> Message:
        token = _token(request.urn)
        shape = self._adapter(token).shape(token)
        olds, news = wire.decode(request.old_inputs).values, wire.decode(request.news).values
        for path in request.ignoreChanges:
            top = path.partition(".")[0].partition("[")[0]
            if top == path and top in olds:
                news[top] = olds[top]
        return diff_response(compare(shape, olds, news), shape)

    @answered("creating")
    def Create(self, request: Message, context: Message) -> Message:
        token = _token(request.urn)
        shape, connection = self._adapter(token).shape(token), self._connection(token, context)
        inputs = wire.decode(request.properties)
        if request.preview or has_unknown(inputs.values):
            outputs = given.outputs_at_preview(shape, inputs.values, connection.preview(token, inputs.values))
            return provider_pb2.CreateResponse(properties=_encode(shape, outputs, inputs))
        state = _changed(shape, inputs, lambda: connection.create(token, inputs.values))
        return provider_pb2.CreateResponse(
            id=state.identifier, properties=_encode(shape, {**inputs.values, **state.outputs}, inputs)
        )

    @answered("reading")
    def Read(self, request: Message, context: Message) -> Message:
        token = _token(request.urn)
        shape, connection = self._adapter(token).shape(token), self._connection(token, context)
        recorded, before = wire.decode(request.inputs), wire.decode(request.properties)
        state = _found(connection, token, request.id, recorded.values)
        if state is None:
            return provider_pb2.ReadResponse()
        inputs = given.from_cloud(shape, {**state.outputs, **state.inputs}, recorded.values)
        hidden = {key: value for key, value in recorded.values.items() if key in shape.write_only}
        kept = {key: before.values[key] for key in shape.secrets if key in before.values}
        outputs = {**kept, **hidden, **state.outputs}
        # What means the same keeps the recorded form, in the outputs too.
        own_form = {*shape.partial, *state.inputs}
        outputs.update({key: value for key, value in inputs.items() if key in outputs and key not in own_form})
        return provider_pb2.ReadResponse(
            id=state.identifier,
            inputs=wire.encode(inputs, recorded.secret),
            properties=_encode(shape, outputs, recorded, before.secret),
        )

    @answered("updating")
    def Update(self, request: Message, context: Message) -> Message:
        token = _token(request.urn)
        shape, connection = self._adapter(token).shape(token), self._connection(token, context)
        before, news = wire.decode(request.olds), wire.decode(request.news)
        olds = wire.decode(request.old_inputs).values
        if request.preview or has_unknown(news.values):
            outputs = {key: value for key, value in before.values.items() if key not in olds or key in news.values}
            outputs.update(dict.fromkeys(shape.volatile, UNKNOWN))
            outputs.update(news.values)
            outputs.update(connection.preview(token, news.values))
            return provider_pb2.UpdateResponse(properties=_encode(shape, outputs, news, before.secret & shape.computed))
        kept = {key: value for key, value in before.values.items() if key in shape.secrets}
        state = _changed(shape, news, lambda: connection.update(token, request.id, olds, news.values))
        return provider_pb2.UpdateResponse(
            properties=_encode(shape, {**kept, **news.values, **state.outputs}, news, before.secret & shape.computed)
        )

    @answered("deleting")
    def Delete(self, request: Message, context: Message) -> Message:
        token = _token(request.urn)
        self._adapter(token).shape(token)
        try:
            self._connection(token, context).delete(token, request.id, wire.decode(request.properties).values)
        except NotFoundError:
            _log.info("%s %s was gone already", token, request.id)
        return empty_pb2.Empty()

    @answered("calling")
    def Invoke(self, request: Message, context: Message) -> Message:
        args = wire.decode(request.args)
        try:
            result = self._connection(request.tok, context).invoke(request.tok, args.values)
        except InvalidError as error:
            failure = provider_pb2.CheckFailure(property=error.property_path, reason=error.reason)
            return provider_pb2.InvokeResponse(failures=[failure])
        response = provider_pb2.InvokeResponse()
        getattr(response, "return").CopyFrom(wire.encode(result, wire.leaks(result, args) if args.secret else ()))
        return response

    @answered("calling")
    def Call(self, request: Message, context: Message) -> Message:
        raise UnsupportedError(request.tok, "local_clouds/provider")


def _token(urn: str) -> str:
    # A URN is urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME.
    return urn.split("::")[2].rpartition("$")[2]


def _config(values: JSON) -> JSON:
    """Undo the text form in which SDKs pass structured provider configuration."""
    result: JSON = {}
    for key, value in values.items():
        result[key] = value
        if isinstance(value, str) and value[:1] in {"{", "["}:
            try:
                result[key] = json.loads(value)
            except ValueError:
                _log.info("provider configuration %s is text, not JSON", key)
        elif value in {"true", "false"}:
            result[key] = value == "true"
    return result


def _found(connection: Connection, token: str, identifier: str, inputs: JSON) -> State | None:
    try:
        return connection.read(token, identifier, inputs)
    except NotFoundError:
        return None


def _encode(shape: Shape, outputs: JSON, inputs: wire.Properties, more: frozenset[str] = frozenset()) -> Message:
    return wire.encode(outputs, shape.secrets | wire.leaks(outputs, inputs) | more)


def _changed(shape: Shape, inputs: wire.Properties, change: Callable[[], State]) -> State:
    """Make a change; where it half failed, complete the record of it, secrets marked."""
    try:
        return change()
    except PartialError as error:
        error.outputs = {**inputs.values, **error.outputs}
        error.secret = shape.secrets | wire.leaks(error.outputs, inputs)
        raise


def serve(adapters: Mapping[str, Callable[[], Adapter]], port: int = 0) -> tuple[grpc.Server, int]:
    """Start serving on loopback and return the server and its port.

    Args:
        adapters: the clouds by package name.
        port: 0 takes a free one.

    Raises:
        OSError: the port is in use.
    """
    limits = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1), ("grpc.so_reuseport", 0)]
    server = grpc.server(futures.ThreadPoolExecutor(_THREADS), options=limits)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Provider(adapters), server)
    try:
        bound = server.add_insecure_port(f"127.0.0.1:{port}")
    except RuntimeError as error:
        raise OSError(f"port {port} on 127.0.0.1 cannot be used: {error}") from error
    server.start()
    return server, bound
