"""The forms in which the engine wants a diff and an error."""

from __future__ import annotations

import functools
import logging
from typing import TYPE_CHECKING, Any, NamedTuple

import grpc
from pulumi.runtime.proto import provider_pb2, status_pb2

from local_clouds.provider import wire
from local_clouds.provider.errors import PartialError, ProviderError

if TYPE_CHECKING:
    from collections.abc import Callable

    from local_clouds.provider.adapter import Shape
    from local_clouds.provider.compare import Diff

Message = Any  # protobuf generates its classes at run time

_log = logging.getLogger(__name__)


class _Status(NamedTuple):
    code: grpc.StatusCode
    details: str
    trailing_metadata: tuple[tuple[str, bytes], ...]


def diff_response(diff: Diff, shape: Shape) -> Message:
    """Write a diff, property by property."""
    kinds = provider_pb2.PropertyDiff
    table = {
        ("add", False): kinds.ADD,
        ("add", True): kinds.ADD_REPLACE,
        ("update", False): kinds.UPDATE,
        ("update", True): kinds.UPDATE_REPLACE,
        ("delete", False): kinds.DELETE,
        ("delete", True): kinds.DELETE_REPLACE,
    }
    answer = provider_pb2.DiffResponse
    return answer(
        changes=answer.DIFF_SOME if diff.changes else answer.DIFF_NONE,
        diffs=diff.top(),
        replaces=diff.top_replaces(),
        deleteBeforeReplace=shape.delete_before_replace and bool(diff.replaces),
        hasDetailedDiff=True,
        detailedDiff={
            path: kinds(kind=table[kind, path in diff.replaces], inputDiff=True) for path, kind in diff.changes.items()
        },
    )


def answered(doing: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Turn what a call raises into one clean message that says what was being done to which resource."""

    def decorate(call: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(call)
        def wrapped(self: object, request: Message, context: grpc.ServicerContext) -> Message:
            try:
                return call(self, request, context)
            except PartialError as error:
                context.abort_with_status(_init_failed(error, f"{doing} {_subject(request)}"))
            except ProviderError as error:
                context.abort(grpc.StatusCode.UNKNOWN, f"{doing} {_subject(request)}: {error}")
            except Exception as error:  # the engine must get an answer whatever the defect
                _log.exception("%s %s", doing, _subject(request))
                text = f"{type(error).__name__}: {error}".splitlines()[0]
                context.abort(
                    grpc.StatusCode.INTERNAL, f"{doing} {_subject(request)}: a defect in the local provider: {text}"
                )

        return wrapped

    return decorate


def _subject(request: Message) -> str:
    urn = str(getattr(request, "urn", ""))
    if not urn:
        return str(getattr(request, "tok", ""))
    return f"{urn.split('::')[2].rpartition('$')[2]} {urn.rpartition('::')[2]!r}"


def _init_failed(error: PartialError, what: str) -> Message:
    failed = provider_pb2.ErrorResourceInitFailed(
        id=error.identifier, properties=wire.encode(error.outputs, error.secret), reasons=error.reasons
    )
    status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=f"{what}: {error}")
    status.details.add().Pack(failed)
    return _Status(
        grpc.StatusCode.UNKNOWN, f"{what}: {error}", (("grpc-status-details-bin", status.SerializeToString()),)
    )
