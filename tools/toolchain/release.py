"""Official releases: downloaded with short patience, checked against the publisher's checksums, or not used at all."""

from __future__ import annotations

import contextlib
import fnmatch
import hashlib
import http.client
import os
import re
import shutil
import tarfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, Any

from tools.toolchain.catalogue import architecture, operating_system
from tools.toolchain.errors import ToolchainError, UnavailableError

if TYPE_CHECKING:
    from pathlib import Path

    from tools.toolchain.catalogue import Release
    from tools.toolchain.progress import Progress
    from tools.toolchain.versions import Version

MIRROR = "AGENT_IDENTITY_RELEASES"
"""Environment variable: ``off``, or a base URL that serves ``<host>/<path>`` of the official pages."""

_ANSWER_SECONDS = 6.0
_SILENCE_SECONDS = 15.0
_TOTAL_SECONDS = 300.0
_CHUNK = 1 << 18
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Releases:
    """The official release pages, or a mirror of them. A host that did not answer once is not asked again."""

    def __init__(self, mirror: str | None = None) -> None:
        self._mirror = os.environ.get(MIRROR, "") if mirror is None else mirror
        self._silent: set[str] = set()

    def fetch(self, release: Release, name: str, version: Version, staged: Path, progress: Progress) -> None:
        """Put the release's programs into ``staged``/bin.

        Raises:
            UnavailableError: it cannot be had here, or its checksum does not match.
            DiskFullError: by way of OSError, for the caller's ``readable_disk_errors`` to turn.
        """
        if self._mirror == "off":
            raise UnavailableError(f"{MIRROR} is off")
        fields = {
            "version": str(version),
            "os": operating_system(),
            "arch": architecture(),
            "x64": {"amd64": "x64"}.get(architecture(), architecture()),
        }
        url = release.url.format(**fields)
        file_name = PurePosixPath(urllib.parse.urlsplit(url).path).name
        expected = self._checksum([entry.format(**fields) for entry in release.checksums], file_name)
        archive = staged / file_name
        self._download(url, archive, expected, progress)
        bin_directory = staged / "bin"
        bin_directory.mkdir()
        if release.members:
            _unpack(archive, release.members, bin_directory)
            archive.unlink()
        else:
            archive.rename(bin_directory / name)
        if not (bin_directory / name).is_file():
            raise UnavailableError(f"{url} does not hold {name}")
        for program in bin_directory.iterdir():
            program.chmod(0o755)

    def _checksum(self, urls: list[str], file_name: str) -> str:
        reason = UnavailableError(f"no checksum is published for {file_name}")
        for url in urls:
            try:
                with self._open(url) as answer:
                    text = answer.read(1 << 20).decode("utf-8", "replace")
            except UnavailableError as error:
                reason = error
                continue
            except (OSError, http.client.HTTPException) as error:
                reason = UnavailableError(f"{url}: {error}")
                continue
            if digest := find_checksum(text, file_name):
                return digest
            reason = UnavailableError(f"{url} holds no SHA-256 or SHA-512 of {file_name}")
        raise reason

    def _download(self, url: str, target: Path, expected: str, progress: Progress) -> None:
        digest = hashlib.new("sha256" if len(expected) == 64 else "sha512")
        deadline = time.monotonic() + _TOTAL_SECONDS
        done = 0
        with self._open(url) as answer, target.open("wb") as file:
            total = int(answer.headers.get("Content-Length") or 0)
            while chunk := _read(answer, url):
                file.write(chunk)
                digest.update(chunk)
                done += len(chunk)
                progress.update(done // 1_000_000, total // 1_000_000, "MB")
                if time.monotonic() > deadline:
                    raise UnavailableError(f"{url} is too slow: {done // 1_000_000} MB in {_TOTAL_SECONDS:.0f} s")
        if total and done != total:
            raise UnavailableError(f"{url} broke off after {done} of {total} bytes")
        if digest.hexdigest() != expected:
            raise UnavailableError(
                f"{url} was not used: its checksum is {digest.hexdigest()}, the published one is {expected}"
            )

    def _open(self, url: str) -> contextlib.closing[Any]:
        """Ask for ``url``; name resolution counts against the patience too, which socket timeouts do not cover."""
        if self._mirror:
            parts = urllib.parse.urlsplit(url)
            url = f"{self._mirror.rstrip('/')}/{parts.netloc}{parts.path}"
        host = urllib.parse.urlsplit(url).netloc
        _refuse_plain(url)
        if host in self._silent:
            raise UnavailableError(f"{host} cannot be reached")
        outcome: list[Any] = []

        def ask() -> None:
            try:
                outcome.append(_OPENER.open(url, timeout=_SILENCE_SECONDS))
            except Exception as error:
                outcome.append(error)

        thread = threading.Thread(target=ask, daemon=True)
        thread.start()
        thread.join(_ANSWER_SECONDS)
        answer = outcome[0] if outcome else TimeoutError(f"no answer within {_ANSWER_SECONDS:.0f} s")
        if isinstance(answer, urllib.error.HTTPError):
            answer.close()
            raise UnavailableError(f"{url} answers {answer.code} {answer.reason}")
        if isinstance(answer, ToolchainError):
            raise answer
        if isinstance(answer, Exception):
            self._silent.add(host)
            reason = answer.reason if isinstance(answer, urllib.error.URLError) else answer
            raise UnavailableError(f"{host} cannot be reached ({reason})") from answer
        return contextlib.closing(answer)


class _SafeRedirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects, but never from TLS to plain text."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        _refuse_plain(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


_OPENER = urllib.request.build_opener(_SafeRedirects)


def _refuse_plain(url: str) -> None:
    parts = urllib.parse.urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise UnavailableError(f"{url} is not https")


def _read(answer: Any, url: str) -> bytes:  # noqa: ANN401 - urllib's answers share no public type
    try:
        data: bytes = answer.read(_CHUNK)
    except (OSError, http.client.HTTPException) as error:
        raise UnavailableError(f"{url} broke off: {error}") from error
    return data


def find_checksum(text: str, file_name: str) -> str | None:
    """The digest of ``file_name`` in a file as sha256sum or sha512sum write it, or the only digest that it holds."""
    digest = r"([0-9a-fA-F]{64}|[0-9a-fA-F]{128})"
    named = re.search(rf"^{digest}\s+\*?(?:\./)?{re.escape(file_name)}\s*$", text, re.MULTILINE)
    alone = re.fullmatch(digest, text.strip())
    found = named or alone
    return found[1].lower() if found else None


def _unpack(archive: Path, members: tuple[str, ...], target: Path) -> None:
    """Take the wanted files out by their bare names: no path in the archive can lead elsewhere."""
    try:
        with tarfile.open(archive) as content:
            for entry in content:
                name = PurePosixPath(entry.name).name
                source = content.extractfile(entry) if entry.isfile() else None
                if source is not None and any(fnmatch.fnmatch(name, member) for member in members):
                    with source, (target / name).open("wb") as file:
                        shutil.copyfileobj(source, file)
    except (tarfile.TarError, EOFError) as error:
        raise UnavailableError(f"{archive.name} is not a readable archive: {error}") from error
