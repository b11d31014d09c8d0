"""AWS on this machine: moto, served to real AWS clients, with faults, and with a memory that survives a kill.

What is real and what is not: moto checks policy documents, names, references and quotas of many services and speaks
AWS's own protocols. It evaluates no permission boundary, and its `AssumeRole` ignores the trust policy, so nothing
about either is proven by it.

Every call that changed something is written to a journal with the seed that its random identifiers came from and its
time; at start the journal is replayed, so that identifiers and dates are the same again. The account is moto's,
123456789012; AWS managed policies are there. Calls to STS and Lambda invocations leave no trace.
"""

from __future__ import annotations

import base64
import datetime as dt
import io
import os
import time
import types
from threading import Lock, local
from typing import TYPE_CHECKING, Any

os.environ.setdefault("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")  # read when moto is imported

import moto.core.utils as moto_utils
from moto.backends import get_backend
from moto.core import DEFAULT_ACCOUNT_ID
from moto.core.request import PRESERVED_HEADER_NAMES_ENVIRON_KEY
from moto.moto_api._internal import mock_random
from moto.moto_api._internal.models import moto_api_backend
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.test import EnvironBuilder, run_wsgi_app

from local_clouds.fault_responses import aws_fault_response, aws_service
from local_clouds.faults import Fault
from local_clouds.journal import Journal
from local_clouds.services.aws_actions import action_of, is_read
from local_clouds.serving import QuietHandler, serve, service_arguments
from local_clouds.state import StateDirectory

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

UNRECORDED_SERVICES = {"sts", ""}
UNRECORDED = Fault(cloud="aws", do="fail", status=500)
KEPT_HEADERS = ("HTTP_AUTHORIZATION", "HTTP_X_AMZ_TARGET", "HTTP_HOST", "CONTENT_TYPE", "HTTP_X_AMZ_DATE")
KEPT_PREFIXES = ("HTTP_X_AMZ_", "HTTP_CONTENT_")


class Moment(local):
    """When the call was made that this thread carries out; none outside of calls that change something."""

    seconds: float | None = None


MOMENT = Moment()


class Clock(dt.datetime):
    """moto's clock: a recorded call happens at its recorded time, the first time and when it is replayed."""

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]
        """The time, as `datetime.now` tells it."""
        return dt.datetime.fromtimestamp(time.time() if MOMENT.seconds is None else MOMENT.seconds, tz)


class RememberedCloud:
    """A WSGI application in front of moto that records what changes it, and replays that.

    Args:
        application: moto.
        journal: Where calls are recorded.
    """

    def __init__(self, application: WSGIApplication, journal: Journal) -> None:
        self._application = application
        self._journal = journal
        self._lock = Lock()
        self._next_seed = 1
        self._known: set[tuple[str, str]] = set()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Carry a call out; one that changes the cloud has the cloud to itself and is recorded."""
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        service = aws_service(environ)
        place = (service, _region(environ))
        # The first look at a service makes its content (a default network, say), with random identifiers.
        changes = not is_read(environ, body) or (place not in self._known and service not in UNRECORDED_SERVICES)
        if service in UNRECORDED_SERVICES:
            return self._application(environ, start_response)
        if not changes:
            # moto walks its objects, and fails where another call adds one meanwhile.
            with self._lock:
                return self._application(environ, start_response)
        with self._lock:
            seed, now = self._next_seed, time.time()
            self._next_seed += 1
            record = _record(environ, body, seed, now)
            status, headers, content = self._carry_out(environ, seed, now)
            if int(status.split()[0]) < 400:
                try:
                    self._journal.append(record)
                except OSError as error:
                    self._return_to_journal()
                    message = f"The local AWS could not record this call, and took it back: {error}"
                    return aws_fault_response(UNRECORDED, environ, message)(environ, start_response)
                self._known.add(place)
        start_response(status, headers)
        return [content]

    def replay(self) -> None:
        """Do all recorded calls again, in their order."""
        for record in self._journal.load():
            builder = EnvironBuilder(
                method=record["method"],
                path=record["path"],
                query_string=record["query"],
                data=base64.b64decode(record["body"]),
            )
            environ = {**builder.get_environ(), **record["headers"]}
            self._carry_out(environ, record["seed"], record["time"])
            self._known.add((aws_service(environ), _region(environ)))
            self._next_seed = record["seed"] + 1

    def reset(self) -> None:
        """Empty the cloud."""
        with self._lock:
            self._journal.clear()
            self._return_to_journal()

    def _return_to_journal(self) -> None:
        self._known.clear()
        moto_api_backend.reset()
        prepare()
        self.replay()

    def _carry_out(self, environ: WSGIEnvironment, seed: int, now: float) -> tuple[str, list[tuple[str, str]], bytes]:
        mock_random.seed(seed)
        MOMENT.seconds = now
        try:
            iterator, status, headers = run_wsgi_app(self._application, environ, buffered=True)
        finally:
            MOMENT.seconds = None
        return status, list(headers), b"".join(iterator)


def prepare() -> None:
    """Load the managed policies now, so that the first caller does not wait for them."""
    mock_random.seed(0)
    _ = get_backend("iam")[DEFAULT_ACCOUNT_ID]["aws"].managed_policies


def use_clock() -> None:
    """Let moto read its time from `Clock`; its modules share one function for that."""
    shim = types.ModuleType("datetime")
    shim.__dict__.update({**vars(dt), "datetime": Clock})
    moto_utils.datetime = shim


def _region(environ: WSGIEnvironment) -> str:
    scope = environ.get("HTTP_AUTHORIZATION", "").partition("Credential=")[2].split(",")[0].split("/")
    return scope[2] if len(scope) == 5 else ""


def _record(environ: WSGIEnvironment, body: bytes, seed: int, now: float) -> dict[str, Any]:
    headers = {
        name: value
        for name, value in environ.items()
        if isinstance(value, str) and (name in KEPT_HEADERS or name.startswith(KEPT_PREFIXES))
    }
    names = environ.get(PRESERVED_HEADER_NAMES_ENVIRON_KEY)
    return {
        "seed": seed,
        "time": now,
        "method": environ["REQUEST_METHOD"],
        "path": environ["PATH_INFO"],
        "query": environ.get("QUERY_STRING", ""),
        "headers": headers if names is None else {**headers, PRESERVED_HEADER_NAMES_ENVIRON_KEY: names},
        "body": base64.b64encode(body).decode(),
    }


class Handler(QuietHandler, MotoRequestHandler):  # type: ignore[misc]
    """moto's reading of a request, our logging."""


def main() -> None:
    """Serve AWS until told to stop."""
    arguments = service_arguments("services.aws")
    use_clock()
    journal = Journal(StateDirectory(arguments.state).data("aws") / "journal.jsonl")
    cloud = RememberedCloud(DomainDispatcherApplication(create_backend_app), journal)
    prepare()
    cloud.replay()
    serve(
        "aws",
        cloud,
        state=arguments.state,
        port=arguments.port,
        reset=cloud.reset,
        fault_response=aws_fault_response,
        action_of=action_of,
        handler=Handler,
    )


if __name__ == "__main__":
    main()
