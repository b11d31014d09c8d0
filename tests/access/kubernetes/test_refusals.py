import pytest

from tests.access.asking import read, write
from tests.access.kubernetes.asking import HOME, path, refused


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (read("arn:aws:s3:::bucket"), "a resource of another cloud, expected an API path, like '/api/v1/namespaces/"),
        (read(path("configmaps", "*")), "a wildcard, expected one resource, by its name; name each object"),
        (read(path("*")), "a wildcard"),
        (read("/apis/*/v1/namespaces/shop/things/x"), "a wildcard"),
        (read(path("configmaps", "../secrets")), "expected an API path"),
        (read(path("configmaps", "a?watch=1")), "expected an API path"),
        (read(path("configmaps", "a/b/c")), "expected an API path"),
        (read("/api/v1/namespaces/Not-One/configmaps/x"), "expected an API path"),
        (read("/api/v1/nodes/n1"), "expected a resource in a namespace: an agent is never bound over the whole"),
        (read("/api/v1/persistentvolumes", by=["list"]), "never bound over the whole cluster"),
        (read("/apis/example.com/v1/widgets/x"), f"like '/apis/example.com/v1/namespaces/{HOME}/widgets/x'"),
        (read("/api/v1/pods", by=["list"]), f"like '/api/v1/namespaces/{HOME}/pods'"),
        (read("/api/v1/namespaces", by=["list"]), "never bound over the whole cluster"),
        (read(f"/api/v1/namespaces/{HOME}", by=["list"]), "found a list of namespaces, expected get of the namespace"),
        (write(f"/api/v1/namespaces/{HOME}", by=["patch"]), "a write of namespaces: it is no data"),
        (read(path("configmap", "x")), "'configmap' of the group v1, expected a resource that it has; did you m"),
        (read(path("pods", "x", group="apps")), "did you mean pods of the group v1?"),
        (read(path("pods", "x/logs")), "did you mean pods/log?"),
        (read(path("configmaps")), "a whole collection, expected one object; add the object's name, or 'operations'"),
        (read(path("configmaps"), by=["get"]), "get of every object"),
        (read(path("configmaps", "x"), by=["patch"]), "'patch' in a read, expected get, list or watch; ask to 'write'"),
        (read(path("configmaps", "x"), by=["wach"]), "'wach', expected one of: get, list, watch"),
        (read(path("configmaps", "x"), by=["wach"]), "did you mean watch?"),
        (write(path("configmaps", "x"), by=["*"]), "expected each verb by its name"),
        (write(path("configmaps", "x"), by=["escalate"]), "a verb that raises nobody"),
        (write(path("users", "x", group="example.com"), by=["impersonate"]), "a verb that raises nobody"),
        (write(path("users", "x", group="example.com"), by=["impersonate:user-info"]), "a verb that raises nobody"),
        (read(path("pods", "x/log"), by=["list"]), "'list', expected one of those of pods/log: get"),
        (read(path("secrets", "x")), "expected get of one Secret, named as the operation; name one Secret"),
        (read(path("secrets"), by=["list"]), "expected get of one Secret"),
        (read(path("secrets", "x"), by=["get", "watch"]), "expected get of one Secret"),
        (write(path("secrets", "x"), by=["patch"]), "expected no write of a Secret"),
        (read(path("secrets", "x", "kube-system"), by=["get"]), "those of the cluster's own namespaces"),
        (read(path("pods", "x/exec")), "no way into a pod, service or node and no token"),
        (write(path("serviceaccounts", "x/token"), by=["create"]), "no way into a pod, service or node and no token"),
        (read(path("services", "x/proxy")), "no way into a pod, service or node and no token"),
        (write(path("pods", "x"), by=["delete"]), "a write of pods: it is no data"),
        (write(path("deployments", "x", group="apps"), by=["patch"]), "a write of deployments: it is no data"),
        (write(path("rolebindings", group="rbac.authorization.k8s.io"), by=["create"]), "it is no data"),
        (write(path("workflows", group="argoproj.io"), by=["create"]), "a controller acts on it with rights of its"),
        (write(path("configmaps", "x"), by=["create"]), f"ask for '{path('configmaps')}' with 'operations'"),
        (write(path("configmaps", "kube-root-ca.crt"), by=["patch"]), "by that one the namespace's pods know the API"),
        (write(path("configmaps"), by=["update"]), "update of every object"),
        (write(path("configmaps", "x", "shop"), by=["patch"]), f"expected the agent's own namespace, {HOME}"),
    ],
)  # fmt: skip
def test_it_is_refused_with_the_narrower_form(entry: dict, said: str) -> None:
    assert said in "\n".join(refused(entry))


def test_an_agent_of_the_class_restricted_writes_nothing() -> None:
    (problem,) = refused(write(path("configmaps", "x"), by=["patch"]), boundary_class="restricted")
    assert "an agent of the class restricted writes nothing" in problem


def test_every_problem_is_told_once_with_its_place() -> None:
    found = refused(
        read(path("configmaps", "*"), path("secrets", "x")),
        write(path("pods", "x"), path("pods", "y"), by=["bind"]),
    )
    places = [problem.partition(":")[0] for problem in found]
    assert places == ["access[0].read[0]", "access[0].read[1]", "access[1].operations"]


def test_a_role_that_the_api_server_could_not_store_is_refused() -> None:
    names = [path("configmaps", f"{index:04}" + "x" * 240) for index in range(4200)]
    (problem,) = refused(read(*names))
    assert "expected at most 1,000,000 bytes in a Role" in problem


def test_an_unknown_class_is_an_error() -> None:
    with pytest.raises(ValueError, match="found boundary class 'other'"):
        refused(read(path("configmaps", "x")), boundary_class="other")
