"""Custom API groups whose controllers act on what is written, with rights of their own."""

from typing import Final

ACTING: Final = (
    # GitOps, pipelines and installers: they make any object, or run any code
    "argoproj.io", "cattle.io", "crossplane.io", "fluxcd.io", "github.com", "hashicorp.com", "jenkins.io",
    "openshift.io", "operators.coreos.com", "pulumi.com", "tekton.dev", "terraform.io", "velero.io",
    # workloads by another name: they run pods
    "keda.sh", "knative.dev", "kubeflow.org", "kubevirt.io", "monitoring.coreos.com", "ray.io", "volcano.sh",
    "x-k8s.io",
    # credentials and Secrets
    "bitnami.com", "cert-manager.io", "external-secrets.io",
    # identities and resources of a cloud
    "azure.com", "cnrm.cloud.google.com", "services.k8s.aws",
    # rules, routes and limits
    "cilium.io", "gatekeeper.sh", "getambassador.io", "istio.io", "konghq.com", "kyverno.io", "linkerd.io",
    "metallb.io", "projectcalico.org", "projectcontour.io", "solo.io", "traefik.containo.us", "traefik.io",
)  # fmt: skip
"""Custom API groups, and all groups under them, whose controllers act on what is written, each by its own manual."""
