"""Reads what Google Cloud's own tools export; each file's kind is told from its content."""
