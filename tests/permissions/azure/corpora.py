"""The corpora of grants as data, as exports: harmless ones, and ones that escalate, each with what must be found.

In the data `~` is a subscription and `~g` a resource group in it. A grant names a built-in role, or says what a custom
role allows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from agent_identity.permissions.azure.model import World
from agent_identity.permissions.azure.readers.exports import Source, read
from agent_identity.permissions.azure.readers.kinds import Hint

_HERE = Path(__file__).parent
SUBSCRIPTION = "/subscriptions/11111111-2222-3333-4444-555555555555"
AGENT = "aaaaaaaa-0000-4000-8000-000000000001"
"""Whose grants a case is about."""

_LISTS = ("actions", "notActions", "dataActions", "notDataActions")


@dataclass(frozen=True)
class Case:
    """One principal's grants, and what an analysis must say of it.

    Attributes:
        name: What it is, for the test's name.
        data: Its entry.
        expect: Rules of which one must be found; none for a harmless one.
        verdict: What the finding must say.
        escalates: What must be said of the principal.
        conditions: Attributes that the finding must name.
    """

    name: str
    data: Mapping[str, Any]
    expect: tuple[str, ...] = ()
    verdict: str = "yes"
    escalates: str = "yes"
    conditions: tuple[str, ...] = ()


def harmless() -> list[Case]:
    """Returns every harmless case."""
    return list(_cases("harmless"))


def escalating() -> list[Case]:
    """Returns every case in which something must be found."""
    return list(_cases("escalating"))


def _cases(folder: str) -> Iterator[Case]:
    for path in sorted((_HERE / folder).glob("*.yaml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            verdict = entry.get("verdict", "yes")
            expect = entry.get("expect", ())
            yield Case(
                f"{path.stem}: {entry['name']}",
                entry,
                (expect,) if isinstance(expect, str) else tuple(expect),
                verdict,
                entry.get("escalates", verdict),
                tuple(entry.get("conditions", ())),
            )


def world_of(data: Mapping[str, Any]) -> World:
    """Returns what the exports of a case say."""
    return read(sources(data))


def sources(data: Mapping[str, Any]) -> list[Source]:
    """Returns a case as the files that Azure's tools would write."""
    roles: list[dict[str, Any]] = []
    held = [("assignments.json", AGENT, grant) for grant in data["grants"] or ()]
    for principal, grants in data.get("others", {}).items():
        held += [("assignments.json", principal, grant) for grant in grants]
    assignments = [_assignment(index, who, grant, roles) for index, (_, who, grant) in enumerate(held)]
    eligible = [each for each, (_, _, grant) in zip(assignments, held, strict=True) if grant.get("eligible")]
    active = [each for each in assignments if each not in eligible]
    denials = [_denial(index, each) for index, each in enumerate(data.get("denials", ()))]
    found = [
        Source("assignments.json", active),
        Source("roles.json", roles),
        Source("denials.json", {"value": denials}),
    ]
    if eligible:
        found.append(Source("eligible.json", {"value": [_schedule(each) for each in eligible]}, Hint.ELIGIBLE))
    if "identities" in data:
        found.append(Source("identities.json", [_resource(each) for each in data["identities"]]))
    if "directory" in data:
        found.append(Source("directory.json", _expanded(data["directory"]), Hint.DIRECTORY))
    if "groups" in data:
        found.append(Source("groups.json", _expanded(data["groups"]), Hint.GROUPS))
    return found


def _assignment(index: int, principal: str, grant: Mapping[str, Any], roles: list[dict[str, Any]]) -> dict[str, Any]:
    name, guid = grant.get("role", f"custom {index}"), ""
    if "role" not in grant:
        guid = f"00000000-0000-4000-8000-{len(roles):012}"
        roles.append(
            {
                "name": guid,
                "roleName": name,
                "roleType": "CustomRole",
                "assignableScopes": [SUBSCRIPTION],
                "permissions": [{each: _split(grant.get(each, ())) for each in _LISTS}],
            }
        )
    return {
        "name": f"assignment-{index}",
        "principalId": _expanded(principal),
        "principalType": grant.get("type", "ServicePrincipal"),
        "roleDefinitionId": f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{guid}" if guid else "",
        "roleDefinitionName": name,
        "scope": _expanded(grant["at"]),
        "condition": grant.get("condition"),
        "conditionVersion": "2.0" if grant.get("condition") else None,
        "type": "Microsoft.Authorization/roleAssignments",
    }


def _schedule(assignment: dict[str, Any]) -> dict[str, Any]:
    kind = "Microsoft.Authorization/roleEligibilityScheduleInstances"
    inner = {key: value for key, value in assignment.items() if key not in ("name", "type", "roleDefinitionName")}
    expanded = {"roleDefinition": {"displayName": assignment["roleDefinitionName"]}}
    return {
        "name": assignment["name"],
        "id": f"{assignment['scope']}/providers/{kind}/{assignment['name']}",
        "type": kind,
        "properties": {**inner, "status": "Provisioned", "expandedProperties": expanded},
    }


def _denial(index: int, denial: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": f"denial-{index}",
        "type": "Microsoft.Authorization/denyAssignments",
        "properties": {
            "denyAssignmentName": f"denial {index}",
            "scope": _expanded(denial["at"]),
            "permissions": [{each: _split(denial.get(each, ())) for each in _LISTS}],
            "principals": [{"id": each} for each in _expanded(denial.get("principals", [AGENT]))],
            "excludePrincipals": [{"id": each} for each in _expanded(denial.get("excluded", []))],
            "doNotApplyToChildScopes": denial.get("only_here", False),
        },
    }


def _resource(data: Mapping[str, Any]) -> Any:
    found = _expanded(dict(data))
    found.setdefault("name", found["id"].rpartition("/")[2])
    return found


def _split(value: Any) -> list[str]:
    return value.split() if isinstance(value, str) else list(value)


def _expanded(value: Any) -> Any:
    if isinstance(value, str):
        group = f"{SUBSCRIPTION}/resourceGroups/agents"
        text = value.replace("~g", group, 1) if value.startswith("~g") else value.replace("~", SUBSCRIPTION, 1)
        return text.replace("AGENT", AGENT)
    if isinstance(value, Mapping):
        return {_expanded(key): _expanded(each) for key, each in value.items()}
    return [_expanded(each) for each in value] if isinstance(value, list) else value
