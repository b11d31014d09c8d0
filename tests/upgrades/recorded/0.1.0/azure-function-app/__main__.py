"""An agent as an Azure function app: it reaches its storage by identity, for a connection string would be a key."""

import pulumi
from pulumi_azure_native import resources, storage, web

from agent_identity import azure

group = resources.ResourceGroup("agents", resource_group_name="agents-test", location="westeurope")
boundary = azure.Boundary("agents", {"environment": "test", "resource_groups": ["agents-test"]})
router = azure.ManagedIdentity(
    "claim-router",
    {
        "agent": {"type": "claim-router", "version": "3.1.0", "environment": "test", "team": "claims"},
        "boundary": boundary.ref,
        "resource_group_name": "agents-test",
        "location": "westeurope",
    },
    pulumi.ResourceOptions(depends_on=[group]),
)
account = storage.StorageAccount(
    "claimrouter",
    account_name="claimroutertest",
    resource_group_name=group.name,
    location="westeurope",
    kind="StorageV2",
    sku={"name": "Standard_LRS"},
    allow_shared_key_access=False,
    allow_blob_public_access=False,
    minimum_tls_version="TLS1_2",
)
plan = web.AppServicePlan(
    "claim-router",
    name="claim-router",
    resource_group_name=group.name,
    location="westeurope",
    kind="linux",
    reserved=True,
    sku={"name": "EP1", "tier": "ElasticPremium"},
)
app = web.WebApp(
    "claim-router",
    name="claim-router-test",
    resource_group_name=group.name,
    location="westeurope",
    kind="functionapp,linux",
    server_farm_id=plan.id,
    https_only=True,
    identity=router.identity_args(),
    site_config={
        "linux_fx_version": "Python|3.13",
        "app_settings": [
            {"name": "AzureWebJobsStorage__accountName", "value": account.name},
            {"name": "AzureWebJobsStorage__credential", "value": "managedidentity"},
            {"name": "AzureWebJobsStorage__clientId", "value": router.client_id},
        ],
    },
    tags=router.tags,
)
pulumi.export("identity_id", router.identity_id)
pulumi.export("app_id", app.id)
