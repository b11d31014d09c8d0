"""What runs behind the local clouds: how each process is started, and how it is known to be ready."""
