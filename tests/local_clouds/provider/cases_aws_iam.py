"""The life of IAM and Organizations types."""

from __future__ import annotations

from typing import Any

from tests.local_clouds.provider.aws_needs import GROUP, ORGANIZATION, OTHER, POLICY, ROLE, USER, policy, trust
from tests.local_clouds.provider.case import Case, Need

JSON = dict[str, Any]


def _attached(kind: str) -> Any:
    def look(aws: Any, o: JSON) -> Any:
        found = getattr(aws.iam, f"list_attached_{kind}_policies")(**{f"{kind.capitalize()}Name": o[kind]})
        return next((item for item in found["AttachedPolicies"] if item["PolicyArn"] == o["policyArn"]), None)

    return look


def _inline(kind: str) -> Any:
    def look(aws: Any, o: JSON) -> Any:
        return getattr(aws.iam, f"get_{kind}_policy")(**{f"{kind.capitalize()}Name": o[kind], "PolicyName": o["name"]})

    return look


def _inline_drift(kind: str) -> Any:
    def drift(aws: Any, o: JSON) -> Any:
        who = {f"{kind.capitalize()}Name": o[kind], "PolicyName": o["name"]}
        return getattr(aws.iam, f"put_{kind}_policy")(**who, PolicyDocument=policy("s3:*"))

    return drift


def _inline_case(kind: str, need: Need) -> Case:
    return Case(
        needs={"owner": need},
        inputs={kind: "${owner.name}", "policy": policy()},
        look=_inline(kind),
        shows={"PolicyDocument": {"Statement": [{"Action": "s3:GetObject"}]}},
        update={"policy": policy("s3:ListBucket")},
        shows_updated={"PolicyDocument": {"Statement": [{"Action": "s3:ListBucket"}]}},
        replace={"name": "other"},
        drift=_inline_drift(kind),
        drifted={"policy": policy("s3:*")},
    )


def _attachment_case(kind: str, need: Need) -> Case:
    return Case(
        needs={"owner": need, "policy": POLICY},
        inputs={kind: "${owner.name}", "policyArn": "${policy.arn}"},
        look=_attached(kind),
        shows={"PolicyArn": "${policy.arn}"},
        replace={"policyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"},
    )


IAM: dict[str, Case] = {
    "aws:iam/role:Role": Case(
        needs={"boundary": POLICY, "other": OTHER},
        inputs={
            "assumeRolePolicy": trust(),
            "path": "/agents/",
            "permissionsBoundary": "${boundary.arn}",
            "managedPolicyArns": ["${other.arn}"],
            "inlinePolicies": [{"name": "own", "policy": policy()}],
            "tags": {"agent-type": "reader", "agent-version": "1.0.0"},
        },
        look=lambda aws, o: aws.iam.get_role(RoleName=o["id"])["Role"],
        shows={
            "Path": "/agents/",
            "MaxSessionDuration": 3600,
            "PermissionsBoundary": {"PermissionsBoundaryArn": "${boundary.arn}"},
            "Tags": [{"Key": "agent-version", "Value": "1.0.0"}],
        },
        update={
            "description": "reads",
            "maxSessionDuration": 7200,
            "assumeRolePolicy": trust("lambda.amazonaws.com"),
            "permissionsBoundary": None,
            "managedPolicyArns": None,
            "tags": {"agent-type": "reader", "agent-version": "2.0.0"},
        },
        shows_updated={
            "Description": "reads",
            "MaxSessionDuration": 7200,
            "AssumeRolePolicyDocument": {"Statement": [{"Principal": {"Service": "lambda.amazonaws.com"}}]},
            "Tags": [{"Key": "agent-version", "Value": "2.0.0"}],
        },
        replace={"path": "/other/"},
        drift=lambda aws, o: (
            aws.iam.tag_role(RoleName=o["id"], Tags=[{"Key": "intruder", "Value": "yes"}]),
            aws.iam.put_role_permissions_boundary(RoleName=o["id"], PermissionsBoundary=o["other"]["arn"]),
            aws.iam.put_role_policy(RoleName=o["id"], PolicyName="own", PolicyDocument=policy("iam:*")),
        ),
        drifted={
            "tags": {"agent-type": "reader", "agent-version": "2.0.0", "intruder": "yes"},
            "permissionsBoundary": "${other.arn}",
            "inlinePolicies": [{"name": "own", "policy": policy("iam:*")}],
        },
        unimportable=frozenset({"inlinePolicies"}),
    ),
    "aws:iam/policy:Policy": Case(
        inputs={"policy": policy(), "path": "/agents/boundaries/", "description": "bounds"},
        look=lambda aws, o: aws.iam.get_policy(PolicyArn=o["id"])["Policy"],
        shows={"Path": "/agents/boundaries/", "Description": "bounds", "DefaultVersionId": "v1"},
        update={"policy": policy("s3:ListBucket"), "tags": {"agent-team": "a"}},
        shows_updated={"DefaultVersionId": "v2", "Tags": [{"Key": "agent-team", "Value": "a"}]},
        replace={"description": "other"},
        drift=lambda aws, o: aws.iam.create_policy_version(
            PolicyArn=o["id"], PolicyDocument=policy("*"), SetAsDefault=True
        ),
        drifted={"policy": policy("*")},
    ),
    "aws:iam/rolePolicy:RolePolicy": _inline_case("role", ROLE),
    "aws:iam/userPolicy:UserPolicy": _inline_case("user", USER),
    "aws:iam/groupPolicy:GroupPolicy": _inline_case("group", GROUP),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": _attachment_case("role", ROLE),
    "aws:iam/userPolicyAttachment:UserPolicyAttachment": _attachment_case("user", USER),
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": _attachment_case("group", GROUP),
    "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive": Case(
        needs={
            "role": ROLE,
            "a": Need("aws:iam/rolePolicy:RolePolicy", {"role": "${role.name}", "name": "a", "policy": policy()}),
            "b": Need("aws:iam/rolePolicy:RolePolicy", {"role": "${role.name}", "name": "b", "policy": policy()}),
        },
        inputs={"roleName": "${role.name}", "policyNames": ["a", "b"]},
        look=lambda aws, o: aws.iam.list_role_policies(RoleName=o["role"]["name"]),
        shows={"PolicyNames": ["a", "b"]},
        update={"policyNames": ["a"]},
        shows_updated={"PolicyNames": ["a"]},
        replace={"roleName": "other"},
        drift=lambda aws, o: aws.iam.put_role_policy(
            RoleName=o["role"]["name"], PolicyName="intruder", PolicyDocument=policy("iam:*")
        ),
        drifted={"policyNames": ["a", "intruder"]},
        stays=True,
    ),
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": Case(
        needs={"role": ROLE, "policy": POLICY, "other": OTHER},
        inputs={"roleName": "${role.name}", "policyArns": ["${policy.arn}"]},
        look=lambda aws, o: aws.iam.list_attached_role_policies(RoleName=o["role"]["name"]),
        shows={"AttachedPolicies": [{"PolicyArn": "${policy.arn}"}]},
        update={"policyArns": ["${other.arn}"]},
        shows_updated={"AttachedPolicies": [{"PolicyArn": "${other.arn}"}]},
        replace={"roleName": "other"},
        drift=lambda aws, o: aws.iam.detach_role_policy(RoleName=o["role"]["name"], PolicyArn=o["other"]["arn"]),
        drifted={"policyArns": None},
        unimportable=frozenset({"policyArns"}),
        stays=True,
    ),
    "aws:iam/user:User": Case(
        inputs={"path": "/people/", "tags": {"a": "b"}},
        look=lambda aws, o: aws.iam.get_user(UserName=o["id"])["User"],
        shows={"Path": "/people/", "Tags": [{"Key": "a", "Value": "b"}]},
        update={"tags": {"a": "c"}},
        shows_updated={"Tags": [{"Key": "a", "Value": "c"}]},
        replace={"path": "/other/"},
        drift=lambda aws, o: aws.iam.untag_user(UserName=o["id"], TagKeys=["a"]),
        drifted={"tags": None},
    ),
    # moto does not take a new path of a group, so that neither an update nor a drift can be seen.
    "aws:iam/group:Group": Case(
        inputs={"path": "/people/"},
        look=lambda aws, o: aws.iam.get_group(GroupName=o["id"])["Group"],
        shows={"Path": "/people/"},
        replace={"name": "other"},
    ),
    "aws:iam/accessKey:AccessKey": Case(
        needs={"user": USER},
        inputs={"user": "${user.name}"},
        look=lambda aws, o: next(
            key
            for key in [*aws.iam.list_access_keys(UserName=o["user"])["AccessKeyMetadata"], None]
            if key is None or key["AccessKeyId"] == o["id"]
        ),
        shows={"Status": "Active"},
        update={"status": "Inactive"},
        shows_updated={"Status": "Inactive"},
        replace={"user": "other"},
        drift=lambda aws, o: aws.iam.update_access_key(UserName=o["user"], AccessKeyId=o["id"], Status="Active"),
        drifted={"status": "Active"},
    ),
    "aws:iam/userLoginProfile:UserLoginProfile": Case(
        needs={"user": USER},
        inputs={"user": "${user.name}", "passwordResetRequired": True},
        look=lambda aws, o: aws.iam.get_login_profile(UserName=o["id"])["LoginProfile"],
        shows={"UserName": "${user.name}"},
        replace={"passwordLength": 30},
        unimportable=frozenset({"passwordResetRequired"}),
    ),
    "aws:iam/instanceProfile:InstanceProfile": Case(
        needs={"role": ROLE, "other": ROLE},
        inputs={"role": "${role.name}", "path": "/agents/"},
        look=lambda aws, o: aws.iam.get_instance_profile(InstanceProfileName=o["id"])["InstanceProfile"],
        shows={"Path": "/agents/", "Roles": [{"RoleName": "${role.name}"}]},
        update={"role": "${other.name}"},
        shows_updated={"Roles": [{"RoleName": "${other.name}"}]},
        replace={"path": "/"},
        drift=lambda aws, o: aws.iam.remove_role_from_instance_profile(
            InstanceProfileName=o["id"], RoleName=o["other"]["name"]
        ),
        drifted={"role": None},
    ),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": Case(
        inputs={
            "url": "https://issuer.example.com",
            "clientIdLists": ["sts.amazonaws.com"],
            "thumbprintLists": ["a" * 40],
        },
        look=lambda aws, o: aws.iam.get_open_id_connect_provider(OpenIDConnectProviderArn=o["id"]),
        shows={"ClientIDList": ["sts.amazonaws.com"], "Url": "issuer.example.com"},
        # moto cannot add or remove a client id.
        update={"thumbprintLists": ["b" * 40], "tags": {"a": "b"}},
        shows_updated={"ThumbprintList": ["b" * 40], "Tags": [{"Key": "a", "Value": "b"}]},
        replace={"url": "https://other.example.com"},
        drift=lambda aws, o: aws.iam.update_open_id_connect_provider_thumbprint(
            OpenIDConnectProviderArn=o["id"], ThumbprintList=["c" * 40]
        ),
        drifted={"thumbprintLists": ["c" * 40]},
    ),
}

ORGANIZATIONS: dict[str, Case] = {
    "aws:organizations/organization:Organization": Case(
        inputs={},
        look=lambda aws, o: aws.organizations.list_roots()["Roots"][0],
        update={"enabledPolicyTypes": ["SERVICE_CONTROL_POLICY"]},
        shows_updated={"PolicyTypes": [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}]},
        replace={"featureSet": "CONSOLIDATED_BILLING"},
        drift=lambda aws, o: aws.organizations.disable_policy_type(
            RootId=o["roots"][0]["id"], PolicyType="SERVICE_CONTROL_POLICY"
        ),
        drifted={"enabledPolicyTypes": None},
    ),
    "aws:organizations/organizationalUnit:OrganizationalUnit": Case(
        needs={"organization": ORGANIZATION},
        inputs={"name": "agents", "parentId": "${organization.roots.0.id}", "tags": {"a": "b"}},
        look=lambda aws, o: aws.organizations.describe_organizational_unit(OrganizationalUnitId=o["id"])[
            "OrganizationalUnit"
        ],
        shows={"Name": "agents"},
        update={"name": "machines"},
        shows_updated={"Name": "machines"},
        replace={"parentId": "ou-none"},
        drift=lambda aws, o: aws.organizations.update_organizational_unit(OrganizationalUnitId=o["id"], Name="x"),
        drifted={"name": "x"},
    ),
    "aws:organizations/policy:Policy": Case(
        needs={"organization": ORGANIZATION},
        inputs={"content": policy("iam:*", "Deny"), "description": "guard", "tags": {"a": "b"}},
        look=lambda aws, o: aws.organizations.describe_policy(PolicyId=o["id"])["Policy"],
        shows={"PolicySummary": {"Description": "guard", "Type": "SERVICE_CONTROL_POLICY"}},
        update={"content": policy("sts:*", "Deny"), "description": "guards"},
        shows_updated={"PolicySummary": {"Description": "guards"}},
        replace={"type": "TAG_POLICY"},
        drift=lambda aws, o: aws.organizations.update_policy(PolicyId=o["id"], Content=policy("s3:*", "Deny")),
        drifted={"content": policy("s3:*", "Deny")},
    ),
    "aws:organizations/policyAttachment:PolicyAttachment": Case(
        needs={
            "organization": ORGANIZATION,
            "policy": Need("aws:organizations/policy:Policy", {"content": policy("iam:*", "Deny")}),
        },
        inputs={"policyId": "${policy.id}", "targetId": "${organization.roots.0.id}"},
        look=lambda aws, o: next(
            (
                target
                for target in aws.organizations.list_targets_for_policy(PolicyId=o["policyId"])["Targets"]
                if target["TargetId"] == o["targetId"]
            ),
            None,
        ),
        shows={"TargetId": "${organization.roots.0.id}"},
        replace={"targetId": "ou-none"},
    ),
}
