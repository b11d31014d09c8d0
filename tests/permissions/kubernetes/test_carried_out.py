"""What the analysis calls an escalation is carried out on a real API server; what it calls harmless fails every way."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import pytest

from agent_identity.permissions.kubernetes import builtin
from agent_identity.permissions.kubernetes.model import Rule
from tests.boundaries.kubernetes_api import MERGE, RBAC, Api
from tests.permissions.kubernetes import attempts, corpora
from tests.permissions.kubernetes.corpora import SPACE, Case

_KINDS: Final = {"Role": "roles", "RoleBinding": "rolebindings", "ClusterRole": "clusterroles",
                 "ClusterRoleBinding": "clusterrolebindings"}  # fmt: skip
_SETTLE_SECONDS: Final = 15
_HALF: Final = frozenset({"kubernetes-certificate"})
"""Techniques of more than one call, of which the first alone is harmless: the last one counts."""


def _as_json(rule: Rule) -> dict[str, Any]:
    lists = {"verbs": rule.verbs, "apiGroups": rule.groups, "resources": rule.resources, "resourceNames": rule.names}
    return {key: list(value) for key, value in lists.items() if value}


class Tried:
    """The cluster, with every agent of the corpora in it."""

    def __init__(self, admin: Api, env: dict[str, str]) -> None:
        self._admin = admin
        self._env = env
        admin.make("/api/v1/namespaces", {"metadata": {"name": SPACE}})
        account, secret, bound = corpora.standing()
        admin.make(f"{attempts.CORE}/serviceaccounts", account)
        admin.make(f"{attempts.CORE}/secrets", secret)
        admin.make(f"/apis/{RBAC}/v1/clusterrolebindings", bound)
        self._victims()
        for name in ("admin", "edit", "view"):
            # What a controller would fill in.
            rules = {"rules": [_as_json(rule) for rule in builtin.roles()[name].rules]}
            assert admin.ask("PATCH", f"/apis/{RBAC}/v1/clusterroles/{name}", rules, MERGE).status == 200
        for case in (*corpora.harmless(), *corpora.escalating()):
            admin.make(f"{attempts.CORE}/serviceaccounts", {"metadata": {"name": case.account}})
            for made in case.grants():
                namespace = made["metadata"].get("namespace")
                place = f"namespaces/{namespace}/" if namespace else ""
                admin.make(f"/apis/{RBAC}/v1/{place}{_KINDS[made['kind']]}", made)

    def _victims(self) -> None:
        made = {"metadata": {"name": attempts.VICTIM}}
        self._admin.make("/api/v1/nodes", made)
        self._admin.make(f"{attempts.CORE}/serviceaccounts", {"metadata": {"name": "default-of-victims"}})
        pod = {"serviceAccountName": "default-of-victims", "containers": [{"name": "c", "image": "x"}]}
        self._admin.make(f"{attempts.CORE}/pods", {**made, "spec": pod})
        self._admin.make(f"{attempts.CORE}/secrets", made)
        self._admin.make(f"{attempts.ROLES}/roles", {**made, "rules": []})
        reference = {"apiGroup": RBAC, "kind": "ClusterRole", "name": "edit"}
        self._admin.make(f"{attempts.ROLES}/rolebindings", {**made, "roleRef": reference, "subjects": []})
        reads = [{"apiGroups": [""], "resources": ["secrets"], "verbs": ["list"]}]
        strong = {"metadata": {"name": attempts.STRONG}}
        self._admin.make(f"{attempts.ROLES}/roles", {**strong, "rules": reads})
        reference = {"apiGroup": RBAC, "kind": "Role", "name": attempts.STRONG}
        self._admin.make(f"{attempts.ROLES}/rolebindings", {**strong, "roleRef": reference, "subjects": []})
        self._admin.make("/api/v1/namespaces/kube-system/configmaps", {"metadata": {"name": "coredns"}})
        _, _, path, body = next(attempts.workloads(attempts.VICTIM))
        self.deployment = self._admin.make(path, body)

    def agent(self, case: Case) -> Api:
        """Returns the API server for an agent, with a token of its own."""
        token = self._admin.make(f"{attempts.CORE}/serviceaccounts/{case.account}/token", {"spec": {}})
        return Api(self._env, token["status"]["token"])

    def carried_out(self, case: Case, *, only: str = "") -> set[str]:
        """Returns the techniques that an agent carries out: all that are known, or one alone."""
        agent = self.agent(case)
        found = {
            technique
            for technique, method, path, body in attempts.attempts(case, self.victim())
            if only in ("", technique) and self._succeeds(agent, technique, method, path, body)
        }
        if only in ("", "kubernetes-token-secret") and attempts.token_secret(agent, f"{case.account}-mine"):
            found.add("kubernetes-token-secret")
        if only in ("", "kubernetes-impersonate") and attempts.impersonates(agent):
            found.add("kubernetes-impersonate")
        return found

    @staticmethod
    def _succeeds(agent: Api, technique: str, method: str, path: str, body: Any) -> bool:
        content = MERGE if method == "PATCH" else "application/json"
        if method == "PATCH" and "/pods/" in path:
            # A pod's containers are told apart by their names in this kind of patch alone.
            content = "application/strategic-merge-patch+json"
        answer = agent.ask(method, path, body, content)
        return answer.status < 300 and not (technique in _HALF and method == "POST")

    def victim(self) -> dict[str, Any]:
        """Returns the deployment that somebody else runs, changed to run as the strongest account."""
        spec = self.deployment["spec"]
        template = {**spec["template"], "spec": {**spec["template"]["spec"], "serviceAccountName": corpora.POWERFUL}}
        metadata = {"name": attempts.VICTIM, "namespace": SPACE}
        return {**self.deployment, "metadata": metadata, "spec": {**spec, "template": template}}


@pytest.fixture(scope="module")
def tried(cluster: Api, cluster_env: dict[str, str]) -> Tried:
    return Tried(cluster, cluster_env)


def test_what_is_harmless_fails_every_way(tried: Tried) -> None:
    # The API server looks at a new binding a moment after it took it: an agent waits for what it may do.
    time.sleep(1)
    with ThreadPoolExecutor(4) as pool:
        done = dict(zip(corpora.harmless(), pool.map(tried.carried_out, corpora.harmless()), strict=True))
    assert {case.name: ways for case, ways in done.items() if ways - _without_more(case)} == {}


def _without_more(case: Case) -> set[str]:
    """Ways of a harmless agent that succeed and give nothing: a role or binding with no more than it holds."""
    return {"kubernetes-certificate"} if "certificate" in case.name and "approves for" not in case.name else set()


def test_what_escalates_is_carried_out(tried: Tried) -> None:
    missing = {}
    for case in corpora.escalating():
        if not case.tried:
            continue
        deadline = time.monotonic() + _SETTLE_SECONDS
        while case.expect not in (done := tried.carried_out(case, only=case.expect)) and time.monotonic() < deadline:
            time.sleep(0.5)
        if case.expect not in done:
            missing[case.name] = done
    assert missing == {}
