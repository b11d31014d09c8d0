"""docs/reference/permissions.md: what `preview`, `up` and `destroy` need, from `agent_identity.pipeline`."""

from collections.abc import Sequence
from types import ModuleType
from typing import Final

from agent_identity.pipeline import Need, aws, azure, gcp, kubernetes

DOCUMENTS: Final[dict[str, ModuleType]] = {"AWS": aws, "Azure": azure, "GCP": gcp, "Kubernetes": kubernetes}
WORDS: Final = {
    "AWS": """\
The role `agent-pipeline` (path `/agent-pipeline/`). It makes a role, or gives one a policy, only where the boundary is
an approved one (`iam:PermissionsBoundary`). It attaches, and changes, only policies under `/agents/access/`. An
explicit Deny keeps it from taking a boundary off, from changing one, and from passing or assuming an agent's role.""",
    "Azure": """\
The custom role `Agent identity pipeline`, granted on the target's resource group alone. It makes identities and grants
nothing. Agents that ask for access need what the last table lists, in the resource groups of what they ask for: not in
the subscription, where whoever writes role definitions could widen the pipeline's own.""",
    "GCP": """\
The custom role `agentPipeline`, granted on the target's project. It makes service accounts and custom roles, and
grants on the kinds of resources that agents are given access to; it can set no policy on a service account, make no key
and act as none of them. Whoever can grant can grant to himself: keep other data out of the agents' project. What only a
binding on the project can give (Firestore, Cloud SQL, BigQuery jobs) the role cannot; the last table says what to
add.""",
    "Kubernetes": """\
The Role `agent-pipeline` in the target's namespace. It knows service accounts: no token, and no namespace that it
could relabel. Where the catalog's agents ask for access, it makes their Roles and bindings too, there and in each
namespace that they ask about. It has neither `escalate` nor `bind`: it holds exactly what those agents ask for, so it
can grant no more, and can itself read what they read. What an agent newly asks for, foundation gives it first; what an
agent no longer asks for, fleet takes away first.""",
}
"""What the foundation makes of the fleet's permissions."""

INTRODUCTION = """\
# Permissions

Two principals run two kinds of stack. **Foundation** makes boundaries and guards. **Fleet** makes agents' principals
under an approved boundary, and can change neither a boundary nor itself. `up` needs what `preview` needs too, and
`destroy` needs what `up` needs.

Where the catalog's target has a `pipeline`, its foundation stack deploys exactly the fleet's permissions below; see
[Gate a pipeline](../guides/gate-a-pipeline.md). Whoever runs the foundation is yours to set up: the second table of
each cloud is the list for it.
"""


def page() -> str:
    """Returns the page."""
    parts = [INTRODUCTION]
    for cloud, documents in DOCUMENTS.items():
        parts += [
            f"## {cloud}\n\n### {cloud}: fleet\n\n{WORDS[cloud]}\n\n{_table(documents.FLEET)}\n",
            f"### {cloud}: foundation\n\n{_table(documents.FOUNDATION)}\n",
        ]
        if on_request := getattr(documents, "ON_REQUEST", ()):
            parts.append(f"### {cloud}: fleet, on request\n\n{_table(on_request)}\n")
    return "\n".join(parts)


def _table(needs: Sequence[Need]) -> str:
    rows = [
        f"| `{need.operation}` | {'<br>'.join(map(_code, need.permissions))} | {_resource(need.on)} | {need.why} |"
        for need in needs
    ]
    return "\n".join(["| for | permissions | on | why |", "|---|---|---|---|", *rows])


def _resource(text: str) -> str:
    return f"`{text}`" if "*" in text else text


def _code(permission: str) -> str:
    # A bar would end the table's cell.
    return f"`{permission}`".replace("|", "\\|")
