"""Readers of what Azure's own tools export."""
