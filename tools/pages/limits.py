"""docs/reference/limits.md: per cloud the mechanism, what it does not stop, and which requirement is met."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from agent_identity.aws.role import TOKEN_LIFETIME_SECONDS as AWS_LIFE
from agent_identity.azure.managed_identity import TOKEN_LIFETIME_SECONDS as AZURE_LIFE
from agent_identity.boundaries import aws, azure, gcp, kubernetes
from agent_identity.boundaries.classes import CLASSES
from agent_identity.gcp.service_account import TOKEN_LIFETIME_SECONDS as GCP_LIFE
from agent_identity.kubernetes.projected_token import TOKEN_LIFETIME_SECONDS as KUBERNETES_LIFE

TEMPLATE: Final = Path(__file__).with_name("limits.md")

NOT_STOPPED: Final = {
    "aws": aws.NOT_STOPPED,
    "azure": azure.NOT_STOPPED,
    "gcp": gcp.NOT_STOPPED,
    "kubernetes": kubernetes.NOT_STOPPED,
}

MECHANISMS: Final = (
    (
        "AWS",
        "[permissions boundary](../components/aws-boundary.md) with explicit Deny",
        "the action, by whatever grant",
    ),
    ("GCP", "[deny policy](../components/gcp-boundary.md) and organisation policies", "the action, by whatever grant"),
    ("Azure", "[Azure Policy](../components/azure-boundary.md) and custom roles", "the grant, not the action"),
    ("Kubernetes", "[ValidatingAdmissionPolicies](../components/kubernetes-boundary.md)", "the grant and the write"),
)

LIVES: Final = (
    (
        "ECS",
        AWS_LIFE["ecs"],
        "the platform: a role's maximum session does not bind ECS",
        "met, by the platform",
    ),
    ("Lambda", AWS_LIFE["lambda"], "AWS, which documents no figure; this is the longest STS session", "not proven"),
    ("Azure", AZURE_LIFE, "the platform's token cache", "**not met**: 1 to 12 hours is asked for"),
    ("GCP", GCP_LIFE, "the metadata server; an organisation policy forbids longer ones", "met"),
    ("Kubernetes", KUBERNETES_LIFE, "this library, in the pod's projected volume; admission refuses more", "met"),
)

MET: Final = "met"
REQUIREMENTS: Final = (
    (
        "ID-1",
        "one principal per agent type",
        (MET, MET, MET, MET),
        "catalog, components, `agent-shared-principal`",
    ),
    ("ID-2", "four tags on each principal", (MET, MET, "met: in the description", MET), "components, `agent-tags`"),
    (
        "CR-1",
        "credentials live 1 to 12 hours",
        ("ECS met, Lambda not proven", "**not met**: 24 h", MET, "met: 1 h"),
        "",
    ),
    (
        "CR-2",
        "rotation without a restart",
        (MET, MET, MET, MET),
        "each platform renews; its clients read anew",
    ),
    (
        "CR-3",
        "revocation at once when an instance ends",
        ("**not met**", "**not met**", "**not met**", "at the API server"),
        "short lives; see Revocation",
    ),
    (
        "CR-4",
        "a credential is useless to another instance",
        ("**not met**", "**not met**", "**not met**", "**not met**"),
        "bearer tokens; narrow trust, own audience, network rules of yours",
    ),
    ("P2", "the runtime's native identity", (MET, MET, MET, MET), "five components, `agent-workload-identity`"),
    (
        "P3-2",
        "a boundary that no grant can exceed",
        (MET, "**not met**: grants only", "met, but for what deny policies do not support", "**not met**: grants only"),
        "see The boundary; deny assignment as an opt-in on Azure",
    ),
    ("P3-4", "boundaries as versioned policy-as-code", (MET, MET, MET, MET), "`agent-identity boundary` prints them"),
    (
        "P4-1",
        "events carry agent type and version",
        ("**not met**", "**not met**", "**not met**", "**not met**"),
        "the principal's name begins with the type; the version is in its tags",
    ),
    ("PF-1", "no shared identity", (MET, MET, MET, MET), "`agent-shared-principal`, `agent-workload-identity`"),
    ("PF-2", "no static keys", (MET, MET, MET, MET), "`…-static-credential`, `kubernetes-token-secret`, boundaries"),
    ("PF-3", "no administrator's role", (MET, MET, MET, MET), "`…-admin-grant`"),
)
"""Each requirement of this release: its id, what it asks for, AWS, Azure, GCP, Kubernetes, and what does it."""


def page() -> str:
    """Returns the page."""
    return TEMPLATE.read_text(encoding="utf-8").format(
        boundary_table=_table(("cloud", "mechanism", "what it refuses"), MECHANISMS),
        class_table=_table(
            ("class", "an agent of it"), ((f"`{each.name}`", each.summary) for each in CLASSES.values())
        ),
        life_table=_table(
            ("runtime", "life of one credential", "who sets it", "1 to 12 hours (CR-1)"),
            ((runtime, f"{seconds // 3600} h", who, met) for runtime, seconds, who, met in LIVES),
        ),
        requirements_table=_table(
            ("id", "requirement", "AWS", "Azure", "GCP", "Kubernetes", "by what, or what compensates"),
            ((key, asked, *clouds, by) for key, asked, clouds, by in REQUIREMENTS),
        ),
        **{f"{cloud}_not_stopped": _not_stopped(words) for cloud, words in NOT_STOPPED.items()},
    )


def _not_stopped(words: Iterable[str]) -> str:
    return "\n".join(["It does not stop:", "", *(f"- {item[0].upper()}{item[1:]}." for item in words)])


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
