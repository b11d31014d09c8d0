"""Sets of resources as policies write them: a pattern, less what others take away.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from agent_identity.permissions.aws.wildcards import like, meet
from agent_identity.permissions.patterns import PatternLimitError, Patterns, witness

EVERYTHING: Final = "*"
_ARN_PARTS: Final = 6
MOST_STATES: Final = 2_000
"""How far a comparison goes: real ARNs need some hundred states, patterns made to be slow any number."""


@dataclass(frozen=True, slots=True, order=True)
class Region:
    """Resources that a pattern matches and no other pattern takes away.

    Attributes:
        pattern: The pattern.
        without: Patterns of what is taken away.
    """

    pattern: str
    without: tuple[str, ...] = ()

    def holds(self, resource: str) -> bool:
        """Tells whether a resource is in it."""
        return like(self.pattern, resource) and not any(like(each, resource) for each in self.without)


def is_everything(pattern: str) -> bool:
    """Tells whether a pattern matches every text."""
    return bool(pattern) and not pattern.strip("*")


def regions_of(patterns: tuple[str, ...], *, negated: bool) -> tuple[Region, ...]:
    """Returns what a statement's Resource or NotResource covers."""
    if negated:
        return () if any(map(is_everything, patterns)) else (Region(EVERYTHING, patterns),)
    return tuple(map(Region, patterns))


def within(regions: Iterable[Region], limits: tuple[Region, ...]) -> Iterator[Region]:
    """Yields what regions and limits have in common.

    Where two patterns overlap and neither lies in the other, the region's own stands for what they share.
    """
    for region in regions:
        for limit in limits:
            without = (*region.without, *limit.without)
            if is_everything(limit.pattern) or _inside(region.pattern, limit.pattern):
                yield Region(region.pattern, without)
            elif is_everything(region.pattern) or _inside(limit.pattern, region.pattern):
                yield Region(limit.pattern, without)
            elif share(region.pattern, limit.pattern):
                yield Region(region.pattern, without)


def less(regions: Iterable[Region], taken: tuple[str, ...]) -> Iterator[Region]:
    """Yields what is left of regions when patterns are taken away."""
    for region in regions:
        without = (*region.without, *taken)
        if _left(region.pattern, without):
            yield Region(region.pattern, without)


def reaches(pattern: str, forms: tuple[str, ...] | None) -> bool:
    """Tells whether a pattern covers something that an action works on.

    Args:
        pattern: A statement's pattern.
        forms: Forms of the ARNs that the action works on; empty: none in particular; None: not known.
    """
    if forms is None or is_everything(pattern):
        return True
    return any(covers(form, pattern) for form in forms) or any(share(pattern, form) for form in forms)


def covers(other: str, pattern: str) -> bool:
    """Tells, at the cost of one match, that a pattern lies in another: in most cases in which it does.

    Read as a text, stars and all, it is matched only by stars of the other, which match whatever its own stand for.
    """
    # A question mark would match a star as one character, which stands for none or many.
    return not ("?" in other and "*" in pattern) and like(other, pattern)


@lru_cache(maxsize=65536)
def share(pattern: str, other: str) -> bool:
    """Tells whether two patterns share a resource: part by part where both are whole ARNs, as AWS compares them."""
    if covers(other, pattern):
        return True
    wants, has = pattern.split(":", _ARN_PARTS - 1), other.split(":", _ARN_PARTS - 1)
    return all(map(meet, wants, has)) if len(wants) == len(has) == _ARN_PARTS else meet(pattern, other)


@lru_cache(maxsize=65536)
def _inside(pattern: str, other: str) -> bool:
    return covers(other, pattern) or not _witness((pattern,), (other,))


@lru_cache(maxsize=65536)
def _left(pattern: str, without: tuple[str, ...]) -> bool:
    return not any(covers(each, pattern) for each in without) and _witness((pattern,), without)


def _witness(inside: tuple[str, ...], outside: tuple[str, ...]) -> bool:
    try:
        taken = [_compiled(outside)] if outside else []
        return witness([_compiled((each,)) for each in inside], taken, most=MOST_STATES) is not None
    except PatternLimitError:
        # Nothing may be concluded, so nothing is taken away.
        return True


@lru_cache(maxsize=65536)
def _compiled(patterns: tuple[str, ...]) -> Patterns:
    return Patterns(patterns, ignore_case=False)
