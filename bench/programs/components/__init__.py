"""A Pulumi program; run by the engine."""
