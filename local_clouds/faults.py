"""Faults on purpose: chosen calls to a local cloud fail, are throttled, or hang.

What stands above a cloud (a deployment, a command, a detector) has to hold when the cloud does not. A fault names the
calls that it hits by cloud, action, method and path, and says what happens to them, how often and how likely. Every
service reads the faults from one file of the state directory and reads it again when it changes, so faults can be
set before the clouds start and while they run.

The Kubernetes API server is the real one and takes no faults.
"""

from __future__ import annotations

import json
import random
import time
from dataclasses import asdict, dataclass, field, fields
from fnmatch import fnmatchcase
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal, get_args

from local_clouds.errors import LocalCloudError
from local_clouds.state import write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    FaultResponse = Callable[["Fault", WSGIEnvironment], WSGIApplication]
    ActionOf = Callable[[WSGIEnvironment], str]

FaultKind = Literal["fail", "throttle", "hang"]
FAULTY_CLOUDS = ("aws", "gcp", "azure")
THROTTLED = 429
NUMBERS: dict[str, tuple[type[int | float], float, float, str]] = {
    "status": (int, 400, 599, "an HTTP error status, 400 to 599"),
    "count": (int, 0, 2**63, "a whole number from 0"),
    "after": (int, 0, 2**63, "a whole number from 0"),
    "seed": (int, 0, 2**63, "a whole number from 0"),
    "seconds": (float, 0, 3600, "seconds, 0 to 3600"),
    "probability": (float, 0, 1, "a probability, 0 to 1"),
}


@dataclass(frozen=True)
class Fault:
    """One kind of failure and the calls that it hits.

    Attributes:
        cloud: `aws`, `gcp` or `azure`.
        do: `fail` answers with `status`; `throttle` answers as that cloud does when it is asked too often; `hang`
            holds the call for `seconds` and then carries it out.
        action: Shell pattern of the cloud's own name of the call: `iam:CreateRole`, `iam.projects.serviceAccounts.*`,
            `Microsoft.ManagedIdentity/userAssignedIdentities/write`. Letter case does not matter.
        method: Shell pattern of the HTTP method.
        path: Shell pattern of the path; `*` spans `/`.
        status: HTTP status of `fail`.
        seconds: How long `hang` holds the call.
        count: How many calls it hits in all, in one life of the service; none means every one.
        after: How many matching calls pass before it begins.
        probability: How likely a matching call is hit, 0 to 1.
        seed: Seed of that chance, so that a run can be repeated.
    """

    cloud: str
    do: FaultKind = "fail"
    action: str = "*"
    method: str = "*"
    path: str = "*"
    status: int = 500
    seconds: float = 30.0
    count: int | None = None
    after: int = 0
    probability: float = 1.0
    seed: int = 0

    def matches(self, action: str, method: str, path: str) -> bool:
        """Whether a call is one of those that this fault is about."""
        return (
            fnmatchcase(action.lower(), self.action.lower())
            and fnmatchcase(method.upper(), self.method.upper())
            and fnmatchcase(path, self.path)
        )


def parse_fault(given: Mapping[str, Any], where: str) -> Fault:
    """A fault from a mapping of its attributes.

    Args:
        given: The attributes; numbers may be text.
        where: What to call the place in an error.

    Raises:
        LocalCloudError: An attribute is unknown, missing or not of its kind; all problems are named.
    """
    known = {attribute.name: attribute for attribute in fields(Fault)}
    problems = [
        f"{name!r} is not a part of a fault; there are: {', '.join(known)}" for name in given if name not in known
    ]
    values: dict[str, Any] = {}
    for name, value in given.items():
        if name in known:
            try:
                values[name] = _convert(name, value)
            except ValueError as error:
                problems.append(f"{name}: found {value!r}, expected {error}")
    if "cloud" not in given:
        problems.append(f"cloud: missing, expected one of {', '.join(FAULTY_CLOUDS)}")
    if problems:
        raise LocalCloudError("\n".join(f"{where}: {problem}" for problem in problems))
    return Fault(**values)


def parse_specification(text: str) -> Fault:
    """A fault from one argument: `cloud=aws,action=iam:CreateRole,do=throttle,count=2`.

    Raises:
        LocalCloudError: The text is not of that form.
    """
    given: dict[str, str] = {}
    for part in text.split(","):
        name, equals, value = part.partition("=")
        if not equals:
            raise LocalCloudError(f"fault {text!r}: found {part!r}, expected NAME=VALUE")
        given[name.strip()] = value.strip()
    return parse_fault(given, f"fault {text!r}")


def read_faults(argument: str, file: Path) -> list[Fault]:
    """The faults of `--fault ARGUMENT`: those of a JSON file (a list of objects), or one as text.

    Raises:
        LocalCloudError: The file or the text does not hold faults.
    """
    if "=" in argument and not file.exists():
        return [parse_specification(argument)]
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise LocalCloudError(f"{argument}: {error.strerror}; expected a JSON file or NAME=VALUE,…") from error
    except ValueError as error:
        raise LocalCloudError(f"{argument}: not JSON: {error}; expected a list of faults") from error
    entries = content if isinstance(content, list) else [content]
    faults = []
    for index, entry in enumerate(entries):
        if not isinstance(entry, dict):
            raise LocalCloudError(f"{argument}#/{index}: found {entry!r}, expected an object")
        faults.append(parse_fault(entry, f"{argument}#/{index}"))
    return faults


class FaultFile:
    """The faults that are set for a set of local clouds; every running service takes a change up at its next call.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self) -> list[Fault]:
        """The faults, in order; none where the file is missing."""
        try:
            return [parse_fault(entry, str(self.path)) for entry in json.loads(self.path.read_text(encoding="utf-8"))]
        except FileNotFoundError:
            return []

    def add(self, faults: Sequence[Fault]) -> None:
        """Add faults after those that are set."""
        content = [asdict(fault) for fault in (*self.load(), *faults)]
        write_atomically(self.path, json.dumps(content, indent=2))

    def clear(self) -> None:
        """Remove all faults."""
        self.path.unlink(missing_ok=True)


@dataclass
class _Armed:
    """A fault with what it has seen so far."""

    fault: Fault
    seen: int = 0
    hits: int = 0
    chance: random.Random = field(default_factory=random.Random)


class FaultMiddleware:
    """A WSGI application in front of another one that shows the faults set for its cloud.

    Args:
        application: The cloud.
        cloud: Its name; faults of other clouds are ignored.
        file: Where the faults are set.
        respond: Makes the cloud's own error out of a fault.
        action_of: Names the action of a request; without it only faults without an action match.
    """

    def __init__(
        self,
        application: WSGIApplication,
        cloud: str,
        file: Path,
        respond: FaultResponse,
        action_of: ActionOf | None = None,
    ) -> None:
        self._application = application
        self._cloud = cloud
        self._file = FaultFile(file)
        self._respond = respond
        self._action_of = action_of
        self._lock = Lock()
        self._version: tuple[int, int] | None = None
        self._armed: list[_Armed] = []

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer with a fault, or let the call through."""
        fault = self._take(environ)
        if fault is None:
            return self._application(environ, start_response)
        if fault.do == "hang":
            time.sleep(fault.seconds)
            return self._application(environ, start_response)
        return self._respond(fault, environ)(environ, start_response)

    def counts(self) -> list[dict[str, Any]]:
        """Each fault of this cloud with how many calls matched it (`seen`) and were hit by it (`hits`)."""
        with self._lock:
            self._refresh()
            return [{**asdict(armed.fault), "seen": armed.seen, "hits": armed.hits} for armed in self._armed]

    def _take(self, environ: WSGIEnvironment) -> Fault | None:
        with self._lock:
            self._refresh()
            if not self._armed:
                return None
            action = self._action_of(environ) if self._action_of else ""
            method, path = environ.get("REQUEST_METHOD", ""), environ.get("PATH_INFO", "")
            for armed in self._armed:
                if armed.fault.matches(action, method, path) and _fires(armed):
                    return armed.fault
        return None

    def _refresh(self) -> None:
        try:
            status = self._file.path.stat()
        except FileNotFoundError:
            self._version, self._armed = None, []
            return
        version = (status.st_mtime_ns, status.st_ino)
        if version != self._version:
            known = {armed.fault: armed for armed in self._armed}
            self._armed = [
                known.get(fault) or _Armed(fault, chance=random.Random(fault.seed))  # noqa: S311 - not for secrets
                for fault in self._file.load()
                if fault.cloud == self._cloud
            ]
            self._version = version


def _fires(armed: _Armed) -> bool:
    armed.seen += 1
    if armed.seen <= armed.fault.after:
        return False
    if armed.fault.count is not None and armed.hits >= armed.fault.count:
        return False
    if armed.fault.probability < 1 and armed.chance.random() >= armed.fault.probability:
        return False
    armed.hits += 1
    return True


def _convert(name: str, value: Any) -> Any:  # noqa: ANN401
    choices: Sequence[str] = {"cloud": FAULTY_CLOUDS, "do": get_args(FaultKind)}.get(name, ())
    if choices:
        return _one_of(value, choices)
    if name in NUMBERS:
        return None if value is None and name == "count" else _number(value, *NUMBERS[name])
    if not isinstance(value, str) or not value:
        raise ValueError("a pattern")
    return value


def _one_of(value: Any, choices: Sequence[str]) -> str:  # noqa: ANN401
    if value not in choices:
        raise ValueError(f"one of {', '.join(choices)}")
    return str(value)


def _number(value: Any, kind: type[int | float], low: float, high: float, expected: str) -> float:  # noqa: ANN401
    try:
        number = kind(value)
    except (TypeError, ValueError) as error:
        raise ValueError(expected) from error
    if isinstance(value, bool) or not low <= number <= high:
        raise ValueError(expected)
    return number
