"""How a local cloud of ours is served: on loopback, in threads, with health, reset and faults in front."""

from __future__ import annotations

import argparse
import io
import json
import logging
import signal
import ssl
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import InternalServerError
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.test import run_wsgi_app
from werkzeug.wrappers import Response

from local_clouds.constants import LOOPBACK
from local_clouds.faults import FaultMiddleware
from local_clouds.state import StateDirectory, write_ready

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from local_clouds.faults import ActionOf, FaultResponse

IDLE_SECONDS = 300.0
"""How long a connection may stay silent; each has a thread."""
LARGEST_BODY = 64 * 1024 * 1024
"""Largest request that is read whole before it is answered; after a larger one the connection is closed."""
_OURS = {"connection", "content-length", "transfer-encoding"}


def service_arguments(service: str) -> argparse.Namespace:
    """The arguments that every service process takes: `state` (a Path) and `port` (0 picks a free one)."""
    parser = argparse.ArgumentParser(prog=f"python -m local_clouds.{service}")
    parser.add_argument("--state", type=Path, required=True, help="the state directory of this set of local clouds")
    parser.add_argument("--port", type=int, default=0, help="the loopback port; 0 picks a free one")
    return parser.parse_args()


class QuietHandler(WSGIRequestHandler):
    """A request handler that keeps connections open and logs failures only.

    werkzeug's own closes the connection after every answer, because an application may leave part of a request unread.
    A client that makes a fleet then spends half of its time on new connections, and more where they are encrypted.
    Here the request is read whole before the application sees it.
    """

    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS
    # Head and body go out together, and at once.
    wbufsize = -1
    disable_nagle_algorithm = True

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log nothing: a log line for each request would be most of the log and a tenth of the time."""

    def log_error(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
        """Log what went wrong; a connection that stays silent did nothing wrong."""
        if not any(isinstance(argument, TimeoutError) for argument in args):
            super().log_error(format, *args)

    def handle_expect_100(self) -> bool:
        """Tell the client to go on, now: it waits for that."""
        go_on = super().handle_expect_100()
        self.wfile.flush()
        return go_on

    def run_wsgi(self) -> None:
        """Answer one request, and leave the connection ready for the next."""
        try:
            environ = self.make_environ()
            self._read_whole(environ)
            self._send(environ["REQUEST_METHOD"], *self._answer(environ))
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def _read_whole(self, environ: WSGIEnvironment) -> None:
        chunked = bool(environ.get("wsgi.input_terminated"))
        try:
            length = int(environ.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = -1
        if chunked or not 0 <= length <= LARGEST_BODY:
            # What the application leaves of it would be taken for the next request.
            self.close_connection = True
            return
        environ["wsgi.input"] = io.BytesIO(self.rfile.read(length) if length else b"")

    def _answer(self, environ: WSGIEnvironment) -> tuple[bytes, str, Iterable[tuple[str, str]]]:
        try:
            content, status, headers = run_wsgi_app(self.server.app, environ, buffered=True)
        except (ConnectionError, TimeoutError):
            raise
        except Exception:
            logging.getLogger(__name__).exception("%s %s", self.command, self.path)
            content, status, headers = run_wsgi_app(InternalServerError(), environ, buffered=True)
        return b"".join(content), status, headers

    def _send(self, method: str, body: bytes, status: str, headers: Iterable[tuple[str, str]]) -> None:
        code, _, reason = status.partition(" ")
        bare = int(code) < 200 or int(code) in {204, 304}
        self.send_response(int(code), reason)
        for name, value in headers:
            # The length of an answer without its body is the application's word.
            if name.lower() not in _OURS or (name.lower() == "content-length" and method == "HEAD"):
                self.send_header(name, value)
        if not bare and method != "HEAD":
            self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if not bare and method != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()


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
