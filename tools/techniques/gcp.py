"""Lists GCP permissions that may be escalation techniques, and which technique each belongs to.

    python -m tools.techniques.gcp ROLES [--new]

ROLES is what `gcloud iam roles list` shows, as JSON (also gzipped): a list of roles, or one by name. A second source
are Google's discovery documents, which the package google-api-python-client carries: methods that take a service
account, or whose answer holds a token. `--new` lists only what no technique names and no line of `HARMLESS` explains,
and exits with 1 if there is any.
"""

import gzip
import json
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from agent_identity.permissions.patterns import compiled
from agent_identity.permissions.techniques import techniques_of
from tools.techniques.gcp_harmless import HARMLESS

BY_NAME: Final = re.compile(
    r"\.(setIamPolicy|\w*TagBinding|\w*PolicyBinding|actAs|implicitDelegation|sign\w*|bind|unbind|escalate|impersonate"
    r"|approve|ssh\w*|exec\w*|attach|proxy|\w*[lL]ogin|(get|fetch|retrieve|generate|create|provision|reveal|rotate|access)"
    r"\w*(Token|Secret|Password|Credential|Key|KeyString|AuthString|Jwt|Auth|Wallet|Kubeconfig|SignedUrl|Certificate)s?"
    r"|setMetadata|setCommonInstanceMetadata|setServiceAccount|sourceCode\w*|runWithOverrides|getWithSecret"
    r"|listWithSecrets)$"
    r"|[kK]eys?\.(create|update|enable|undelete|regenerate|upload)$"
    r"|([cC]redential|[sS]ecret|[tT]oken|[pP]assword|userCred|[cC]ertificate)s?\.(create|update|add|access|use)$"
    r"|(users|sinks|exclusions|feeds|alertPolicies|notification\w*|mute\w*|firewall\w*|\w*[pP]olic(y|ies)|settings"
    r"|servicePerimeters|accessLevels|roles|rules|releases|entitlements|grants|providers|pools)\.(create|update|delete)$"
)
"""Names that say that a permission changes a policy or a guard, returns a credential or gets into what runs."""

_TAKES: Final = re.compile(r"service_?account|run_?as|impersonat", re.IGNORECASE)
_RETURNS: Final = re.compile(
    r"(access|id|auth|refresh|session|bearer|oauth)_?token$|password|private_?key|signed|upload_?ur[il]|download_?ur[il]"
    r"|key_?string|auth_?string|kubeconfig|wallet",
    re.IGNORECASE,
)
_VERBS: Final = {"insert": "create", "patch": "update", "replaceService": "update", "replaceJob": "update"}
_SERVICES: Final = {"sqladmin": "cloudsql", "bigqueryconnection": "bigquery", "cloudresourcemanager": "resourcemanager"}


def permissions_of(path: Path) -> frozenset[str]:
    """Returns every permission that a role of the export holds."""
    raw = path.read_bytes()
    roles = json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)
    entries: Iterable[Any] = roles.values() if isinstance(roles, dict) else roles
    return frozenset(permission for role in entries for permission in role.get("includedPermissions") or ())


def candidates(permissions: Iterable[str]) -> dict[str, str]:
    """Returns the permissions that may be techniques, each with why it is looked at, sorted."""
    known = sorted(permissions)
    by_lower = {permission.lower(): permission for permission in known}
    found = {permission: "its name" for permission in known if BY_NAME.search(permission)}
    for method, field in _methods():
        permission = by_lower.get(method.lower())
        if permission is not None:
            found.setdefault(permission, f"{method} has {field}")
    return dict(sorted(found.items()))


def technique_of(permission: str) -> tuple[str, ...]:
    """Returns the ids of the techniques that name a permission."""
    return tuple(key for key, patterns in _patterns() if patterns.match(permission.lower()))


def harmless(permission: str) -> str | None:
    """Returns why a permission that looks like a technique is none, or None where nobody has said so."""
    return next(
        (why for patterns, why in HARMLESS if compiled(tuple(patterns.split())).match(permission.lower())), None
    )


def main() -> int:
    """Prints each candidate with its techniques, or why it is harmless, or `?`."""
    arguments = [argument for argument in sys.argv[1:] if argument != "--new"]
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    unknown = 0
    for permission, why in candidates(permissions_of(Path(arguments[0]))).items():
        verdict = " ".join(technique_of(permission)) or harmless(permission) or "?"
        unknown += verdict == "?"
        if verdict == "?" or "--new" not in sys.argv:
            print(f"{permission}\t{verdict}\t{why}")
    return 1 if unknown and "--new" in sys.argv else 0


@cache
def _patterns() -> tuple[tuple[str, Any], ...]:
    return tuple(
        (technique.id, compiled(tuple(text for need in technique.needs for text in need.any_of)))
        for technique in techniques_of("gcp")
    )


def _methods() -> Iterator[tuple[str, str]]:
    import googleapiclient  # noqa: PLC0415 - only this command needs it

    for path in sorted((Path(googleapiclient.__file__).parent / "discovery_cache/documents").glob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        service = _SERVICES.get(document.get("name", ""), document.get("name", ""))
        for collection, name, method in _walk(document):
            field = _field(document, method, "request", _TAKES) if method["httpMethod"] != "GET" else None
            if name not in {"get", "list"}:  # their schemas hold the passwords that other methods take
                field = field or _field(document, method, "response", _RETURNS)
            if field:
                yield f"{service}.{collection}.{_VERBS.get(name, name)}", field


def _walk(resource: dict[str, Any], collection: str = "") -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name, method in resource.get("methods", {}).items():
        yield collection, name, method
    for name, inner in resource.get("resources", {}).items():
        yield from _walk(inner, name)


def _field(document: dict[str, Any], method: dict[str, Any], side: str, wanted: re.Pattern[str]) -> str | None:
    start = method.get(side, {}).get("$ref")
    seen, queue = {start}, [start] if start else []
    while queue:
        for name, schema in document["schemas"].get(queue.pop(), {}).get("properties", {}).items():
            if wanted.search(name):
                return str(name)
            for reference in _references(schema):
                if reference not in seen:
                    seen.add(reference)
                    queue.append(reference)
    return None


def _references(schema: dict[str, Any]) -> Iterator[str]:
    if "$ref" in schema:
        yield schema["$ref"]
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield from _references(schema[key])


if __name__ == "__main__":
    sys.exit(main())
