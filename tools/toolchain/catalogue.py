"""The tools: which there are, which versions will do, where their releases lie and how they are built.

A version is written once: in the go.mod of the tool, or in uv.lock for the provider, whose plugin must be the one
that the locked Python SDK asks for.
"""

from __future__ import annotations

import platform
from dataclasses import dataclass
from pathlib import Path

from tools.toolchain.versions import Range, Version, locked_package, required_module

TREE = Path(__file__).resolve().parents[2]
GO_SOURCES = TREE / "tools" / "go"
HOST_SOURCES = TREE / "tools" / "language_host"


@dataclass(frozen=True)
class Release:
    """An official release: ``url`` and ``checksums`` take ``{version}``, ``{os}``, ``{arch}`` and ``{x64}``.

    ``checksums`` are tried in turn; each is a file as sha256sum or sha512sum write it, or a bare digest.
    ``members`` are the file name patterns taken out of the archive; empty where the file is the program itself.
    """

    url: str
    checksums: tuple[str, ...]
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class Build:
    """A build from Go modules: ``source`` is a folder with go.mod and go.sum, ``package`` what is built there.

    ``ldflags`` takes ``{version}``. ``embed`` is (module, file in it): copied beside the sources before the build.
    ``also`` is (module, file in it): installed beside the program. ``seconds`` and ``megabytes`` were measured on 2
    cores with empty caches: the time it takes and the room it needs meanwhile.
    """

    source: Path
    package: str
    ldflags: str
    seconds: int
    megabytes: int
    embed: tuple[str, str] | None = None
    also: tuple[str, str] | None = None


@dataclass(frozen=True)
class Tool:
    """One program. ``accepts`` are the versions that will do when found on PATH.

    ``version_arguments`` make the program print its version; empty where it has no such option, and then only a
    plugin directory whose name carries the exact version counts as installed. A language ``host`` prints none either:
    the one that came with the engine will do, and any on PATH. Its ``release`` is the engine's.
    """

    name: str
    group: str
    version: Version
    accepts: Range
    version_arguments: tuple[str, ...]
    release: Release | None
    build: Build
    host: bool = False


def operating_system() -> str:
    """``linux`` or ``darwin``, as Go and the release pages name it."""
    return platform.system().lower()


def architecture() -> str:
    """``amd64`` or ``arm64``, as Go and the release pages name it."""
    return {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}.get(
        platform.machine().lower(), platform.machine().lower()
    )


def _engine() -> Tool:
    source = GO_SOURCES / "pulumi"
    return Tool(
        name="pulumi",
        group="engine",
        version=required_module(source / "go.mod", "github.com/pulumi/pulumi/pkg/v3"),
        accepts=Range(Version(3, 258, 0), Version(4, 0, 0)),
        version_arguments=("version",),
        release=Release(
            "https://github.com/pulumi/pulumi/releases/download/v{version}/pulumi-v{version}-{os}-{x64}.tar.gz",
            (
                "https://github.com/pulumi/pulumi/releases/download/v{version}/pulumi-{version}-checksums.txt",
                "https://github.com/pulumi/pulumi/releases/download/v{version}/SHA512SUMS",
            ),
            members=("pulumi", "pulumi-*python*", "pulumi-language-nodejs", "pulumi-language-yaml"),
        ),
        build=Build(
            source,
            "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
            "-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v{version}",
            seconds=120,
            megabytes=2500,
            also=("github.com/pulumi/pulumi/sdk/v3", "python/cmd/pulumi-language-python-exec"),
        ),
    )


def _etcd() -> Tool:
    source = GO_SOURCES / "etcd"
    return Tool(
        name="etcd",
        group="kubernetes",
        version=required_module(source / "go.mod", "go.etcd.io/etcd/server/v3"),
        accepts=Range(Version(3, 4, 0), Version(4, 0, 0)),
        version_arguments=("--version",),
        release=Release(
            "https://github.com/etcd-io/etcd/releases/download/v{version}/etcd-v{version}-{os}-{arch}.tar.gz",
            ("https://github.com/etcd-io/etcd/releases/download/v{version}/SHA256SUMS",),
            members=("etcd",),
        ),
        build=Build(source, "go.etcd.io/etcd/server/v3", "", seconds=75, megabytes=800),
    )


def _api_server() -> Tool:
    source = GO_SOURCES / "kube-apiserver"
    return Tool(
        name="kube-apiserver",
        group="kubernetes",
        version=required_module(source / "go.mod", "k8s.io/kubernetes"),
        # ValidatingAdmissionPolicy, the boundary on Kubernetes, is stable from 1.30.
        accepts=Range(Version(1, 30, 0), Version(2, 0, 0)),
        version_arguments=("--version",),
        release=Release(
            "https://dl.k8s.io/release/v{version}/bin/{os}/{arch}/kube-apiserver",
            ("https://dl.k8s.io/release/v{version}/bin/{os}/{arch}/kube-apiserver.sha256",),
        ),
        build=Build(
            source,
            "k8s.io/kubernetes/cmd/kube-apiserver",
            "-X k8s.io/component-base/version.gitVersion=v{version}"
            " -X k8s.io/component-base/version.gitMajor={major} -X k8s.io/component-base/version.gitMinor={minor}",
            seconds=150,
            megabytes=2500,
        ),
    )


def _kubernetes_provider() -> Tool:
    module = "github.com/pulumi/pulumi-kubernetes/provider/v4"
    version = locked_package(TREE / "uv.lock", "pulumi-kubernetes")
    releases = "https://github.com/pulumi/pulumi-kubernetes/releases/download/v{version}"
    return Tool(
        name="pulumi-resource-kubernetes",
        group="kubernetes",
        version=version,
        accepts=Range(version, Version(version.major, version.minor, version.patch + 1)),
        version_arguments=(),
        release=Release(
            releases + "/pulumi-resource-kubernetes-v{version}-{os}-{arch}.tar.gz",
            (releases + "/pulumi-kubernetes_{version}_checksums.txt",),
            members=("pulumi-resource-kubernetes",),
        ),
        build=Build(
            GO_SOURCES / "pulumi-kubernetes",
            ".",
            f"-X {module}/pkg/version.Version=v{{version}}",
            seconds=330,
            megabytes=4000,
            embed=(module, "cmd/pulumi-resource-kubernetes/schema.json"),
        ),
    )


def _language_host(language: str, module: str) -> Tool:
    source = GO_SOURCES / f"pulumi-language-{language}"
    version = required_module(source / "go.mod", module)
    return Tool(
        name=f"pulumi-language-{language}",
        group="languages",
        version=version,
        accepts=Range(version, Version(version.major + 1, 0, 0)),
        version_arguments=(),
        release=None,
        build=Build(source, ".", "", seconds=55, megabytes=900),
        host=True,
    )


def tools(group: str) -> list[Tool]:
    """The tools of ``engine``, ``kubernetes``, ``languages`` or ``all``, in the order in which they are best got.

    Agents are seen early: what deploys them comes first.

    Raises:
        ToolchainError: a go.mod or uv.lock does not name a version that is needed.
    """
    every = [
        _engine(),
        _etcd(),
        _api_server(),
        _kubernetes_provider(),
        _language_host("yaml", "github.com/pulumi/pulumi-yaml"),
        _language_host("nodejs", "github.com/pulumi/pulumi/pkg/v3"),
    ]
    return [tool for tool in every if group in {"all", tool.group}]
