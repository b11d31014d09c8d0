"""Kinds: type tokens without what does not matter to a rule (API versions, file names, patch variants)."""

import re
from functools import lru_cache
from typing import Final

_IAM_FAMILY: Final = re.compile(r"(?:IAM|Iam)(Member|Binding|Policy)$")
_LEGACY_GROUP: Final = {"extensions": "apps"}
_CORE_VERSION: Final = re.compile(r"v\d\w*")


@lru_cache(maxsize=4096)
def kind_of(token: str) -> str:
    """Returns the kind of a type token as `package:module:Name`.

    `azure-native:authorization/v20220401:RoleAssignment` is `azure-native:authorization:RoleAssignment`,
    `kubernetes:apps/v1:DeploymentPatch` is `kubernetes:apps:Deployment`, `gcp:storage/bucketIAMMember:BucketIAMMember`
    is `gcp:*:Member`: all grants of one resource's IAM policy on GCP take the same arguments.
    """
    package, _, rest = token.partition(":")
    module, _, name = rest.partition(":")
    package = package.partition("_")[0]
    module = module.partition("/")[0]
    if package == "gcp" and (family := _IAM_FAMILY.search(name)):
        return f"gcp:*:{family[1]}"
    if package == "kubernetes":
        # CustomResource of the SDK writes objects of the core group as kubernetes:v1:Secret.
        module = "core" if _CORE_VERSION.fullmatch(module) else _LEGACY_GROUP.get(module, module)
        name = name.removesuffix("Patch")
    return f"{package}:{module}:{name}"


def kind_of_object(api_version: str, kind: str) -> str:
    """Returns the kind of a Kubernetes object: the provider makes what these two say, whatever the type token says."""
    return kind_of(f"kubernetes:{api_version}:{kind}")


AWS_ROLE: Final = "aws:iam:Role"
AWS_USER: Final = "aws:iam:User"
AWS_POLICY: Final = "aws:iam:Policy"
AZURE_IDENTITY: Final = "azure-native:managedidentity:UserAssignedIdentity"
AZURE_ROLE_ASSIGNMENT: Final = "azure-native:authorization:RoleAssignment"
AZURE_GRANTS: Final = frozenset({AZURE_ROLE_ASSIGNMENT, "azure-native:authorization:PimRoleEligibilitySchedule"})
"""Kinds that give an Azure role: a role for which one is eligible counts as held."""
AZURE_ROLE_DEFINITION: Final = "azure-native:authorization:RoleDefinition"
GCP_SERVICE_ACCOUNT: Final = "gcp:serviceaccount:Account"
GCP_MEMBER: Final = "gcp:*:Member"
GCP_BINDING: Final = "gcp:*:Binding"
GCP_POLICY: Final = "gcp:*:Policy"
KUBERNETES_SERVICE_ACCOUNT: Final = "kubernetes:core:ServiceAccount"
KUBERNETES_NAMESPACE: Final = "kubernetes:core:Namespace"

PRINCIPALS: Final = frozenset({AWS_ROLE, AWS_USER, AZURE_IDENTITY, GCP_SERVICE_ACCOUNT, KUBERNETES_SERVICE_ACCOUNT})
"""Kinds that a grant can name and a workload can run as."""

CREDENTIALS: Final = frozenset(
    {
        "aws:iam:AccessKey",
        "aws:iam:ServiceSpecificCredential",
        "aws:iam:UserLoginProfile",
        "gcp:serviceaccount:Key",
        "gcp:storage:HmacKey",
        "gcp:projects:ApiKey",
        "azuread:index:ApplicationPassword",
        "azuread:index:ServicePrincipalPassword",
        "kubernetes:core:Secret",
    }
)
"""Kinds whose outputs hold a secret that outlives a workload."""
