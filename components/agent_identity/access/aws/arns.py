"""ARNs: which resource type one is of, and whether it names its resource closely enough."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from agent_identity.access.aws.kinds import CONTENTS, MORE_FORMS
from agent_identity.access.aws.table import Service

PREFIX_ENDS: Final = "/-:._"
"""Characters that end a name's literal beginning, before a wildcard."""

_PLACEHOLDER = re.compile(r"\$\{([^}]*)\}|\*")
_WILD = re.compile(r"[*?]")
_PLACES: Final = {
    "partition": (re.compile(r"aws(-[a-z]+)*"), "a partition like 'aws'"),
    "service": (re.compile(r"[a-z0-9-]+"), "a service like 's3'"),
    "region": (re.compile(r"[a-z]{2,4}(-[a-z]+)+-\d+"), "a region like 'eu-west-1'"),
    "account": (re.compile(r"\d{12}|aws"), "an account's 12 digits"),
}


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with an ARN; the words of an `AccessProblem`."""

    found: str
    expected: str
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Arn:
    """The parts of an ARN: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html."""

    partition: str
    service: str
    region: str
    account: str
    resource: str

    @classmethod
    def parse(cls, text: str) -> "Arn | None":
        """Returns the parts of an ARN, or None when the text is none."""
        parts = text.split(":", 5)
        return cls(*parts[1:]) if len(parts) == 6 and parts[0] == "arn" and parts[5] else None

    def __str__(self) -> str:
        """Returns the ARN."""
        return f"arn:{self.partition}:{self.service}:{self.region}:{self.account}:{self.resource}"

    def of(self, resource: str) -> str:
        """Returns the ARN of another resource of the same service, region and account."""
        return str(Arn(self.partition, self.service, self.region, self.account, resource))


@dataclass(frozen=True, slots=True)
class Form:
    """One form of ARN of one resource type.

    Attributes:
        kind: The resource type.
        text: The form, with the places for names as `${Name}`.
        arn: The parts of the form.
        pattern: What the resource part must match; a group for each place.
    """

    kind: str
    text: str
    arn: Arn
    pattern: str

    @property
    def names(self) -> list[str]:
        """What stands in the places of the resource part, in words."""
        return [name or "Name" for name in _PLACEHOLDER.findall(self.arn.resource)]

    @property
    def example(self) -> str:
        """The form as a person would write it down."""
        return _PLACEHOLDER.sub(lambda found: found[1] or "Name", self.text.replace("${Partition}", "aws"))

    @property
    def literals(self) -> str:
        """The text of the resource part without its places."""
        return _PLACEHOLDER.sub("", self.arn.resource)


@dataclass(frozen=True, slots=True)
class Match:
    """An ARN seen as one form.

    Attributes:
        form: The form.
        values: What stands in the places of the resource part.
    """

    form: Form
    values: tuple[str, ...]


def canonical(arn: Arn) -> Arn:
    """Returns the one form of an ARN that AWS writes in two: a log group's ends in `:*` or does not."""
    if arn.service == "logs" and (found := re.fullmatch(r"(log-group:[^:]+):\*", arn.resource)):
        return Arn(arn.partition, arn.service, arn.region, arn.account, found[1])
    return arn


@cache
def forms_of(service: Service) -> tuple[Form, ...]:
    """Returns every form of ARN on which a service's actions work."""
    texts = [(kind, text) for kind, text in service.forms.items() if Arn.parse(text)]
    texts += [(kind, text) for (name, kind), text in MORE_FORMS.items() if name == service.name]
    # Names of places differ between a form and the one that continues it.
    bare = [_PLACEHOLDER.sub("*", text) for _, text in texts]
    return tuple(_form(kind, text, bare) for kind, text in texts)


def matches(service: Service, arn: Arn) -> list[Match]:
    """Returns the forms that an ARN has, those with the most literal text alone: an object's, not a bucket's."""
    found = []
    for form in forms_of(service):
        lead = _PLACEHOLDER.split(form.arn.resource, 1)[0]
        if form.arn.service in (arn.service, "${Vendor}") and arn.resource.startswith(lead):
            fit = _compiled(form.pattern).fullmatch(arn.resource)
            if fit:
                found.append(Match(form, fit.groups()))
    most = max((len(match.form.literals) for match in found), default=0)
    found = [match for match in found if len(match.form.literals) == most]
    return [match for match in found if not list(misplaced(arn, match.form))] or found[:1]


def unlike(service: Service, arn: Arn) -> str:
    """Returns the forms that an ARN of a service could have, where it has none of them."""
    examples = sorted({form.example for form in forms_of(service)})
    near = difflib.get_close_matches(str(arn), examples, 3, 0.4) or examples[:3]
    return " or ".join(near) or "no resource: the operations of this service work on none in particular, so name '*'"


def parts(arn: Arn) -> Iterator[Flaw]:
    """Yields what is wrong with an ARN whatever its type: a wildcard before the resource, a policy variable."""
    for place, (pattern, expected) in _PLACES.items():
        value = getattr(arn, place)
        if _WILD.search(value):
            yield Flaw(f"a wildcard in the {place} of '{arn}'", expected)
        elif not pattern.fullmatch(value) and (value or place in {"partition", "service"}):
            yield Flaw(f"the {place} {value!r} in '{arn}'", expected)
    if "${" in arn.resource:
        yield Flaw(f"a policy variable in '{arn}'", "the resource's own name", "name each resource, or a prefix")


def misplaced(arn: Arn, form: Form) -> Iterator[Flaw]:
    """Yields where region and account are not as in the form: absent, or left out."""
    for place in ("region", "account"):
        wanted, value = getattr(form.arn, place), getattr(arn, place)
        if wanted in {"", "*"} and value and not wanted:
            yield Flaw(f"the {place} {value!r} in '{arn}'", f"none in the ARN of a {form.kind}", form.example)
        elif wanted.startswith("${") and not value:
            yield Flaw(f"no {place} in '{arn}'", _PLACES[place][1], form.example)
        elif wanted and wanted != "*" and not wanted.startswith("${") and value != wanted:
            yield Flaw(f"the {place} {value!r} in '{arn}'", repr(wanted), form.example)


def wildcards(service: Service, arn: Arn, match: Match) -> Iterator[Flaw]:
    """Yields where an ARN names more than it should: a container by wildcard, a name by less than a whole prefix."""
    *containers, leaf = match.values or ("",)
    names = match.form.names
    for name, value in zip(names, containers, strict=False):
        if _WILD.search(value):
            yield Flaw(f"a wildcard in the {name} of '{arn}'", "it by name", f"like {match.form.example}")
    wild = _WILD.search(leaf)
    if not wild:
        return
    if not containers and (service.name, match.form.kind) in CONTENTS:
        what = f"a wildcard in the name of the {match.form.kind} '{arn}'"
        yield Flaw(what, f"each {match.form.kind} by name", f"like {match.form.example}")
        return
    literal = leaf[: wild.start()]
    if containers and not literal:
        return
    if not containers and not re.search(r"[A-Za-z0-9]", literal):
        yield Flaw(f"every {match.form.kind}: '{arn}'", f"a {match.form.kind} by name", f"like {match.form.example}")
    elif literal[-1] not in PREFIX_ENDS:
        prefix = f"{str(arn)[: len(str(arn)) - len(leaf)]}{literal}"
        yield Flaw(
            f"a wildcard after '{prefix}'",
            f"one after a whole part of the name, which ends in one of {' '.join(PREFIX_ENDS)}",
            f"like {prefix}{'/' if containers else '-'}*",
        )


def _form(kind: str, text: str, bare: list[str]) -> Form:
    arn = Arn.parse(text)
    if arn is None:
        raise AssertionError("only ARNs are forms")
    own = _PLACEHOLDER.sub("*", text)
    # What continues the form begins another name: a table's ends where `/index/` of an index begins.
    nexts = {other[len(own)] for other in bare if other.startswith(own) and len(other) > len(own)}
    pattern, position = "", 0
    for place in _PLACEHOLDER.finditer(arn.resource):
        following = arn.resource[place.end() : place.end() + 1]
        ends = "".join(sorted(nexts & set("/:"))) if not following else following if following in "/:" else ""
        pattern += re.escape(arn.resource[position : place.start()]) + (f"([^{ends}]+)" if ends else "(.+)")
        position = place.end()
    return Form(kind, text, arn, pattern + re.escape(arn.resource[position:]))


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.DOTALL)
