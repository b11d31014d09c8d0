"""One bounded, tagged identity for every AI agent type, on every cloud it runs on.

The components live in one module per cloud: `agent_identity.aws`, `agent_identity.azure`, `agent_identity.gcp` and
`agent_identity.kubernetes`. Importing this package imports none of the clouds' SDKs.
"""
