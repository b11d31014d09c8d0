"""A token of the component's shape on the real API server: what it says, and how soon it dies with its pod."""

import base64
import json
import time
from collections.abc import Callable

from tests.boundaries.kubernetes_api import Answer, Api
from tests.boundaries.kubernetes_survivor import AGENT, AUDIENCE, PODS, Survivor, token_of

HOUR = 3600
AT_ONCE_SECONDS = 15
"""The API server remembers for ten seconds that a token was good (`TokenSuccessCacheTTL` of its authentication);
the rest is for a machine that is busy."""


WHO_AM_I = "/apis/authentication.k8s.io/v1/selfsubjectreviews"


def review(admin: Api, token: str, audience: str = AUDIENCE) -> Answer:
    spec = {"token": token, "audiences": [audience]}
    return admin.ask("POST", "/apis/authentication.k8s.io/v1/tokenreviews", {"spec": spec})


def seconds_until(stopped: Callable[[], bool], limit: float) -> float:
    started = time.monotonic()
    while not stopped():
        assert time.monotonic() - started < limit, f"still alive after {limit} s"
        time.sleep(0.05)
    return time.monotonic() - started


def is_dead(admin: Api, token: str) -> bool:
    return not review(admin, token).body["status"].get("authenticated", False)


def test_it_says_whose_it_is_and_of_which_pod(survivor: Survivor) -> None:
    token = token_of(survivor.admin, "says", [AUDIENCE])
    pod = survivor.admin.ask("GET", f"{PODS}/says").body
    status = review(survivor.admin, token).body["status"]
    assert status["authenticated"] is True
    assert status["audiences"] == [AUDIENCE]
    assert status["user"]["username"] == AGENT
    extra = status["user"]["extra"]
    assert extra["authentication.kubernetes.io/pod-name"] == ["says"]
    assert extra["authentication.kubernetes.io/pod-uid"] == [pod["metadata"]["uid"]]
    claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    assert claims["exp"] - claims["iat"] == HOUR


def test_it_is_for_its_own_audience_alone(survivor: Survivor) -> None:
    token = token_of(survivor.admin, "audience", [AUDIENCE])
    assert review(survivor.admin, token, "https://another.example").body["status"].get("authenticated") is not True
    assert Api(survivor.env, token).ask("GET", "/api/v1/namespaces").status == 401, "the API server takes no such token"


def test_it_dies_with_its_pod_at_once_or_when_the_api_server_forgets_that_it_was_good(
    survivor: Survivor, record_property: Callable[[str, object], None]
) -> None:
    admin = survivor.admin
    fresh, reviewed, calling = (f"{name}-pod" for name in ("fresh", "reviewed", "calling"))
    tokens = {name: token_of(admin, name, [AUDIENCE]) for name in (fresh, reviewed)}
    caller = Api(survivor.env, token_of(admin, calling, [AUDIENCE, ""]))
    assert not is_dead(admin, tokens[reviewed])
    assert caller.ask("POST", WHO_AM_I, {}).status == 201
    for name in (fresh, reviewed, calling):
        assert admin.ask("DELETE", f"{PODS}/{name}", {"gracePeriodSeconds": 0}).status == 200
    took = {
        "never used": seconds_until(lambda: is_dead(admin, tokens[fresh]), 3),
        "used before": seconds_until(lambda: is_dead(admin, tokens[reviewed]), AT_ONCE_SECONDS),
        "at the API server": seconds_until(lambda: caller.ask("POST", WHO_AM_I, {}).status == 401, AT_ONCE_SECONDS),
    }
    record_property("seconds", took)
    print("its pod was deleted; the token was dead after:", took)


def test_a_pod_that_is_being_deleted_keeps_its_token(survivor: Survivor) -> None:
    token = token_of(survivor.admin, "leaving", [AUDIENCE])
    # On a node that answers nothing, the object stays: with its time of deletion, as long as its grace lasts.
    assert survivor.admin.ask("DELETE", f"{PODS}/leaving", {"gracePeriodSeconds": 30}).status == 200
    assert survivor.admin.ask("GET", f"{PODS}/leaving").body["metadata"]["deletionTimestamp"]
    assert not is_dead(survivor.admin, token)


def test_it_dies_with_its_service_account(survivor: Survivor) -> None:
    admin = survivor.admin
    token = token_of(admin, "orphan", [AUDIENCE])
    path = "/api/v1/namespaces/agents-pay/serviceaccounts/reader"
    made = admin.ask("GET", path).body
    assert admin.ask("DELETE", path).status == 200
    try:
        seconds_until(lambda: is_dead(admin, token), AT_ONCE_SECONDS)
    finally:
        admin.make(path.rpartition("/")[0], {"metadata": {"name": made["metadata"]["name"]}})
    assert is_dead(admin, token), "an account of the same name is another account"
