"""How a local cloud of ours is served: on loopback, in threads, with health, reset and faults in front."""

from __future__ import annotations

import argparse
import json
import logging
import signal
import ssl
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Response

from local_clouds.constants import LOOPBACK
from local_clouds.faults import FaultMiddleware
from local_clouds.state import StateDirectory, write_ready

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from local_clouds.faults import ActionOf, FaultResponse


def service_arguments(service: str) -> argparse.Namespace:
    """The arguments that every service process takes: `state` (a Path) and `port` (0 picks a free one)."""
    parser = argparse.ArgumentParser(prog=f"python -m local_clouds.{service}")
    parser.add_argument("--state", type=Path, required=True, help="the state directory of this set of local clouds")
    parser.add_argument("--port", type=int, default=0, help="the loopback port; 0 picks a free one")
    return parser.parse_args()


class QuietHandler(WSGIRequestHandler):
    """A request handler that keeps connections open and logs failures only."""

    protocol_version = "HTTP/1.1"
    # Headers and body are two writes: with Nagle's algorithm the second waits 40 ms for an acknowledgement.
    disable_nagle_algorithm = True

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log nothing: a log line for each request would be most of the log and a tenth of the time."""


def with_administration(
    application: WSGIApplication, middleware: FaultMiddleware, reset: Callable[[], None]
) -> WSGIApplication:
    """Answer `/healthz` and `/_local/*` in front of `application`; no fault ever touches these."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path, method = environ.get("PATH_INFO", ""), environ.get("REQUEST_METHOD", "")
        if path == "/healthz":
            return Response("ok")(environ, start_response)
        if path == "/_local/reset" and method == "POST":
            reset()
            return Response(status=204)(environ, start_response)
        if path == "/_local/faults" and method == "GET":
            body = json.dumps({"faults": middleware.counts()})
            return Response(body, content_type="application/json")(environ, start_response)
        return application(environ, start_response)

    return answer


def serve(  # noqa: PLR0913 - what differs from cloud to cloud, each by name
    service: str,
    application: WSGIApplication,
    *,
    state: Path,
    port: int = 0,
    reset: Callable[[], None],
    fault_response: FaultResponse,
    action_of: ActionOf | None = None,
    certificate: tuple[Path, Path] | None = None,
    handler: type[WSGIRequestHandler] = QuietHandler,
) -> None:
    """Serve `application` until SIGTERM or SIGINT, then return.

    Args:
        service: The name of the cloud, as in `run/<service>.json`.
        application: The cloud itself.
        state: The state directory.
        port: The loopback port; 0, or one that is in use, picks a free one.
        reset: Empties the cloud.
        fault_response: Makes the cloud's own error of an injected fault.
        action_of: Names the action of a request for faults that are given by action.
        certificate: The certificate and the key, as PEM files, to serve TLS with.
        handler: The request handler.
    """
    directory = StateDirectory(state)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    middleware = FaultMiddleware(application, service, directory.faults, fault_response, action_of)
    front = with_administration(middleware, middleware, reset)
    server = _bind(front, port, certificate, handler)
    scheme = "https" if certificate else "http"
    write_ready(
        directory,
        service,
        server.server_port,
        url=f"{scheme}://{LOOPBACK}:{server.server_port}",
        ca_file=directory.ca_certificate if certificate else None,
    )
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    server.serve_forever()


def _bind(
    application: WSGIApplication, port: int, certificate: tuple[Path, Path] | None, handler: type[WSGIRequestHandler]
) -> Any:  # noqa: ANN401 - werkzeug's server class is not public
    context = None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*map(str, certificate))
    options: dict[str, Any] = {"threaded": True, "request_handler": handler, "ssl_context": context}
    try:
        server = make_server(LOOPBACK, port, application, **options)
    except (OSError, SystemExit):  # werkzeug prints and exits where a port is in use
        if not port:
            raise
        server = make_server(LOOPBACK, 0, application, **options)
    if isinstance(server.socket, ssl.SSLSocket):
        # A handshake belongs in the connection's own thread: in the accepting one a silent caller holds up all others.
        setattr(server.socket, "do_handshake_on_connect", False)  # noqa: B010 - the stubs do not know it
    return server


def _leave(_signal: int, _frame: object) -> None:
    sys.exit(0)
