"""Workloads of clusters and foreign issuers, which run as an account."""

import pytest

from agent_identity.permissions.gcp import escalation
from agent_identity.permissions.gcp.readers import export
from tests.permissions.gcp.corpora import AGENT, PROJECT

ACCOUNT = "//iam.googleapis.com/projects/shop/serviceAccounts/agent@shop.iam.gserviceaccount.com"
POOL = "iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p"


@pytest.mark.parametrize(
    ("member", "role", "verdict"),
    [
        ("serviceAccount:shop.svc.id.goog[agents/one]", "roles/storage.objectViewer", "no"),
        (f"principal://{POOL}/subject/one", "roles/storage.objectViewer", "no"),
        (f"principalSet://{POOL}/*", "roles/storage.objectViewer", "yes"),
        ("serviceAccount:shop.svc.id.goog[agents/one]", "roles/owner", "yes"),
    ],
)
def test_a_workload_escalates_as_far_as_its_account_leads(member: str, role: str, verdict: str) -> None:
    def policy(resource: str, role: str, member: str) -> dict[str, object]:
        return {"resource": resource, "policy": {"bindings": [{"role": role, "members": [member]}]}}

    held = [policy(PROJECT, role, AGENT), policy(ACCOUNT, "roles/iam.workloadIdentityUser", member)]
    [report] = escalation.analyze(export.read([("export", held)]), only=[member]).principals
    assert report.escalates == verdict
