"""The corpora of grants as data: harmless ones, and ones that escalate, each with what must be found.

A case grants the agent roles (`ROLE`, on the project or on another resource, under a condition or not) and says what
else there is: roles of other members, custom roles, deny policies, groups.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from agent_identity.permissions.gcp.model import World
from agent_identity.permissions.gcp.readers import export

PROJECT = "//cloudresourcemanager.googleapis.com/projects/shop"
AGENT = "serviceAccount:agent@shop.iam.gserviceaccount.com"
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    """One agent's grants, and what an analysis must say of it.

    Attributes:
        name: What it is, for the test's name.
        world: What the exports say.
        expect: Rules of which one must be found; none for a harmless one.
        verdict: What the finding must say.
        escalates: What must be said of the agent.
        conditions: Attributes that the finding must name.
    """

    name: str
    world: World
    expect: tuple[str, ...] = ()
    verdict: str = "yes"
    escalates: str = "yes"
    conditions: tuple[str, ...] = ()


def cases(folder: str) -> list[Case]:
    """Returns every case of a folder."""
    return [_case(entry) for entry in _entries(folder)]


def _entries(folder: str) -> Iterator[Mapping[str, Any]]:
    for path in sorted((_HERE / folder).glob("*.yaml")):
        yield from yaml.safe_load(path.read_text(encoding="utf-8"))


def _case(entry: Mapping[str, Any]) -> Case:
    verdict = entry.get("verdict", "yes")
    expect = entry.get("expect", ())
    return Case(
        name=entry["name"],
        world=export.read([("export", exported(entry))], groups=[("groups", entry.get("groups", {}))]),
        expect=(expect,) if isinstance(expect, str) else tuple(expect),
        verdict=verdict,
        escalates=entry.get("escalates", verdict),
        conditions=tuple(entry.get("conditions", ())),
    )


def exported(entry: Mapping[str, Any]) -> list[object]:
    """Returns a case as gcloud exports it: search results, custom roles and deny policies in one list."""
    policies: dict[str, list[dict[str, Any]]] = {PROJECT: []}
    for grant in entry.get("agent", ()):
        _grant(policies, grant, AGENT)
    for member, grants in entry.get("others", {}).items():
        for grant in grants:
            _grant(policies, grant, member)
    found: list[object] = [
        {"resource": resource, "project": "projects/1234", "policy": {"bindings": bindings}}
        for resource, bindings in policies.items()
    ]
    found += [{"name": name, "includedPermissions": held} for name, held in entry.get("roles", {}).items()]
    found += [
        {
            "name": f"policies/cloudresourcemanager.googleapis.com%2Fprojects%2Fshop/denypolicies/{place}",
            "rules": [{"denyRule": rule}],
        }
        for place, rule in enumerate(entry.get("denies", ()))
    ]
    return found


def _grant(policies: dict[str, list[dict[str, Any]]], grant: str | Mapping[str, Any], member: str) -> None:
    given = {"role": grant} if isinstance(grant, str) else grant
    binding: dict[str, Any] = {"role": given["role"], "members": [member]}
    if "if" in given:
        binding["condition"] = {"title": "when", "expression": given["if"]}
    policies.setdefault(given.get("on", PROJECT), []).append(binding)
