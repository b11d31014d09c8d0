"""GCP: rewriting the policy of a resource, so that somebody gets in."""

from typing import Final

from agent_identity.permissions.techniques.gcp.rows import need, row
from agent_identity.permissions.techniques.model import Kind, On, Technique


def _policy(name: str, what: str, permissions: str, source: str, why: str = "") -> Technique:
    return row(
        name,
        Kind.POLICY,
        f"Rewrites the policy of {what}",
        need(On.RESOURCE, permissions),
        why=why or "Its allow policy can name anybody, the caller and the whole internet among them.",
        source=source,
    )


TECHNIQUES: Final = (
    _policy(
        "policy-of-bucket",
        "a bucket or an object",
        "storage.buckets.setIamPolicy storage.objects.setIamPolicy",
        "storage/docs/access-control/iam-permissions",
    ),
    _policy(
        "policy-of-dataset",
        "a dataset",
        "bigquery.datasets.setIamPolicy",
        "bigquery/docs/control-access-to-resources-iam",
    ),
    _policy(
        "policy-of-key",
        "a key or a key ring of Cloud KMS",
        "cloudkms.cryptoKeys.setIamPolicy cloudkms.keyRings.setIamPolicy",
        "kms/docs/iam",
    ),
    _policy("policy-of-secret", "a secret", "secretmanager.secrets.setIamPolicy", "secret-manager/docs/access-control"),
    _policy(
        "policy-of-run",
        "a service or a job of Cloud Run",
        "run.services.setIamPolicy run.jobs.setIamPolicy",
        "run/docs/securing/managing-access",
    ),
    _policy(
        "policy-of-registry",
        "a repository of artefacts",
        "artifactregistry.repositories.setIamPolicy",
        "artifact-registry/docs/access-control",
    ),
    _policy(
        "policy-of-agent",
        "an agent or a search engine",
        "aiplatform.reasoningEngines.setIamPolicy discoveryengine.engines.setIamPolicy",
        "vertex-ai/generative-ai/docs/agent-engine/manage/access",
        "Its policy says who may query the agent, with all that the agent can reach.",
    ),
    _policy(
        "policy-of-backend",
        "a backend of a load balancer",
        "compute.backendServices.setIamPolicy",
        "compute/docs/access/iam-permissions",
    ),
    _policy(
        "policy-of-anything",
        "any other resource",
        "*.setIamPolicy",
        "iam/docs/permissions-reference",
        "Every service has resources of its own with a policy; their permissions all end alike.",
    ),
    _policy(
        "dataset-access",
        "a dataset, by its access list",
        "bigquery.datasets.update",
        "bigquery/docs/dataset-access-control",
        "A dataset's access entries, authorised views and routines are fields that an update sets.",
    ),
    _policy(
        "row-access",
        "rows and columns of a table",
        "bigquery.rowAccessPolicies.create bigquery.rowAccessPolicies.update bigquery.rowAccessPolicies.delete"
        " bigquery.rowAccessPolicies.overrideTimeTravelRestrictions bigquery.tables.setCategory"
        " bigquery.tables.setColumnDataPolicy bigquery.dataPolicies.create bigquery.dataPolicies.update"
        " bigquery.dataPolicies.delete bigquery.dataPolicies.attach datacatalog.taxonomies.update"
        " datacatalog.taxonomies.delete dataplex.dataTaxonomies.configure*Access dataplex.dataAttributes.bind",
        "bigquery/docs/managing-row-level-security",
        "They keep rows and columns from those who may read the table.",
    ),
    _policy(
        "application-rules",
        "an application's database",
        "firebaserules.releases.create firebaserules.releases.update firebasedatabase.instances.update",
        "https://firebase.google.com/docs/projects/iam/permissions",
        "Security rules say what the application's users, the whole internet among them, can read and write.",
    ),
    _policy(
        "proxy-access",
        "an application behind Identity-Aware Proxy",
        "iap.*.setIamPolicy iap.*.updateSettings",
        "iap/docs/managing-access",
        "The proxy decides who reaches the application.",
    ),
)
