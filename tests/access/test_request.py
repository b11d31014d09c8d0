import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agent_identity.access import AccessError, AccessProblem, Request, cloud_of, parse

BUCKET = "arn:aws:s3:::invoices"

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["read", "write", "operations", "red"]) | st.text(max_size=4), inner)
    ),
    max_leaves=12,
)


def problems_of(value: object) -> list[str]:
    with pytest.raises(AccessError) as error:
        parse(value)
    return [str(problem) for problem in error.value.problems]


@pytest.mark.parametrize(
    ("resource", "cloud"),
    [
        (BUCKET, "aws"),
        ("arn:aws-cn:sqs:cn-north-1:123456789012:jobs", "aws"),
        ("*", "aws"),
        ("//storage.googleapis.com/projects/_/buckets/invoices", "gcp"),
        ("/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/data", "azure"),
        ("/Subscriptions/00000000-0000-4000-8000-000000000001", "azure"),
        ("/api/v1/namespaces/agents-billing/configmaps/settings", "kubernetes"),
        ("/apis/batch/v1/namespaces/agents-billing/jobs/nightly", "kubernetes"),
        ("invoices", None),
        ("**", None),
        ("s3://invoices", None),
    ],
)
def test_the_form_of_a_name_tells_its_cloud(resource, cloud):
    assert cloud_of(resource) == cloud


def test_an_entry_gives_a_request_for_each_resource_with_its_place():
    found = parse([{"read": [BUCKET]}, {"write": [f"{BUCKET}/a", f"{BUCKET}/b"], "operations": ["s3:PutObject"]}])
    assert found == (
        Request("read", BUCKET, (), "access[0].read[0]"),
        Request("write", f"{BUCKET}/a", ("s3:PutObject",), "access[1].write[0]"),
        Request("write", f"{BUCKET}/b", ("s3:PutObject",), "access[1].write[1]"),
    )
    assert [request.entry for request in found] == ["access[0]", "access[1]", "access[1]"]


def test_operations_are_sorted_and_each_once():
    (request,) = parse([{"write": [BUCKET], "operations": ["s3:PutObject", "s3:DeleteObject", "s3:PutObject"]}])
    assert request.operations == ("s3:DeleteObject", "s3:PutObject")


def test_every_problem_is_told_at_once():
    assert problems_of(
        [
            {"write": [BUCKET]},
            {"read": [BUCKET], "write": [BUCKET], "operations": ["s3:PutObject"]},
            {"operations": ["s3:PutObject"]},
            {"reed": [BUCKET]},
            {"read": "arn:aws:s3:::invoices"},
            {"read": [7, "arn:aws:s3:::in voices", "invoices"]},
            {"read": []},
            {"read": ["*"]},
            "read",
        ]
    ) == [
        (
            "access[0]: found a write without operations, expected the operations that the agent calls there; add"
            " 'operations', like [\"s3:PutObject\"]"
        ),
        "access[1]: found both 'read' and 'write', expected one of them in an entry",
        "access[2]: found neither 'read' nor 'write', expected one of them in an entry",
        "access[3].reed: found this field, expected one of: read, write, operations",
        "access[3]: found neither 'read' nor 'write', expected one of them in an entry",
        "access[4].read: found 'arn:aws:s3:::invoices', expected a list of text",
        "access[5].read[0]: found 7, expected text without spaces",
        "access[5].read[1]: found 'arn:aws:s3:::in voices', expected text without spaces",
        (
            "access[5].read[2]: found 'invoices', expected an ARN, like 'arn:aws:s3:::invoices/2026/*'; or a full"
            " resource name, like '//storage.googleapis.com/projects/_/buckets/invoices'; or a resource id, like"
            " '/subscriptions/…/providers/Microsoft.Storage/storageAccounts/invoices'; or an API path, like"
            " '/api/v1/namespaces/agents-billing/configmaps/settings'"
        ),
        "access[6].read: found no resource, expected at least one",
        (
            "access[7].read[0]: found every resource, expected an ARN, like 'arn:aws:s3:::invoices/2026/*'; or name"
            " operations that support no resource"
        ),
        "access[8]: found 'read', expected an entry with 'read' or 'write'",
    ]


@given(json_values)
@example([{"read": [BUCKET], "operations": None}])
def test_any_value_is_parsed_or_refused_with_places(value):
    try:
        requests = parse(value)
    except AccessError as error:
        refused = error
    else:
        assert all(request.verb == "read" or request.operations for request in requests)
        assert parse(json.loads(json.dumps(value))) == requests
        return
    assert all(
        isinstance(problem, AccessProblem) and problem.place.startswith("access") for problem in refused.problems
    )
    assert str(refused) == "; ".join(map(str, refused.problems))
    assert refused.problems
