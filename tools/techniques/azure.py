"""Lists Azure actions that may be escalation techniques, and which technique each belongs to.

    python -m tools.techniques.azure ROLES [--new]

ROLES is what `az role definition list` shows, as JSON (also gzipped). `--new` lists only what no technique names and no
line of `HARMLESS` explains, and exits with 1 if there is any.
"""

import gzip
import json
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from agent_identity.permissions.patterns import Patterns, compiled
from agent_identity.permissions.techniques import techniques_of
from agent_identity.permissions.techniques.model import Plane

ACTIONS: Final = re.compile(
    r"/((list|read|get|fetch|retrieve|generate|create|regenerate|rotate|reset|renew)\w*(key|secret|cred|token|sas"
    r"|connectionstring|kubeconfig|accessdetails|callback|password|url|code)\w*|\w*keys|generate\w*|\w*accesstoken"
    r"|retrieve\w*|begingetaccess|getrdp\w*|publish\w*|\w*command\w*|\w*exec\w*|assign\w*|elevate\w*|register|import\w*"
    r"|schedulerun|applicationaccess|attach|connect|debug\w*|submit|login\w*|install\w*|addextensions"
    r"|upgradeextensions|script\w*|invoke\w*|set\w*)/action$"
    r"|/(role\w*|policy\w*|\w*policies|locks|deployments|deploymentscripts|deploymentstacks|extensions|runcommands?"
    r"|diagnosticsettings|\w*credentials|userassignedidentities|authorizationrules|administrators|runbooks|webhooks"
    r"|tasks|taskruns|\w*connections|linkedservices|computes|workflows|virtualmachines|sites|containergroups"
    r"|containerapps|configurationassignments|networksecuritygroups|actiongroups|\w*rules|users)/(write|delete)$"
)
"""Control-plane actions whose names say that they change access or a guard, return a credential or run something."""

DATA_ACTIONS: Final = re.compile(
    r"secret|login|exec|/sign/|decrypt|unwrap|admin|impersonat|rolebind|escalate|/bind|backup|restore|release|write/"
    r"|accesskey|token|password|credential|takeown|modifyperm|superuser|connect/|debug|issue"
)

HARMLESS: Final = (
    ("*/delete", "it takes away what runs or what connects, and no guard"),
    (
        (
            "*/tagrules/write *.edge/sites/write */placementscores/* */generatesessions/* */setmaintenancemode/*"
            " */labs/publish/* */labs/users/write */getexecutiondetails/* */getkeyvaultstatus/* */retrieve*/action"
            " *.chaos/* *.computeschedule/* */connect/action */set*/action */getvideodownloadurl/* */installupdates/*"
            " *.approvals/* */virtualmachines/write */webhooks/write *.hdinsight/clusters/extensions/* */importjobs*"
            " */privateendpointconnections/write */serviceconnections/write */*approvalpolic*/write"
            " */getbestpractices* */alertrules/write"
        ),
        "it changes something of the service's own: no access, code or guard of others",
    ),
    (
        (
            "*/readmetadata/* */interpreters/execute/* *.healthbot/* *.experimentation/* *.durabletask/* */admin/action"
            " */logstream/* */listinstances/* */userwrite/* *.blockchain/* *.securitydetonation/* */garnetclusters/*"
            " */write */read */delete"
        ),
        "it uses the service as the caller itself",
    ),
)


def operations_of(path: Path) -> tuple[frozenset[str], frozenset[str]]:
    """Returns the actions and the data actions that roles of the export name without a wildcard."""
    raw = path.read_bytes()
    roles = json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)
    fields = ("actions", "dataActions")
    actions, data_actions = (
        {name for role in roles for each in _permissions(role) for name in each.get(field) or ()} for field in fields
    )
    return _without_wildcard(actions), _without_wildcard(data_actions)


def _without_wildcard(names: set[str]) -> frozenset[str]:
    return frozenset(name for name in names if "*" not in name)


def candidates(path: Path) -> Iterator[tuple[Plane, str]]:
    """Returns the operations that may be techniques, sorted."""
    actions, data_actions = operations_of(path)
    yield from ((Plane.CONTROL, name) for name in sorted(actions) if ACTIONS.search(name.lower()))
    yield from ((Plane.DATA, name) for name in sorted(data_actions) if DATA_ACTIONS.search(name.lower()))


def technique_of(plane: Plane, operation: str) -> tuple[str, ...]:
    """Returns the ids of the techniques that name an operation."""
    return tuple(key for key, patterns in _patterns(plane) if patterns.match(operation.lower()))


def harmless(operation: str) -> str | None:
    """Returns why an operation that looks like a technique is none, or None where nobody has said so."""
    return next((why for patterns, why in HARMLESS if compiled(tuple(patterns.split())).match(operation.lower())), None)


def main() -> int:
    """Prints each candidate with its techniques, or why it is harmless, or `?`."""
    arguments = [argument for argument in sys.argv[1:] if argument != "--new"]
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    unknown = 0
    for plane, operation in candidates(Path(arguments[0])):
        verdict = " ".join(technique_of(plane, operation)) or harmless(operation) or "?"
        unknown += verdict == "?"
        if verdict == "?" or "--new" not in sys.argv:
            print(f"{operation}\t{verdict}")
    return 1 if unknown and "--new" in sys.argv else 0


def _permissions(role: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = role.get("permissions") or role.get("properties", {}).get("permissions", [])
    return found


@cache
def _patterns(plane: Plane) -> tuple[tuple[str, Patterns], ...]:
    named = (
        (each.id, tuple(text for need in each.needs if need.plane is plane for text in need.any_of))
        for each in techniques_of("azure")
    )
    return tuple((key, compiled(patterns)) for key, patterns in named if patterns)


if __name__ == "__main__":
    sys.exit(main())
