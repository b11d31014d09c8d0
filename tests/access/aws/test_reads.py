"""A read is what reads a resource of its type, and nothing that reveals a secret."""

import pytest

from agent_identity.access import aws
from agent_identity.access.aws import table as aws_table
from agent_identity.access.aws.open import is_open
from tests.access.asking import read, write
from tests.access.aws.asking import HERE, allowed, plan

TABLE = f"arn:aws:dynamodb:{HERE}:table/customers"
GROUP = f"arn:aws:logs:{HERE}:log-group:/agents/reader"


def actions_on(made: aws.AwsPlan, resource: str) -> set[str]:
    return {action for action, found in allowed(made) if found == resource}


def test_a_bucket_is_read_with_its_objects() -> None:
    made = plan(read("arn:aws:s3:::invoices"))
    assert {"s3:ListBucket", "s3:GetBucketLocation"} <= actions_on(made, "arn:aws:s3:::invoices")
    assert {"s3:GetObject", "s3:GetObjectVersion"} <= actions_on(made, "arn:aws:s3:::invoices/*")
    assert {resource for _, resource in allowed(made)} == {"arn:aws:s3:::invoices", "arn:aws:s3:::invoices/*"}
    assert "s3:GetObject" not in actions_on(made, "arn:aws:s3:::invoices")


def test_objects_are_read_without_their_bucket() -> None:
    made = plan(read("arn:aws:s3:::invoices/2026/*"))
    assert {resource for _, resource in allowed(made)} == {"arn:aws:s3:::invoices/2026/*"}
    assert ("s3:GetObject", "arn:aws:s3:::invoices/2026/*") in allowed(made)


def test_a_table_is_read_with_its_indexes() -> None:
    made = plan(read(TABLE))
    assert {"dynamodb:GetItem", "dynamodb:Query", "dynamodb:DescribeTable"} <= actions_on(made, TABLE)
    assert {"dynamodb:Query", "dynamodb:Scan"} <= actions_on(made, f"{TABLE}/index/*")
    assert "dynamodb:GetItem" not in actions_on(made, f"{TABLE}/index/*")


@pytest.mark.parametrize("name", [GROUP, f"{GROUP}:*"])
def test_a_log_group_is_granted_in_both_forms_of_its_arn_with_its_streams(name: str) -> None:
    made = plan(read(name), write(name, by=["logs:CreateLogStream", "logs:PutLogEvents"]))
    assert {resource for _, resource in allowed(made)} == {GROUP, f"{GROUP}:*"}
    assert "logs:DescribeLogStreams" in actions_on(made, GROUP)
    assert "logs:PutLogEvents" not in actions_on(made, GROUP)
    wanted = {"logs:GetLogEvents", "logs:FilterLogEvents", "logs:PutLogEvents", "logs:CreateLogStream"}
    assert wanted <= actions_on(made, f"{GROUP}:*")


def test_what_aws_judges_together_is_granted_together() -> None:
    made = plan(read(f"arn:aws:glue:{HERE}:table/sales/orders"))
    for part in ("catalog", "database/sales", "table/sales/orders"):
        assert "glue:GetTable" in actions_on(made, f"arn:aws:glue:{HERE}:{part}")
    assert "glue:GetDatabase" not in {action for action, _ in allowed(made)}


def test_a_function_s_alias_is_a_function() -> None:
    alias = f"arn:aws:lambda:{HERE}:function:billing:live"
    assert allowed(plan(write(alias, by=["lambda:InvokeFunction"]))) == {("lambda:InvokeFunction", alias)}


def test_an_operation_may_work_on_another_service_s_resource() -> None:
    cluster = f"arn:aws:rds:{HERE}:cluster:orders"
    made = plan(write(cluster, by=["rds-data:ExecuteStatement"]))
    assert allowed(made) == {("rds-data:ExecuteStatement", cluster)}


def test_operations_narrow_a_read_and_reach_what_a_container_holds() -> None:
    made = plan(read("arn:aws:s3:::invoices", by=["s3:GetObject"]))
    assert allowed(made) == {("s3:GetObject", "arn:aws:s3:::invoices/*")}


def test_a_secret_is_read_by_the_operation_that_was_named() -> None:
    secret = f"arn:aws:secretsmanager:{HERE}:secret:billing-??????"
    made = plan(read(secret, by=["secretsmanager:GetSecretValue"]))
    assert allowed(made) == {("secretsmanager:GetSecretValue", secret)}


def test_operations_without_resources_are_granted_on_all() -> None:
    made = plan(write("*", by=["cloudwatch:PutMetricData", "translate:TranslateText"]))
    assert allowed(made) == {("cloudwatch:PutMetricData", "*"), ("translate:TranslateText", "*")}


@pytest.mark.parametrize("boundary_class", ["standard", "restricted"])
def test_every_read_is_of_a_reading_level_and_open_in_the_class(boundary_class: str) -> None:
    resources = ["arn:aws:s3:::invoices", TABLE, GROUP, f"arn:aws:sqs:{HERE}:jobs", f"arn:aws:kinesis:{HERE}:stream/x"]
    for action, _ in allowed(plan(read(*resources), boundary_class=boundary_class)):
        found = aws_table.action(action)
        assert found is not None
        assert found.level in {"List", "Read"}
        assert is_open(boundary_class, action)


def test_each_grant_is_explained_in_the_words_of_the_request() -> None:
    made = plan(read("arn:aws:s3:::invoices/2026/*", by=["s3:GetObject"]))
    (grant,) = made.grants
    assert grant.place == "access[0].read[0]"
    assert grant.asked == "read arn:aws:s3:::invoices/2026/* by s3:GetObject"
    assert grant.generated == "s3:GetObject on arn:aws:s3:::invoices/2026/*"
    assert grant.why == "operations that were named"


def test_nothing_asked_is_nothing_granted() -> None:
    made = plan()
    assert (made.documents, made.grants, made.count) == ((), (), 0)
    assert made.as_dict() == {"inline": None, "managed": []}


def test_a_class_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="found boundary class 'lax'"):
        plan(boundary_class="lax")
