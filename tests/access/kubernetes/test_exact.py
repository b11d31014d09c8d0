"""What was generated allows what was asked and nothing beside it, by the authorizer of a real API server.

What should be allowed is said here in plain words of what was asked, without reading a document.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent_identity.access import kubernetes, parse
from agent_identity.boundaries.kubernetes import namespace_labels
from tests.boundaries.kubernetes_api import RBAC, Api
from tests.boundaries.kubernetes_survivor import deploy
from tests.conftest import LocalClouds

HOME, SHOP, OTHER = "agents-exact", "shop-exact", "other-exact"
NAMES = ("a", "b", "c.d-1")
READ_VERBS, WRITE_VERBS = ("get", "list", "watch"), ("create", "delete", "deletecollection", "patch", "update")
RESOURCES = (
    ("", "configmaps"),
    ("", "pods"),
    ("", "pods/log"),
    ("", "secrets"),
    ("apps", "deployments"),
    ("coordination.k8s.io", "leases"),
    ("example.com", "widgets"),
    ("example.com", "widgets/status"),
)
WRITABLE = (RESOURCES[0], RESOURCES[5], RESOURCES[6])
NUMBERS = count()


@dataclass(frozen=True)
class Call:
    """A call of the API: a verb on an object, or on a whole collection where there is no name."""

    verb: str
    group: str
    resource: str
    namespace: str
    name: str

    def entry(self, *, named: bool) -> dict[str, Any]:
        """Returns how the call is asked for."""
        resource, _, part = self.resource.partition("/")
        start = f"/apis/{self.group}/v1" if self.group else "/api/v1"
        path = "/".join(filter(None, (f"{start}/namespaces/{self.namespace}", resource, self.name, part)))
        kind = "read" if self.verb in READ_VERBS else "write"
        return {kind: [path], **({"operations": [self.verb]} if named else {})}

    def covers(self, other: "Call") -> bool:
        """Tells whether who may make this call may make another: one on a collection covers its objects."""
        return self == other or (not self.name and self == replace(other, name=""))


@st.composite
def calls(draw: st.DrawFn) -> tuple[Call, bool]:
    if draw(st.booleans()):
        verb, (group, resource) = draw(st.sampled_from(WRITE_VERBS)), draw(st.sampled_from(WRITABLE))
        name = "" if verb in {"create", "deletecollection"} else draw(st.sampled_from(NAMES))
        return Call(verb, group, resource, HOME, name), True
    group, resource = draw(st.sampled_from(RESOURCES))
    namespace = draw(st.sampled_from((HOME, SHOP)))
    if resource == "secrets" or "/" in resource:
        return Call("get", group, resource, namespace, draw(st.sampled_from(NAMES))), True
    verb = draw(st.sampled_from(READ_VERBS))
    name = draw(st.sampled_from(NAMES if verb == "get" else ("", *NAMES)))
    return Call(verb, group, resource, namespace, name), verb != "get" or draw(st.booleans())


def neighbours(call: Call) -> Iterator[Call]:
    """Calls that differ from one in one thing."""
    yield from (replace(call, verb=verb) for verb in (*READ_VERBS, *WRITE_VERBS, "bind", "escalate", "impersonate"))
    yield from (replace(call, name=name) for name in ("", *NAMES))
    yield from (replace(call, namespace=namespace) for namespace in (HOME, SHOP, OTHER, ""))
    yield from (replace(call, group=group, resource=resource) for group, resource in RESOURCES)
    yield replace(call, resource="secrets", group="")


@pytest.fixture(scope="module")
def admin(local_clouds: LocalClouds) -> Api:
    api = Api(local_clouds.env)
    deploy(api, "exact")
    for name, labels in ((HOME, namespace_labels("standard", "exact")), (SHOP, {}), (OTHER, {})):
        api.make("/api/v1/namespaces", {"metadata": {"name": name, "labels": labels}})
    return api


def allowed(api: Api, account: str, call: Call) -> bool:
    resource, _, part = call.resource.partition("/")
    attributes = {"verb": call.verb, "group": call.group, "resource": resource, "subresource": part, "name": call.name}
    spec = {
        "user": f"system:serviceaccount:{HOME}:{account}",
        "groups": ["system:serviceaccounts", f"system:serviceaccounts:{HOME}", "system:authenticated"],
        "resourceAttributes": {**attributes, "namespace": call.namespace},
    }
    review = api.make("/apis/authorization.k8s.io/v1/subjectaccessreviews", {"spec": spec})
    return bool(review["status"]["allowed"])


def give(api: Api, account: str, asked: list[tuple[Call, bool]]) -> None:
    """Makes what is generated, under the boundary, and waits until the authorizer has read the last of it."""
    requests = parse([call.entry(named=named) for call, named in asked])
    made = kubernetes.plan(requests, boundary_class="standard", namespace=HOME, service_account=account)
    for item in (*made.roles, *made.bindings):
        api.make(f"/apis/{RBAC}/v1/namespaces/{item['metadata']['namespace']}/{item['kind'].lower()}s", item)
    deadline = time.monotonic() + 10
    while not all(allowed(api, account, call) for call, _ in asked):
        assert time.monotonic() < deadline, f"what was asked is not allowed: {asked}"
        time.sleep(0.05)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(asked=st.lists(calls(), min_size=1, max_size=6, unique=True))
def test_what_was_asked_is_allowed_and_nothing_beside_it(admin: Api, asked: list[tuple[Call, bool]]) -> None:
    account = f"agent-{next(NUMBERS)}"
    give(admin, account, asked)
    wanted = [call for call, _ in asked]
    tried = {call for one in wanted for call in neighbours(one)}
    wrong = {call for call in tried if allowed(admin, account, call) != any(one.covers(call) for one in wanted)}
    assert wrong == set()
    assert not any(allowed(admin, "another", call) for call in wanted), "a grant of its own is no other agent's"
