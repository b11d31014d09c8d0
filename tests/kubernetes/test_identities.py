import pytest

from agent_identity import kubernetes
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
