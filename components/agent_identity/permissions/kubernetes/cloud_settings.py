"""Which identities of a cloud a cluster lets in: https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from agent_identity.permissions.kubernetes.model import Cluster


@dataclass(frozen=True, slots=True)
class Entry:
    """One identity that is let in.

    Attributes:
        arn: The role or user of the cloud.
        names: Who it is in the cluster, by names of reports.
        index: Its place in its list.
    """

    arn: str
    names: tuple[str, ...]
    index: int


def entries(cluster: Cluster) -> Iterator[Entry]:
    """Yields what `aws-auth` says; what cannot be read of it is left out."""
    data = cluster.settings.get(("kube-system", "aws-auth"), {})
    for key, named in (("mapRoles", "rolearn"), ("mapUsers", "userarn")):
        try:
            found = yaml.safe_load(data.get(key) or "[]")
        except (yaml.YAMLError, RecursionError, ValueError):
            continue
        for index, item in enumerate(found if isinstance(found, list) else ()):
            if isinstance(item, Mapping) and isinstance(item.get(named), str):
                yield Entry(str(item[named]), tuple(_names(item)), index)


def _names(item: Mapping[str, Any]) -> Iterator[str]:
    user = item.get("username")
    # A name with a part in braces is made anew for each session.
    if isinstance(user, str) and user and "{" not in user:
        yield f"user:{user}"
    groups = item.get("groups")
    for group in groups if isinstance(groups, list) else ():
        yield f"group:{group}"
