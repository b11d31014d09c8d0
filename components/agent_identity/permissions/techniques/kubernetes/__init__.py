"""Kubernetes' escalation techniques.

Candidates: every resource and verb that a real API server offers by discovery (`python -m tools.tables.kubernetes`),
and the verbs that its documentation adds to them; judged by hand. A permission is `VERB GROUP/RESOURCE`, with an empty
group for the core.
"""

from typing import Final

from agent_identity.permissions.techniques.kubernetes import hosts as kubernetes_hosts
from agent_identity.permissions.techniques.kubernetes.groups import ACTING
from agent_identity.permissions.techniques.kubernetes.rows import (
    ADMISSION,
    ALL_WRITES,
    BINDINGS,
    CERTIFICATES,
    CHANGES,
    GOOD_PRACTICE,
    PIPELINE,
    PLATFORM,
    REQUESTS,
    ROLES,
    WORKLOADS,
    need,
    row,
)
from agent_identity.permissions.techniques.model import Kind, On, Technique

_PRINCIPALS: Final = (
    row(
        "role-escalate", Kind.PRINCIPAL, "Writes a role with rights that it does not hold",
        [need("escalate", ROLES), need(CHANGES, ROLES, unreported=("create", ROLES))],
        yields="every right, where the role is bound already or can be bound",
        why="RBAC lets nobody write a role with more than they hold, unless they hold the verb escalate.",
        fix="name the rights that the agent needs in a Role, and never the verb escalate",
        source="reference/access-authn-authz/rbac/#restrictions-on-role-creation-or-update",
    ),
    row(
        "role-bind", Kind.PRINCIPAL, "Binds itself to a role that holds more than it does",
        [need("bind", ROLES), need(CHANGES, BINDINGS)],
        yields="the rights of any role, cluster-admin's too",
        why="RBAC lets nobody bind a role that holds more than they do, unless they hold the verb bind.",
        fix=PIPELINE,
        source="reference/access-authn-authz/rbac/#restrictions-on-role-binding-creation-or-update",
    ),
    row(
        "grant", Kind.PRINCIPAL, "Gives on what it holds, to whom it likes",
        [need(ALL_WRITES, f"{ROLES} {BINDINGS}", unreported=(ALL_WRITES, f"{ROLES} {BINDINGS}"))],
        yields="its own rights for another identity, where they outlive its own grant; or a grant taken from others",
        why="Whoever writes roles or bindings may pass on each right that they hold.",
        fix=PIPELINE, source="reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping",
    ),
    row(
        "service-account", Kind.PRINCIPAL, "Changes a service account",
        [need(ALL_WRITES, "/serviceaccounts", On.PRINCIPAL)],
        yields="another cloud identity or another registry's credentials for each pod that runs as the account",
        why="A cloud's role is tied to a service account by an annotation; pull secrets stand there too.",
        fix=PIPELINE, source="concepts/security/service-accounts/",
    ),
    row(
        "namespace", Kind.PRINCIPAL, "Relabels a namespace out of what guards it",
        [need(CHANGES, "/namespaces /namespaces/status /namespaces/finalize", On.GUARD,
              unreported=("create", "/namespaces /namespaces/status /namespaces/finalize"))],
        yields="pods and tokens that pod security and admission policies of the namespace would refuse",
        why="Pod security, network and admission policies select namespaces by their labels.",
        fix=PLATFORM, source=f"{GOOD_PRACTICE}#namespace-modification",
    ),
    row(
        "admission-policy", Kind.PRINCIPAL, "Changes an admission policy or its binding",
        [need(ALL_WRITES, f"{ADMISSION}/validatingadmissionpolicies {ADMISSION}/validatingadmissionpolicybindings"
               f" {ADMISSION}/mutatingadmissionpolicies {ADMISSION}/mutatingadmissionpolicybindings", On.GUARD)],
        yields="every write that the policy refused",
        why="The API server judges these objects by no admission policy: their writer is beyond the boundary.",
        fix=PLATFORM, source="reference/access-authn-authz/validating-admission-policy/",
    ),
    row(
        "admission-webhook", Kind.PRINCIPAL, "Adds or removes a webhook that sees and changes each request",
        [need(ALL_WRITES, f"{ADMISSION}/mutatingwebhookconfigurations {ADMISSION}/validatingwebhookconfigurations")],
        yields="what others write, Secrets too, and the power to change it on its way",
        why="A webhook is sent the whole object of each request that it names.",
        fix=PLATFORM, source=f"{GOOD_PRACTICE}#control-admission-webhooks",
    ),
)  # fmt: skip

_CREDENTIALS: Final = (
    row(
        "impersonate", Kind.CREDENTIAL, "Acts in somebody else's name",
        [need("impersonate impersonate:* impersonate-on:*", "/users /groups /serviceaccounts /nodes"
               " authentication.k8s.io/*", On.PRINCIPAL)],
        yields="the rights of any user or group, system:masters too",
        why="The request is judged as the other's, by RBAC and by admission; only the audit log knows better.",
        fix="grant the agent itself what it needs", source=f"{GOOD_PRACTICE}#impersonate-verb",
    ),
    row(
        "token-request", Kind.CREDENTIAL, "Asks for a token of another service account",
        [need("create", "/serviceaccounts/token", On.PRINCIPAL)],
        yields="a token of any account in reach, for any audience, bound to nothing",
        why="The API gives a token to whoever may create one; the account has no say.",
        fix="mount the agent's own token as a projected volume", source=f"{GOOD_PRACTICE}#token-request",
    ),
    row(
        "token-secret", Kind.CREDENTIAL, "Makes a Secret that is filled with a token without end",
        [need(CHANGES, "/secrets", On.PRINCIPAL), need("get list watch", "/secrets", On.PRINCIPAL)],
        yields="a token that lives until the Secret is deleted",
        why="A Secret of the type kubernetes.io/service-account-token is filled for the account that it names.",
        fix="mount the agent's own token as a projected volume",
        source="reference/access-authn-authz/service-accounts-admin/#manual-secret-management-for-serviceaccounts",
    ),
    row(
        "secret-read", Kind.CREDENTIAL, "Reads Secrets",
        [need("get list watch", "/secrets", On.STORE)],
        yields="every credential that is stored in reach",
        why="To list is to read: the answer holds the contents.",
        fix="name the one Secret, and the operation get", source=f"{GOOD_PRACTICE}#listing-secrets",
    ),
    row(
        "certificate", Kind.CREDENTIAL, "Asks for a client certificate and approves it",
        [need("create", REQUESTS), need("patch update", f"{REQUESTS}/approval"),
         need("approve", f"{CERTIFICATES}/signers")],
        yields="a certificate for any name and group, which cannot be revoked",
        why="The API server believes the names in a certificate that its own authority signed.",
        fix="use the projected token", source=f"{GOOD_PRACTICE}#csrs-and-certificate-issuing",
    ),
    row(
        "certificate-sign", Kind.CREDENTIAL, "Issues a certificate in a signer's place",
        [need("patch update", f"{REQUESTS}/status"), need("sign", f"{CERTIFICATES}/signers")],
        yields="a certificate that others take for one of that signer",
        why="Whoever may write the status of a request writes the certificate in it.",
        fix=PLATFORM, source=f"{GOOD_PRACTICE}#csrs-and-certificate-issuing",
    ),
    row(
        "trust-bundle", Kind.CREDENTIAL, "Adds an authority that workloads trust",
        [need(CHANGES, f"{CERTIFICATES}/clustertrustbundles"), need("attest", f"{CERTIFICATES}/signers")],
        yields="certificates of its own making that the workloads accept",
        why="A trust bundle is mounted into pods as the list of authorities to believe.",
        fix=PLATFORM, source="reference/access-authn-authz/certificate-signing-requests/#cluster-trust-bundles",
    ),
)  # fmt: skip

_HANDOVERS: Final = (
    row(
        "pod", Kind.HANDOVER, "Runs a pod as another service account",
        [need("create", "/pods")],
        yields="the token of any account of the namespace, its Secrets, and a node where nothing forbids it",
        why="Who may create a pod chooses its service account, its volumes and its image.",
        fix="let the pipeline deploy workloads", source=f"{GOOD_PRACTICE}#workload-creation",
    ),
    row(
        "workload", Kind.HANDOVER, "Lets a controller run pods as another service account",
        [need("create", WORKLOADS)],
        yields="the same as a pod of its own making, and again whenever the pod ends",
        why="A workload holds a pod's template, service account and all.",
        fix="let the pipeline deploy workloads", source=f"{GOOD_PRACTICE}#workload-creation",
    ),
    row(
        "acting-resource", Kind.HANDOVER, "Tells a controller what to run, issue or allow",
        [need(CHANGES, " ".join(f"{group}/* *.{group}/*" for group in ACTING), On.HOST)],
        yields="whatever the controller may do: run code, make objects, issue credentials, open the network",
        why="An operator acts on custom resources with rights of its own.",
        fix="let the pipeline write them", source="concepts/extend-kubernetes/operator/",
    ),
)  # fmt: skip

TECHNIQUES: Final[tuple[Technique, ...]] = (*_PRINCIPALS, *_CREDENTIALS, *_HANDOVERS, *kubernetes_hosts.TECHNIQUES)
