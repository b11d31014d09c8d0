"""Official releases, from a server on loopback that stands for their pages."""

from __future__ import annotations

import hashlib
import socket
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.toolchain import tiny
from tools.toolchain import release
from tools.toolchain.catalogue import Release
from tools.toolchain.errors import UnavailableError
from tools.toolchain.release import Releases, find_checksum


def fetch(mirror, progress, staged, releases=None):
    staged.mkdir(exist_ok=True)
    releases = releases or Releases(mirror.url)
    releases.fetch(tiny.tool(staged).release, "tiny", tiny.VERSION, staged, progress)
    return staged / "bin"


def test_takes_the_wanted_programs_out_of_a_verified_archive(mirror, progress, tmp_path):
    mirror.serve_release()
    unpacked = fetch(mirror, progress, tmp_path / "staged")
    assert {path.name: path.read_bytes() for path in unpacked.iterdir()} == {"tiny": tiny.SCRIPT}
    assert (unpacked / "tiny").stat().st_mode & 0o777 == 0o755
    assert not (tmp_path / "staged" / "tiny.tar.gz").exists()


def test_takes_a_bare_program_with_a_bare_digest(mirror, progress, tmp_path):
    mirror.pages = {
        "/releases.example/tiny": tiny.SCRIPT,
        "/releases.example/tiny.sha512": hashlib.sha512(tiny.SCRIPT).hexdigest().encode() + b"\n",
    }
    bare = Release("https://releases.example/tiny", ("https://releases.example/tiny.sha512",))
    Releases(mirror.url).fetch(bare, "tiny", tiny.VERSION, tmp_path, progress)
    assert (tmp_path / "bin" / "tiny").read_bytes() == tiny.SCRIPT


def test_asks_for_the_next_checksum_file_where_the_first_is_missing(mirror, progress, tmp_path):
    mirror.serve_release()
    two = Release(
        "https://releases.example/v{version}/tiny.tar.gz",
        ("https://releases.example/v{version}/gone", "https://releases.example/v{version}/SHA256SUMS"),
        members=("tiny",),
    )
    Releases(mirror.url).fetch(two, "tiny", tiny.VERSION, tmp_path, progress)
    assert (tmp_path / "bin" / "tiny").exists()
    assert mirror.asked[:2] == ["/releases.example/v1.2.3/gone", tiny.CHECKSUMS]


@pytest.mark.parametrize(
    ("break_it", "reason"),
    [
        (lambda m: m.pages.update({tiny.ARCHIVE: tiny.archive() + b"x"}), "the published one is"),
        (lambda m: m.pages.pop(tiny.CHECKSUMS), "404"),
        (lambda m: m.pages.update({tiny.CHECKSUMS: b"no digest here"}), "holds no SHA-256 or SHA-512"),
        (lambda m: m.pages.pop(tiny.ARCHIVE), "404"),
        (lambda m: m.cut.add(tiny.ARCHIVE), "broke off"),
        (lambda m: m.serve_release(b"not an archive"), "not a readable archive"),
        (lambda m: m.serve_release(tiny.archive({"other": b"x"})), "does not hold tiny"),
    ],
    ids=["corrupted", "no-checksums", "empty-checksums", "no-release", "truncated", "no-archive", "other-content"],
)
def test_refuses_what_is_not_the_published_release(mirror, progress, tmp_path, break_it, reason):
    mirror.serve_release()
    break_it(mirror)
    with pytest.raises(UnavailableError, match=reason):
        fetch(mirror, progress, tmp_path)


def test_no_path_in_an_archive_leads_out_of_the_directory(mirror, progress, tmp_path):
    mirror.serve_release(tiny.archive({"../../../tiny": tiny.SCRIPT, "/tiny": tiny.SCRIPT}))
    staged = tmp_path / "a" / "b" / "staged"
    staged.mkdir(parents=True)
    assert [path.name for path in fetch(mirror, progress, staged).iterdir()] == ["tiny"]
    assert sorted(path.name for path in tmp_path.rglob("tiny*")) == ["tiny"]


def test_a_silent_host_costs_its_patience_once(monkeypatch, mirror, progress, tmp_path):
    monkeypatch.setattr(release, "_ANSWER_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        releases = Releases(f"http://127.0.0.1:{silent.getsockname()[1]}")
        began = time.monotonic()
        for _ in range(20):
            with pytest.raises(UnavailableError, match="cannot be reached"):
                fetch(mirror, progress, tmp_path, releases)
        assert time.monotonic() - began < 2


def test_a_slow_download_is_given_up(monkeypatch, mirror, progress, tmp_path):
    monkeypatch.setattr(release, "_TOTAL_SECONDS", 0.5)
    monkeypatch.setattr(release, "_CHUNK", 1)
    mirror.serve_release()
    mirror.slow.add(tiny.ARCHIVE)
    with pytest.raises(UnavailableError, match="too slow"):
        fetch(mirror, progress, tmp_path)


def test_plain_http_is_for_loopback_only(mirror, progress, tmp_path):
    with pytest.raises(UnavailableError, match="is not https"):
        fetch(mirror, progress, tmp_path, Releases("http://mirror.example.org"))


def test_a_mirror_can_be_switched_off(mirror, progress, tmp_path):
    with pytest.raises(UnavailableError, match="AGENT_IDENTITY_RELEASES is off"):
        fetch(mirror, progress, tmp_path, Releases("off"))


@given(
    wanted=st.text("0123456789abcdef", min_size=64, max_size=64),
    others=st.lists(st.sampled_from(["tiny.tar.gz.sig", "a-tiny.tar.gz", "tiny-tar.gz", "TINY.TAR.GZ"])),
    star=st.booleans(),
    place=st.integers(0, 5),
)
def test_finds_the_digest_of_exactly_this_file(wanted, others, star, place):
    lines = [f"{'f' * 64}  {name}" for name in others]
    lines.insert(place, f"{wanted} {'*' if star else ' '}tiny.tar.gz")
    assert find_checksum("\n".join(lines), "tiny.tar.gz") == wanted
    del lines[min(place, len(others))]
    assert find_checksum("\n".join(lines), "tiny.tar.gz") is None
