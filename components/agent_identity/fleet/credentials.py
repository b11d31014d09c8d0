"""The credentials of one stack: environment variables for the engine, made from the catalog's references.

What is secret goes to the engine's process in its environment: it is in no argument list, log or state.
"""

import os
from collections.abc import Mapping

from agent_identity.catalog import AnyTarget, AzureTarget, GcpTarget, KubernetesTarget


class CredentialsError(ValueError):
    """Raised when the catalog refers to an environment variable that is not set."""


def environment(target: AnyTarget, role: str) -> dict[str, str]:
    """Returns the variables with which the engine reaches a target as `foundation` or `fleet`.

    Raises:
        CredentialsError: When a variable that the catalog names is not set; with its name, never with a value.
    """
    principal = getattr(target.credentials, role)
    if principal is None:
        return {}
    match target:
        case AzureTarget():
            references = {"ARM_CLIENT_SECRET": principal.client_secret_env}
        case GcpTarget():
            references = {"GOOGLE_CREDENTIALS": principal.credentials_env}
        case KubernetesTarget():
            references = {"KUBECONFIG": principal.kubeconfig_env}
        case _:
            references = {}
    return {name: _value(reference, target, role, os.environ) for name, reference in references.items() if reference}


def _value(reference: str, target: AnyTarget, role: str, variables: Mapping[str, str]) -> str:
    if not (value := variables.get(reference)):
        raise CredentialsError(
            f"the {role} credentials of target {target.name} are in the environment variable {reference},"
            " which is not set"
        )
    return value
