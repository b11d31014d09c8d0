"""docs/reference/techniques-aws.md: what an analysis calls an escalation on AWS, and what it does not report."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from agent_identity.permissions.techniques import techniques_of
from agent_identity.permissions.techniques.aws.unreported import UNREPORTED, UNREPORTED_WITH_ROLE
from agent_identity.permissions.techniques.model import Kind, On, Technique, When
from tools.pages.coverage import KINDS

_TEXT: Final = Path(__file__).with_suffix(".md")

REACH: Final[Mapping[On, str]] = {
    On.ANY: "anything at all",
    On.PRINCIPAL: "an identity, with rights which the caller lacks where the input shows them",
    On.SELF: "the caller's own identity, by name, by pattern or by everything",
    On.HOST: "something that runs as another identity",
    On.STORE: "a store of secrets, data, messages or logins, beyond the caller's own",
    On.RESOURCE: "a resource whose policy can name somebody, beyond the caller's own",
    On.GUARD: "a log, detector, rule or limit",
}
"""What a need must reach, in words."""


def page() -> str:
    """Returns the page."""
    reported = [each for each in techniques_of("aws") if all(need.counted for need in each.needs)]
    actions = {action for each in reported for need in each.needs for action in need.counted}
    return _TEXT.read_text(encoding="utf-8").format(
        techniques=len(reported),
        actions=len(actions),
        services=len({action.partition(":")[0] for action in actions} - {"*"}),
        reach=_table(("reach", "what it is"), ((f"`{on}`", words) for on, words in REACH.items())),
        kinds="\n\n".join(_kind(kind, title, reported) for kind, title in KINDS.items()),
        unreported=_reasons(UNREPORTED),
        with_role=_reasons(UNREPORTED_WITH_ROLE),
    )


def _kind(kind: Kind, title: str, techniques: Iterable[Technique]) -> str:
    rows = [
        (f"`{each.id}`: {each.title}{_when(each)}", _needs(each), f"[source]({each.source})")
        for each in techniques
        if each.kind is kind
    ]
    return f"## Kind {kind}: {title[0].lower()}{title[1:]}\n\n{_table(('technique', 'needs', 'from'), rows)}"


def _when(technique: Technique) -> str:
    return ", where a policy of the principal reads that tag" if technique.when is When.TAG_READ else ""


def _needs(technique: Technique) -> str:
    return "; with ".join(f"{_code(need.counted)} on `{need.on}`" for need in technique.needs)


def _reasons(judged: Mapping[str, str]) -> str:
    reasons = dict.fromkeys(judged.values())
    return "\n\n".join(
        f"{reason} {_code(sorted(action for action, why in judged.items() if why == reason))}" for reason in reasons
    )


def _code(actions: Iterable[str]) -> str:
    return ", ".join(f"`{action}`" for action in actions)


def _table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = list(columns)
    return "\n".join(f"| {' | '.join(line)} |" for line in (heads, ["---"] * len(heads), *rows))
