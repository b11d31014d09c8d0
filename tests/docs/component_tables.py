"""The tables of inputs and outputs of a component's page, from its own code: the annotations and their docstrings."""

import ast
import inspect
import textwrap
from pathlib import Path
from typing import Any

from agent_identity import aws, azure, gcp, kubernetes

FOLDER = Path(__file__).parents[2] / "docs" / "components"

PAGES: dict[str, type[Any]] = {
    "aws-boundary.md": aws.Boundary,
    "aws-ecs-task-identity.md": aws.EcsTaskIdentity,
    "aws-lambda-identity.md": aws.LambdaIdentity,
    "azure-boundary.md": azure.Boundary,
    "azure-managed-identity.md": azure.ManagedIdentity,
    "gcp-boundary.md": gcp.Boundary,
    "gcp-service-account-identity.md": gcp.ServiceAccountIdentity,
    "kubernetes-boundary.md": kubernetes.Boundary,
    "kubernetes-projected-token-identity.md": kubernetes.ProjectedTokenIdentity,
}
"""Each component by its page."""


def fields(kind: type[Any]) -> list[tuple[str, str, str]]:
    """Returns name, annotation and docstring of each field of a class, in the order of its code."""
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    assert isinstance(tree, ast.ClassDef)
    found = []
    for item, after in zip(tree.body, tree.body[1:], strict=False):
        if isinstance(item, ast.AnnAssign) and isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
            found.append((ast.unparse(item.target), ast.unparse(item.annotation), str(after.value.value)))
    return found


def inputs_table(component: type[Any]) -> str:
    """Returns the table of what a component takes."""
    args = inspect.signature(component.__init__).parameters["args"].annotation
    rows = [
        (name, "no" if kind.startswith("NotRequired") else "yes", kind.removeprefix("NotRequired[").rstrip("]"), text)
        for name, kind, text in fields(args)
    ]
    lines = [
        f"| `{name}` | {needed} | `{kind}{']' * (kind.count('[') - kind.count(']'))}` | {text} |"
        for name, needed, kind, text in rows
    ]
    return "\n".join(["| input | required | type | meaning |", "|---|---|---|---|", *lines])


def outputs_table(component: type[Any]) -> str:
    """Returns the table of what a component gives."""
    lines = [f"| `{name}` | `{_plain(kind)}` | {said} |" for name, kind, said in fields(component)]
    return "\n".join(["| output | type | meaning |", "|---|---|---|", *lines])


def _plain(kind: str) -> str:
    return kind.removeprefix("pulumi.Output[").removesuffix("]") if kind.startswith("pulumi.Output[") else kind
