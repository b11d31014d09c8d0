import pytest

from agent_identity.boundaries import kubernetes
from agent_identity.boundaries.classes import CLASSES


@pytest.mark.parametrize("name", CLASSES)
def test_the_manifests(name: str, snapshot: object) -> None:
    assert kubernetes.manifests(name, "prod") == snapshot


def test_every_policy_has_its_binding_and_both_say_what_they_do_not_stop() -> None:
    items = kubernetes.manifests("standard")
    for policy, binding in zip(items[::2], items[1::2], strict=True):
        assert binding["spec"]["policyName"] == policy["metadata"]["name"] == binding["metadata"]["name"]
        assert binding["spec"]["validationActions"] == ["Deny", "Audit"]
        assert policy["spec"]["failurePolicy"] == "Fail"
        assert "Does not stop: get, list and watch" in policy["metadata"]["annotations"]["agent-identity/description"]


@pytest.mark.parametrize("environment", [None, "prod"])
@pytest.mark.parametrize("name", CLASSES)
def test_no_label_takes_a_namespace_out(name: str, environment: str | None) -> None:
    bindings = [item["spec"] for item in kubernetes.manifests(name, environment) if item["kind"].endswith("Binding")]
    assert all(spec.keys() == {"policyName", "validationActions"} for spec in bindings)


def test_classes_and_environments_share_no_object() -> None:
    names = {
        item["metadata"]["name"]
        for name in CLASSES
        for where in ("prod", "dev")
        for item in kubernetes.manifests(name, where)
    }
    assert len(names) == 24
    assert max(map(len, names)) <= 63
