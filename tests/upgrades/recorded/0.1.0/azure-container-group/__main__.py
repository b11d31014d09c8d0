"""An agent in an Azure container group: a user-assigned identity, no secret, in the agents' resource group."""

import pulumi
from pulumi_azure_native import containerinstance, resources

from agent_identity import azure

group = resources.ResourceGroup("agents", resource_group_name="agents-dev", location="westeurope")
boundary = azure.Boundary("agents", {"environment": "dev", "resource_groups": ["agents-dev"]})
triage = azure.ManagedIdentity(
    "ticket-triage",
    {
        "agent": {"type": "ticket-triage", "version": "0.9.2", "environment": "dev", "team": "support"},
        "boundary": boundary.ref,
        "resource_group_name": "agents-dev",
        "location": "westeurope",
    },
    pulumi.ResourceOptions(depends_on=[group]),
)
containers = containerinstance.ContainerGroup(
    "ticket-triage",
    container_group_name="ticket-triage",
    resource_group_name=group.name,
    location="westeurope",
    os_type="Linux",
    identity=triage.identity_args(),
    containers=[
        {
            "name": "agent",
            "image": "registry.example/ticket-triage:0.9.2",
            "resources": {"requests": {"cpu": 0.5, "memory_in_gb": 0.5}},
        }
    ],
    tags=triage.tags,
)
pulumi.export("identity_id", triage.identity_id)
pulumi.export("container_group_id", containers.id)
