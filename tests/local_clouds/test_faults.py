"""Faults on purpose: what a client of each vendor sees, and how faults are given."""

import json
import time
from pathlib import Path

import boto3
import google.oauth2.credentials
import pytest
from azure.core.exceptions import HttpResponseError
from azure.mgmt.resource.resources import ResourceManagementClient
from botocore.config import Config
from botocore.exceptions import ClientError, ReadTimeoutError
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import Client
from werkzeug.wrappers import Response

from local_clouds.client_arguments import as_python
from local_clouds.errors import LocalCloudError
from local_clouds.fault_cli import faults_with_counts, set_faults
from local_clouds.fault_responses import aws_fault_response, gcp_fault_response
from local_clouds.faults import Fault, FaultFile, FaultMiddleware, parse_specification, read_faults
from local_clouds.state import StateDirectory


@pytest.fixture(scope="module")
def clouds(start_clouds):
    return start_clouds("aws", "gcp", "azure")


@pytest.fixture
def fault(clouds):
    state = StateDirectory(clouds.state)
    yield lambda *specifications: set_faults(state, specifications)
    FaultFile(state.faults).clear()


def aws(clouds, service, **options):
    return boto3.client(
        service,
        endpoint_url=clouds.endpoints["aws"]["url"],
        region_name="eu-west-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
        config=Config(retries={"total_max_attempts": 1}, **options),
    )


THROTTLED_CALLS = [
    ("iam:ListRoles", "list_roles", {}, "Throttling", 400),
    ("ecs:ListClusters", "list_clusters", {}, "ThrottlingException", 400),
    ("lambda:GetFunction", "get_function", {"FunctionName": "f"}, "TooManyRequestsException", 429),
    ("s3:GetObject", "get_object", {"Bucket": "bucket", "Key": "a/b"}, "SlowDown", 503),
    ("s3:ListBuckets", "list_buckets", {}, "SlowDown", 503),
    ("ec2:DescribeVpcs", "describe_vpcs", {}, "RequestLimitExceeded", 503),
    ("logs:DescribeLogGroups", "describe_log_groups", {}, "ThrottlingException", 400),
]


@pytest.mark.parametrize("throttled", THROTTLED_CALLS, ids=lambda throttled: throttled[0])
def test_a_throttled_call_looks_throttled_to_boto3(clouds, fault, throttled):
    action, call, arguments, code, status = throttled
    fault(f"cloud=aws,action={action},do=throttle,count=1")
    with pytest.raises(ClientError) as refused:
        getattr(aws(clouds, action.partition(":")[0]), call)(**arguments)
    assert refused.value.response["Error"]["Code"] == code
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    assert [each["hits"] for each in faults_with_counts(StateDirectory(clouds.state))] == [1]


def test_boto3_gets_through_a_throttling_that_passes(clouds, fault):
    fault("cloud=aws,action=iam:ListRoles,do=throttle,count=2")
    client = boto3.client(
        "iam",
        endpoint_url=clouds.endpoints["aws"]["url"],
        region_name="eu-west-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    answer = client.list_roles()
    assert answer["ResponseMetadata"]["RetryAttempts"] == 2


def test_a_failing_call_fails_with_its_status_and_others_pass(clouds, fault):
    fault("cloud=aws,action=iam:Create*,do=fail,status=403")
    iam = aws(clouds, "iam")
    with pytest.raises(ClientError) as refused:
        iam.create_user(UserName="nobody")
    assert refused.value.response["Error"]["Code"] == "AccessDenied"
    assert iam.list_users()["Users"] == []


def test_a_hanging_call_outlasts_its_client_and_holds_up_no_other(clouds, fault):
    fault("cloud=aws,action=iam:ListRoles,do=hang,seconds=3,count=1")
    begin = time.monotonic()
    with pytest.raises(ReadTimeoutError):
        aws(clouds, "iam", read_timeout=0.3).list_roles()
    aws(clouds, "iam").list_users()
    assert time.monotonic() - begin < 2.5


def test_a_google_client_sees_googles_error(clouds, fault):
    fault("cloud=gcp,action=iam.projects.serviceAccounts.list,do=throttle")
    iam = build(
        "iam",
        "v1",
        credentials=google.oauth2.credentials.Credentials("local"),
        client_options={"api_endpoint": clouds.endpoints["gcp"]["url"]},
        static_discovery=True,
    )
    with pytest.raises(HttpError) as refused:
        iam.projects().serviceAccounts().list(name="projects/agents-local").execute()
    assert refused.value.status_code == 429
    assert json.loads(refused.value.content)["error"]["status"] == "RESOURCE_EXHAUSTED"


def test_an_azure_client_sees_azures_error(clouds, fault):
    names: dict = {}
    exec(compile(python_arguments(clouds), "local env", "exec"), names)
    client = ResourceManagementClient(**names["azure"], retry_total=0)
    assert list(client.resource_groups.list()) == []
    fault("cloud=azure,method=GET,path=*/resourcegroups,do=fail,status=503")
    with pytest.raises(HttpResponseError) as refused:
        list(client.resource_groups.list())
    assert refused.value.status_code == 503
    assert refused.value.error.code == "ServiceUnavailable"


def python_arguments(clouds):
    return as_python(clouds.env)


def hits(tmp_path, fault, calls=40):
    file = tmp_path / "faults.json"
    FaultFile(file).add([fault])
    application = FaultMiddleware(Response("fine"), "gcp", file, gcp_fault_response)
    statuses = [Client(application).get("/v1/things").status_code for _ in range(calls)]
    FaultFile(file).clear()
    return [status == 500 for status in statuses]


def test_a_fault_begins_after_some_calls_and_ends_after_some(tmp_path):
    assert hits(tmp_path, Fault("gcp", after=2, count=3), calls=8) == [False] * 2 + [True] * 3 + [False] * 3


def test_chance_is_the_same_for_the_same_seed(tmp_path):
    first = hits(tmp_path, Fault("gcp", probability=0.5, seed=7))
    assert first == hits(tmp_path, Fault("gcp", probability=0.5, seed=7))
    assert first != hits(tmp_path, Fault("gcp", probability=0.5, seed=8))
    assert 8 < sum(first) < 32


def test_another_clouds_faults_are_not_ours(tmp_path):
    assert not any(hits(tmp_path, Fault("aws")))


def test_an_unsigned_aws_call_gets_the_storage_services_error():
    response = aws_fault_response(Fault("aws", status=404), {})
    assert response.status_code == 404
    assert b"<Code>NoSuchEntity</Code>" in response.data


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("cloud=aws,hang", "found 'hang', expected NAME=VALUE"),
        ("cloud=kubernetes", "cloud: found 'kubernetes', expected one of aws, gcp, azure"),
        ("action=x", "cloud: missing"),
        ("cloud=aws,do=explode", "do: found 'explode', expected one of fail, throttle, hang"),
        ("cloud=aws,status=200", "status: found '200', expected an HTTP error status, 400 to 599"),
        ("cloud=aws,count=-1", "count: found '-1', expected a whole number from 0"),
        ("cloud=aws,seconds=inf", "seconds: found 'inf'"),
        ("cloud=aws,probability=2", "probability: found '2', expected a probability, 0 to 1"),
        ("cloud=aws,when=now", "'when' is not a part of a fault"),
    ],
)
def test_a_wrong_fault_says_what_is_wrong(text, message):
    with pytest.raises(LocalCloudError) as refused:
        parse_specification(text)
    assert message in str(refused.value)


def test_all_problems_of_a_fault_are_told_at_once():
    with pytest.raises(LocalCloudError) as refused:
        parse_specification("cloud=moon,do=explode,status=1")
    assert len(str(refused.value).splitlines()) == 3


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1]", b"\xff\xfe", b'[{"cloud": 1}]', b'[{"cloud": "aws", "count": true}]']
)
def test_a_wrong_file_of_faults_names_the_file(tmp_path, content):
    file = tmp_path / "faults.json"
    file.write_bytes(content)
    with pytest.raises(LocalCloudError, match=r"faults\.json"):
        read_faults(str(file), file)


def test_a_file_of_faults_is_read(tmp_path):
    file = tmp_path / "faults.json"
    file.write_text('[{"cloud": "gcp", "status": 503}, {"cloud": "azure", "do": "throttle"}]')
    assert read_faults(str(file), file) == [Fault("gcp", status=503), Fault("azure", do="throttle")]


@given(st.text(max_size=60))
def test_any_text_is_a_fault_or_a_clear_error(text):
    try:
        faults = read_faults(text, Path("no such file"))
    except LocalCloudError:
        return
    assert all(isinstance(each, Fault) for each in faults)
