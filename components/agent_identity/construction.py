"""What every component does first: check its inputs, all of them, and refuse with every problem in one error."""

import difflib
import weakref
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, NotRequired, TypedDict

import pulumi

from agent_identity.agent import AgentError, AgentType
from agent_identity.boundaries.classes import CLASSES
from agent_identity.boundaries.placeholders import placeholders_in
from agent_identity.manifest import CLOUD_OF_RUNTIME, Manifest


class ScheduleArgs(TypedDict):
    """When an agent is expected to act."""

    days: NotRequired[list[str]]
    """Days of the week, `mon` to `sun`; every day by default."""
    hours: NotRequired[str]
    """From-to, like `06:00-20:00`; may run over midnight."""
    timezone: NotRequired[str]
    """An IANA time zone; `UTC` by default."""


class AgentArgs(TypedDict):
    """Who an agent is; the fields of `agent_identity.agent.AgentType`, all of them plain values."""

    type: str
    """What kind of agent this is, like `invoice-reader`."""
    version: str
    """The deployed version; never part of a name."""
    environment: str
    """Where it runs, like `prod`."""
    team: str
    """The team that owns it."""
    function: NotRequired[str]
    """`data-retrieval`, `api-orchestration` or `decision-automation`."""
    data_sensitivity: NotRequired[str]
    """`pii`, `payment` or `internal`."""
    schedule: NotRequired[ScheduleArgs]
    """When it is expected to act."""
    source_networks: NotRequired[list[str]]
    """Networks from which it is expected to call, like `10.20.0.0/16`."""
    contact: NotRequired[str]
    """Whom to ask: an e-mail or https:// address."""


class AccessArgs(TypedDict):
    """Something that an agent may do: `read` or `write`, not both; each names resources as their own cloud does."""

    read: NotRequired[list[pulumi.Input[str]]]
    """Resources to read."""
    write: NotRequired[list[pulumi.Input[str]]]
    """Resources to write."""
    operations: NotRequired[list[str]]
    """Operations of the cloud's own interface; a write always names them, a read may."""


class BoundaryRef(TypedDict):
    """A deployed boundary, as `Boundary.ref` and the modules' `boundary_ref` give it."""

    cloud: str
    """`aws`, `azure`, `gcp` or `kubernetes`."""
    boundary_class: str
    """The class, `standard` or `restricted`."""
    environment: str
    """The environment whose agents it bounds."""
    id: str
    """The boundary object as its cloud writes it."""
    assumable_roles: NotRequired[list[str]]
    """ARNs of the roles that the boundary leaves assumable; on AWS alone, and none by default."""
    urn: NotRequired[pulumi.Input[str]]
    """The boundary's URN where it is in the same program, so that the engine makes it first."""


class AdoptArgs(TypedDict):
    """An existing principal to take over, instead of making one."""

    name: str
    """Its name: role name, identity name, account id, service account name."""
    unmanaged: NotRequired[bool]
    """True only reads it; it is refused unless it already carries the agent's tags and the boundary."""


class RefusedError(pulumi.RunError):
    """Raised when a component's inputs are not acceptable; the message holds every problem. Shown without traceback."""

    def __init__(self, component: str, name: str, problems: list[str]) -> None:
        lines = "".join(f"\n  {problem}" for problem in problems)
        super().__init__(f"{component} {name!r} is refused:{lines}")
        self.problems = problems


@dataclass
class Checks:
    """Collects what is wrong with one component's inputs.

    Attributes:
        component: The component in the user's words, like `aws.EcsTaskIdentity`.
        name: The resource's name.
        problems: What was found so far: where, what, and what was expected.
    """

    component: str
    name: str
    problems: list[str] = field(default_factory=list)

    def fields(self, args: Mapping[str, Any], shape: type) -> None:
        """Notes a field that the arguments do not have, with the one that was probably meant."""
        known = list(shape.__annotations__)
        for key in args:
            if key not in known:
                near = difflib.get_close_matches(key, known, 1)
                hint = f"did you mean {near[0]}?" if near else f"expected one of: {', '.join(known)}"
                self.problems.append(f"{key}: is not a field here; {hint}")

    def agent(self, args: Mapping[str, Any]) -> AgentType | None:
        """Returns the agent, or None and notes every problem with it."""
        found = args.get("agent")
        if not isinstance(found, Mapping):
            self.problems.append("agent: is required: type, version, environment and team")
            return None
        try:
            return AgentType.parse(found)
        except AgentError as error:
            self.problems.extend(
                f"agent.{'.'.join(map(str, problem.path))}: {problem.message}" for problem in error.problems
            )
            return None

    def boundary(self, args: Mapping[str, Any], cloud: str, agent: AgentType | None) -> BoundaryRef | None:
        """Returns the boundary's reference, or None and notes why it may not bound this agent."""
        found = args.get("boundary")
        if not isinstance(found, Mapping):
            self.problems.append(f"boundary: is required: the `ref` of {_article(cloud)} {cloud}.Boundary")
            return None
        before = len(self.problems)
        missing = [
            key for key in ("cloud", "boundary_class", "environment", "id") if not isinstance(found.get(key), str)
        ]
        self.problems.extend(f"boundary.{key}: is required, as text; pass the `ref` of a Boundary" for key in missing)
        if missing:
            return None
        if found["cloud"] != cloud:
            self.problems.append(f"boundary: found one of {found['cloud']}, expected one of {cloud}")
        if agent is not None and found["environment"] != agent.environment:
            self.problems.append(
                f"boundary: found one of environment {found['environment']!r}, expected that of the agent,"
                f" {agent.environment!r}"
            )
        self.boundary_class(found["boundary_class"], "boundary.boundary_class")
        wanted = args.get("boundary_class")
        if wanted is not None and wanted != found["boundary_class"]:
            self.problems.append(f"boundary: found class {found['boundary_class']!r}, expected class {wanted!r}")
        self.no_placeholder(found["id"], "boundary.id")
        return BoundaryRef(**found) if len(self.problems) == before else None  # type: ignore[typeddict-item]

    def boundary_class(self, value: object, place: str = "boundary_class") -> None:
        """Notes a boundary class that does not exist."""
        if value not in CLASSES:
            self.problems.append(f"{place}: found {value!r}, expected one of: {', '.join(CLASSES)}")

    def no_placeholder(self, value: object, place: str) -> None:
        """Notes what only an organisation knows and nobody filled in."""
        self.problems.extend(f"{place}: found a placeholder: {text}" for text in placeholders_in(value))

    def adopt(self, args: Mapping[str, Any]) -> AdoptArgs | None:
        """Returns what to adopt, or None; notes a form that is not one."""
        found = args.get("adopt")
        if found is None:
            return None
        if not isinstance(found, Mapping) or not isinstance(found.get("name"), str) or not found["name"]:
            self.problems.append('adopt: expected {"name": …} of an existing principal')
            return None
        self.fields(found, AdoptArgs)
        return AdoptArgs(name=found["name"], unmanaged=bool(found.get("unmanaged", False)))

    def refuse(self) -> None:
        """Raises what was found.

        Raises:
            RefusedError: When anything was.
        """
        if self.problems:
            raise RefusedError(self.component, self.name, self.problems)


def _article(word: str) -> str:
    return "an" if word[0] in "aeio" else "a"


class Run:
    """Stands for one run of a program, where its components are made by a process that serves several runs."""


RUN: ContextVar[Run | None] = ContextVar("run", default=None)
"""The run to which a component belongs; None where the program is in this process, which then has one monitor."""

# What was claimed in one run, or one test, is forgotten with it.
_CLAIMS: "weakref.WeakKeyDictionary[object, dict[tuple[str, ...], Checks]]" = weakref.WeakKeyDictionary()


def claim(checks: Checks, what: str, *key: str) -> None:
    """Notes a problem when another component of this program already made the object of this key."""
    run = RUN.get() or pulumi.runtime.settings.get_monitor()
    holder = _CLAIMS.setdefault(run, {}).setdefault(key, checks)
    if holder is not checks:  # not by name, which components of two classes may share
        checks.problems.append(f"{what}, and {holder.name!r} of this program already is that one")


@dataclass(frozen=True)
class Identity:
    """An identity as plain data: what its component passes to the engine before anything is made.

    Attributes:
        checks: What is wrong with its inputs, if anything.
        agent: Who it is; None when that is not valid.
        boundary: What bounds it; None when that is not valid.
        manifest: None when anything is not valid.
    """

    checks: Checks
    agent: AgentType | None
    boundary: BoundaryRef | None
    manifest: Manifest | None

    @property
    def props(self) -> dict[str, Any]:
        """What resource rules of policy packs see of the component."""
        return {"manifest": dict(self.manifest)} if self.manifest is not None else {}

    def accepted(self) -> tuple[AgentType, BoundaryRef, Manifest]:
        """Returns the valid agent, boundary and manifest, and claims the agent's one principal.

        Raises:
            RefusedError: When anything is not valid, or the program has this principal already.
        """
        if self.manifest is not None:
            cloud, kind, environment = (self.manifest[key] for key in ("cloud", "agent_type", "environment"))
            what = f"agent: one principal per type, environment and cloud: {kind!r} in {environment!r} on {cloud}"
            claim(self.checks, what, cloud, kind, environment)
            claim(self.checks, f"adopt: {self.manifest['name']} serves one agent", self.manifest["principal"].lower())
        self.checks.refuse()
        if self.agent is None or self.boundary is None or self.manifest is None:
            raise AssertionError("an identity without problems is complete")
        return self.agent, self.boundary, self.manifest


@dataclass(frozen=True)
class Principal:
    """Where an identity's principal lives.

    Attributes:
        runtime: A key of `CLOUD_OF_RUNTIME`.
        name: The principal's own name.
        id: The principal as its cloud writes it.
        token_lifetime_seconds: The longest life of one credential.
    """

    runtime: str
    name: str
    id: str
    token_lifetime_seconds: int


def identity(
    checks: Checks, agent: AgentType | None, boundary: BoundaryRef | None, principal: Principal | None
) -> Identity:
    """Returns the identity that the checked inputs make; without a manifest when anything is not valid."""
    manifest: Manifest | None = None
    if agent is not None and boundary is not None and principal is not None and not checks.problems:
        manifest = {
            "agent_type": agent.type,
            "version": agent.version,
            "environment": agent.environment,
            "team": agent.team,
            "cloud": CLOUD_OF_RUNTIME[principal.runtime],
            "runtime": principal.runtime,
            "principal": principal.id,
            "name": principal.name,
            "boundary": boundary["id"],
            "boundary_class": boundary["boundary_class"],
            "token_lifetime_seconds": principal.token_lifetime_seconds,
        }
    return Identity(checks, agent, boundary, manifest)


def after_boundary(boundary: BoundaryRef, value: str | None = None) -> pulumi.Input[str]:
    """Returns a value, the boundary's id by default, known at preview.

    What uses it waits for a boundary of the same program.
    """
    known, urn = boundary["id"] if value is None else value, boundary.get("urn")
    # A plain value where there is nothing to wait for: an output costs time, once for each of a fleet's agents.
    return known if urn is None else pulumi.Output.from_input(urn).apply(lambda _: known)


def known_after(resource: pulumi.Resource, value: str) -> pulumi.Output[str]:
    """Returns a value that follows from names we chose, known at preview, which waits for `resource`."""
    return resource.urn.apply(lambda _: value)


def provider_of(opts: pulumi.ResourceOptions | None, package: str) -> pulumi.ProviderResource | None:
    """Returns the provider of a package that a component's options name, or None for the default one."""
    given = (opts.providers if opts else None) or []
    several = given.values() if isinstance(given, Mapping) else given if isinstance(given, list) else [given]
    every = (opts.provider if opts else None, *several)
    return next((item for item in every if item is not None and item.package == package), None)


def invoke_options(opts: pulumi.ResourceOptions | None, package: str) -> pulumi.InvokeOptions:
    """Returns the options by which a look-up uses the same provider as the component's children."""
    return pulumi.InvokeOptions(parent=opts.parent if opts else None, provider=provider_of(opts, package))


def same_agent(tags: Mapping[str, str], agent: AgentType) -> str | None:
    """Returns why an existing principal with these tags is not this agent's, or None when it may be."""
    for key, wanted in (("agent-type", agent.type), ("agent-environment", agent.environment)):
        if (found := tags.get(key)) not in (None, "", wanted):
            return f"adopt: the principal belongs to another agent: found {key} {found!r}, expected {wanted!r}"
    return None
