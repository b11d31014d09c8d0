"""Joins what `analyze all` is given into one report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent_identity.cli.errors import InputError
from agent_identity.cli.kubernetes_inputs import ClusterOption, kubernetes_cluster
from agent_identity.permissions.aws import escalation as aws
from agent_identity.permissions.joining.clusters import Crossing, Place, from_aws, into_aws, into_gcp
from agent_identity.permissions.joining.join import join
from agent_identity.permissions.joining.renaming import renamed
from agent_identity.permissions.kubernetes import escalation as kubernetes
from agent_identity.permissions.kubernetes.requests import ACCOUNT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent_identity.permissions.analysis import Analysed
    from agent_identity.permissions.aws.model import World
    from agent_identity.permissions.findings import Report


def joined(account: World | None, clusters: Sequence[ClusterOption], others: Sequence[Analysed] = ()) -> Report:
    """Returns the report of an account, clusters and other clouds.

    Args:
        account: The account of AWS.
        clusters: The clusters.
        others: What was found in other clouds.

    Raises:
        InputError: Two clusters differ in their issuer alone, or an input is wrong; with every problem.
    """
    parts = [*([] if account is None else [aws.analyse(account)]), *others]
    members = [principal for part in others if part.cloud == "gcp" for principal in part.agents]
    crossings: list[Crossing] = []
    assumptions: list[str] = []
    merged = _merged(clusters)
    for option in merged:
        prefix = f"{option.name}/" if len(merged) > 1 else ""
        place = Place(option.name, option.issuer, kubernetes_cluster(option.files), prefix)
        part = kubernetes.analyse(place.cluster)
        crossings += into_gcp(place, members)
        if account is not None:
            accounts = [each for each in part.agents if each.startswith(ACCOUNT)]
            crossings += into_aws(place, accounts, account)
            crossings += from_aws(place, account.principals)
            assumptions.append(
                f"{option.name}: access entries, pod identity associations and the roles of nodes are in neither export"
            )
        parts.append(renamed(part, prefix) if prefix else part)
    return join(parts, crossings, assumptions)


def _merged(clusters: Sequence[ClusterOption]) -> list[ClusterOption]:
    """Returns each cluster once, with all of its files."""
    found: dict[str, ClusterOption] = {}
    for each in clusters:
        known = found.get(each.name)
        if known is not None and each.issuer and known.issuer and known.issuer != each.issuer:
            raise InputError(f"--kubernetes {each.name}: has two issuers, {known.issuer} and {each.issuer}")
        files = (*(known.files if known else ()), *each.files)
        found[each.name] = ClusterOption(each.name, each.issuer or (known.issuer if known else ""), files)
    return list(found.values())
