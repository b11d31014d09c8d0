"""Kubernetes: changing what runs as another identity, and weakening a guard."""

from typing import Final

from agent_identity.permissions.techniques.kubernetes.rows import (
    ALL_WRITES,
    CHANGES,
    GOOD_PRACTICE,
    PLATFORM,
    WORKLOADS,
    need,
    row,
)
from agent_identity.permissions.techniques.model import Kind, Need, On, Technique

_CLAIMS: Final = (
    "resource.k8s.io/resourceclaims resource.k8s.io/resourceclaims/status resource.k8s.io/resourceclaimtemplates"
)

_HOSTS: Final = (
    row(
        "enter-pod", Kind.HOST, "Enters a running pod",
        [Need((*need("create get", "/pods/exec /pods/attach /pods/portforward").any_of,
               *need("create delete get patch update", "/pods/proxy /services/proxy").any_of,
               *need("patch update", "/pods/ephemeralcontainers").any_of), On.HOST)],
        yields="a shell, a port or a container beside the application, with the pod's token",
        why="Each of these reaches into a pod that runs as somebody else.",
        fix="let people do this, through their own names", source="concepts/security/rbac-good-practices/",
    ),
    row(
        "node-proxy", Kind.HOST, "Talks to a kubelet",
        [need("create get", "/nodes/proxy", On.HOST)],
        yields="commands in each pod of the node, past admission and the audit log",
        why="A kubelet lets whoever has this right run commands, on its own port too, where it asks RBAC alone.",
        fix=PLATFORM, source=f"{GOOD_PRACTICE}#access-to-proxy-subresource-of-nodes",
    ),
    row(
        "workload-change", Kind.HOST, "Changes what a workload runs",
        [need("patch update", f"/pods {WORKLOADS} apps/controllerrevisions", On.HOST)],
        yields="code of its own that runs as the workload's account",
        why="An image or a command is one field of the workload.",
        fix="let the pipeline deploy workloads", source=f"{GOOD_PRACTICE}#workload-creation",
    ),
    row(
        "secret-write", Kind.HOST, "Changes a Secret that a workload reads",
        [need(ALL_WRITES, "/secrets", On.HOST, unreported=("create delete deletecollection", "/secrets"))],
        yields="credentials and keys of its own in the hands of other workloads",
        why="Workloads trust what is mounted into them.",
        fix="keep the agent's own data in a ConfigMap, or in a store of the cloud",
        source="concepts/configuration/secret/",
    ),
    row(
        "configmap-write", Kind.HOST, "Changes settings that another workload reads",
        [need(ALL_WRITES, "/configmaps", On.HOST, unreported=("create delete deletecollection", "/configmaps"))],
        yields="whatever the settings decide: a command, an address, a prompt",
        why="ConfigMaps hold the configuration of workloads, and the agent's own state alike.",
        fix="name the agent's own ConfigMap, which nothing else reads", source="concepts/configuration/configmap/",
    ),
    row(
        "custom-resource-write", Kind.HOST, "Changes a custom resource that a controller acts on",
        [need(ALL_WRITES, "*.*/*", On.HOST, unreported=(ALL_WRITES, "*.*/*"))],
        yields="whatever its controller does with it",
        why="What a custom resource means, only its own documentation tells.",
        fix="ask for it by name, and only where its controller does nothing in other names",
        source="concepts/extend-kubernetes/api-extension/custom-resources/",
    ),
    row(
        "place-pod", Kind.HOST, "Moves pods, or speaks for a node",
        [need("create delete patch update", "/nodes /nodes/status /bindings /pods/binding /pods/eviction /pods/status"
               " /pods/resize storage.k8s.io/csinodes", On.HOST,
              unreported=("create delete patch update", "/pods/eviction /pods/resize"))],
        yields="other workloads' pods on a node of its choice",
        why="Labels and status of nodes, and bindings, decide where a pod with its token runs.",
        fix=PLATFORM, source="concepts/scheduling-eviction/assign-pod-node/",
    ),
    row(
        "volume", Kind.HOST, "Makes a volume of a node's own disk, or takes one of others",
        [need(CHANGES, "/persistentvolumes /persistentvolumeclaims storage.k8s.io/storageclasses"
               " storage.k8s.io/volumeattachments storage.k8s.io/csidrivers storage.k8s.io/volumeattributesclasses",
              unreported=(CHANGES, "/persistentvolumeclaims"))],
        yields="the files of a node or of another workload, for a pod that mounts them",
        why="A persistent volume may be any path of a node.",
        fix=PLATFORM, source=f"{GOOD_PRACTICE}#persistent-volume-creation",
    ),
    row(
        "device", Kind.HOST, "Takes devices that others use",
        [need(CHANGES, f"{_CLAIMS} resource.k8s.io/resourceslices resource.k8s.io/deviceclasses",
              unreported=(CHANGES, _CLAIMS))],
        yields="the memory of a device, or administrative access to it",
        why="A claim can ask for administrative access to devices that are in use.",
        fix=PLATFORM, source="concepts/scheduling-eviction/dynamic-resource-allocation/",
    ),
    row(
        "route", Kind.HOST, "Takes the traffic of another service",
        [need(CHANGES, "/services /services/status /endpoints discovery.k8s.io/endpointslices"
               " networking.k8s.io/ingresses networking.k8s.io/ingresses/status networking.k8s.io/ingressclasses"
               " networking.k8s.io/ipaddresses networking.k8s.io/servicecidrs", On.HOST,
              unreported=(CHANGES, "networking.k8s.io/ingresses networking.k8s.io/ingresses/status"))],
        yields="requests, and the credentials in them, that were meant for others",
        why="These objects say who answers under a name or an address.",
        fix=PLATFORM, source="concepts/services-networking/service/#external-ips",
    ),
    row(
        "api-extension", Kind.HOST, "Answers part of the API itself",
        [need(CHANGES, "apiregistration.k8s.io/apiservices apiextensions.k8s.io/customresourcedefinitions")],
        yields="the requests of others to that part, and what they believe is there",
        why="An APIService, or a definition's conversion webhook, is sent what others write and read.",
        fix=PLATFORM, source="concepts/extend-kubernetes/api-extension/apiserver-aggregation/",
    ),
    row(
        "lease", Kind.HOST, "Takes a controller's lead",
        [need(ALL_WRITES, "coordination.k8s.io/leases", On.HOST,
              unreported=(ALL_WRITES, "coordination.k8s.io/leases"))],
        yields="a controller that stands still, or two that work against each other",
        why="Controllers elect who acts by a lease, as agents do among themselves.",
        fix="name the agent's own lease", source="concepts/architecture/leases/",
    ),
)  # fmt: skip

_GUARDS: Final = (
    row(
        "network-policy", Kind.GUARD, "Opens the network",
        [need(ALL_WRITES, "networking.k8s.io/networkpolicies", On.GUARD)],
        yields="ways to services that the agent, or another, must not reach",
        why="A policy more can allow what the others do not.",
        fix=PLATFORM, source="concepts/services-networking/network-policies/",
    ),
    row(
        "limit", Kind.GUARD, "Changes limits and priorities",
        [need(ALL_WRITES, "/resourcequotas /limitranges policy/poddisruptionbudgets scheduling.k8s.io/priorityclasses"
               " node.k8s.io/runtimeclasses flowcontrol.apiserver.k8s.io/flowschemas"
               " flowcontrol.apiserver.k8s.io/prioritylevelconfigurations autoscaling/horizontalpodautoscalers",
               On.GUARD, unreported=(ALL_WRITES, "autoscaling/horizontalpodautoscalers"))],
        yields="a cluster that others cannot use, pods that cannot be moved, or a weaker sandbox",
        why="Quotas, budgets, priorities and runtime classes hold workloads apart.",
        fix=PLATFORM, source="concepts/policy/resource-quotas/",
    ),
    row(
        "event", Kind.GUARD, "Writes or deletes events",
        [need(ALL_WRITES, "/events events.k8s.io/events", On.GUARD,
              unreported=(CHANGES, "/events events.k8s.io/events"))],
        yields="a wrong picture for whoever reads events; the audit log keeps the right one",
        why="Anybody who may write events says what happened.",
        fix="let the agent create events alone, and alert on the audit log",
        source="reference/kubernetes-api/cluster-resources/event-v1/",
    ),
)  # fmt: skip

TECHNIQUES: Final[tuple[Technique, ...]] = (*_HOSTS, *_GUARDS)
