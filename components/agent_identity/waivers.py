"""Waivers: findings that someone with a name lets pass, for a reason, until a day.

A waiver is data and is judged like everything else: it names one rule and one finding, it ends within a year, and once
it has ended the finding blocks again and says so. Each use is printed.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from fnmatch import fnmatchcase
from functools import cache
from typing import Final, Literal, NamedTuple, get_args

from agent_identity.permissions.techniques import techniques_of
from agent_identity.permissions.techniques.model import Cloud
from agent_identity.permissions.values import Value

KEYS: Final = ("rule", "finding", "urn", "reason", "approver", "expires")
LONGEST: Final = timedelta(days=366)
"""A waiver that ends later than this from today is refused: what holds for ever is a rule, not a waiver."""

PACK_RULES: Final = frozenset(
    {
        "agent-boundary-weakened",
        "agent-shared-principal",
        "agent-tags",
        "agent-unjudged-resource",
        "agent-workload-environment",
        "agent-workload-identity",
        "aws-admin-grant",
        "aws-escalation",
        "aws-foreign-issuer",
        "aws-role-boundary",
        "aws-static-credential",
        "aws-trust",
        "azure-admin-grant",
        "azure-custom-role",
        "azure-foreign-issuer",
        "azure-static-credential",
        "azure-subscription-boundary",
        "azure-trust",
        "gcp-admin-grant",
        "gcp-authoritative-iam",
        "gcp-foreign-issuer",
        "gcp-project-boundary",
        "gcp-static-credential",
        "gcp-trust",
        "kubernetes-admin-grant",
        "kubernetes-automount",
        "kubernetes-namespace-boundary",
        "kubernetes-token-life",
        "kubernetes-token-secret",
    }
)
"""Rules of the policy pack, which is no part of this distribution."""

BESIDE_TECHNIQUES: Final = ("admin", "unknown-policy")
"""What an analysis finds on a cloud beside techniques: `aws-admin`, for one."""

Fault = Literal["malformed", "no approver", "unknown rule"]


class Problem(NamedTuple):
    """One thing that is wrong with a waiver.

    Attributes:
        fault: What kind of thing.
        text: Where, what was found, what was expected.
    """

    fault: Fault
    text: str


@dataclass(frozen=True, slots=True)
class Waiver:
    """One finding that may pass.

    Attributes:
        rule: Id of the rule, as the finding's line begins with it.
        finding: Id of the finding.
        urn: A glob over the URN of the resource.
        reason: Why.
        approver: Who said so.
        expires: The last day on which it holds.
    """

    rule: str
    finding: str
    urn: str
    reason: str
    approver: str
    expires: date

    def covers(self, rule: str, finding: str, *urns: str) -> bool:
        """Tells whether it names this finding on one of these resources."""
        return self.rule == rule and self.finding == finding and any(fnmatchcase(urn, self.urn) for urn in urns)


@cache
def analysis_rules() -> frozenset[str]:
    """Returns the rules of the analyses: the techniques of every cloud, and what is found beside them."""
    clouds: tuple[Cloud, ...] = get_args(Cloud)
    found = {technique.id for cloud in clouds for technique in techniques_of(cloud)}
    return frozenset(found | {f"{cloud}-{name}" for cloud in clouds for name in BESIDE_TECHNIQUES})


def is_rule(name: str, pack_rules: AbstractSet[str] = PACK_RULES) -> bool:
    """Tells whether there is a rule of this id, in the pack or in an analysis."""
    # Techniques are loaded only where somebody names one.
    return name in pack_rules or name in analysis_rules()


def read_waiver(
    where: str, item: Value, today: date, pack_rules: AbstractSet[str] = PACK_RULES
) -> tuple[Waiver | None, list[Problem]]:
    """Reads one waiver.

    Args:
        where: What messages call its place.
        item: The waiver, as its file says it.
        today: The day on which it is judged.
        pack_rules: Ids of the policy pack's rules.

    Returns:
        The waiver, or None, and what is wrong with it.
    """
    if not isinstance(item, Mapping):
        return None, [Problem("malformed", f"{where}: expected an object with {', '.join(KEYS)}")]
    problems = [
        Problem("malformed", f"{where}.{key}: unknown key, expected one of {', '.join(KEYS)}")
        for key in sorted(map(str, set(item) - set(KEYS)))
    ]
    problems.extend(
        Problem(
            "no approver" if key == "approver" else "malformed",
            f"{where}.{key}: expected a text, found {item.get(key)!r}",
        )
        for key in KEYS
        if not isinstance(item.get(key), str) or not item[key].strip()
    )
    if problems:
        return None, problems
    if not is_rule(item["rule"], pack_rules):
        problems.append(Problem("unknown rule", f"{where}.rule: there is no rule {item['rule']!r}"))
    texts = []
    if not item["finding"].startswith(f"{item['rule']}-"):
        texts.append(f"{where}.finding: expected the id of one finding of {item['rule']}, found {item['finding']!r}")
    if not (item["reason"] + item["approver"]).isprintable():
        texts.append(f"{where}: expected reason and approver on one line each, in characters that can be printed")
    if not item["urn"].rpartition("::")[2].strip("*?[]!"):
        texts.append(f"{where}.urn: expected a pattern that names a resource, as *::invoice-reader")
    expires: date | None = None
    try:
        expires = date.fromisoformat(item["expires"])
    except ValueError:
        texts.append(f"{where}.expires: expected a day as 2027-01-31, found {item['expires']!r}")
    if expires is not None and expires > today + LONGEST:
        texts.append(f"{where}.expires: {expires} is more than a year away; expected a day until {today + LONGEST}")
    problems.extend(Problem("malformed", text) for text in texts)
    if problems or expires is None:
        return None, problems
    return Waiver(item["rule"], item["finding"], item["urn"], item["reason"], item["approver"], expires), []
