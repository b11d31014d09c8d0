"""Waivers: findings that someone with a name lets pass, for a reason, until a day.

A waiver is data and is judged like everything else: it names one rule and one finding, it ends within a year, and once
it has ended the finding blocks again and says so. Each use is printed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fnmatch import fnmatchcase
from typing import Final

from agent_identity.permissions.values import Value

KEYS: Final = ("rule", "finding", "urn", "reason", "approver", "expires")
LONGEST: Final = timedelta(days=366)
"""A waiver that ends later than this from today is refused: what holds for ever is a rule, not a waiver."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """One finding that may pass.

    Attributes:
        rule: Id of the rule.
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

    def covers(self, rule: str, finding: str, urn: str) -> bool:
        """Tells whether it names this finding on this resource."""
        return self.rule == rule and self.finding == finding and fnmatchcase(urn, self.urn)


def read_waiver(where: str, item: Value, rules: frozenset[str], today: date) -> tuple[Waiver | None, list[str]]:
    """Reads one waiver.

    Returns:
        The waiver, or None, and what is wrong with it: where, what was found, what was expected.
    """
    if not isinstance(item, Mapping):
        return None, [f"{where}: expected an object with {', '.join(KEYS)}"]
    problems = [
        f"{where}.{key}: unknown key, expected one of {', '.join(KEYS)}" for key in sorted(set(item) - set(KEYS))
    ]
    problems.extend(
        f"{where}.{key}: expected a text, found {item.get(key)!r}"
        for key in KEYS
        if not isinstance(item.get(key), str) or not item[key].strip()
    )
    if problems:
        return None, problems
    if item["rule"] not in rules:
        problems.append(f"{where}.rule: there is no rule {item['rule']!r}")
    if not item["finding"].startswith(f"{item['rule']}-"):
        problems.append(f"{where}.finding: expected the id of one finding of {item['rule']}, found {item['finding']!r}")
    if not (item["reason"] + item["approver"]).isprintable():
        problems.append(f"{where}: expected reason and approver on one line each, in characters that can be printed")
    if not item["urn"].rpartition("::")[2].strip("*?[]!"):
        problems.append(f"{where}.urn: expected a pattern that names a resource, as *::invoice-reader")
    try:
        expires = date.fromisoformat(item["expires"])
    except ValueError:
        return None, [*problems, f"{where}.expires: expected a day as 2027-01-31, found {item['expires']!r}"]
    if expires > today + LONGEST:
        problems.append(f"{where}.expires: {expires} is more than a year away; expected a day until {today + LONGEST}")
    if problems:
        return None, problems
    return Waiver(item["rule"], item["finding"], item["urn"], item["reason"], item["approver"], expires), []
