"""What a rule of an analysis means: its title, why it escalates, how to mend it, and the page that it rests on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from agent_identity.permissions.techniques import techniques_of

if TYPE_CHECKING:
    from agent_identity.permissions.techniques.model import Cloud


@dataclass(frozen=True, slots=True)
class RuleText:
    """One rule in words.

    Attributes:
        title: What is done, in one line.
        why: Why that escalates.
        fix: What to grant instead.
        source: Address of the vendor's page.
    """

    title: str
    why: str
    fix: str
    source: str


_OTHERS: Final[Mapping[str, RuleText]] = {
    "aws-admin": RuleText(
        "may write every policy",
        "Whoever may write every policy can grant itself any permission.",
        "grant the actions that are needed on the resources that are needed, by name",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    ),
    "aws-open-federation": RuleText(
        "lets in tokens of more than one workload",
        "A token's audience says for whom it was made, and its subject who bears it: a trust that leaves one open is"
        " a door for everybody whom the issuer knows.",
        "ask for the audience and for the whole subject of the one workload, with StringEquals",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
    ),
    "aws-unknown-policy": RuleText(
        "holds a policy whose text is not known",
        "What is not known may grant anything.",
        "give the analysis the policy's text, or build it from names that you chose",
        "https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html",
    ),
    "federation-path": RuleText(
        "becomes an administrator in another cloud",
        "What federates with another cloud has the rights of whom it becomes there, and of whom that one can become.",
        "take the administrator's rights from what federates, or narrow the trust to a workload that needs them",
        "https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html",
    ),
    "federation-unknown-issuer": RuleText(
        "may be let into another cloud",
        "A trust believes an issuer; whether that is the issuer of this cluster, the input does not say.",
        "give the issuer of the cluster: --kubernetes NAME,ISSUER=FILE",
        "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#service-account-issuer-discovery",
    ),
    "gcp-admin": RuleText(
        "may set the policy of a project, a folder or an organisation",
        "Whoever may set that policy can grant itself any role on everything below.",
        "grant predefined roles for what it does, on the resources that it needs, by name",
        "https://cloud.google.com/iam/docs/granting-changing-revoking-access",
    ),
    "gcp-unknown-role": RuleText(
        "holds a role whose permissions are not known",
        "What is not known may allow anything.",
        "give the analysis the role with its includedPermissions",
        "https://cloud.google.com/iam/docs/creating-custom-roles#viewing_the_role_metadata",
    ),
    "azure-admin": RuleText(
        "may assign every role, or administers the directory",
        "Whoever may assign every role at a subscription or above can give itself any permission there.",
        "grant roles that assign no roles, at single resources, or confine what they assign by a condition",
        "https://learn.microsoft.com/azure/role-based-access-control/best-practices",
    ),
    "azure-unknown-role": RuleText(
        "has a role whose definition is not known",
        "What is not known may allow anything.",
        "give the analysis the definition, too: az role definition list",
        "https://learn.microsoft.com/azure/role-based-access-control/role-definitions",
    ),
    "kubernetes-admin": RuleText(
        "may do everything in the cluster, or grant itself that",
        "Whoever may write and bind every role can grant itself any permission in the cluster.",
        "grant the verbs that are needed on the resources that are needed, in the namespaces that need them",
        "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege",
    ),
    "kubernetes-unknown-role": RuleText(
        "is bound to a role that is not known",
        "What is not known may allow anything.",
        "give the analysis the role, too",
        "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#role-and-clusterrole",
    ),
}
"""Rules that are no technique."""


def rule_texts(rules: Iterable[str]) -> dict[str, RuleText]:
    """Returns the texts of rules by id, sorted; a rule that nobody describes has its id for a title."""
    wanted = sorted(set(rules))
    known = {
        technique.id: RuleText(technique.title, technique.why, technique.fix, technique.source)
        for cloud in sorted({rule.partition("-")[0] for rule in wanted})
        for technique in techniques_of(cast("Cloud", cloud))
    }
    return {rule: _OTHERS.get(rule) or known.get(rule) or RuleText(rule, "", "", "") for rule in wanted}
