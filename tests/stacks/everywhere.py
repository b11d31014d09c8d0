"""A catalog with an agent on every runtime and every option of the foundation."""

ENVIRONMENT = "everywhere"
GROUP = "ci-everywhere"
NAMESPACE = "agents-everywhere"
RESOURCE_GROUP = "agents-everywhere"
SUBSCRIPTION = "00000000-0000-4000-8000-000000000001"
GRANTOR = "00000000-0000-4000-8000-00000000e1e1"
GRANTABLE = "b24988ac-0000-4000-8000-00000000e2e2"
PIPELINE = "00000000-0000-4000-8000-00000000e3e3"
MEMBER = "group:ci-everywhere@example.com"
TRUSTED = "arn:aws:iam::123456789012:role/ci-everywhere"
KEEPER = "arn:aws:iam::*:role/foundation"
PIPELINE_ROLE = "arn:aws:iam::123456789012:role/agent-pipeline/agent-pipeline"
RUNTIMES = ("ecs", "lambda", "azure", "gcp", "kubernetes")
SETTINGS = f"/api/v1/namespaces/{NAMESPACE}/configmaps/settings"
ACCESS = {"kubernetes": f', access: [{{read: ["{SETTINGS}"]}}]'}
"""What the agents ask for, by runtime, as the catalog writes it."""


def catalog(version: str, unit: str) -> str:
    """Returns the catalog.

    Args:
        version: The version of every agent.
        unit: The organizational unit to which the service control policy is attached.
    """
    agents = "\n".join(
        f"  - {{type: on-{runtime}, version: {version}, runtimes: [{{runtime: {runtime}}}]{ACCESS.get(runtime, '')}}}"
        for runtime in RUNTIMES
    )
    return f"""
version: 1
environment: {ENVIRONMENT}
defaults: {{team: payments}}
targets:
  aws-local:
    cloud: aws
    account: "123456789012"
    region: eu-west-1
    credentials: {{fleet: {{assume_role: "{PIPELINE_ROLE}"}}}}
    pipeline: {{trusted: ["{TRUSTED}"]}}
    guard: {{attach_to: ["{unit}"], keepers: ["{KEEPER}"]}}
  azure-local:
    cloud: azure
    subscription: {SUBSCRIPTION}
    resource_group: {RESOURCE_GROUP}
    location: westeurope
    pipeline: {{principal_id: {PIPELINE}}}
    guard: {{grantors: [{GRANTOR}], roles: [{GRANTABLE}]}}
  gcp-local:
    cloud: gcp
    project: agents-local
    project_number: "123456789"
    region: europe-west1
    pipeline: {{member: "{MEMBER}"}}
  kubernetes-local:
    cloud: kubernetes
    cluster: local
    context: local
    namespace: {NAMESPACE}
    pipeline: {{group: {GROUP}}}
placement: [{{target: aws-local}}, {{target: azure-local}}, {{target: gcp-local}}, {{target: kubernetes-local}}]
agents:
{agents}
"""
