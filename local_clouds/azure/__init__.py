"""Azure Resource Manager on this machine: an endpoint that Microsoft's own clients can talk to.

It is a stand-in. What it enforces: resource ids, scopes, parents and names; API versions, locations, tags; bodies,
by the models of the `azure-mgmt-*` packages (required, read-only, types, enumerations, lengths, patterns); ETags,
long-running operations, locks, limits; and, as small tables, what Azure's documents state only in prose: role
definitions, role assignments, deny assignments, policy definitions and assignments, managed identities, federated
credentials, references between resources.

What it does not do: it runs nothing, it judges no caller (any request with the local token is the tenant's
administrator), it evaluates no policy and no deny assignment, and it has no Microsoft Graph: principals are the
service principals of managed identities, and those that a role assignment names with their `principalType`.
A property that the models do not know is kept as it was given, since the models are those of one API version.
"""
