"""The guide's tables say what the schema and the quotas say; on a difference the test prints the table to paste."""

from pathlib import Path

import pytest

from agent_identity.catalog import catalog_schema, loads
from agent_identity.catalog.quotas import QUOTAS
from agent_identity.catalog.reading import MAX_BYTES

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "catalog.md").read_text(encoding="utf-8")
TABLES = {
    "agents": "AgentEntry",
    "runtimes": "RuntimeEntry",
    "access": "AccessEntry",
    "schedule": "Schedule",
    "placement": "PlacementRule",
    "aws": "AwsTarget",
    "azure": "AzureTarget",
    "gcp": "GcpTarget",
    "kubernetes": "KubernetesTarget",
    "aws credentials": "AwsCredentials",
    "azure credentials": "AzureCredentials",
    "gcp credentials": "GcpCredentials",
    "kubernetes credentials": "KubernetesCredentials",
    "aws pipeline": "AwsPipeline",
    "aws guard": "AwsGuard",
    "azure pipeline": "AzurePipeline",
    "azure guard": "AzureGuard",
    "gcp pipeline": "GcpPipeline",
    "kubernetes pipeline": "KubernetesPipeline",
}


def kind_of(field):
    if "const" in field:
        return f"`{field['const']}`"
    if "enum" in field:
        return ", ".join(f"`{choice}`" for choice in field["enum"])
    if "$ref" in field:
        return "mapping"
    if "anyOf" in field:
        kinds = [kind_of(choice) for choice in field["anyOf"] if choice.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if field["type"] == "array":
        return "list"
    return {"string": "text", "integer": "number", "boolean": "true or false"}[field["type"]]


def fields_table(name):
    kind = catalog_schema()["$defs"][name]
    rows = ["| field | value | meaning |", "|---|---|---|"]
    for field, schema in kind["properties"].items():
        required = " Required." if field in kind.get("required", ()) else ""
        default = schema.get("default")
        default = f" Default: `{str(default).lower() if isinstance(default, bool) else default}`." if default else ""
        if default == " Default: `[]`.":
            default = ""
        rows.append(f"| `{field}` | {kind_of(schema)} | {schema['description']}{required}{default} |")
    return "\n".join(rows)


def quotas_table():
    rows = ["| cloud | quota | counts | default | source |", "|---|---|---|---|---|"]
    for cloud, quotas in QUOTAS.items():
        for quota in quotas:
            default = "none" if quota.default is None else f"{quota.default:,}"
            rows.append(f"| {cloud} | `{quota.name}` | {quota.counts} | {default} | <{quota.source}> |")
    return "\n".join(rows)


@pytest.mark.parametrize("name", TABLES.values(), ids=TABLES)
def test_the_page_lists_every_field_as_the_schema_has_it(name):
    table = fields_table(name)
    assert table in PAGE, f"paste into docs/catalog.md:\n{table}"


def test_the_page_lists_every_quota_with_its_source():
    table = quotas_table()
    assert table in PAGE, f"paste into docs/catalog.md:\n{table}"


def test_the_pages_example_is_a_valid_catalog():
    example = PAGE.split("```yaml\n")[1].split("```")[0]
    assert len(loads(example).placements()) == 3


def test_the_page_states_the_size_limit():
    assert f"{MAX_BYTES // 1024 // 1024} MiB" in PAGE
