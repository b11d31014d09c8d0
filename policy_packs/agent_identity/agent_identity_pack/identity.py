"""Names under which resources are found: how each cloud writes a reference to a principal, policy or role."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from agent_identity import tags
from agent_identity.permissions.stacks.kinds import (
    AWS_POLICY,
    AWS_ROLE,
    AWS_USER,
    AZURE_IDENTITY,
    AZURE_ROLE_DEFINITION,
    GCP_SERVICE_ACCOUNT,
    KUBERNETES_NAMESPACE,
    KUBERNETES_SERVICE_ACCOUNT,
)
from agent_identity.permissions.stacks.resource import Resource
from agent_identity.permissions.values import Value, known_text
from agent_identity_pack.agents import Agent, is_agents_namespace, namespace_of, project_of
from agent_identity_pack.config import Config

NAME_PREFIX: Final = "agent-boundary-"
"""How the name of a boundary object begins on AWS, GCP and Kubernetes."""

AWS_INSTANCE_PROFILE: Final = "aws:iam:InstanceProfile"
GCP_CUSTOM_ROLES: Final = ("gcp:projects:IAMCustomRole", "gcp:organizations:IAMCustomRole")
KUBERNETES_ROLE: Final = "kubernetes:rbac.authorization.k8s.io:Role"
KUBERNETES_CLUSTER_ROLE: Final = "kubernetes:rbac.authorization.k8s.io:ClusterRole"

_AWS_NAMED: Final = frozenset({AWS_ROLE, AWS_USER, AWS_INSTANCE_PROFILE})
_ARN: Final = re.compile(r"arn:[^:]+:iam::[^:]*:(role|user|policy|instance-profile)(/.+)")
_SESSION: Final = re.compile(r"arn:[^:]+:sts::[^:]*:assumed-role/([^/]+)/.+")
_AZURE_ID: Final = re.compile(r"/resourcegroups/([^/]+)/providers/[^/]+/[^/]+/([^/]+)$", re.IGNORECASE)
_GUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def keys_of(resource: Resource) -> Iterator[str]:
    """Yields the keys under which a resource of an indexed kind is found."""
    for name in _NAMES[resource.kind](resource):
        if isinstance(name, str) and name:
            yield f"{resource.kind} {name}"


def _path_and_name(policy: Resource) -> list[Value]:
    name = known_text(policy.get("name"))
    return [f"{known_text(policy.get('path')) or '/'}{name}"] if name else []


def _group_and_name(identity: Resource) -> list[Value]:
    group, name = known_text(identity.get("resourceGroupName")), known_text(identity.first("resourceName", "name"))
    path = [f"{group}/{name}".lower()] if group and name else []
    return [*path, identity.get("principalId"), identity.get("clientId")]


def _email(account: Resource) -> list[Value]:
    name, project = known_text(account.get("accountId")), known_text(project_of(account))
    # A project of a domain, example.com:name, becomes name.example.com in addresses.
    domain, colon, short = (project or "").rpartition(":")
    host = f"{short}{'.' if colon else ''}{domain}.iam.gserviceaccount.com" if project else ""
    return [f"{name}@{host}" if name else None, account.get("uniqueId")]


def _namespaced(thing: Resource) -> list[Value]:
    namespace, name = known_text(namespace_of(thing)), known_text(thing.get("metadata", "name"))
    return [f"{namespace}/{name}"] if namespace and name else []


def _guids(role: Resource) -> list[Value]:
    return [guid_in(known_text(role.get(field)) or "") for field in ("roleDefinitionId", "id", "name")]


_NAMES: Final[Mapping[str, Callable[[Resource], list[Value]]]] = {
    **dict.fromkeys(_AWS_NAMED, lambda resource: [resource.get("name")]),
    **dict.fromkeys(GCP_CUSTOM_ROLES, lambda resource: [resource.get("roleId")]),
    **dict.fromkeys((KUBERNETES_CLUSTER_ROLE, KUBERNETES_NAMESPACE), lambda item: [item.get("metadata", "name")]),
    **dict.fromkeys((KUBERNETES_ROLE, KUBERNETES_SERVICE_ACCOUNT), _namespaced),
    AWS_POLICY: _path_and_name,
    AZURE_IDENTITY: _group_and_name,
    AZURE_ROLE_DEFINITION: _guids,
    GCP_SERVICE_ACCOUNT: _email,
}


INDEXED: Final = frozenset(_NAMES)
"""Kinds that other resources refer to."""


def keys_of_reference(value: str, kinds: tuple[str, ...]) -> Iterator[str]:
    """Yields the keys that a reference to one of `kinds` may mean."""
    arn = _ARN.fullmatch(value)
    for kind in kinds:
        if kind in _AWS_NAMED:
            session = _SESSION.fullmatch(value)
            yield f"{kind} {arn[2].rpartition('/')[2] if arn else session[1] if session else value}"
        elif kind == AWS_POLICY:
            yield f"{kind} {arn[2] if arn else value}"
        elif kind == AZURE_IDENTITY:
            found = _AZURE_ID.search(value)
            yield f"{kind} {f'{found[1]}/{found[2]}'.lower() if found else value}"
        elif kind == AZURE_ROLE_DEFINITION:
            yield f"{kind} {guid_in(value) or value}"
        elif kind == GCP_SERVICE_ACCOUNT:
            email = service_account_email(value)
            yield f"{kind} {email}"
            yield f"{kind} {email.partition('@')[0]}@"
        elif kind in GCP_CUSTOM_ROLES:
            yield f"{kind} {value.rpartition('/')[2]}"
        else:
            yield f"{kind} {value}"


def service_account_email(value: str) -> str:
    """Returns the e-mail of a service account written as member string, resource name or e-mail."""
    # Google compares addresses without regard to case.
    return value.removeprefix("serviceAccount:").rpartition("/")[2].lower()


def agent_by_name(value: str, config: Config) -> Agent | None:
    """Returns the agent to which a principal outside the stack belongs by path, project or namespace, or None."""
    arn = _ARN.fullmatch(value)
    if arn:
        return Agent(None, None, "path") if arn[1] in {"role", "user"} and arn[2].startswith(tags.PATH) else None
    if value.endswith(".iam.gserviceaccount.com"):
        project = value.rpartition("@")[2].removesuffix(".iam.gserviceaccount.com")
        return Agent(None, None, "project") if project in config.projects else None
    namespace, slash, name = value.partition("/")
    if slash and "/" not in name and is_agents_namespace(namespace, config):
        return Agent(None, None, "namespace")
    return None


def guid_in(text: str) -> str | None:
    """Returns the last GUID in a text, in lower case, or None."""
    guids = _GUID.findall(text)
    return guids[-1].lower() if guids else None


def path_of(arn: str) -> str | None:
    """Returns path and name of the principal an IAM ARN means, as `/agents/name`, or None for what is no such ARN."""
    found = _ARN.fullmatch(arn)
    return found[2] if found else None
