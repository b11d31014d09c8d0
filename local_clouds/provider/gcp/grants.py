"""Allow policies as resources: one member, one binding, a whole policy, an audit configuration."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from local_clouds.provider.adapter import Shape, State
from local_clouds.provider.errors import InvalidError, NotFoundError, ServiceError
from local_clouds.provider.gcp.convert import fill, parse

if TYPE_CHECKING:
    from local_clouds.provider.adapter import JSON
    from local_clouds.provider.gcp.session import Session
    from local_clouds.provider.gcp.targets import Target

#: A member and the title of its condition; a member that is a URL takes all, since it may hold slashes.
_MEMBER = re.compile(r"(?P<member>\S+?://.+|[^/]*\[[^\]]*\]|[^/]+)(/(?P<title>.+))?")
_ROLE = re.compile(r"(?P<role>((projects|organizations)/[^/]+/)?roles/[^/]+)(/(?P<rest>.*))?")


Mode = Literal["member", "binding", "policy", "audit"]
_INPUTS: dict[Mode, str] = {
    "member": "role member condition",
    "binding": "role members condition",
    "policy": "policyData",
    "audit": "service auditLogConfigs",
}
_REQUIRED: dict[Mode, str] = {
    "member": "role member",
    "binding": "role members",
    "policy": "policyData",
    "audit": "service auditLogConfigs",
}


@dataclass(frozen=True)
class Grant:
    """A resource type that is a part of an allow policy.

    Attributes:
        target: whose policy.
        mode: which part of it.
    """

    target: Target
    mode: Mode
    fields: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", tuple(re.findall(r"\{(\w+)\}", self.target.owner)))

    @cached_property
    def shape(self) -> Shape:
        """The type as the core must know it."""
        placed = frozenset(self.fields) & {"project", "location"}
        inputs = frozenset(self.fields) | frozenset(_INPUTS[self.mode].split())
        changeable = {"binding": {"members"}, "policy": {"policyData"}, "audit": {"auditLogConfigs"}}.get(
            self.mode, set()
        )
        return Shape(
            computed=frozenset({"etag"}),
            inputs=inputs,
            required=(frozenset(self.fields) - {"project"}) | frozenset(_REQUIRED[self.mode].split()),
            replaces=inputs - changeable,
            filled=placed & {"project"},
            unordered=frozenset({"members"}) if self.mode == "binding" else frozenset(),
            documents=frozenset({"policyData"}) if self.mode == "policy" else frozenset(),
            volatile=frozenset({"etag"}),
        )

    def create(self, session: Session, inputs: JSON) -> State:
        """Put the part into the policy."""
        policy = self.target.change(session, inputs, lambda current: self._put(current, inputs))
        found = self._state(policy, inputs, inputs)
        if found is None:
            raise ServiceError("NOT_FOUND", f"{self._identifier(inputs)} was granted and cannot be found.")
        return found

    def update(self, session: Session, identifier: str, olds: JSON, news: JSON) -> State:
        """Bring the part to its new form."""
        del identifier, olds
        return self.create(session, news)

    def read(self, session: Session, identifier: str, recorded: JSON) -> State | None:
        """Find the part in the policy."""
        values = {**self._parsed(identifier), **self._known(recorded)}
        try:
            policy = self.target.read(session, values)
        except NotFoundError:
            return None
        return self._state(policy, values, recorded)

    def _state(self, policy: JSON, values: JSON, recorded: JSON) -> State | None:
        outputs = self._shown(policy, values, recorded)
        if outputs is None:
            return None
        owner = {name: recorded.get(name) or values[name] for name in self.fields}
        return State(self._identifier(values), {**owner, **outputs, "etag": policy["etag"]})

    def delete(self, session: Session, identifier: str, outputs: JSON) -> None:
        """Take the part out of the policy."""
        values = {**self._parsed(identifier), **self._known(outputs)}
        self.target.change(session, values, lambda policy: self._take(policy, values))

    def _identifier(self, values: JSON) -> str:
        owner = str(fill(self.target.owner, values))
        if self.mode == "policy":
            return owner
        if self.mode == "audit":
            return f"{owner}/audit_config/{values['service']}"
        parts = [owner, values["role"], *([values["member"]] if self.mode == "member" else [])]
        title = (values.get("condition") or {}).get("title")
        return "/".join([*parts, *([title] if title else [])])

    def _known(self, recorded: JSON) -> JSON:
        """Return what the record says of the part: a member that is a URL runs into a condition's title in the id."""
        return {key: recorded[key] for key in ("role", "member", "condition", "service") if recorded.get(key)}

    def _parsed(self, identifier: str) -> JSON:
        """Read an id in the provider's form, or in the form with spaces that imports are written in."""
        if self.mode == "policy":
            return parse(self.target.owner, identifier)
        if self.mode == "audit":
            owner, _, service = identifier.replace(" ", "/audit_config/").rpartition("/audit_config/")
            return {**parse(self.target.owner, owner), "service": service}
        if re.search(r" ((projects|organizations)/\S+/)?roles/", identifier):
            owner, role, *rest = identifier.split(" ", 3)
            text = "/".join([role, *rest])
        else:
            start = re.search(r"/((projects|organizations)/[^/]+/)?roles/", identifier)
            if start is None:
                expected = f"{self.target.owner}/ROLE" + ("/MEMBER" if self.mode == "member" else "")
                raise InvalidError("id", f"found '{identifier}'; expected the form {expected}")
            owner, text = identifier[: start.start()], identifier[start.start() + 1 :]
        match = _ROLE.fullmatch(text)
        if match is None or (self.mode == "member" and not match["rest"]):
            raise InvalidError(
                "id", f"found '{identifier}'; expected OWNER/ROLE" + ("/MEMBER" if self.mode == "member" else "")
            )
        values: JSON = {**parse(self.target.owner, owner), "role": match["role"]}
        title = match["rest"]
        if self.mode == "member":
            member = _MEMBER.fullmatch(match["rest"])
            values["member"], title = (member["member"], member["title"]) if member else (match["rest"], None)
        if title:
            values["condition"] = {"title": title}
        return values

    def _same(self, binding: JSON, values: JSON) -> bool:
        title = (values.get("condition") or {}).get("title")
        return bool(binding["role"] == values["role"] and (binding.get("condition") or {}).get("title") == title)

    def _put(self, policy: JSON, values: JSON) -> None:
        if self.mode == "policy":
            given = json.loads(values["policyData"])
            policy["bindings"] = given.get("bindings", [])
            if "auditConfigs" in given:
                policy["auditConfigs"] = given["auditConfigs"]
            return
        if self.mode == "audit":
            others = [a for a in policy.get("auditConfigs", []) if a["service"] != values["service"]]
            policy["auditConfigs"] = [
                *others,
                {"service": values["service"], "auditLogConfigs": values["auditLogConfigs"]},
            ]
            return
        bindings = policy.setdefault("bindings", [])
        binding = next((b for b in bindings if self._same(b, values)), None)
        if binding is None:
            binding = {"role": values["role"], "members": []}
            if values.get("condition"):
                binding["condition"] = values["condition"]
            bindings.append(binding)
        if self.mode == "binding":
            binding["members"] = list(values["members"])
        elif values["member"] not in binding["members"]:
            binding["members"].append(values["member"])

    def _take(self, policy: JSON, values: JSON) -> None:
        if self.mode == "policy":
            policy["bindings"] = []
            return
        if self.mode == "audit":
            policy["auditConfigs"] = [a for a in policy.get("auditConfigs", []) if a["service"] != values["service"]]
            return
        for binding in [b for b in policy.get("bindings", []) if self._same(b, values)]:
            if self.mode == "binding":
                policy["bindings"].remove(binding)
            else:
                binding["members"] = [m for m in binding["members"] if m.lower() != values["member"].lower()]

    def _shown(self, policy: JSON, values: JSON, recorded: JSON) -> JSON | None:
        if self.mode == "policy":
            return _whole(policy, recorded.get("policyData"))
        if self.mode == "audit":
            found = next((a for a in policy.get("auditConfigs", []) if a["service"] == values["service"]), None)
            return found and {"service": found["service"], "auditLogConfigs": found["auditLogConfigs"]}
        binding = next((b for b in policy.get("bindings", []) if self._same(b, values)), None)
        if binding is None:
            return None
        shown = {"role": values["role"], **({"condition": binding["condition"]} if "condition" in binding else {})}
        if self.mode == "binding":
            return {**shown, "members": binding["members"]}
        held = values["member"].lower() in [member.lower() for member in binding["members"]]
        return {**shown, "member": recorded.get("member", values["member"])} if held else None


def _whole(policy: JSON, given: str | None) -> JSON | None:
    """Return the whole policy as the program wrote it, if that still means the same; None if it is empty."""
    if not policy.get("bindings"):
        return None
    if given and _same_policy(given, policy):
        return {"policyData": given}
    kept = {key: policy[key] for key in ("bindings", "auditConfigs") if key in policy}
    return {"policyData": json.dumps(kept, sort_keys=True, separators=(",", ":"))}


def _same_policy(text: str, policy: JSON) -> bool:
    try:
        given = json.loads(text)
    except ValueError:
        return False
    return _pairs(given) == _pairs(policy)


def _pairs(policy: JSON) -> set[tuple[str, str, str]]:
    return {
        (binding["role"], member, json.dumps(binding.get("condition"), sort_keys=True))
        for binding in policy.get("bindings", [])
        for member in binding.get("members", [])
    }
