"""How rows of the AWS tables become techniques: one a service and kind, the same words for the same mechanism."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from agent_identity.permissions.techniques.aws.unreported import UNREPORTED, UNREPORTED_WITH_ROLE
from agent_identity.permissions.techniques.model import Kind, Need, On, Technique, When

REFERENCE: Final = "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html"
"""AWS's list of every service's actions, resources and condition keys."""

PASS: Final = Need(("iam:PassRole",), On.PRINCIPAL, keys=("iam:PassedToService",))
"""The right to hand a role over: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html."""

SERVICE_PRINCIPALS: Final[Mapping[str, tuple[str, ...]]] = {
    service: tuple(f"{name}.amazonaws.com" for name in names.split())
    for service, names in {
        "airflow": "airflow airflow-env",
        "apprunner": "build.apprunner tasks.apprunner",
        "aps": "aps scraper.aps",
        "autoscaling": "autoscaling ec2",
        "batch": "batch ec2 ecs-tasks spotfleet",
        "chime": "chime mediapipelines.chime voiceconnector.chime",
        "cloud9": "cloud9 ec2",
        "cloudformation": "cloudformation hooks.cloudformation resources.cloudformation",
        "cloudwatch": "cloudwatch streams.metrics.cloudwatch",
        "cloudwatchomni": "cloudwatch",
        "codeconnections": "cloudformation.sync.codeconnections codeconnections",
        "codepipeline": "cloudformation codepipeline",
        "codestar": "codestar cloudformation codebuild codepipeline",
        "codestar-connections": "cloudformation.sync.codeconnections codestar-connections",
        "config": "config config-conforms ssm",
        "customer-profiles": "profile",
        "datapipeline": "datapipeline ec2 elasticmapreduce",
        "datazone": "auth.datazone datazone glue sagemaker",
        "deadline": "credentials.deadline deadline",
        "drs": "drs ec2",
        "dynamodb": "dynamodb dynamodb.application-autoscaling",
        "ec2": "ec2 spotfleet vmie vpc-flow-logs",
        "ecs": "ecs ecs-tasks",
        "eks": "ec2 eks eks-fargate-pods pods.eks capabilities.eks",
        "elasticbeanstalk": "ec2 elasticbeanstalk",
        "elasticmapreduce": "ec2 elasticmapreduce application-autoscaling",
        "emr-containers": "emr-containers pods.eks",
        "es": "es opensearchservice osis.opensearchservice application.opensearchservice",
        "gamelift": "ec2 gamelift",
        "glue": "blueprint.glue glue",
        "guardduty": "guardduty malware-protection-plan.guardduty",
        "imagebuilder": "ec2 imagebuilder",
        "iot": "credentials.iot iot",
        "lambda": "edgelambda lambda",
        "lex": "lex lexv2",
        "logs": "delivery.logs logs",
        "mgn": "ec2 mgn",
        "mobiletargeting": "pinpoint",
        "neptune-db": "rds sagemaker",
        "nimble": "identity.nimble nimble",
        "opsworks": "ec2 opsworks",
        "osis": "osis-pipelines osis",
        "pcs": "ec2 pcs",
        "proton": "codebuild proton sync.proton",
        "qbusiness": "application.qbusiness qbusiness",
        "rds": "export.rds monitoring.rds rds",
        "redshift": "redshift redshift-serverless scheduler.redshift",
        "redshift-serverless": "redshift redshift-serverless scheduler.redshift",
        "s3": "access-grants.s3 batchoperations.s3 metadata.s3 s3",
        "servicecatalog": "servicecatalog cloudformation ssm",
        "ssm": "ec2 ssm",
        "ssm-quicksetup": "cloudformation ssm ssm-quicksetup",
        "synthetics": "lambda",
        "workmail": "export.workmail workmail",
        "workspaces-instances": "ec2 workspaces-instances",
    }.items()
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
    when: When = When.ALWAYS,
) -> Technique:
    """Returns one technique of AWS, with what an analysis leaves unreported of it."""
    left = UNREPORTED_WITH_ROLE if kind is Kind.HANDOVER else UNREPORTED
    # What takes two actions is reported by both; alone, the same action is not.
    judged = needs if kind is Kind.HANDOVER and len(needs) > 2 else tuple(_judged(need, left) for need in needs)
    return Technique(key, "aws", kind, title, judged, *words, source, runs_as, when)


def _judged(need: Need, left: Mapping[str, str]) -> Need:
    return replace(need, unreported=tuple(action for action in need.any_of if action in left))


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
        reach = on or (On.PRINCIPAL if kind is Kind.CREDENTIAL and service in _IDENTITY else _REACH[kind])
        keys = _KEYS.get((kind, service), ())
        exact = kind is Kind.CREDENTIAL and service in _LOGINS
        need = Need(patterns(service, actions), reach, keys=keys, exact=exact)
        yield row(f"aws-{stem}-{service}", kind, title.format(service=service), (need,), words)


_REACH: Final = {
    Kind.CREDENTIAL: On.STORE,
    Kind.HOST: On.HOST,
    Kind.POLICY: On.RESOURCE,
    Kind.GUARD: On.GUARD,
}

_IDENTITY: Final = frozenset({"account-access", "iam", "rolesanywhere", "signin", "sso", "sts"})
"""Services whose credentials are of principals: one is too many, also of a single named principal."""

_LOGINS: Final = frozenset({"rds-db", "redshift"})
"""Services whose resource ends in the name of a user: all users of one database are not the caller's own."""

_KEYS: Final[Mapping[tuple[Kind, str], tuple[str, ...]]] = {
    (Kind.POLICY, "kms"): ("kms:GrantIsForAWSResource", "kms:GranteePrincipal", "kms:ViaService"),
    (Kind.HOST, "lambda"): ("lambda:FunctionArn",),
}
"""By kind and service, the condition keys that confine it to something harmless."""


def patterns(service: str, actions: str) -> tuple[str, ...]:
    """Returns a row's actions with their service prefix."""
    return tuple(f"{service}:{action}" for action in actions.split())
