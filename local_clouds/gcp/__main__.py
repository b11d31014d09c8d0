"""`python -m local_clouds.gcp --state DIR [--port 0]`: serve the stand-in for Google Cloud on loopback."""

from __future__ import annotations

from local_clouds.fault_responses import gcp_fault_response
from local_clouds.gcp.app import action_of, create_app
from local_clouds.gcp.store import Store
from local_clouds.journal import Journal
from local_clouds.serving import serve, service_arguments
from local_clouds.state import StateDirectory


def main() -> None:
    """Serve until SIGTERM; what was made before comes back from the journal."""
    arguments = service_arguments("gcp")
    journal = Journal(StateDirectory(arguments.state).create().data("gcp") / "journal.jsonl")
    cloud = create_app(Store(journal))
    serve(
        "gcp",
        cloud,
        state=arguments.state,
        port=arguments.port,
        reset=cloud.reset,
        fault_response=gcp_fault_response,
        action_of=action_of,
    )


if __name__ == "__main__":
    main()
