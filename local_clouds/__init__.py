"""The clouds on this machine: endpoints that the vendors' own clients can talk to."""
