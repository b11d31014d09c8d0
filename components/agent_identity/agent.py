"""Who an agent is: its type, version, environment and owner, and what is expected of it."""

import ipaddress
import re
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

Function = Literal["data-retrieval", "api-orchestration", "decision-automation"]
DataSensitivity = Literal["pii", "payment", "internal"]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input: where it is (keys from the root) and what was found and expected."""

    path: tuple[str | int, ...]
    message: str

    def __str__(self) -> str:
        """Returns `place: message`."""
        return f"{'.'.join(map(str, self.path)) or 'agent'}: {self.message}"


class AgentError(ValueError):
    """Raised when an agent is not valid; `problems` holds all that is wrong with it, not only the first."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


def _slug_like(value: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", value):
        raise ValueError(
            "expected lower-case letters, digits and single hyphens, beginning with a letter, like 'invoice-reader'"
        )
    return value


def _version(value: str) -> str:
    if not re.fullmatch(r"[0-9A-Za-z]([0-9A-Za-z._-]*[0-9A-Za-z])?", value):
        raise ValueError("expected letters, digits, dots, hyphens and underscores, like '2.3.1'")
    return value


def _version_text(value: object) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise ValueError(  # noqa: TRY004 - pydantic reports a ValueError, and lets a TypeError through
            f"expected text: a bare {value} is read as a number; put the version in quotes"
        )
    return value


def _network(value: str) -> str:
    try:
        return str(ipaddress.ip_network(value))
    except ValueError as error:
        raise ValueError(f"expected a network like '10.20.0.0/16': {error}") from None


def _time_zone(value: str) -> str:
    # "UTC" needs no time zone database; a slim container may have none.
    if value != "UTC":
        try:
            zoneinfo.ZoneInfo(value)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("expected a time zone of the IANA database, like 'Europe/Berlin'") from None
    return value


def _hours(value: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)", value):
        raise ValueError("expected hours like '06:00-20:00'")
    return value


def _some_day(value: tuple[Day, ...]) -> tuple[Day, ...]:
    if not value:
        raise ValueError("expected at least one day; leave the field out for every day")
    return value


def _contact(value: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+|https://\S+", value):
        raise ValueError("expected an e-mail address or an https:// address")
    return value


Slug = Annotated[str, AfterValidator(_slug_like)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Schedule(_Model):
    """When an agent is expected to act; use at other times is worth an alert (requirement P4-2)."""

    days: Annotated[tuple[Day, ...], AfterValidator(_some_day)] = Field(
        default=("mon", "tue", "wed", "thu", "fri", "sat", "sun"), description="Days of the week."
    )
    hours: Annotated[str, AfterValidator(_hours)] = Field(
        default="00:00-24:00", description="From-to in the time zone; may run over midnight."
    )
    timezone: Annotated[str, AfterValidator(_time_zone)] = Field(default="UTC", description="An IANA time zone.")


class AgentType(_Model):
    """One agent type in one environment: the unit that has exactly one principal per cloud (ISO 27001 5.16).

    The lengths leave room for all four tags in a GCP service account's description (256 bytes).
    """

    type: Slug = Field(min_length=2, max_length=63, description="What kind of agent this is; the principal's name.")
    version: Annotated[str, BeforeValidator(_version_text), AfterValidator(_version)] = Field(
        min_length=1, max_length=32, description="The deployed version; never part of a name."
    )
    environment: Slug = Field(min_length=2, max_length=24, description="Where it runs, like 'prod'.")
    team: Slug = Field(min_length=2, max_length=63, description="The team that owns it.")
    function: Function | None = Field(default=None, description="What it does in general (requirement P1-1).")
    data_sensitivity: DataSensitivity | None = Field(
        default=None, description="The most sensitive data that it touches (requirement P1-3)."
    )
    schedule: Schedule | None = Field(default=None, description="When it is expected to act.")
    source_networks: tuple[Annotated[str, AfterValidator(_network)], ...] = Field(
        default=(), description="Networks from which it is expected to call."
    )
    contact: Annotated[str, AfterValidator(_contact)] | None = Field(
        default=None, max_length=254, description="Whom to ask: an e-mail or https:// address."
    )

    @classmethod
    def parse(cls, fields: Mapping[str, object]) -> Self:
        """Returns the agent that `fields` describe.

        Raises:
            AgentError: With every problem of the input, each with its place.
        """
        try:
            return cls.model_validate(dict(fields))
        except ValidationError as error:
            raise AgentError(problems_of(error)) from None


def problems_of(error: ValidationError) -> list[Problem]:
    """Returns what pydantic found, in words that name what was found and expected."""
    return [
        Problem(tuple(detail["loc"]), _words(detail["type"], detail["msg"], detail["input"]))
        for detail in error.errors()
    ]


def _words(kind: str, message: str, found: object) -> str:
    if kind == "missing":
        return "is required"
    if kind == "extra_forbidden":
        return "is not a field here"
    said = message.removeprefix("Value error, ")
    if isinstance(found, str | int | float | bool):
        text = repr(found)
        return f"found {text if len(text) <= 60 else text[:57] + '…'}: {said[:1].lower()}{said[1:]}"
    return f"found {type(found).__name__}: {said[:1].lower()}{said[1:]}"
