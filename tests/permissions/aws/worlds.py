"""Small worlds for tests: roles and users with policies written as plain objects."""

from collections.abc import Mapping, Sequence
from typing import Any

from agent_identity.permissions.aws.documents import read_document
from agent_identity.permissions.aws.model import Host, Layer, Organization, Policy, Principal, World

ACCOUNT = "111122223333"
OTHER = "444455556666"


def statement(*actions: str, on: str | Sequence[str] = "*", effect: str = "Allow", **more: Any) -> dict[str, Any]:
    return {"Effect": effect, "Action": list(actions), "Resource": on, **more}


def document(*statements: Mapping[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def policy(layer: Layer, name: str, content: Any, *, role: Any = "identity") -> Policy:
    return Policy(layer, name, None if content is None else read_document(content, role=role))


def trust_of(*names: str, service: str | None = None, **more: Any) -> dict[str, Any]:
    principal: dict[str, Any] = {"AWS": list(names)} if names else {"Service": service or "lambda.amazonaws.com"}
    return document({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", **more})


def role(
    name: str,
    *statements: Mapping[str, Any],
    boundary: Any = None,
    trust: Any = None,
    account: str = ACCOUNT,
    tags: Mapping[str, str] | None = None,
    **more: Any,
) -> Principal:
    return Principal(
        arn=f"arn:aws:iam::{account}:role/{name}",
        kind="role",
        account=account,
        name=name.rpartition("/")[2],
        tags=tags or {},
        policies=(policy("inline", "own", document(*statements)),) if statements else (),
        boundary=None if boundary is None else policy("boundary", "boundary", boundary),
        trust=policy("trust", name, trust or trust_of(), role="trust"),
        **more,
    )


def user(name: str, *statements: Mapping[str, Any], boundary: Any = None, account: str = ACCOUNT) -> Principal:
    return Principal(
        arn=f"arn:aws:iam::{account}:user/{name}",
        kind="user",
        account=account,
        name=name,
        policies=(policy("inline", "own", document(*statements)),) if statements else (),
        boundary=None if boundary is None else policy("boundary", "boundary", boundary),
    )


def world(
    *principals: Principal,
    hosts: Sequence[Host] = (),
    resources: Mapping[str, Any] | None = None,
    organization: Organization | None = None,
    complete: bool = True,
) -> World:
    return World(
        principals={principal.arn: principal for principal in principals},
        hosts=tuple(hosts),
        resource_policies={
            arn: policy("resource", arn, content, role="resource") for arn, content in (resources or {}).items()
        },
        organization=organization or Organization(),
        complete_accounts=frozenset({each.account for each in principals} if complete else ()),
    )
