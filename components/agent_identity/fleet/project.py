"""The Pulumi project whose program makes the stacks."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import yaml


class ProjectError(ValueError):
    """Raised for a folder that holds no usable Pulumi project."""


@dataclass(frozen=True, slots=True)
class Project:
    """What the Automation API needs to know of a project; every path is absolute.

    Attributes:
        name: The project's name, part of every URN and the namespace of its configuration.
        runtime: The name of the language runtime.
        options: The runtime's options.
        program: The folder of the program.
    """

    name: str
    runtime: str
    options: Mapping[str, Any]
    program: Path

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Returns the project of a folder.

        Raises:
            ProjectError: When its `Pulumi.yaml` is missing, is no YAML or names no project and runtime.
        """
        file = folder / "Pulumi.yaml"
        try:
            settings = yaml.safe_load(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise ProjectError(f"{file}: no Pulumi project can be read there: {error}") from None
        settings = settings if isinstance(settings, dict) else {}
        runtime = settings.get("runtime")
        runtime = runtime if isinstance(runtime, dict) else {"name": runtime}
        options = runtime.get("options") or {}
        main = settings.get("main", ".")
        if not all(isinstance(text, str) and text for text in (settings.get("name"), runtime.get("name"), main)):
            raise ProjectError(
                f"{file}: expected a Pulumi project with a name, a runtime and, if any, a path as 'main'"
            )
        if not isinstance(options, dict) or not isinstance(options.get("virtualenv", ""), str):
            raise ProjectError(f"{file}: expected a mapping as the runtime's options, with a path as 'virtualenv'")
        options = dict(options)
        if "virtualenv" in options:
            options["virtualenv"] = str((folder / options["virtualenv"]).absolute())
        return cls(settings["name"], runtime["name"], options, (folder / main).resolve())
