"""Every cloud: no token, key or password stands in the environment of an agent's workload."""

import re
from collections.abc import Iterator
from typing import Final

from agent_identity.permissions.stacks.kinds import CREDENTIALS
from agent_identity.permissions.stacks.resource import Resource
from agent_identity.permissions.unknown import UNKNOWN
from agent_identity_pack import environments, workloads
from agent_identity_pack.context import Context
from agent_identity_pack.environments import Variable
from agent_identity_pack.rule import Examples, Finding, Rule, broken, unproven

FIX = "let the workload use its own identity, and read what is left from a secret store at run time"

CLOUD_NAMES: Final = frozenset(
    {
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_BEARER_TOKEN_BEDROCK",
        "GOOGLE_APPLICATION_CREDENTIALS",
        "GOOGLE_CREDENTIALS",
        "GOOGLE_API_KEY",
        "AZURE_CLIENT_SECRET",
        "AZURE_CLIENT_CERTIFICATE_PATH",
        "AZURE_PASSWORD",
        "AZURE_STORAGE_KEY",
        "AZURE_STORAGE_CONNECTION_STRING",
        "ARM_CLIENT_SECRET",
    }
)
"""Variables from which the clouds' own clients read a credential that is not the workload's identity."""

_SECRET_NAME: Final = re.compile(
    r"(?:^|_)(?:SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|APIKEY|API_KEY|ACCESS_KEY|ACCOUNT_KEY|SECRET_KEY|PRIVATE_KEY"
    r"|CREDENTIALS?|CONNECTION_STRING|CONNECTIONSTRING)$",
    re.IGNORECASE,
)
_SECRET_VALUE: Final = re.compile(
    r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAIza[\w-]{35}\b|\beyJ[\w-]+\.eyJ[\w-]+\."
    r"|\bgh[pousr]_\w{36}|\bsk-[\w-]{20,}|AccountKey=[\w+/=]{20,}|\bya29\.[\w-]{20,}|\bGOOG[\w]{20,}"
)


def check(workload: Resource, context: Context) -> Iterator[Finding]:
    """Finds variables that hold a credential by name or by value, and an environment that is not known."""
    agent = any(context.agent_of(item) is not None for item in (workload, *_apps(workload, context)))
    name = workload.label
    found = environments.environment(workload)
    if found is None:
        sentence = f"the environment of {name} is not known before it is deployed"
        fix = f"{FIX}; build the environment from values that you chose"
        yield unproven(workload, name, sentence, fix, "environment", agent=agent)
        return
    for variable in found:
        if variable.whole:
            stored = variable.name if isinstance(variable.name, str) else "one that is not known"
            sentence = f"{name} takes its environment from {stored} whole, and a token may be among it"
            fix = "name each key that the workload needs, or mount it as a file"
            yield unproven(workload, name, sentence, fix, f"whole {stored}", agent=agent)
            continue
        what = _credential(variable)
        if what is not None:
            sentence = f"{name} finds {what} in the variable {variable.name} of its environment"
            yield broken(workload, name, sentence, FIX, f"{variable.name}", agent=agent)
        elif variable.value is UNKNOWN and (sources := _credential_sources(workload, context)):
            sentence = f"the variable {variable.name} of {name} may hold the credential of {sources[0].label}"
            yield unproven(workload, name, sentence, FIX, f"{variable.name}", agent=agent)


def _apps(settings: Resource, context: Context) -> list[Resource]:
    """Returns the web apps whose settings stand in a resource of their own."""
    if settings.kind not in environments.SETTINGS:
        return []
    name = settings.get("name")
    if name is UNKNOWN:
        return context.stack.sources(settings, "name", environments.WEB_APPS)
    return [app for app in context.stack.of(*environments.WEB_APPS) if app.get("name") == name]


def _credential(variable: Variable) -> str | None:
    """Returns what a variable holds, or None for what is no credential; an unknown value counts by its name."""
    name, value = str(variable.name), variable.value
    if variable.secret:
        # A reference is how a third party's key may come in; the clouds' own are needless and every token expires.
        is_own = name.upper() in CLOUD_NAMES or name.upper().endswith("_TOKEN")
        return "a stored credential" if is_own else None
    if isinstance(value, str) and _SECRET_VALUE.search(value):
        return "a key or token"
    if value in (None, "") or (isinstance(value, str) and _is_reference(value)):
        return None
    if name.upper() in CLOUD_NAMES:
        return "a cloud's credential"
    return "what its name calls a secret" if _SECRET_NAME.search(name) else None


def _is_reference(value: str) -> bool:
    # Azure's settings say by this word that a connection uses the app's own identity:
    # https://learn.microsoft.com/azure/azure-functions/functions-reference#common-properties-for-identity-based-connections
    return value.lower() == "managedidentity" or value.startswith(
        ("arn:aws", "@Microsoft.KeyVault(", "projects/", "/run/", "/var/run/", "sm://")
    )


def _credential_sources(workload: Resource, context: Context) -> list[Resource]:
    return [source for field in workload.sources for source in context.stack.sources(workload, field, CREDENTIALS)]


_PROGRAM = """
import json

import pulumi_aws as aws

trust = {"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
TAGS = {"agent-type": "environment-reader", "agent-version": "1.0.0",
        "agent-environment": "prod", "agent-team": "payments"}
bucket = aws.s3.Bucket("environment-bucket")
role = aws.iam.Role("environment-reader", path="/agents/", assume_role_policy=json.dumps(trust), tags=TAGS,
                    permissions_boundary="arn:aws:iam::123456789012:policy/agents/boundaries/standard")
containers = [{"name": "agent", "image": "agent:1.0.0", "environment": [VARIABLE]}]
aws.ecs.TaskDefinition(
    "environment-task",
    family="environment-task",
    container_definitions=CONTAINERS,
    task_role_arn=role.arn,
    tags=TAGS,
)
"""
_KNOWN = "json.dumps(containers)"
_HARMLESS = '{"name": "LOG_LEVEL", "value": "info"}'

RULE = Rule(
    id="agent-workload-environment",
    severity="critical",
    requirements=("P2-1", "PF-2"),
    sentence="No token, key or password stands in the environment of an agent's workload.",
    remediation=FIX,
    kinds=workloads.KINDS | environments.SETTINGS,
    check=check,
    examples=Examples(
        fails=_PROGRAM.replace("VARIABLE", '{"name": "AWS_SECRET_ACCESS_KEY", "value": "not-a-real-one"}').replace(
            "CONTAINERS", _KNOWN
        ),
        passes=_PROGRAM.replace("VARIABLE", _HARMLESS).replace("CONTAINERS", _KNOWN),
        unknown=_PROGRAM.replace("VARIABLE", _HARMLESS).replace(
            "CONTAINERS", "bucket.arn.apply(lambda arn: json.dumps(containers))"
        ),
        culprit="environment-task",
    ),
    limits="Credentials inside images and in files that a workload downloads; `scan` looks for those.",
)
