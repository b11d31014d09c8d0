"""Builds components for programs in other languages."""

import json
from collections.abc import Sequence
from typing import Any, Final

import pulumi
from pulumi.provider import ConstructResult
from pulumi.provider.experimental.component import ComponentProvider

from agent_identity.languages.schema import published
from agent_identity.languages.wire import arguments

NAME: Final = "agent-identity"
"""The package's name, which begins every type token."""
VERSION: Final = "0.1.0"
"""The package's version."""


class PackageProvider(ComponentProvider):
    """Serves the schema of the components and builds them, as one process for all of a program's.

    The SDK's own provider takes no output where a component needs a plain object, which in another language the
    boundary of the same program always is, and it stops at the first input that is missing.
    """

    def __init__(self, components: Sequence[type[pulumi.ComponentResource]]) -> None:
        super().__init__(list(components), NAME, None, VERSION)
        self.schema = json.dumps(published(json.loads(self.schema or "{}")))

    def construct(
        self,
        name: str,
        resource_type: str,
        inputs: pulumi.Inputs,
        options: pulumi.ResourceOptions | None = None,
    ) -> ConstructResult:
        """Builds one component.

        Raises:
            RefusedError: When its inputs are not acceptable; with every problem.
        """
        self.validate_resource_type(NAME, resource_type)
        token = resource_type.rsplit(":", 1)[-1]
        make: Any = self._components[token]
        made = make(name, arguments(token, name, inputs), options)
        return ConstructResult(made.urn, self.get_state(made, self._component_defs[token]))
