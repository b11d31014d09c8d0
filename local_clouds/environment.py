"""The environment in which programs reach the local clouds unchanged, without any credential of the user's."""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING

from local_clouds import constants
from local_clouds.launching import known_ports, without_proxy
from local_clouds.processes import ServiceProcess
from local_clouds.programs import search_path, tools_directory
from local_clouds.services.catalogue import PROVIDER_NAME
from local_clouds.state import read_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local_clouds.state import StateDirectory

# Whatever would lead a client to a real account, or take precedence over what is set here.
REMOVED_PREFIXES = (
    "AWS_",
    "GOOGLE_",
    "CLOUDSDK_",
    "GCLOUD_",
    "GCP_",
    "ARM_",
    "AZURE_",
    "KUBE",
    # Of local clouds around these.
    "AGENT_IDENTITY_GCP_",
    "AGENT_IDENTITY_AZURE_",
)
REMOVED_NAMES = {
    "PULUMI_ACCESS_TOKEN",
    "PULUMI_API",
    "PULUMI_BACKEND_URL",
    "PULUMI_CONFIG_PASSPHRASE",
    "PULUMI_CONFIG_PASSPHRASE_FILE",
    "PULUMI_DEBUG_PROVIDERS",
    "PULUMI_HOME",
}
PACKAGES_OF_CLOUD = {"aws": "aws", "gcp": "gcp", "azure": "azure-native"}


def local_variables(state: StateDirectory) -> dict[str, str]:
    """The variables that lead clients to the running local clouds, by name.

    Only clouds that run have theirs: a missing one is never silently a real one, because `command_environment` removes
    the user's own variables of every cloud.
    """
    endpoints = read_json(state.endpoints)
    variables = {
        "AGENT_IDENTITY_LOCAL_STATE": str(state.path),
        "PULUMI_BACKEND_URL": state.pulumi_backend.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE_FILE": str(state.passphrase),
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    if (home := tools_directory() / "pulumi-home").is_dir():
        variables["PULUMI_HOME"] = str(home)
        # The engine logs each run there, and looks at every log of the last week whenever it starts.
        variables["PULUMI_LOG_ROTATION_MAX_TOTAL_MB"] = "16"
    port = known_ports(state).get(PROVIDER_NAME)
    packages = [package for cloud, package in PACKAGES_OF_CLOUD.items() if cloud in endpoints]
    if port and packages and ServiceProcess(state, PROVIDER_NAME).running:
        variables["PULUMI_DEBUG_PROVIDERS"] = ",".join(f"{package}:{port}" for package in packages)
    if "aws" in endpoints:
        variables |= {
            "AWS_ENDPOINT_URL": endpoints["aws"]["url"],
            "AWS_ACCESS_KEY_ID": "local",
            "AWS_SECRET_ACCESS_KEY": constants.TOKEN,
            "AWS_REGION": constants.AWS_REGION,
            "AWS_DEFAULT_REGION": constants.AWS_REGION,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }
    if "gcp" in endpoints:
        variables |= {
            "AGENT_IDENTITY_GCP_ENDPOINT": endpoints["gcp"]["url"],
            "AGENT_IDENTITY_GCP_TOKEN": constants.TOKEN,
            "AGENT_IDENTITY_GCP_PROJECT": constants.GCP_PROJECT,
        }
    if "azure" in endpoints:
        variables |= {
            "AGENT_IDENTITY_AZURE_ENDPOINT": endpoints["azure"]["url"],
            "AGENT_IDENTITY_AZURE_CA_FILE": endpoints["azure"]["ca_file"],
            "AGENT_IDENTITY_AZURE_TOKEN": constants.TOKEN,
            "AGENT_IDENTITY_AZURE_SUBSCRIPTION": constants.AZURE_SUBSCRIPTION,
            "AGENT_IDENTITY_AZURE_TENANT": constants.AZURE_TENANT,
        }
    if "kubernetes" in endpoints:
        variables["KUBECONFIG"] = endpoints["kubernetes"]["kubeconfig"]
    return variables


def command_environment(state: StateDirectory, base: Mapping[str, str]) -> dict[str, str]:
    """The whole environment of a command: `base` without the user's cloud variables, and what is local.

    A `KUBECONFIG` that names no file is set where no local cluster runs, so that kubectl does not fall back to
    `~/.kube/config`.
    """
    kept = {name: value for name, value in base.items() if not _is_removed(name)}
    return {**kept, **without_proxy(base), "KUBECONFIG": os.devnull, "PATH": search_path(), **local_variables(state)}


def as_shell(variables: Mapping[str, str]) -> str:
    """`export` lines for a POSIX shell; before them the user's own variables of the same clouds are unset."""
    removed = sorted(name for name in os.environ if _is_removed(name) and name not in variables)
    lines = [f"unset {' '.join(removed)}"] if removed else []
    lines += [f"export {name}={shlex.quote(value)}" for name, value in variables.items()]
    for name, value in {**without_proxy(os.environ), "PATH": search_path()}.items():
        lines.append(f"export {name}={shlex.quote(value)}")
    return "\n".join(lines)


def _is_removed(name: str) -> bool:
    return name in REMOVED_NAMES or name.startswith(REMOVED_PREFIXES)
