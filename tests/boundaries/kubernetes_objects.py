"""A small valid object of each kind that the API server lets one create, by group, version and plural."""

import base64
import json
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.boundaries.kubernetes_api import RBAC

REVIEWS: Final[dict[str, dict[str, Any]]] = {
    "authentication.k8s.io/v1/selfsubjectreviews": {},
    "authentication.k8s.io/v1/tokenreviews": {"spec": {"token": "x"}},
    "authorization.k8s.io/v1/localsubjectaccessreviews": {
        "metadata": {"namespace": "NAMESPACE"},
        "spec": {"user": "x", "resourceAttributes": {"verb": "get", "resource": "pods", "namespace": "NAMESPACE"}},
    },
    "authorization.k8s.io/v1/selfsubjectaccessreviews": {
        "spec": {"resourceAttributes": {"verb": "get", "resource": "pods"}}
    },
    "authorization.k8s.io/v1/selfsubjectrulesreviews": {"spec": {"namespace": "default"}},
    "authorization.k8s.io/v1/subjectaccessreviews": {
        "spec": {"user": "x", "resourceAttributes": {"verb": "get", "resource": "pods"}}
    },
}
"""Questions that are asked by creating an object, which is stored nowhere."""

_POD: Final = {"containers": [{"name": "c", "image": "x"}], "restartPolicy": "Always"}
_TEMPLATE: Final = {"metadata": {"labels": {"app": "x"}}, "spec": _POD}
_SELECTOR: Final = {"matchLabels": {"app": "x"}}
_JOB: Final = {"template": {"spec": {**_POD, "restartPolicy": "Never"}}}
_CLAIM: Final = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
_TARGET: Final = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "x"}
_WEBHOOK: Final = {
    "name": "w.example.com",
    "clientConfig": {"url": "https://127.0.0.1:9/"},
    "sideEffects": "None",
    "admissionReviewVersions": ["v1"],
    "failurePolicy": "Ignore",
}


def custom_resource(group: str, kind: str) -> dict[str, Any]:
    """Returns the definition of a custom resource of any form."""
    plural = f"{kind.lower()}s"
    schema = {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}
    version = {"name": "v1", "served": True, "storage": True, "schema": schema, "subresources": {"status": {}}}
    names = {"plural": plural, "singular": kind.lower(), "kind": kind}
    return {
        "metadata": {"name": f"{plural}.{group}"},
        "spec": {"group": group, "names": names, "scope": "Namespaced", "versions": [version]},
    }


OBJECTS: Final[dict[str, dict[str, Any]]] = {
    # Without `metadata`; NAMESPACE, NAME and REQUEST stand for what `object_of` puts there.
    "v1/bindings": {"target": {"name": "n1"}},
    "v1/configmaps": {},
    "v1/endpoints": {},
    "v1/events": {"involvedObject": {"namespace": "NAMESPACE"}},
    "v1/limitranges": {"spec": {"limits": []}},
    "v1/namespaces": {},
    "v1/nodes": {},
    "v1/persistentvolumeclaims": {"spec": _CLAIM},
    "v1/persistentvolumes": {
        "spec": {"capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce"], "hostPath": {"path": "/"}}
    },
    "v1/pods": {"spec": _POD},
    "v1/podtemplates": {"template": _TEMPLATE},
    "v1/replicationcontrollers": {"spec": {"replicas": 0, "selector": {"app": "x"}, "template": _TEMPLATE}},
    "v1/resourcequotas": {"spec": {"hard": {"pods": "0"}}},
    "v1/secrets": {},
    "v1/serviceaccounts": {},
    "v1/services": {"spec": {"ports": [{"port": 80}]}},
    "apiregistration.k8s.io/v1/apiservices": {
        "spec": {
            "group": "NAME.example.com",
            "version": "v1",
            "service": {"name": "x", "namespace": "default"},
            "insecureSkipTLSVerify": True,
            "groupPriorityMinimum": 1,
            "versionPriority": 1,
        }
    },
    "apps/v1/controllerrevisions": {"revision": 1, "data": {}},
    "apps/v1/daemonsets": {"spec": {"selector": _SELECTOR, "template": _TEMPLATE}},
    "apps/v1/deployments": {"spec": {"selector": _SELECTOR, "template": _TEMPLATE}},
    "apps/v1/replicasets": {"spec": {"selector": _SELECTOR, "template": _TEMPLATE}},
    "apps/v1/statefulsets": {"spec": {"serviceName": "x", "selector": _SELECTOR, "template": _TEMPLATE}},
    "events.k8s.io/v1/events": {
        "eventTime": "2026-01-01T00:00:00.000000Z",
        "reportingController": "x",
        "reportingInstance": "x",
        "action": "x",
        "reason": "x",
        "type": "Normal",
        "regarding": {"namespace": "NAMESPACE"},
    },
    "autoscaling/v1/horizontalpodautoscalers": {"spec": {"maxReplicas": 1, "scaleTargetRef": _TARGET}},
    "autoscaling/v2/horizontalpodautoscalers": {"spec": {"maxReplicas": 1, "scaleTargetRef": _TARGET}},
    "batch/v1/cronjobs": {"spec": {"schedule": "0 0 1 1 *", "jobTemplate": {"spec": _JOB}}},
    "batch/v1/jobs": {"spec": _JOB},
    "certificates.k8s.io/v1/certificatesigningrequests": {
        "spec": {"signerName": "kubernetes.io/kube-apiserver-client", "usages": ["client auth"], "request": "REQUEST"}
    },
    "networking.k8s.io/v1/ingressclasses": {"spec": {"controller": "example.com/x"}},
    "networking.k8s.io/v1/ingresses": {"spec": {"defaultBackend": {"service": {"name": "x", "port": {"number": 1}}}}},
    "networking.k8s.io/v1/ipaddresses": {"spec": {"parentRef": {"resource": "services", "name": "x"}}},
    "networking.k8s.io/v1/networkpolicies": {"spec": {"podSelector": {}}},
    "networking.k8s.io/v1/servicecidrs": {"spec": {"cidrs": ["10.97.0.0/24"]}},
    "policy/v1/poddisruptionbudgets": {"spec": {"minAvailable": 0, "selector": _SELECTOR}},
    f"{RBAC}/v1/clusterrolebindings": {"roleRef": {"apiGroup": RBAC, "kind": "ClusterRole", "name": "view"}},
    f"{RBAC}/v1/clusterroles": {"rules": []},
    f"{RBAC}/v1/rolebindings": {"roleRef": {"apiGroup": RBAC, "kind": "ClusterRole", "name": "view"}},
    f"{RBAC}/v1/roles": {"rules": []},
    "storage.k8s.io/v1/csidrivers": {"spec": {}},
    "storage.k8s.io/v1/csinodes": {"spec": {"drivers": []}},
    "storage.k8s.io/v1/csistoragecapacities": {"storageClassName": "x"},
    "storage.k8s.io/v1/storageclasses": {"provisioner": "example.com/x"},
    "storage.k8s.io/v1/volumeattachments": {
        "spec": {"attacher": "example.com", "nodeName": "x", "source": {"persistentVolumeName": "x"}}
    },
    "storage.k8s.io/v1/volumeattributesclasses": {"driverName": "example.com/x", "parameters": {"a": "b"}},
    "admissionregistration.k8s.io/v1/mutatingwebhookconfigurations": {"webhooks": [_WEBHOOK]},
    "admissionregistration.k8s.io/v1/validatingadmissionpolicies": {
        "spec": {
            "validations": [{"expression": "true"}],
            "matchConstraints": {
                "resourceRules": [
                    {"apiGroups": ["x"], "apiVersions": ["*"], "operations": ["CREATE"], "resources": ["x"]}
                ]
            },
        }
    },
    "admissionregistration.k8s.io/v1/validatingadmissionpolicybindings": {
        "spec": {"policyName": "nothing", "validationActions": ["Deny"]}
    },
    "admissionregistration.k8s.io/v1/validatingwebhookconfigurations": {"webhooks": [_WEBHOOK]},
    "scheduling.k8s.io/v1/priorityclasses": {"value": 1},
    "coordination.k8s.io/v1/leases": {"spec": {}},
    "node.k8s.io/v1/runtimeclasses": {"handler": "x"},
    "discovery.k8s.io/v1/endpointslices": {"addressType": "IPv4", "endpoints": []},
    "resource.k8s.io/v1/deviceclasses": {"spec": {}},
    "resource.k8s.io/v1/resourceclaims": {"spec": {"devices": {}}},
    "resource.k8s.io/v1/resourceclaimtemplates": {"spec": {"spec": {"devices": {}}}},
    "resource.k8s.io/v1/resourceslices": {
        "spec": {
            "driver": "example.com",
            "nodeName": "x",
            "pool": {"name": "x", "generation": 1, "resourceSliceCount": 1},
            "devices": [],
        }
    },
    "flowcontrol.apiserver.k8s.io/v1/flowschemas": {
        "spec": {"matchingPrecedence": 9999, "priorityLevelConfiguration": {"name": "catch-all"}}
    },
    "flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations": {
        "spec": {"type": "Limited", "limited": {"limitResponse": {"type": "Reject"}}}
    },
    "example.com/v1/widgets": {"spec": {"any": "thing"}},
    "argoproj.io/v1/workflows": {"spec": {"serviceAccountName": "powerful"}},
}


def object_of(kind: str, name: str, namespace: str) -> dict[str, Any]:
    """Returns an object of a kind, like `apps/v1/deployments`, under a name that suits the kind."""
    if kind == "apiextensions.k8s.io/v1/customresourcedefinitions":
        return custom_resource(f"{name}.example.com", "Thing")
    if kind in REVIEWS:
        text = json.dumps(REVIEWS[kind])
        found: dict[str, Any] = json.loads(text.replace("NAMESPACE", namespace))
        return found
    text = json.dumps(OBJECTS[kind]).replace("NAMESPACE", namespace).replace("NAME", name)
    return {"metadata": {"name": name_of(kind, name)}, **json.loads(text.replace("REQUEST", certificate_request()))}


def name_of(kind: str, name: str) -> str:
    """Returns `name` in the form that a kind asks for."""
    if kind.endswith("/apiservices"):
        return f"v1.{name}.example.com"
    if kind.endswith("/ipaddresses"):
        return f"10.96.0.{200 + len(name)}"
    if kind.endswith("/customresourcedefinitions"):
        return f"things.{name}.example.com"
    return name


def certificate_request() -> str:
    """Returns a request for a client certificate, as an object of the API holds it."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "invented")])
    key = ec.generate_private_key(ec.SECP256R1())
    made = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, hashes.SHA256())
    return base64.b64encode(made.public_bytes(serialization.Encoding.PEM)).decode()
