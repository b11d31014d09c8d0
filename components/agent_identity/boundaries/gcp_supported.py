"""Which permissions a GCP deny policy can name, and what shows it.

Google lists them at https://cloud.google.com/iam/docs/deny-permissions-support; one name that is not on the list makes
Google refuse the whole policy. So a name stands here only with evidence. A name `RESOURCE.*` is a permission group: the
list holds some, and a group denies every permission of the resource, later ones too.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final


class Evidence(StrEnum):
    """What shows that a deny policy can name a permission."""

    LISTED = "read in Google's list"
    """Read in the list itself, as a search engine keeps it; it keeps no more than the list's beginning."""
    CHECKED = "in a published policy that was checked against Google's list"
    """Taken over from public deny policies whose authors say that they checked each name against the list:
    github.com/collinbentley1/platform (terraform/modules/bootstrap/preview-runtime-deny.tf), the Terraform module
    sirob-tech/boris-ai/google, and a design for agents on Google Cloud of 2026-09-13."""
    ACCEPTED = "in a published policy that Google accepted"
    """Taken over from public deny policies that were applied: Google's own samples (whose authors removed what was
    refused), Cloud Foundation Fabric, and policies whose denials are tested against a live project."""


def _of(service: str, names: str) -> Iterable[str]:
    return (f"{service}.googleapis.com/{name}" for name in names.split())


SUPPORTED: Final[dict[str, Evidence]] = {
    **dict.fromkeys(
        _of(
            "accessapproval",
            "requests.approve requests.dismiss requests.invalidate settings.delete settings.update",
        ),
        Evidence.LISTED,
    ),
    **dict.fromkeys(
        (
            *_of(
                "agentidentity",
                "authProviders.create authProviders.delete authProviders.setIamPolicy authProviders.update",
            ),
            *_of("agentregistry", "services.create services.delete services.update"),
            *_of(
                "aiplatform",
                "reasoningEngines.create reasoningEngines.setIamPolicy reasoningEngines.update",
            ),
            *_of(
                "artifactregistry",
                "files.upload packages.update repositories.setIamPolicy"
                " repositories.update repositories.uploadArtifacts tags.create versions.update",
            ),
            *_of("bigquery", "datasets.setIamPolicy"),
            *_of("cloudbuild", "builds.create"),
            *_of("cloudkms", "cryptoKeyVersions.useToDecrypt cryptoKeyVersions.useToSign cryptoKeys.setIamPolicy"),
            *_of(
                "compute",
                "backendServices.addSignedUrlKey backendServices.setIamPolicy backendServices.setSecurityPolicy"
                " instances.getSerialPortOutput networks.* projects.* securityPolicies.*",
            ),
            *_of("datastore", "userCreds.*"),
            *_of("discoveryengine", "engines.setIamPolicy"),
            *_of(
                "iam",
                "principalaccessboundarypolicies.* roles.create roles.createTagBinding roles.delete"
                " roles.deleteTagBinding roles.undelete roles.update serviceAccountKeys.* serviceAccounts.update"
                " workloadIdentityPoolManagedIdentities.* workloadIdentityPoolNamespaces.*"
                " workloadIdentityPoolProviderKeys.* workloadIdentityPoolProviders.* workloadIdentityPools.*",
            ),
            *_of("logging", "buckets.delete buckets.update exclusions.* logMetrics.* logs.* sinks.*"),
            *_of("modelarmor", "floorSettings.update templates.delete templates.update"),
            *_of("orgpolicy", "customConstraints.* policies.create policies.delete policies.update policy.set"),
            *_of("privilegedaccessmanager", "entitlements.* grants.*"),
            *_of("run", "jobs.runWithOverrides"),
            *_of("secretmanager", "secrets.setIamPolicy versions.access versions.add"),
            *_of("serviceusage", "consumerpolicy.* mcppolicy.* services.disable services.enable"),
            *_of(
                "storage",
                "buckets.createTagBinding buckets.delete buckets.deleteTagBinding buckets.relocate"
                " buckets.setIamPolicy buckets.setIpFilter buckets.update managedFolders.*",
            ),
        ),
        Evidence.CHECKED,
    ),
    **dict.fromkeys(
        (
            *_of("apikeys", "apiKeys.regenerate apiKeys.revert keys.create keys.getKeyString keys.update"),
            *_of(
                "clientauthconfig",
                "clients.create clients.createSecret clients.getWithSecret clients.listWithSecrets clients.undelete"
                " clients.update",
            ),
            *_of("bigquery", "datasets.update"),
            *_of("cloudfunctions", "functions.sourceCodeGet"),
            *_of("cloudkms", "cryptoKeyVersions.destroy cryptoKeys.update keyRings.setIamPolicy"),
            *_of(
                "cloudresourcemanager",
                "projects.create projects.delete projects.move projects.setIamPolicy projects.undelete projects.update"
                " projects.updateLiens",
            ),
            *_of(
                "compute",
                "instanceTemplates.create instances.create instances.setServiceAccount organizations.setSecurityPolicy",
            ),
            *_of("container", "clusters.create clusters.delete"),
            *_of("dataproc", "clusters.create"),
            *_of(
                "iam",
                "serviceAccountKeys.create serviceAccounts.actAs serviceAccounts.create serviceAccounts.delete"
                " serviceAccounts.disable serviceAccounts.enable serviceAccounts.getAccessToken"
                " serviceAccounts.getOpenIdToken serviceAccounts.implicitDelegation serviceAccounts.setIamPolicy"
                " serviceAccounts.signBlob serviceAccounts.signJwt serviceAccounts.undelete",
            ),
            *_of(
                "run",
                "jobs.create jobs.setIamPolicy jobs.update services.create services.setIamPolicy services.update"
                " workerpools.create workerpools.update",
            ),
            *_of(
                "storage",
                "hmacKeys.create hmacKeys.update objects.overrideUnlockedRetention objects.setIamPolicy"
                " objects.setRetention",
            ),
        ),
        Evidence.ACCEPTED,
    ),
}
"""Permissions of the second API's form, each with the strongest evidence there is."""

REFUSED: Final = {
    "cloudscheduler.googleapis.com": "not on the list, by a design that read it on 2026-09-13",
    "compute.googleapis.com/regionInstanceGroupManagers.create": "refused, with Google's error in a report",
    "iam.googleapis.com/denypolicies": "not on the list, by the same design: no deny policy protects deny policies",
    "cloudresourcemanager.googleapis.com/folders and organizations": "listed by one account, refused by another",
    "runtimeconfig.googleapis.com/variables": "refused, by a module that tried each name on a live policy",
}
"""What was found not to be supported, so that nobody looks again in vain."""

LEFT_TO_AGENTS: Final = {
    "cloudkms.googleapis.com/cryptoKeyVersions.useToDecrypt": "agents decrypt what was sent to them",
    "cloudkms.googleapis.com/cryptoKeyVersions.useToSign": "agents sign what they send",
    "compute.googleapis.com/networks.*": "the group would refuse every read of networks, too",
    "container.googleapis.com/clusters.create": "handing nodes an account takes actAs, which is denied",
    "container.googleapis.com/clusters.delete": "ends a cluster, and raises no rights",
    "dataproc.googleapis.com/clusters.create": "handing a cluster an account takes actAs, which is denied",
    "logging.googleapis.com/logs.*": "the group would refuse the list of logs, too",
    "storage.googleapis.com/managedFolders.*": "the group would refuse every listing by folder, too",
    "secretmanager.googleapis.com/versions.access": "agents read the keys of their tools",
    "secretmanager.googleapis.com/versions.add": "agents keep the tokens that they renew",
}
"""What a deny policy could name, and the class `standard` leaves open, with why."""

_ALIASES: Final = {
    "apikeys.googleapis.com/apiKeys.regenerate": "serviceusage.apiKeys.regenerate",
    "apikeys.googleapis.com/apiKeys.revert": "serviceusage.apiKeys.revert",
}


def as_in_roles(permission: str) -> tuple[str, ...]:
    """Returns the forms in which roles may write a permission, or permission group, of a deny policy.

    Most services write `SERVICE.RESOURCE.ACTION`; newer resources of IAM write the full name there, too.
    """
    if permission in _ALIASES:
        return (_ALIASES[permission],)
    host, _, rest = permission.partition("/")
    service = host.removesuffix(".googleapis.com")
    return (f"{'resourcemanager' if service == 'cloudresourcemanager' else service}.{rest}", permission)
