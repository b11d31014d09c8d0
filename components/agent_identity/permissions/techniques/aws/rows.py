"""How rows of the AWS tables become techniques: one a service and kind, the same words for the same mechanism."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from agent_identity.permissions.techniques.model import Kind, Need, On, Technique

REFERENCE: Final = "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html"
"""AWS's list of every service's actions, resources and condition keys."""

PASS: Final = Need(("iam:PassRole",), On.PRINCIPAL, keys=("iam:PassedToService",))
"""The right to hand a role over: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html."""

SERVICE_PRINCIPALS: Final[Mapping[str, tuple[str, ...]]] = {
    "apigateway": ("apigateway.amazonaws.com",),
    "apprunner": ("build.apprunner.amazonaws.com", "tasks.apprunner.amazonaws.com"),
    "autoscaling": ("autoscaling.amazonaws.com", "ec2.amazonaws.com"),
    "batch": ("batch.amazonaws.com", "ec2.amazonaws.com", "ecs-tasks.amazonaws.com"),
    "ecs": ("ecs-tasks.amazonaws.com", "ecs.amazonaws.com"),
    "eks": ("eks-fargate-pods.amazonaws.com", "eks.amazonaws.com", "pods.eks.amazonaws.com"),
    "elasticbeanstalk": ("ec2.amazonaws.com", "elasticbeanstalk.amazonaws.com"),
    "elasticmapreduce": ("ec2.amazonaws.com", "elasticmapreduce.amazonaws.com"),
    "es": ("es.amazonaws.com", "opensearchservice.amazonaws.com"),
    "iot": ("credentials.iot.amazonaws.com", "iot.amazonaws.com"),
    "lambda": ("edgelambda.amazonaws.com", "lambda.amazonaws.com"),
    "neptune-db": ("rds.amazonaws.com",),
    "opsworks": ("ec2.amazonaws.com", "opsworks.amazonaws.com"),
    "ssm": ("ec2.amazonaws.com", "ssm.amazonaws.com"),
}
"""Whom a role must trust to be used by a service, where that is not the service's prefix before `.amazonaws.com`."""


class Words(NamedTuple):
    """What a technique yields, why it works, and what to do instead."""

    yields: str
    why: str
    fix: str


def row(
    key: str,
    kind: Kind,
    title: str,
    needs: tuple[Need, ...],
    words: Words,
    source: str = REFERENCE,
    runs_as: tuple[str, ...] = (),
) -> Technique:
    """Returns one technique of AWS."""
    return Technique(key, "aws", kind, title, needs, *words, source, runs_as)


def handovers(table: Mapping[str, str], *, runs_code: bool) -> Iterable[Technique]:
    """Yields, by service, the technique of passing it a role."""
    does = "which runs code or makes calls of the caller's choice" if runs_code else "which reads, writes or sends"
    for service, actions in table.items():
        yield row(
            f"aws-pass-role-{service}",
            Kind.HANDOVER,
            f"passes a role to {service}, {does} with it",
            (PASS, Need(patterns(service, actions))),
            Words(
                "what the passed role may do" if runs_code else "the data and targets that the passed role reaches",
                "The service acts with the role; it never asks whether the caller holds the same rights.",
                f"name one role in iam:PassRole and fix iam:PassedToService to {service}'s own principal",
            ),
            runs_as=SERVICE_PRINCIPALS.get(service, (f"{service}.amazonaws.com",)),
        )


def by_service(
    table: Mapping[str, str], kind: Kind, stem: str, title: str, words: Words, on: On | None = None
) -> Iterable[Technique]:
    """Yields one technique a service, with an id from `stem`, the service in its title, and what it must reach."""
    for service, actions in table.items():
        need = Need(patterns(service, actions), on or _REACH[kind])
        yield row(f"aws-{stem}-{service}", kind, title.format(service=service), (need,), words)


_REACH: Final = {
    Kind.CREDENTIAL: On.PRINCIPAL,
    Kind.HOST: On.HOST,
    Kind.POLICY: On.RESOURCE,
    Kind.GUARD: On.GUARD,
}


def patterns(service: str, actions: str) -> tuple[str, ...]:
    """Returns a row's actions with their service prefix."""
    return tuple(f"{service}:{action}" for action in actions.split())
