import pytest

from agent_identity.permissions.stacks.kinds import kind_of


@pytest.mark.parametrize(
    ("token", "kind"),
    [
        ("aws:iam/role:Role", "aws:iam:Role"),
        ("azure-native:authorization:RoleAssignment", "azure-native:authorization:RoleAssignment"),
        ("azure-native:authorization/v20220401:RoleAssignment", "azure-native:authorization:RoleAssignment"),
        (
            "azure-native_authorization_v20220401:authorization:RoleAssignment",
            "azure-native:authorization:RoleAssignment",
        ),
        ("kubernetes:core/v1:ServiceAccount", "kubernetes:core:ServiceAccount"),
        ("kubernetes:apps/v1:DeploymentPatch", "kubernetes:apps:Deployment"),
        ("kubernetes:extensions/v1beta1:Deployment", "kubernetes:apps:Deployment"),
        (
            "kubernetes:rbac.authorization.k8s.io/v1beta1:RoleBinding",
            "kubernetes:rbac.authorization.k8s.io:RoleBinding",
        ),
        ("gcp:projects/iAMMember:IAMMember", "gcp:*:Member"),
        ("gcp:cloudrunv2/serviceIamBinding:ServiceIamBinding", "gcp:*:Binding"),
        ("gcp:storage/bucketIAMPolicy:BucketIAMPolicy", "gcp:*:Policy"),
        ("pulumi:pulumi:Stack", "pulumi:pulumi:Stack"),
        ("odd", "odd::"),
    ],
)
def test_versions_files_and_patches_do_not_matter(token: str, kind: str) -> None:
    assert kind_of(token) == kind
