"""The pack's configuration: approved boundaries, who counts as an agent, levels, waivers.

It stands under the one key `agent-identity` of the file that `--policy-pack-config` names. Every part is optional. What
is malformed or unknown stops the run, with all problems in one message.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from agent_identity.boundaries.aws import problems_of
from agent_identity.permissions.values import Value, parsed
from agent_identity.waivers import Waiver, is_rule, read_waiver

LEVELS: Final = ("mandatory", "advisory", "disabled")
DEFAULT_LEVELS: Final = {"agents": "mandatory", "others": "advisory"}


class ConfigError(ValueError):
    """A configuration that cannot be used.

    Attributes:
        problems: One line for each thing that is wrong: where, what was found, what was expected.
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Matcher:
    """Says that a resource belongs to an agent; every pattern that is given must match.

    Attributes:
        urn: A glob over the URN.
        type: A glob over the type token.
        name: A glob over the logical name.
    """

    urn: str = "*"
    type: str = "*"
    name: str = "*"

    def matches(self, urn: str, token: str, name: str) -> bool:
        """Tells whether all patterns match."""
        return fnmatchcase(urn, self.urn) and fnmatchcase(token, self.type) and fnmatchcase(name, self.name)


@dataclass(frozen=True, slots=True)
class Config:
    """The configuration, checked.

    Attributes:
        aws_boundaries: ARNs of approved boundary policies.
        assumable_roles: ARNs of the AWS roles that a boundary may leave agents to assume.
        gcp_projects: Projects (id or number) that lie under the deny policy and in its principal set.
        azure_subscriptions: Subscriptions that lie under the policy assignments, in lower case.
        azure_roles: Custom roles that may be granted to an agent (id or GUID), in lower case.
        kubernetes_namespaces: Globs of namespaces that the admission bindings select.
        trusted_issuers: OIDC issuers that a federated credential may name, without a closing slash.
        namespaces: Globs of further namespaces that hold agents.
        projects: Globs of GCP projects that hold agents only.
        subscriptions: Azure subscriptions that hold agents only, in lower case.
        matchers: Further agents.
        levels: By rule (or `all`), the level for `agents` and for `others`.
        waivers: What is let pass, until when.
        remediations: Rules that put right by themselves what they find.
    """

    aws_boundaries: frozenset[str] = frozenset()
    assumable_roles: tuple[str, ...] = ()
    gcp_projects: frozenset[str] = frozenset()
    azure_subscriptions: frozenset[str] = frozenset()
    azure_roles: frozenset[str] = frozenset()
    kubernetes_namespaces: tuple[str, ...] = ()
    trusted_issuers: frozenset[str] = frozenset()
    namespaces: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    subscriptions: frozenset[str] = frozenset()
    matchers: tuple[Matcher, ...] = ()
    levels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    remediations: frozenset[str] = frozenset()

    def level(self, *rules: str, agent: bool) -> str:
        """Returns `mandatory`, `advisory` or `disabled` for agents or for all others.

        Args:
            rules: What the level may be set for, the first goes before the next: a technique, then its rule.
            agent: Whether an agent's principal is concerned.
        """
        whom = "agents" if agent else "others"
        for key in (*rules, "all"):
            if whom in self.levels.get(key, {}):
                return self.levels[key][whom]
        return DEFAULT_LEVELS[whom]

    def with_engine_levels(self, given: Mapping[str, str]) -> "Config":
        """Returns the configuration with levels that CrossGuard's own keys set by rule; `levels` goes before them."""
        levels: dict[str, Mapping[str, str]] = {}
        for rule in {*given, *self.levels}:
            engine = {"agents": given[rule], "others": given[rule]} if rule in given else {}
            levels[rule] = {**engine, **self.levels.get(rule, {})}
        return replace(self, levels=levels)


def read_config(given: Mapping[str, Value], rules: Iterable[str], today: date, remedies: Iterable[str] = ()) -> Config:
    """Reads the object under `agent-identity`.

    Args:
        given: The object, `{}` without a configuration file.
        rules: Ids of all rules.
        today: The day on which waivers are judged.
        remedies: Ids of the rules that have a remedy.

    Raises:
        ConfigError: With all problems found.
    """
    return _Reader(frozenset(rules), today, frozenset(remedies)).read(given)


class _Reader:
    """Reads one configuration and collects what is wrong with it."""

    def __init__(self, rules: frozenset[str], today: date, remedies: frozenset[str]) -> None:
        self.rules = rules
        self.remedies = remedies
        self.today = today
        self.problems: list[str] = []

    def read(self, given: Mapping[str, Value]) -> Config:
        parts = (
            "approvedBoundaries",
            "assumableRoles",
            "trustedIssuers",
            "agents",
            "levels",
            "waivers",
            "waiversFile",
            "remediations",
        )
        top = self._object("", given, parts)
        approved = self._object(
            "approvedBoundaries", top.get("approvedBoundaries"), ("aws", "gcp", "azure", "kubernetes")
        )
        azure = self._object("approvedBoundaries.azure", approved.get("azure"), ("subscriptions", "roleDefinitions"))
        agents = self._object("agents", top.get("agents"), ("matchers", "namespaces", "projects", "subscriptions"))
        issuers = self._texts("trustedIssuers", top.get("trustedIssuers"))
        config = Config(
            aws_boundaries=frozenset(self._texts("approvedBoundaries.aws", approved.get("aws"))),
            assumable_roles=self._roles("assumableRoles", top.get("assumableRoles")),
            gcp_projects=frozenset(self._texts("approvedBoundaries.gcp", approved.get("gcp"))),
            azure_subscriptions=_lower(
                self._texts("approvedBoundaries.azure.subscriptions", azure.get("subscriptions"))
            ),
            azure_roles=_lower(self._texts("approvedBoundaries.azure.roleDefinitions", azure.get("roleDefinitions"))),
            kubernetes_namespaces=self._texts("approvedBoundaries.kubernetes", approved.get("kubernetes")),
            trusted_issuers=frozenset(issuer.rstrip("/") for issuer in issuers),
            namespaces=self._texts("agents.namespaces", agents.get("namespaces")),
            projects=self._texts("agents.projects", agents.get("projects")),
            subscriptions=_lower(self._texts("agents.subscriptions", agents.get("subscriptions"))),
            matchers=self._matchers(agents.get("matchers")),
            levels=self._levels(top.get("levels")),
            waivers=self._waivers("waivers", top.get("waivers")) + self._waivers_file(top.get("waiversFile")),
            remediations=self._remediations(top.get("remediations")),
        )
        if self.problems:
            raise ConfigError(self.problems)
        return config

    def _object(self, where: str, value: Value, keys: Iterable[str] | None) -> Mapping[str, Value]:
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.problems.append(f"{where or 'agent-identity'}: expected an object, found {_short(value)}")
            return {}
        if keys is not None:
            self._known(where, value, tuple(keys))
        return value

    def _known(self, where: str, value: Mapping[str, Value], keys: tuple[str, ...]) -> None:
        for key in sorted(set(value) - set(keys)):
            near = get_close_matches(key, keys, n=1)
            hint = f"did you mean {near[0]}?" if near else f"expected one of {', '.join(keys)}"
            self.problems.append(f"{where + '.' if where else ''}{key}: unknown key, {hint}")

    def _texts(self, where: str, value: Value) -> tuple[str, ...]:
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            self.problems.append(f"{where}: expected a list of texts, found {_short(value)}")
            return ()
        return tuple(value)

    def _roles(self, where: str, value: Value) -> tuple[str, ...]:
        roles = self._texts(where, value)
        self.problems.extend(f"{where}: {problem}" for problem in problems_of(roles))
        return roles

    def _remediations(self, value: Value) -> frozenset[str]:
        named = self._texts("remediations", value)
        self.problems.extend(
            f"remediations: {name!r} has none, expected {', '.join(sorted(self.remedies))}"
            for name in named
            if name not in self.remedies
        )
        return frozenset(named)

    def _matchers(self, value: Value) -> tuple[Matcher, ...]:
        matchers = []
        for index, item in enumerate(self._list("agents.matchers", value)):
            where = f"agents.matchers[{index}]"
            patterns = self._object(where, item, ("urn", "type", "name"))
            if not patterns or not all(isinstance(pattern, str) and pattern for pattern in patterns.values()):
                self.problems.append(f"{where}: expected urn, type or name with a pattern each, found {_short(item)}")
            elif set(patterns) <= {"urn", "type", "name"}:
                matchers.append(Matcher(**patterns))
        return tuple(matchers)

    def _levels(self, value: Value) -> Mapping[str, Mapping[str, str]]:
        levels = self._object("levels", value, None)
        # Techniques may be named too; they are loaded only where something is no rule of the pack.
        unknown = {rule for rule in set(levels) - self.rules - {"all"} if not is_rule(rule, self.rules)}
        self._known("levels", dict.fromkeys(unknown), (*sorted(self.rules), "all"))
        for rule, given in levels.items():
            for whom, level in self._object(f"levels.{rule}", given, ("agents", "others")).items():
                if level not in LEVELS:
                    self.problems.append(f"levels.{rule}.{whom}: expected {', '.join(LEVELS)}, found {_short(level)}")
        return levels

    def _waivers(self, where: str, value: Value) -> tuple[Waiver, ...]:
        waivers = []
        for index, item in enumerate(self._list(where, value)):
            waiver, problems = read_waiver(f"{where}[{index}]", item, self.today, self.rules)
            self.problems.extend(problem.text for problem in problems)
            if waiver is not None:
                waivers.append(waiver)
        return tuple(waivers)

    def _waivers_file(self, value: Value) -> tuple[Waiver, ...]:
        if value is None:
            return ()
        if not isinstance(value, str) or not value:
            self.problems.append(f"waiversFile: expected a path, found {_short(value)}")
            return ()
        text, reason = "", None
        try:
            text = Path(value).read_text(encoding="utf-8")
        except OSError as error:
            reason = error.strerror
        except UnicodeDecodeError:
            reason = "it is not UTF-8"
        except ValueError:
            reason = "no path holds a null character"
        if reason is not None:
            self.problems.append(f"waiversFile: cannot read {value}: {reason}")
            return ()
        content = _yaml(text) if value.endswith((".yaml", ".yml")) else parsed(text)
        if not isinstance(content, list):
            self.problems.append(f"waiversFile: expected a JSON or YAML list of waivers in {value}")
            return ()
        return self._waivers(value, content)

    def _list(self, where: str, value: Value) -> list[Value]:
        if value is None:
            return []
        if not isinstance(value, list):
            self.problems.append(f"{where}: expected a list, found {_short(value)}")
            return []
        return value


def _lower(values: Iterable[str]) -> frozenset[str]:
    return frozenset(value.lower() for value in values)


def _short(value: Value) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _yaml(text: str) -> Value:
    # Only those who write YAML pay for the import, at each start of the pack.
    import yaml  # noqa: PLC0415

    try:
        # Every scalar stays text, so a day is read as it is written.
        return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader makes texts, lists and maps only
    except (yaml.YAMLError, RecursionError):
        return None
