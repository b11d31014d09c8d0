"""The operators of conditions: how one value of a policy is compared with one of the request.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

from agent_identity.permissions.aws.wildcards import like

Compare = Callable[[str, str], bool]
"""Whether a policy's value matches a request's; wildcards and literal characters as `wildcards.like` reads them."""


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator.

    Attributes:
        compare: Whether a value matches.
        negated: Whether the condition holds where no value matches.
    """

    compare: Compare
    negated: bool = False


def _equal(wanted: str, found: str) -> bool:
    return wanted == found


def _equal_ignoring_case(wanted: str, found: str) -> bool:
    return wanted.lower() == found.lower()


@lru_cache(maxsize=4096)
def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


@lru_cache(maxsize=4096)
def moment(text: str) -> datetime | None:
    """Returns a date as policies write it, ISO 8601 or seconds since 1970; None for what is none."""
    if (number := _number(text)) is not None and "-" not in text[1:]:
        # Four digits are a year of ISO 8601; no date of this century has so few seconds.
        if len(text) != 4:
            try:
                return datetime.fromtimestamp(float(number), UTC)
            except (OverflowError, ValueError, OSError):
                return None
        text = f"{text}-01-01"
    if len(text) == 7 and text[4] == "-":
        text = f"{text}-01"
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _numeric(holds: Callable[[Decimal, Decimal], bool]) -> Compare:
    def compare(wanted: str, found: str) -> bool:
        limit, number = _number(wanted), _number(found)
        return limit is not None and number is not None and holds(number, limit)

    return compare


def _dated(holds: Callable[[datetime, datetime], bool]) -> Compare:
    def compare(wanted: str, found: str) -> bool:
        limit, at = moment(wanted), moment(found)
        return limit is not None and at is not None and holds(at, limit)

    return compare


@lru_cache(maxsize=4096)
def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _within(wanted: str, found: str) -> bool:
    network, address = _network(wanted), _network(found)
    if isinstance(network, ipaddress.IPv4Network) and isinstance(address, ipaddress.IPv4Network):
        return address.subnet_of(network)
    if isinstance(network, ipaddress.IPv6Network) and isinstance(address, ipaddress.IPv6Network):
        return address.subnet_of(network)
    return False


def _arn(wanted: str, found: str) -> bool:
    """Compares the six parts of an ARN one by one, so that no star reaches over a colon into the next."""
    if wanted == "*":
        return True
    wants, has = wanted.split(":", 5), found.split(":", 5)
    return len(wants) == len(has) == 6 and all(map(like, wants, has))


def _bool(wanted: str, found: str) -> bool:
    return wanted.lower() == found.lower() and wanted.lower() in {"true", "false"}


def _operators() -> Mapping[str, Operator]:
    found = {
        "StringEquals": Operator(_equal),
        "StringEqualsIgnoreCase": Operator(_equal_ignoring_case),
        "StringLike": Operator(like),
        "NumericEquals": Operator(_numeric(lambda number, limit: number == limit)),
        "NumericLessThan": Operator(_numeric(lambda number, limit: number < limit)),
        "NumericLessThanEquals": Operator(_numeric(lambda number, limit: number <= limit)),
        "NumericGreaterThan": Operator(_numeric(lambda number, limit: number > limit)),
        "NumericGreaterThanEquals": Operator(_numeric(lambda number, limit: number >= limit)),
        "DateEquals": Operator(_dated(lambda at, limit: at == limit)),
        "DateLessThan": Operator(_dated(lambda at, limit: at < limit)),
        "DateLessThanEquals": Operator(_dated(lambda at, limit: at <= limit)),
        "DateGreaterThan": Operator(_dated(lambda at, limit: at > limit)),
        "DateGreaterThanEquals": Operator(_dated(lambda at, limit: at >= limit)),
        "Bool": Operator(_bool),
        "BinaryEquals": Operator(_equal),
        "IpAddress": Operator(_within),
        "ArnEquals": Operator(_arn),
        "ArnLike": Operator(_arn),
        # Holds by presence alone: `conditions` looks at it apart.
        "Null": Operator(_bool),
    }
    for name, negation in (
        ("StringEquals", "StringNotEquals"),
        ("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"),
        ("StringLike", "StringNotLike"),
        ("NumericEquals", "NumericNotEquals"),
        ("DateEquals", "DateNotEquals"),
        ("IpAddress", "NotIpAddress"),
        ("ArnEquals", "ArnNotEquals"),
        ("ArnLike", "ArnNotLike"),
    ):
        found[negation] = Operator(found[name].compare, negated=True)
    return found


OPERATORS: Final[Mapping[str, Operator]] = _operators()
"""By name, without quantifier and `IfExists`."""
WITH_WILDCARDS: Final = frozenset({"StringLike", "StringNotLike", "ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"})
"""Operators in whose values `*` and `?` are wildcards."""
