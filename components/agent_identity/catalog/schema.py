"""The JSON Schema of `agents.yaml`, from the same models that read it: editors complete and check while one types."""

import copy
from typing import Any, Final

from pydantic.json_schema import models_json_schema

from agent_identity.catalog.agents import AgentEntry, PlacementRule
from agent_identity.catalog.loading import VERSION
from agent_identity.catalog.quotas import QUOTAS
from agent_identity.catalog.targets import TARGETS

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_SLUG: Final = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
# An agent checks these with code, of which pydantic can tell the schema nothing.
_PATTERNS: Final = {
    "AgentEntry": {
        "type": _SLUG,
        "environment": _SLUG,
        "team": _SLUG,
        "version": "^[0-9A-Za-z]([0-9A-Za-z._-]*[0-9A-Za-z])?$",
    },
    "Schedule": {"hours": "^([01]\\d|2[0-3]):[0-5]\\d-(([01]\\d|2[0-3]):[0-5]\\d|24:00)$"},
}


def catalog_schema() -> dict[str, Any]:
    """Returns the schema, draft 2020-12.

    It says what an editor can see: fields, types, patterns, choices. What concerns several entries, and defaults that
    make a field optional, `catalog check` sees.
    """
    models = [AgentEntry, PlacementRule, *TARGETS.values()]
    _, schema = models_json_schema([(model, "validation") for model in models], ref_template="#/$defs/{model}")
    kinds: dict[str, Any] = schema["$defs"]
    for name, patterns in _PATTERNS.items():
        for field, pattern in patterns.items():
            kinds[name]["properties"][field]["pattern"] = pattern
    kinds["AgentEntry"]["required"] = ["type"]
    kinds["AgentEntry"]["properties"]["runtimes"]["minItems"] = 1
    kinds["Defaults"] = _defaults(kinds["AgentEntry"])
    _one_or_more(kinds["PlacementRule"])
    for cloud, model in TARGETS.items():
        target = kinds[model.__name__]
        del target["properties"]["name"]
        target["properties"]["cloud"] = {"const": cloud, "description": "The cloud."}
        target["required"] = ["cloud", *(field for field in target["required"] if field != "name")]
        _numbers(kinds, target, cloud)
    for kind in kinds.values():
        _plain(kind)
    return {
        "$schema": DIALECT,
        "title": "Agents catalog",
        "description": "Which AI agents there are, where each runs, and which identity it gets.",
        "type": "object",
        "required": ["version", "targets", "agents"],
        "properties": {
            "version": {"const": VERSION, "description": "The catalog's format."},
            "environment": {"type": "string", "pattern": _SLUG, "description": "The environment of all agents."},
            "defaults": {"$ref": "#/$defs/Defaults", "description": "What an agent does not say itself."},
            "targets": {
                "type": "object",
                "description": "Where agents may live, by name.",
                "minProperties": 1,
                "propertyNames": {"pattern": _SLUG},
                "additionalProperties": {"oneOf": [_ref(model.__name__) for model in TARGETS.values()]},
            },
            "placement": {
                "type": "array",
                "description": "Where agents go that name no target; the first rule that matches decides.",
                "items": _ref("PlacementRule"),
            },
            "agents": {"type": "array", "description": "The agents.", "minItems": 1, "items": _ref("AgentEntry")},
        },
        "patternProperties": {"^x-": {"description": "Ignored; a place for anchors."}},
        "additionalProperties": False,
        "$defs": dict(sorted(kinds.items())),
    }


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/$defs/{name}"}


def _defaults(agent: dict[str, Any]) -> dict[str, Any]:
    defaults = copy.deepcopy(agent)
    del defaults["properties"]["type"], defaults["properties"]["access"], defaults["required"]
    defaults["description"] = "Fields that an agent takes from here when it does not have them."
    return defaults


def _one_or_more(rule: dict[str, Any]) -> None:
    for field in rule["properties"].values():
        for choice in list(field.get("anyOf", ())):
            if choice.get("type") == "array":
                choice.setdefault("minItems", 1)
                field["anyOf"].insert(0, choice["items"])


def _numbers(kinds: dict[str, Any], target: dict[str, Any], cloud: str) -> None:
    """Gives the number of each quota its meaning, its default and its source."""
    name = target["properties"]["quotas"]["$ref"].rpartition("/")[2]
    for quota in QUOTAS[cloud]:
        default = "no limit" if quota.default is None else f"{quota.default:,}"
        kinds[name]["properties"][quota.name]["description"] = f"{quota.counts}. Default: {default} ({quota.source})."


def _plain(kind: dict[str, Any]) -> None:
    """Takes out what pydantic adds for nobody: titles and defaults that say only that a field may be left out."""
    for field in kind.get("properties", {}).values():
        field.pop("title", None)
        if field.get("default") in (None, {}) or isinstance(field.get("default"), dict):
            field.pop("default", None)
