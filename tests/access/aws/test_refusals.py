"""What is refused, in the words that a person sees: where, what was found, what was expected, the narrower form."""

import pytest

from agent_identity.access import AccessError, aws, parse
from tests.access.asking import read, write
from tests.access.aws.asking import HERE, allowed, refused


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (
            read("arn:aws:s3:::*"),
            "found a wildcard in the name of the bucket 'arn:aws:s3:::*', expected each bucket by name; like",
        ),
        (read("arn:aws:s3:::invoices*"), "found a wildcard in the name of the bucket"),
        (read("arn:aws:s3:::in?oices"), "found a wildcard in the name of the bucket"),
        (read("arn:aws:s3:::inv*/2026/x"), "found a wildcard in the BucketName"),
        (
            read("arn:aws:s3:::invoices/2026*"),
            "which ends in one of / - : . _; like arn:aws:s3:::invoices/2026/*",
        ),
        (read("arn:*:s3:::invoices"), "found a wildcard in the partition"),
        (read("arn:aws:*:::invoices"), "found a wildcard in the service"),
        (read("arn:aws:sqs:*:123456789012:jobs"), "found a wildcard in the region"),
        (read("arn:aws:sqs:eu-west-1:*:jobs"), "found a wildcard in the account"),
        (read("arn:aws:sqs:eu-west-1:12345678901?:jobs"), "found a wildcard in the account"),
        (read("arn:aws:sqs:eu-west-1:1234:jobs"), "found the account '1234'"),
        (read("arn:aws:sqs::123456789012:jobs"), "found no region in"),
        (read("arn:aws:sqs:eu-west-1::jobs"), "found no account in"),
        (read("arn:aws:s3:eu-west-1::invoices"), "found the region 'eu-west-1'"),
        (read(f"arn:aws:sqs:{HERE}:*"), "found every queue"),
        (read(f"arn:aws:sqs:{HERE}:-*"), "found every queue"),
        (read(f"arn:aws:sqs:{HERE}:jobs*"), "like arn:aws:sqs:eu-west-1:123456789012:jobs-*"),
        (read(f"arn:aws:dynamodb:{HERE}:table/*"), "found a wildcard in the name of the table"),
        (
            read(f"arn:aws:dynamodb:{HERE}:table/customers/*"),
            "expected arn:aws:dynamodb:Region:Account:table/TableName",
        ),
        (read(f"arn:aws:dynamodb:{HERE}:tabel/x"), "expected arn:aws:dynamodb:Region:Account:table/TableName"),
        (read("arn:aws:s3:::home/${aws:username}/*"), "found a policy variable"),
        (read("arn:aws:s4:::invoices"), "found the service 's4'"),
        (read("arn:aws:dynamo:eu-west-1:123456789012:table/x"), "did you mean dynamodb?"),
        (read("arn:aws:s3"), "expected an ARN"),
        (read("//storage.googleapis.com/projects/_/buckets/invoices"), "expected an ARN"),
        (read(f"arn:aws:sns:{HERE}:alarms"), "the boundary class standard leaves no read of a topic open"),
    ],
)
def test_a_resource_that_is_named_too_widely_or_wrongly(entry: dict, said: str) -> None:
    (problem,) = refused(entry)
    assert said in problem


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (
            write("arn:aws:s3:::reports/*", by=["s3:*"]),
            "access[0].operations: found a wildcard, 's3:*', expected operations by their names; name the operations",
        ),
        (write("arn:aws:s3:::reports/*", by=["s3:PutObject*"]), "like s3:PutObject, s3:PutObjectTagging"),
        (write("arn:aws:s3:::reports/*", by=["*"]), "like s3:GetObject"),
        (write("arn:aws:s3:::reports/*", by=["s3:PutObjct"]), "did you mean s3:PutObject?"),
        (write("arn:aws:s3:::reports/*", by=["PutObject"]), "did you mean s3:PutObject?"),
        (write("arn:aws:s3:::reports", by=["s3:PutBucketPolicy"]), "s3:PutBucketPolicy, which changes who has access"),
        (
            write(f"arn:aws:lambda:{HERE}:function:x", by=["lambda:UpdateFunctionCode"]),
            "expected an operation that the boundary class standard leaves open; no class does, because it changes",
        ),
        (write("*", by=["iam:PassRole"]), "iam:PassRole"),
        (read("arn:aws:s3:::reports/x", by=["s3:PutObject"]), "of level Write, expected one of level Read or List"),
        (
            write("arn:aws:s3:::reports", by=["s3:PutObject"]),
            "found 'arn:aws:s3:::reports' for s3:PutObject, expected arn:aws:s3:::BucketName/ObjectName or",
        ),
        (write("arn:aws:s3:::reports", by=["s3:PutObject"]), "; name what is in it, like arn:aws:s3:::reports/*"),
        (
            write("arn:aws:s3:::x/*", by=["dynamodb:PutItem"]),
            "expected arn:aws:dynamodb:Region:Account:table/TableName",
        ),
        (write("*", by=["s3:PutObject"]), "found every resource for s3:PutObject, expected arn:aws:s3:::BucketName/"),
        (read("*", by=["secretsmanager:GetSecretValue"]), "found every resource for secretsmanager:GetSecretValue"),
        (
            write("arn:aws:s3:::x/*", by=["cloudwatch:PutMetricData"]),
            "for cloudwatch:PutMetricData, expected '*', because it works on no resource in particular",
        ),
    ],
)
def test_an_operation_that_does_not_exist_or_fit(entry: dict, said: str) -> None:
    (problem,) = refused(entry)
    assert said in problem


@pytest.mark.parametrize(
    ("resource", "named"),
    [
        (f"arn:aws:secretsmanager:{HERE}:secret:billing-AbCdEf", "secretsmanager:GetSecretValue"),
        (f"arn:aws:ssm:{HERE}:parameter/agents/billing", "ssm:GetParameter"),
        (f"arn:aws:kms:{HERE}:key/11111111-2222-3333-4444-555555555555", "kms:Decrypt"),
    ],
)
def test_a_store_of_secrets_is_not_read_unless_the_operation_is_named(resource: str, named: str) -> None:
    (problem,) = refused(read(resource))
    assert "a store of secrets or keys, expected the operation by name" in problem
    assert named in problem


def test_the_class_that_would_leave_it_open_is_named() -> None:
    (problem,) = refused(write("arn:aws:s3:::reports/*", by=["s3:PutObject"]), boundary_class="restricted")
    assert problem == (
        "access[0].operations: found s3:PutObject, expected an operation that the boundary class restricted leaves"
        " open; the class standard leaves it open"
    )


def test_every_problem_is_said_at_once_and_once() -> None:
    problems = refused(
        read("arn:aws:s3:::*", f"arn:aws:sqs:{HERE}:*"),
        write("arn:aws:s3:::a/*", "arn:aws:s3:::b/*", by=["s3:PutObjct"]),
    )
    places = [problem.partition(":")[0] for problem in problems]
    assert places == ["access[0].read[0]", "access[0].read[1]", "access[1].operations"]


def test_a_wrong_operation_hides_no_wrong_resource() -> None:
    problems = refused(write("arn:aws:s3:::*", by=["s3:PutObjct"]))
    assert [problem.partition(":")[0] for problem in problems] == ["access[0].operations", "access[0].write[0]"]


def test_another_partition_than_the_role_s_is_refused() -> None:
    requests = parse([read("arn:aws-cn:s3:::invoices")])
    with pytest.raises(AccessError, match=r"found the partition 'aws-cn' .* expected that of the role, 'aws'"):
        aws.plan(requests, boundary_class="standard", partition="aws")
    assert aws.plan(requests, boundary_class="standard", partition="aws-cn").inline


TOOL = "arn:aws:iam::123456789012:role/tools/search"


def test_a_role_is_assumed_where_the_boundary_leaves_it_assumable() -> None:
    requests = parse([write(TOOL, by=["sts:AssumeRole"])])
    with pytest.raises(AccessError, match=r"no class does, because it .* among the boundary's assumable roles"):
        aws.plan(requests, boundary_class="standard")
    made = aws.plan(requests, boundary_class="standard", assumable_roles=[TOOL])
    assert allowed(made) == {("sts:AssumeRole", TOOL)}


@pytest.mark.parametrize("resource", ["arn:aws:iam::123456789012:role/tools/*", f"{TOOL}-2", "*"])
def test_no_other_role_is_assumed(resource: str) -> None:
    requests = parse([write(resource, by=["sts:AssumeRole"])])
    with pytest.raises(AccessError) as error:
        aws.plan(requests, boundary_class="standard", assumable_roles=[TOOL])
    assert str(error.value) == (
        f"access[0].write[0]: found '{resource}' for sts:AssumeRole, expected a role that the boundary leaves"
        f" assumable: {TOOL}"
    )
