"""What the package's schema says beyond the components' own classes."""

import inspect
import json
from typing import Any, Final

from agent_identity.manifest import IDENTITY_TOKENS

_PACKAGE: Final = {
    "displayName": "Agent Identity",
    "description": (
        "One bounded, tagged identity for every AI agent type on AWS, Azure, GCP and Kubernetes, without static keys."
    ),
    "keywords": ["pulumi", "ai-agents", "identity", "iam", "least-privilege", "category/cloud", "kind/component"],
    "license": "Apache-2.0",
}

# No Python: there the components are classes of `agent_identity`, with their helpers, and need no SDK.
_LANGUAGES: Final = {
    "nodejs": {"packageName": "pulumi-agent-identity", "respectSchemaVersion": True},
    "go": {
        "importBasePath": "pulumi-agent-identity/sdk/go/agentidentity",
        "rootPackageName": "agentidentity",
        "respectSchemaVersion": True,
    },
    "csharp": {"namespaces": {"agent-identity": "AgentIdentity"}, "respectSchemaVersion": True},
    "java": {"basePackage": "", "respectSchemaVersion": True},
}


def published(schema: dict[str, Any]) -> dict[str, Any]:
    """Returns the schema as other languages see it.

    An identity's `boundary` may be an output there: the `ref` of a boundary in the same program is nothing else. Types
    lose the `Args` of Python's names, which SDKs add by themselves.
    """
    found = {**_renamed(schema), **_PACKAGE, "language": _LANGUAGES}
    for token in IDENTITY_TOKENS & set(found["resources"]):
        found["resources"][token]["inputProperties"]["boundary"].pop("plain", None)
    for described in (*found["resources"].values(), *found["types"].values()):
        if "description" in described:
            described["description"] = inspect.cleandoc(described["description"])
    return found


def _renamed(schema: dict[str, Any]) -> dict[str, Any]:
    text = json.dumps(schema)
    for token in schema["types"]:
        text = text.replace(f'{token}"', f'{token.removesuffix("Args")}"')
    renamed: dict[str, Any] = json.loads(text)
    return renamed
