"""An agent on Cloud Run: a service account without keys, and all its traffic through the VPC."""

import pulumi
from pulumi_gcp import cloudrunv2

from agent_identity import gcp

project = pulumi.Config("gcp").require("project")
boundary = gcp.Boundary("agents", {"environment": "dev", "parent": f"projects/{project}"})
summariser = gcp.ServiceAccountIdentity(
    "case-summariser",
    {
        "agent": {"type": "case-summariser", "version": "1.4.0", "environment": "dev", "team": "legal"},
        "boundary": boundary.ref,
        "project": project,
    },
)
service = cloudrunv2.Service(
    "case-summariser",
    name="case-summariser",
    location="europe-west1",
    project=project,
    deletion_protection=False,
    ingress="INGRESS_TRAFFIC_INTERNAL_ONLY",
    template={
        **summariser.template_args(),
        "containers": [{"image": "europe-docker.pkg.dev/example/agents/case-summariser:1.4.0"}],
    },
    labels=summariser.labels,
)
pulumi.export("email", summariser.email)
pulumi.export("service", service.id)
