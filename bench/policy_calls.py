"""Measures what the engine's questions cost a policy pack that answers nothing: `python -m bench.policy_calls`.

The engine asks a pack twice about every resource, Remediate and Analyze, one after the other, and waits for each
answer. This asks an Analyzer that has no rules, in a process of its own, as often as a preview of 1,661 agents does.
"""

import argparse
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import grpc
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

RESOURCES: Final = 6500
"""So many resources, components among them, the sample of 1,661 agents has."""
PROPERTIES: Final = 20
_WARMING: Final = 200


class Nothing(analyzer_pb2_grpc.AnalyzerServicer):
    """A pack without rules."""

    def Remediate(self, request: object, context: object) -> analyzer_pb2.RemediateResponse:  # noqa: ARG002, N802
        """Changes nothing."""
        return analyzer_pb2.RemediateResponse()

    def Analyze(self, request: object, context: object) -> analyzer_pb2.AnalyzeResponse:  # noqa: ARG002, N802
        """Finds nothing."""
        return analyzer_pb2.AnalyzeResponse()


def serve() -> None:
    """Serves a pack without rules on a free port of the loopback, and prints that port."""
    server = grpc.server(ThreadPoolExecutor(max_workers=1))
    analyzer_pb2_grpc.add_AnalyzerServicer_to_server(Nothing(), server)
    sys.stdout.write(f"{server.add_insecure_port('127.0.0.1:0')}\n")
    sys.stdout.flush()
    server.start()
    server.wait_for_termination()


def main() -> int:
    """Asks, and prints what a question costs and what all of them do."""
    parser = argparse.ArgumentParser(prog="python -m bench.policy_calls", description=__doc__)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    if parser.parse_args().serve:
        serve()
        return 0
    command = [sys.executable, "-m", "bench.policy_calls", "--serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            port = process.stdout.readline().strip() if process.stdout else ""
            each = _asked(analyzer_pb2_grpc.AnalyzerStub(grpc.insecure_channel(f"127.0.0.1:{port}")))
        finally:
            process.kill()
    total = each * 2 * RESOURCES
    sys.stdout.write(f"{each * 1e6:.0f} µs a question; {total:.1f} s for two about each of {RESOURCES:,} resources\n")
    return 0


def _asked(pack: analyzer_pb2_grpc.AnalyzerStub) -> float:
    """Returns the seconds that one question takes."""
    request = analyzer_pb2.AnalyzeRequest(type="aws:iam/role:Role", urn="urn", name="name")
    request.properties.update({f"property{number}": "value" * 10 for number in range(PROPERTIES)})
    for _ in range(_WARMING):
        pack.Analyze(request)
    started = time.perf_counter()
    for _ in range(RESOURCES // 2):
        pack.Remediate(request)
        pack.Analyze(request)
    return (time.perf_counter() - started) / (RESOURCES // 2 * 2)


if __name__ == "__main__":
    sys.exit(main())
