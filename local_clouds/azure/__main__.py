"""`python -m local_clouds.azure --state DIR [--port N]`: serve the local Azure over TLS on loopback."""

from __future__ import annotations

from local_clouds.azure.app import Application, action_of
from local_clouds.azure.cloud import Cloud
from local_clouds.azure.rules import TYPES
from local_clouds.certificates import loopback_certificate
from local_clouds.fault_responses import azure_fault_response
from local_clouds.journal import Journal
from local_clouds.serving import serve, service_arguments
from local_clouds.state import StateDirectory


def main() -> None:
    """Take up what was there before, and serve until told to end."""
    arguments = service_arguments("azure")
    journal = Journal(StateDirectory(arguments.state).create().data("azure") / "journal.jsonl")
    cloud = Cloud(TYPES, journal)
    for record in journal.load():
        cloud.store.replay(record)
    serve(
        "azure",
        Application(cloud),
        state=arguments.state,
        port=arguments.port,
        reset=lambda: cloud.reset(journal.clear),
        fault_response=azure_fault_response,
        action_of=lambda environ: action_of(environ, cloud),
        certificate=loopback_certificate(arguments.state, "azure"),
    )


if __name__ == "__main__":
    main()
