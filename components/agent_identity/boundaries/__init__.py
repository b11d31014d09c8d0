"""Boundaries as plain data: what no grant can exceed, in each cloud's own format (requirement P3-2, P3-4).

One module per cloud builds the documents that the components deploy and that `agent-identity boundary` prints. Nothing
here imports Pulumi or a cloud's SDK. Every object says in its own description what it does not stop.
"""
