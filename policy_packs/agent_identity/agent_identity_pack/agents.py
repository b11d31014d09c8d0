"""Who is an agent: what a resource says of itself, where it stands, or what the configuration says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Final

from agent_identity import manifest, tags
from agent_identity.permissions.stacks.kinds import AWS_ROLE, AWS_USER, GCP_SERVICE_ACCOUNT
from agent_identity.permissions.stacks.resource import Resource, Stack
from agent_identity.permissions.unknown import UNKNOWN
from agent_identity.permissions.values import Value, at, known_text
from agent_identity_pack.config import Config

TAG_FIELDS: Final = ("tags", "tagsAll", "labels", "metadata")
"""Inputs in which a resource carries tags; see `tags_of`."""

MANIFEST_TAGS: Final = {
    "agent_type": tags.TYPE,
    "version": tags.VERSION,
    "environment": tags.ENVIRONMENT,
    "team": tags.TEAM,
}
"""The tag that says what a key of a manifest says."""


@dataclass(frozen=True, slots=True)
class Agent:
    """The agent to which a resource belongs.

    Attributes:
        type: Its type, folded as a label value, or None where it is not known.
        environment: Its environment, folded, or None where it is not known.
        source: What said so: `manifest`, `tags`, `path`, `namespace`, `project`, `subscription`, `matcher`, `workload`,
            `principal`.
    """

    type: str | None
    environment: str | None
    source: str

    def is_other(self, other: "Agent") -> bool:
        """Tells whether the two are certainly different agents: of different type or environment."""
        return _differ(self.type, other.type) or _differ(self.environment, other.environment)

    @property
    def text(self) -> str:
        """How messages call it."""
        return " in ".join(part for part in (self.type or "an agent of no known type", self.environment) if part)


def _differ(mine: str | None, theirs: str | None) -> bool:
    return mine is not None and theirs is not None and mine != theirs


def tags_of(resource: Resource) -> Mapping[str, Value] | None:
    """Returns the tags a resource carries by its cloud's means, exact values where there are any.

    Tags on AWS and Azure, labels on GCP, labels and annotations on Kubernetes, the words of the description of a GCP
    service account. None means that they are not known.
    """
    package = resource.type.partition(":")[0]
    if resource.kind == GCP_SERVICE_ACCOUNT:
        description = resource.get("description")
        return None if description is UNKNOWN else tags.tags_from_description(known_text(description) or "")
    if package == "aws":
        return _joined(resource.get("tagsAll"), resource.get("tags"))
    if package == "gcp":
        return _joined(resource.get("labels"))
    if package == "kubernetes":
        templates = (("template",), ("spec", "template"), ("spec", "jobTemplate", "spec", "template"))
        metadata = (resource.get("metadata"), *(resource.get(*path, "metadata") for path in templates))
        return _joined(*(at(data, key) for data in metadata for key in ("labels", "annotations")))
    found = _joined(resource.get("tags"))
    # Azure does not tell names of tags apart that differ in case alone.
    return found and {key.lower(): value for key, value in found.items()}


def _joined(*parts: Value) -> Mapping[str, Value] | None:
    known = [part for part in parts if isinstance(part, Mapping)]
    if not known and any(part is UNKNOWN for part in parts):
        return None
    return {key: value for part in known for key, value in part.items()}


def manifest_of(resource: Resource) -> Mapping[str, Value]:
    """Returns the manifest of an identity component, with the keys of the library; `{}` where there is none."""
    found = resource.get("manifest")
    if not isinstance(found, Mapping):
        return {}
    return {_library_key(key): value for key, value in found.items()}


@lru_cache(maxsize=256)
def _library_key(key: str) -> str:
    # The engine writes keys in camel case.
    return re.sub(r"(?<!^)([A-Z])", r"_\1", key).lower()


def _agent_from(values: Mapping[str, Value], source: str) -> Agent:
    return Agent(_folded(values.get(tags.TYPE)), _folded(values.get(tags.ENVIRONMENT)), source)


def _folded(value: Value) -> str | None:
    return tags.label_value(value) if isinstance(value, str) and value else None


def declared_agent(resource: Resource, stack: Stack) -> Agent | None:
    """Returns the agent that a manifest or the resource's own tags name, or None."""
    for above in (resource, *stack.ancestors(resource)):
        if above.type in manifest.IDENTITY_TOKENS and (found := manifest_of(above)):
            values = {tag: found.get(key) for key, tag in MANIFEST_TAGS.items()}
            return _agent_from(values, "manifest")
    own = tags_of(resource) or {}
    # The environment alone is no sign: boundaries and namespaces carry it, too.
    if any(key in own for key in tags.REQUIRED if key != tags.ENVIRONMENT):
        return _agent_from(own, "tags")
    return None


def placed_agent(resource: Resource, stack: Stack, config: Config) -> Agent | None:
    """Returns the agent that the place of a resource or the configuration makes it, or None."""
    if resource.kind in {AWS_ROLE, AWS_USER} and (known_text(resource.get("path")) or "").startswith(tags.PATH):
        return Agent(None, None, "path")
    if resource.type.startswith("kubernetes:") and is_agents_namespace(namespace_of(resource), config):
        return Agent(None, None, "namespace")
    if resource.type.startswith("gcp:") and _matches_any(project_of(resource), config.projects):
        return Agent(None, None, "project")
    if resource.type.startswith("azure-native:") and subscription_of(resource) in config.subscriptions:
        return Agent(None, None, "subscription")
    for candidate in (resource, *stack.ancestors(resource)):
        if any(matcher.matches(candidate.urn, candidate.type, candidate.name) for matcher in config.matchers):
            return Agent(None, None, "matcher")
    return None


def namespace_of(resource: Resource) -> Value:
    """Returns the Kubernetes namespace a resource stands in: `default` where neither it nor its provider names one."""
    own = resource.get("metadata", "namespace")
    return own if own is not None else at(resource.provider, "namespace") or "default"


def project_of(resource: Resource) -> Value:
    """Returns the GCP project a resource stands in, or None where neither it nor its provider names one."""
    own = resource.get("project")
    return own if own is not None else at(resource.provider, "project")


def subscription_of(resource: Resource) -> str | None:
    """Returns the Azure subscription a resource stands in, in lower case, or None where nothing names it."""
    for text in (resource.get("scope"), resource.get("id"), resource.get("azureResourceId")):
        if found := subscription_in(known_text(text) or ""):
            return found
    own = known_text(at(resource.provider, "subscriptionId"))
    return own.lower() if own else None


def subscription_in(text: str) -> str | None:
    """Returns the subscription in an Azure resource id, in lower case, or None."""
    found = re.search(r"/subscriptions/([^/]+)", text, re.IGNORECASE)
    return found[1].lower() if found else None


def is_agents_namespace(namespace: Value, config: Config) -> bool:
    """Tells whether a Kubernetes namespace holds agents and nothing else."""
    name = known_text(namespace)
    return name is not None and (name.startswith(tags.NAMESPACE_PREFIX) or _matches_any(name, config.namespaces))


def _matches_any(value: Value, patterns: tuple[str, ...]) -> bool:
    return isinstance(value, str) and any(fnmatchcase(value, pattern) for pattern in patterns)
