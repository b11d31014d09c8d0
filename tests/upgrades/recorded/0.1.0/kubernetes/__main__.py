"""An agent as a Kubernetes Deployment: its token is a projected volume of one hour, for its own audience."""

import pulumi
from pulumi_kubernetes.apps.v1 import Deployment

from agent_identity import kubernetes

boundary = kubernetes.Boundary("agents", {"environment": "dev", "namespaces": ["agents-logistics"]})
planner = kubernetes.ProjectedTokenIdentity(
    "route-planner",
    {
        "agent": {"type": "route-planner", "version": "4.2.0", "environment": "dev", "team": "logistics"},
        "boundary": boundary.ref,
    },
)
deployment = Deployment(
    "route-planner",
    metadata={
        "name": "route-planner",
        "namespace": planner.namespace,
        "labels": planner.labels,
        # A cluster without nodes, like the local one, never makes it ready. Take this away on a real one.
        "annotations": {"pulumi.com/skipAwait": "true"},
    },
    spec={
        "replicas": 1,
        "selector": {"match_labels": {"agent-type": planner.labels["agent-type"]}},
        "template": {
            "metadata": {"labels": planner.labels},
            "spec": {
                **planner.pod_spec_args(),
                "containers": [
                    {
                        "name": "agent",
                        "image": "registry.example/route-planner:4.2.0",
                        "volume_mounts": [planner.volume_mount()],
                    }
                ],
            },
        },
    },
)
pulumi.export("service_account_name", planner.service_account_name)
pulumi.export("deployment", deployment.metadata.apply(lambda metadata: metadata.name))
