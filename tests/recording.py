"""A program run against mocks that record what it asks the engine for."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi.runtime import mocks

ACCOUNT = "123456789012"


@dataclass
class Recording(mocks.Mocks):
    """Every registered resource by type, and an answer for each look-up."""

    existing: dict[str, dict[str, Any]] = field(default_factory=dict)
    resources: list[mocks.MockResourceArgs] = field(default_factory=list)

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        self.resources.append(args)
        if args.typ.startswith("agent-identity:"):
            # A component has no outputs before it registers them.
            return None, {}
        known = self.existing.get(args.resource_id or "", {})
        return args.resource_id or f"{args.name}-id", {**args.inputs, **known}

    def call(self, args: mocks.MockCallArgs) -> dict[Any, Any]:
        answers = {
            "aws:index/getCallerIdentity:getCallerIdentity": {"accountId": ACCOUNT},
            "aws:index/getRegion:getRegion": {"region": "eu-west-1"},
            "azure-native:authorization:getClientConfig": {
                "subscriptionId": "00000000-0000-4000-8000-000000000001",
                "tenantId": "t",
                "clientId": "c",
                "objectId": "o",
            },
            "gcp:organizations/getProject:getProject": {"number": "123456789"},
        }
        if args.token in answers:
            return answers[args.token]
        name = args.args.get("name") or args.args.get("resourceName")
        if name in self.existing:
            return self.existing[name]
        raise ValueError(f"{name} does not exist")

    def of(self, kind: str) -> list[dict[str, Any]]:
        """Returns the inputs of every resource of a type, in the order of registration."""
        return [item.inputs for item in self.resources if item.typ == kind]

    def one(self, kind: str) -> dict[str, Any]:
        """Returns the inputs of the only resource of a type."""
        (found,) = self.of(kind)
        return found


def run(program: Callable[[], Any], existing: dict[str, dict[str, Any]] | None = None) -> Recording:
    """Runs a program as a preview of the stack `prod` would, and returns what it asked for."""
    recording = Recording(existing=existing or {})
    # A thread that ran a program has no loop left, and Pulumi wants one.
    asyncio.set_event_loop(asyncio.new_event_loop())
    mocks.set_mocks(recording, project="project", stack="prod", preview=False)
    pulumi.runtime.test(lambda: pulumi.Output.from_input(program() and None))()
    return recording
