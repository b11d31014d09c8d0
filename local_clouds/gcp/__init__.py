"""Google Cloud on this machine: a stand-in that Google's own Python client can talk to.

What is real: routes, parameters, request schemas, enums and response forms, which are read from Google's discovery
documents (package `google-api-python-client`); and the rules that Google states only in prose, which stand in
`local_clouds.gcp.rules`: name forms, names that exist already, references, roles and permissions that do not exist,
etags, long-running operations, service agents, tombstones of deleted service accounts and custom roles.

What is not: nobody's permissions are judged. A request with the right bearer token may do everything. Deny policies
and organisation policies are stored and checked, but of the latter only the bans on service accounts, on their keys and
on foreign identity providers are enforced. Quotas, billing, propagation delays, logs and workloads do not exist.
Partial responses (`fields`), batches and media uploads are not served.

State lives in memory and in a journal, so that a killed server comes back with what it had.
"""
