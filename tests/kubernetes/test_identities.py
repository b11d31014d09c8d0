import pulumi
import pytest

from agent_identity import kubernetes
from agent_identity.access import kubernetes as access
from agent_identity.access import parse
from agent_identity.boundaries import kubernetes as boundaries
from agent_identity.construction import RefusedError
from agent_identity.kubernetes.namespaces import namespace_of
from agent_identity.naming import KUBERNETES_LABEL, principal_name
from tests.recording import run

AGENT = {"type": "route-planner", "version": "4.2.0", "environment": "prod", "team": "logistics"}
REF = kubernetes.boundary_ref("standard", "prod")
ARGS = {"agent": AGENT, "boundary": REF}
KIND = "kubernetes:core/v1:ServiceAccount"
WHO = {
    "agent-type": "route-planner",
    "agent-version": "4.2.0",
    "agent-environment": "prod",
    "agent-team": "logistics",
}


def refusal(args: dict, existing: dict | None = None) -> str:
    with pytest.raises(RefusedError) as error:
        run(lambda: kubernetes.ProjectedTokenIdentity("x", args), existing)
    return str(error.value)


def test_the_service_account_mounts_nothing_by_itself_and_says_who_it_is() -> None:
    made = run(lambda: kubernetes.ProjectedTokenIdentity("x", ARGS))
    found = made.one(KIND)
    name = principal_name(KUBERNETES_LABEL, "route-planner", "prod")
    assert found["automountServiceAccountToken"] is False
    assert found["metadata"]["name"] == name
    assert found["metadata"]["namespace"] == "agents-logistics"
    assert found["metadata"]["annotations"] == WHO
    assert found["metadata"]["labels"] == {**WHO, "agent-version": "4-2-0"}
    manifest = made.one("agent-identity:index:KubernetesProjectedTokenIdentity")["manifest"]
    assert manifest["principal"] == f"system:serviceaccount:agents-logistics:{name}"
    assert manifest["token_lifetime_seconds"] == 3600


def test_a_pod_takes_the_token_as_a_volume_of_an_hour_for_its_own_audience() -> None:
    specs = []
    run(lambda: specs.append(kubernetes.ProjectedTokenIdentity("x", ARGS)))
    spec = specs[0].pod_spec_args()
    assert spec["automount_service_account_token"] is False
    (volume,) = spec["volumes"]
    assert volume["projected"]["sources"] == [
        {
            "service_account_token": {
                "path": "token",
                "audience": "route-planner.prod.agents",
                "expiration_seconds": 3600,
            }
        }
    ]
    assert specs[0].volume_mount() == {
        "name": volume["name"],
        "mount_path": "/var/run/secrets/agent-identity",
        "read_only": True,
    }


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ({"namespace": "default"}, "found 'default', expected a namespace of agents, named agents-"),
        ({"namespace": "agents-" + "x" * 57}, "in at most 63"),
        ({"boundary": kubernetes.boundary_ref("standard", "dev")}, "found one of environment 'dev'"),
        ({"boundary": None}, "boundary: is required: the `ref` of a kubernetes.Boundary"),
        ({"boundary_class": "restricted"}, "found class 'standard', expected class 'restricted'"),
    ],
)
def test_what_does_not_fit_is_refused_and_named(args: dict, said: str) -> None:
    assert said in refusal({**ARGS, **args})


SETTINGS = "/api/v1/namespaces/agents-logistics/configmaps/settings"
ACCESS = [
    {"read": [SETTINGS, "/api/v1/namespaces/maps/configmaps/roads"]},
    {"write": [SETTINGS], "operations": ["patch"]},
]


def test_what_it_asks_for_becomes_roles_and_bindings_with_names_that_last() -> None:
    name = principal_name(KUBERNETES_LABEL, "route-planner", "prod")
    made = run(lambda: kubernetes.ProjectedTokenIdentity("x", {**ARGS, "access": ACCESS}))
    plan = access.plan(parse(ACCESS), boundary_class="standard", namespace="agents-logistics", service_account=name)
    for kind, planned in (("Role", plan.roles), ("RoleBinding", plan.bindings)):
        found = [item for item in made.resources if item.typ == f"kubernetes:rbac.authorization.k8s.io/v1:{kind}"]
        found.sort(key=lambda item: item.name)  # they are made side by side
        assert [item.name for item in found] == ["x-agents-logistics", "x-maps"]
        for item, document in zip(found, planned, strict=True):
            assert item.inputs["metadata"] == {
                **document["metadata"],
                "labels": {**WHO, "agent-version": "4-2-0"},
                "annotations": WHO,
            }
            assert {key: item.inputs[key] for key in ("rules", "roleRef", "subjects") if key in item.inputs} == {
                key: document[key] for key in ("rules", "roleRef", "subjects") if key in document
            }


def test_who_asks_for_nothing_has_no_role_and_no_token_for_the_api() -> None:
    specs = []
    made = run(lambda: specs.append(kubernetes.ProjectedTokenIdentity("x", {**ARGS, "access": []})))
    assert not [item for item in made.resources if "rbac" in item.typ]
    assert len(specs[0].pod_spec_args()["volumes"][0]["projected"]["sources"]) == 1


def test_who_calls_the_api_has_a_token_of_an_hour_for_it_and_its_authority() -> None:
    specs = []
    run(lambda: specs.append(kubernetes.ProjectedTokenIdentity("x", {**ARGS, "access": ACCESS})))
    own, api, authority = specs[0].pod_spec_args()["volumes"][0]["projected"]["sources"]
    assert own["service_account_token"]["audience"] == "route-planner.prod.agents"
    assert api == {"service_account_token": {"path": "api-token", "expiration_seconds": 3600}}
    assert authority["config_map"]["name"] == "kube-root-ca.crt"


def test_what_it_may_not_ask_for_is_refused_with_all_other_problems() -> None:
    wide = [{"read": ["/api/v1/namespaces/maps/secrets/*"]}, {"write": [SETTINGS], "operations": ["create"]}]
    said = refusal({**ARGS, "namespace": "default", "access": wide})
    for part in (
        "expected a namespace of agents",
        "access[0].read[0]: found",
        "access[1].write[0]: found create of one",
    ):
        assert part in said


def test_a_path_that_only_the_cloud_knows_is_refused() -> None:
    output = pulumi.Output.from_input(SETTINGS)
    assert "access: found an output, expected plain text" in refusal({**ARGS, "access": [{"read": [output]}]})


def test_the_longest_team_s_namespace_fits_and_two_long_teams_do_not_meet() -> None:
    one, two = namespace_of("t" * 62 + "a"), namespace_of("t" * 62 + "b")
    assert max(len(one), len(two)) <= 63
    assert one != two
    assert namespace_of("payments") == "agents-payments"


@pytest.mark.parametrize(
    ("metadata", "adopt", "said"),
    [
        ({"annotations": {"agent-type": "other"}}, {}, "belongs to another agent"),
        ({"labels": {"agent-type": "other"}}, {}, "belongs to another agent"),
        ({"labels": {"agent-environment": "dev"}, "annotations": WHO}, {}, "belongs to another agent"),
        ({}, {"unmanaged": True}, "carries the annotation agent-team=logistics itself"),
        ({"annotations": WHO}, {"unmanaged": True}, "has automountServiceAccountToken false itself"),
    ],
)
def test_an_account_that_may_not_be_adopted_is_refused(metadata: dict, adopt: dict, said: str) -> None:
    args = {**ARGS, "adopt": {"name": "old", **adopt}}
    assert said in refusal(args, {"agents-logistics/old": {"metadata": metadata}})


def test_an_adopted_account_keeps_its_name() -> None:
    args = {**ARGS, "adopt": {"name": "old"}}
    made = run(lambda: kubernetes.ProjectedTokenIdentity("x", args), {"agents-logistics/old": {"metadata": {}}})
    assert made.of(KIND)[-1]["metadata"]["name"] == "old"
    assert made.of(KIND)[-1]["metadata"]["annotations"] == WHO


def test_the_boundary_deploys_the_printed_objects_and_labelled_namespaces() -> None:
    made = run(lambda: kubernetes.Boundary("agents", {"namespaces": ["agents-logistics"]}))
    kinds = ("ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding")
    deployed = {
        (kind, item["metadata"]["name"]): item["spec"]
        for kind in kinds
        for item in made.of(f"kubernetes:admissionregistration.k8s.io/v1:{kind}")
    }
    printed = {
        (item["kind"], item["metadata"]["name"]): item["spec"] for item in boundaries.manifests("standard", "prod")
    }
    assert deployed == printed
    assert made.one("kubernetes:core/v1:Namespace")["metadata"] == {
        "name": "agents-logistics",
        "labels": {"agent-boundary": "standard", "agent-environment": "prod"},
    }


def test_a_boundary_makes_no_namespace_of_others() -> None:
    with pytest.raises(RefusedError, match="found 'kube-system', expected a namespace of agents"):
        run(lambda: kubernetes.Boundary("agents", {"namespaces": ["kube-system"]}))
