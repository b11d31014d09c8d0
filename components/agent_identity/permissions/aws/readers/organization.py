"""Reads the limits of an organisation: its service and resource control policies, level by level.

One file says all, for every account alike or for single ones:

    {"management_account": "111122223333",
     "scps": [[POLICY, ...], ...], "rcps": [[POLICY, ...], ...],
     "accounts": {"444455556666": {"scps": [...], "rcps": [...]}}}

with one list a level, from the root down. A policy is its document, or what `aws organizations describe-policy` writes.
"""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from agent_identity.permissions.aws.documents import DocumentError, read_document
from agent_identity.permissions.aws.model import Organization, Policy
from agent_identity.permissions.problems import ReadError

Kind = Literal["scp", "rcp"]
Levels = tuple[tuple[Policy, ...], ...]

_KEYS: Final = ("management_account", "scps", "rcps", "accounts")
_EVERYTHING: Final = {
    "scp": {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}},
    "rcp": {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}},
}
"""What AWS attaches by itself, and what a level needs so that anything is allowed at all."""


def read(data: object, *, where: str) -> Organization:
    """Returns an organisation's limits.

    Args:
        data: The parsed JSON of the file.
        where: What messages call the file.

    Raises:
        ReadError: When it does not have this form, with every problem.
    """
    problems: list[str] = []
    if not isinstance(data, Mapping):
        raise ReadError([f"{where}: found no object, expected one with {', '.join(_KEYS)}"])
    problems += [
        f"{where}/{key}: is no key here, expected one of: {', '.join(_KEYS)}" for key in data if key not in _KEYS
    ]
    account = data.get("management_account")
    if account is not None and not isinstance(account, str):
        problems.append(f"{where}/management_account: found {account!r}, expected an account's number as text")
    own = data.get("accounts", {})
    accounts: dict[str, tuple[Levels, Levels]] = {}
    if not isinstance(own, Mapping):
        problems.append(f"{where}/accounts: found no object, expected one by account number")
        own = {}
    for number, limits in own.items():
        at = f"{where}/accounts/{number}"
        if not isinstance(limits, Mapping):
            problems.append(f"{at}: found no object, expected one with scps and rcps")
            continue
        accounts[str(number)] = (
            _levels(limits.get("scps"), "scp", f"{at}/scps", problems),
            _levels(limits.get("rcps"), "rcp", f"{at}/rcps", problems),
        )
    found = Organization(
        management_account=account if isinstance(account, str) else None,
        scp_levels=_levels(data.get("scps"), "scp", f"{where}/scps", problems),
        rcp_levels=_levels(data.get("rcps"), "rcp", f"{where}/rcps", problems),
        accounts=accounts,
    )
    if problems:
        raise ReadError(problems)
    return found


def of_files(scps: Sequence[tuple[str, object]], rcps: Sequence[tuple[str, object]]) -> tuple[Organization, list[str]]:
    """Returns an organisation of one level made of plain policy files, with what was assumed.

    Raises:
        ReadError: When one of them is no policy, with every problem.
    """
    problems: list[str] = []
    assumptions: list[str] = []
    levels = [_level(kind, files, problems, assumptions) for kind, files in (("scp", scps), ("rcp", rcps))]
    if problems:
        raise ReadError(problems)
    return Organization(scp_levels=levels[0], rcp_levels=levels[1]), assumptions


def _level(kind: str, files: Sequence[tuple[str, object]], problems: list[str], assumptions: list[str]) -> Levels:
    named: Kind = "scp" if kind == "scp" else "rcp"
    policies = [policy for name, value in files if (policy := _policy(value, named, name, name, problems)) is not None]
    if policies and not any(
        statement.allow for policy in policies if policy.document for statement in policy.document.statements
    ):
        # A level of denials alone would allow nothing: AWS's own policy stands beside them.
        policies.append(_whole(named))
        assumptions.append(f"the {kind} files hold denials alone: {policies[-1].name} is attached beside them")
    return (tuple(policies),) if policies else ()


def _whole(kind: Kind) -> Policy:
    name = "FullAWSAccess" if kind == "scp" else "RCPFullAWSAccess"
    return Policy(kind, name, read_document(_EVERYTHING[kind], role="identity" if kind == "scp" else "resource"))


def _levels(value: object, kind: Kind, at: str, problems: list[str]) -> Levels:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(level, list) for level in value):
        problems.append(f"{at}: found no list of lists, expected the policies of each level from the root down")
        return ()
    return tuple(
        tuple(
            policy
            for place, item in enumerate(level)
            if (policy := _policy(item, kind, f"{kind} {depth}.{place}", f"{at}/{depth}/{place}", problems)) is not None
        )
        for depth, level in enumerate(value)
    )


def _policy(value: object, kind: Kind, name: str, where: str, problems: list[str]) -> Policy | None:
    if isinstance(value, Mapping) and isinstance(described := value.get("Policy"), Mapping):
        value = described.get("Content")
        summary = described.get("PolicySummary")
        if isinstance(summary, Mapping) and isinstance(summary.get("Name"), str):
            name = summary["Name"]
    try:
        return Policy(kind, name, read_document(value, where=where, role="identity" if kind == "scp" else "resource"))
    except DocumentError as error:
        problems.extend(error.problems)
        return None
