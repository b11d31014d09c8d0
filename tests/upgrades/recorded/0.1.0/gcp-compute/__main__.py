"""An agent on a Compute Engine instance: its service account in place of the project's default one."""

import pulumi
from pulumi_gcp import compute

from agent_identity import gcp

project = pulumi.Config("gcp").require("project")
boundary = gcp.Boundary(
    "agents",
    # A project takes the organisation policies once; here the boundary of its other environment brings them.
    {"environment": "test", "parent": f"projects/{project}", "organization_policies": False},
)
crawler = gcp.ServiceAccountIdentity(
    "catalog-crawler",
    {
        "agent": {"type": "catalog-crawler", "version": "5.0.0", "environment": "test", "team": "search"},
        "boundary": boundary.ref,
        "project": project,
    },
)
network = compute.Network("agents", name="agents-test", project=project, auto_create_subnetworks=False)
subnetwork = compute.Subnetwork(
    "agents",
    name="agents-test",
    project=project,
    region="europe-west1",
    network=network.id,
    ip_cidr_range="10.20.0.0/24",
)
instance = compute.Instance(
    "catalog-crawler",
    name="catalog-crawler",
    project=project,
    zone="europe-west1-b",
    machine_type="e2-small",
    boot_disk={"initialize_params": {"image": "projects/cos-cloud/global/images/family/cos-stable"}},
    network_interfaces=[{"subnetwork": subnetwork.id}],
    metadata={"block-project-ssh-keys": "true"},
    **crawler.instance_args(),
)
pulumi.export("email", crawler.email)
pulumi.export("instance", instance.name)
