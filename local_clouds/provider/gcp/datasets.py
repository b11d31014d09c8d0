"""The allow policy of a BigQuery dataset, which is a list of access entries in the dataset itself.

The real provider reads and writes it there too: https://cloud.google.com/bigquery/docs/control-access-to-resources-iam.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from local_clouds.provider.gcp.convert import fill
from local_clouds.provider.gcp.targets import Target

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local_clouds.provider.adapter import JSON
    from local_clouds.provider.gcp.session import Session

#: Roles that a dataset writes by their older names.
_OLD_ROLES = {
    "OWNER": "roles/bigquery.dataOwner",
    "READER": "roles/bigquery.dataViewer",
    "WRITER": "roles/bigquery.dataEditor",
}
_NEW_ROLES = {new: old for old, new in _OLD_ROLES.items()}
#: The field of an access entry for each kind of member.
_FIELDS = {"user": "userByEmail", "serviceAccount": "userByEmail", "group": "groupByEmail", "domain": "domain"}


@dataclass(frozen=True)
class DatasetTarget(Target):
    """A dataset: its entries that name a member are bindings, all others are kept as they are."""

    def read(self, session: Session, values: Mapping[str, Any]) -> JSON:
        """Fetch the dataset's access list as a policy."""
        found = session.call("bigquery.v2", "datasets.get", **_where(values), accessPolicyVersion=3)
        policy: JSON = {"etag": found["etag"], "bindings": [], "_others": []}
        for entry in found.get("access", []):
            member = _member(entry)
            if member is None or "role" not in entry:
                policy["_others"].append(entry)
                continue
            binding = {"role": _OLD_ROLES.get(entry["role"], entry["role"]), "members": [member]}
            if "condition" in entry:
                binding["condition"] = entry["condition"]
            policy["bindings"].append(binding)
        return policy

    def write(self, session: Session, values: Mapping[str, Any], policy: JSON) -> JSON:
        """Send the access list whole; the service takes no etag with it."""
        entries = [
            _entry(binding["role"], member, binding.get("condition"))
            for binding in policy["bindings"]
            for member in binding["members"]
        ]
        body = {"access": [*policy["_others"], *entries]}
        session.call("bigquery.v2", "datasets.patch", **_where(values), accessPolicyVersion=3, body=body)
        return self.read(session, values)


def _where(values: Mapping[str, Any]) -> JSON:
    return {"projectId": fill("{project}", values), "datasetId": fill("{datasetId}", values)}


def _member(entry: JSON) -> str | None:
    if "userByEmail" in entry:
        kind = "serviceAccount" if entry["userByEmail"].endswith(".gserviceaccount.com") else "user"
        return f"{kind}:{entry['userByEmail']}"
    if "iamMember" in entry:
        return str(entry["iamMember"])
    return next((f"{kind}:{entry[field]}" for kind, field in _FIELDS.items() if field in entry), None)


def _entry(role: str, member: str, condition: JSON | None) -> JSON:
    kind, _, name = member.partition(":")
    who = {_FIELDS[kind]: name} if kind in _FIELDS else {"iamMember": member}
    return {"role": _NEW_ROLES.get(role, role), **who, **({"condition": condition} if condition else {})}
