"""Versions: reading them from what a program prints, from go.mod and from uv.lock."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, NamedTuple

from tools.toolchain.errors import ToolchainError

if TYPE_CHECKING:
    from pathlib import Path

_NUMBER = re.compile(r"(?<![\d.])[vV]?(\d+)\.(\d+)(?:\.(\d+))?(?!\.?\d)")


class Version(NamedTuple):
    """A version's three numbers. Pre-release and build marks are dropped: ranges here never need them."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"


class Range(NamedTuple):
    """The versions from ``low`` up to, not including, ``below``."""

    low: Version
    below: Version

    def __contains__(self, version: object) -> bool:
        return isinstance(version, Version) and self.low <= version < self.below

    def __str__(self) -> str:
        return f"{self.low} or newer, below {self.below}"


def parse(text: str) -> Version | None:
    """The first version that ``text`` holds, or None: ``go1.26.8``, ``v3.274.1``, ``etcd Version: 3.6.7``."""
    found = _NUMBER.search(re.sub(r"\bgo(?=\d)", "", text))
    return Version(int(found[1]), int(found[2]), int(found[3] or 0)) if found else None


def required_module(go_mod: Path, module: str) -> Version:
    """The version at which ``go_mod`` requires ``module``.

    Raises:
        ToolchainError: the file does not require it.
    """
    found = re.search(rf"^\s*(?:require\s+)?{re.escape(module)}\s+(v\S+)", go_mod.read_text("utf-8"), re.MULTILINE)
    version = parse(found[1]) if found else None
    if version is None:
        raise ToolchainError(f"{go_mod}: expected a requirement on {module}, found none")
    return version


def required_go(go_mod: Path) -> Version:
    """The oldest Go that may build the module of ``go_mod`` (its ``go`` line).

    Raises:
        ToolchainError: the file has no such line.
    """
    found = re.search(r"^go\s+(\S+)", go_mod.read_text("utf-8"), re.MULTILINE)
    version = parse(found[1]) if found else None
    if version is None:
        raise ToolchainError(f"{go_mod}: expected a line like 'go 1.26.0', found none")
    return version


def locked_package(uv_lock: Path, package: str) -> Version:
    """The version at which ``uv_lock`` holds ``package``.

    Raises:
        ToolchainError: the lock file does not hold it.
    """
    packages = tomllib.loads(uv_lock.read_text("utf-8"))["package"]
    version = next((parse(entry["version"]) for entry in packages if entry["name"] == package), None)
    if version is None:
        raise ToolchainError(f"{uv_lock}: expected the package {package}, found none")
    return version
