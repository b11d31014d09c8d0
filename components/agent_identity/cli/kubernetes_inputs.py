"""What the commands on Kubernetes read: manifests and lists of objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agent_identity.cli.errors import InputError
from agent_identity.cli.inputs import STANDARD_INPUT, read_documents, reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent_identity.permissions.kubernetes.model import Cluster


@dataclass(frozen=True, slots=True)
class ClusterOption:
    """A cluster, as an option names it.

    Attributes:
        name: What it is called.
        issuer: The issuer of its tokens, without the scheme; "" where it is not known.
        files: Names of the files of its objects.
    """

    name: str
    issuer: str
    files: tuple[str, ...]


def cluster_option(text: str) -> ClusterOption:
    """Returns the cluster that `NAME,ISSUER=FILE` names.

    Raises:
        InputError: It has another form.
    """
    head, separator, file = text.partition("=")
    name, _, issuer = head.partition(",")
    if not separator or not name or not file:
        raise InputError(f"--kubernetes {text}: expected NAME,ISSUER=FILE, or NAME=FILE")
    return ClusterOption(
        name, issuer.partition("://")[2].rstrip("/") if "://" in issuer else issuer.rstrip("/"), (file,)
    )


def kubernetes_cluster(files: Sequence[str], requests: str = "") -> Cluster:
    """Returns what files say of a cluster.

    Args:
        files: Their names; `-` is standard input.
        requests: What else is read in the same run.

    Raises:
        InputError: The input is wrong; with every problem.
    """
    from agent_identity.permissions.kubernetes.readers import objects  # noqa: PLC0415 - not for --help

    if [*files, requests].count(STANDARD_INPUT) > 1:
        raise InputError("standard input can be read once: found `-` more than once")
    return reading(lambda: objects.read(document for file in files for document in read_documents(file)))
