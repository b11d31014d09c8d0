"""Measures a fleet of 1,661 agents: `make bench`."""
