"""Ordinary agents and escalating grants, as the files beside say them, and the objects that they stand for."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.permissions.kubernetes.objects import binding, role, rule

HERE = Path(__file__).parent
SPACE = "corpus"
POWERFUL = "powerful"


@dataclass(frozen=True)
class Case:
    """One agent: rules in its namespace, rules everywhere, and what is expected."""

    name: str
    account: str
    rules: tuple[str, ...]
    wide: tuple[str, ...]
    expect: str = ""
    tried: bool = True

    @property
    def principal(self) -> str:
        return f"system:serviceaccount:{SPACE}:{self.account}"

    def grants(self) -> list[dict[str, Any]]:
        """Returns the roles and bindings that give the agent its rules."""
        subject = {"kind": "ServiceAccount", "name": self.account, "namespace": SPACE}
        found = []
        for suffix, rules, namespace in (("home", self.rules, SPACE), ("wide", self.wide, "")):
            if rules:
                name = f"{self.account}-{suffix}"
                made = [_rule(each, self.account) for each in rules]
                found.append(role(name, *made, namespace=namespace))
                found.append(binding(name, name, subject, namespace=namespace, cluster=not namespace))
        return found


def _rule(text: str, account: str) -> dict[str, Any]:
    verbs, place, *names = text.split()
    group, _, resources = place.partition("/")
    own = {"agent": account, "mine": f"{account}-mine"}
    more = {"resourceNames": [own.get(each, each) for each in names[0].split(",")]} if names else {}
    return rule(*verbs.split(","), groups=(group,), resources=tuple(resources.split(",")), **more)


def standing() -> list[dict[str, Any]]:
    """Returns what the namespace of all of them holds: an account that may do everything, and its token."""
    boss = {"kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": "boss"}
    powerful = {"kind": "ServiceAccount", "name": POWERFUL, "namespace": SPACE}
    token = {"name": "powerful-token", "namespace": SPACE,
             "annotations": {"kubernetes.io/service-account.name": POWERFUL}}  # fmt: skip
    return [
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": POWERFUL, "namespace": SPACE}},
        {"apiVersion": "v1", "kind": "Secret", "metadata": token, "type": "kubernetes.io/service-account-token"},
        binding("corpus-powerful", "cluster-admin", powerful, boss),
    ]


def harmless() -> list[Case]:
    found = yaml.safe_load((HERE / "harmless.yaml").read_text(encoding="utf-8"))
    return [_case(name, f"calm-{place}", held) for place, (name, held) in enumerate(found.items())]


def escalating() -> list[Case]:
    found = yaml.safe_load((HERE / "escalating.yaml").read_text(encoding="utf-8"))
    return [
        _case("; ".join([*held.get("rules", ()), *held.get("wide", ())]), f"rising-{place}", held)
        for place, held in enumerate(found)
    ]


def _case(name: str, account: str, held: Any) -> Case:
    said = held if isinstance(held, dict) else {"rules": held}
    rules, wide = tuple(said.get("rules", ())), tuple(said.get("wide", ()))
    return Case(name, account, rules, wide, said.get("expect", ""), said.get("tried", True))
