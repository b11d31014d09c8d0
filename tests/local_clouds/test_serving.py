"""How a local cloud answers: over one connection, whatever the application leaves unread."""

from __future__ import annotations

import http.client
from collections.abc import Iterable, Iterator
from threading import Thread
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from werkzeug.serving import make_server

from local_clouds import serving


def _application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    if path == "/fails":
        raise RuntimeError("not this one")
    if path == "/empty":
        start_response("204 No Content", [])
        return []
    if path == "/echo":
        start_response("200 OK", [("Transfer-Encoding", "chunked")])
        return [environ["wsgi.input"].read(), b"."]
    start_response("404 Not Found", [("Content-Length", "7"), ("X-Told", "yes")])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [b"missing"]


@pytest.fixture
def connection() -> Iterator[http.client.HTTPConnection]:
    server = make_server("127.0.0.1", 0, _application, threaded=True, request_handler=serving.QuietHandler)
    Thread(target=server.serve_forever, daemon=True).start()
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    connection.connect()
    yield connection
    connection.close()
    server.shutdown()
    server.server_close()


def _ask(
    connection: http.client.HTTPConnection, method: str, path: str, body: bytes | None = None
) -> tuple[int, bytes]:
    connection.request(method, path, body)
    answer = connection.getresponse()
    return answer.status, answer.read()


def test_a_connection_serves_many_requests(connection: http.client.HTTPConnection) -> None:
    place = connection.sock.getsockname()
    assert _ask(connection, "POST", "/echo", b"body") == (200, b"body.")
    assert _ask(connection, "PUT", "/unread", b"GET /echo HTTP/1.1\r\n\r\n" * 999) == (404, b"missing")
    assert _ask(connection, "HEAD", "/head") == (404, b"")
    assert _ask(connection, "DELETE", "/empty") == (204, b"")
    assert _ask(connection, "GET", "/fails")[0] == 500
    assert _ask(connection, "POST", "/echo", b"again") == (200, b"again.")
    assert connection.sock.getsockname() == place


def test_a_client_that_asks_first_is_told_to_go_on(connection: http.client.HTTPConnection) -> None:
    connection.sock.sendall(b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
    assert connection.sock.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
    connection.sock.sendall(b"body")
    assert connection.sock.recv(1000).endswith(b"\r\n\r\nbody.")


@pytest.mark.parametrize("length", ["-1", "many", "5"])
def test_a_request_that_is_not_read_whole_is_the_last(
    connection: http.client.HTTPConnection, length: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "LARGEST_BODY", 4)
    connection.sock.sendall(f"PUT /unread HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n".encode())
    answer = http.client.HTTPResponse(connection.sock)
    answer.begin()
    assert (answer.status, answer.headers["Connection"], answer.read()) == (404, "close", b"missing")


def test_a_silent_connection_is_closed_without_a_word(
    connection: http.client.HTTPConnection, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serving.QuietHandler, "timeout", 0.1)
    other = http.client.HTTPConnection(connection.host, connection.port, timeout=10)
    other.connect()
    assert other.sock.recv(1) == b""
    assert capsys.readouterr().err == ""
