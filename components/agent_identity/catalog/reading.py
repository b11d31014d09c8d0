"""Reads a catalog's text: from a file or standard input, within the size limit, as UTF-8."""

import codecs
import sys
from pathlib import Path
from typing import BinaryIO, Final

from agent_identity.catalog.problems import CatalogError, CatalogProblem

MAX_BYTES: Final = 16 * 1024 * 1024
"""Largest catalog that is read: about 30,000 agents, eighteen times an average enterprise's (requirement SC-1)."""

STANDARD_INPUT: Final = "-"

_OTHER_ENCODINGS: Final = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}


def read_text(path: Path | str, limit: int = MAX_BYTES) -> str:
    """Returns the text of a catalog.

    Args:
        path: The file; `-` reads standard input.
        limit: Largest number of bytes.

    Raises:
        CatalogError: When it cannot be read, is larger than the limit or is not UTF-8.
    """
    name = str(path)
    try:
        if name == STANDARD_INPUT:
            data = _read(sys.stdin.buffer, limit)
        else:
            with Path(path).open("rb") as stream:
                data = _read(stream, limit)
    except (OSError, ValueError) as error:
        # A path with a NUL character is a ValueError.
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise CatalogError([_whole(name, f"no readable file ({reason})", "a catalog in YAML")]) from None
    if len(data) > limit:
        raise CatalogError(
            [_whole(name, f"more than {limit:,} bytes", f"at most {limit:,} bytes: split the catalog by environment")]
        )
    return decode(data, name)


def decode(data: bytes, name: str) -> str:
    """Returns bytes as text, without a byte order mark.

    Raises:
        CatalogError: When they are not UTF-8, with the offset of the first byte that is not.
    """
    for mark, encoding in _OTHER_ENCODINGS.items():
        if data.startswith(mark):
            raise CatalogError([_whole(name, f"text in {encoding}", "text in UTF-8")])
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        found = f"byte 0x{data[error.start]:02x} at offset {error.start}, which is not UTF-8 ({error.reason})"
        raise CatalogError([CatalogProblem(name, line, column, "", found, "text in UTF-8")]) from None


def _read(stream: BinaryIO, limit: int) -> bytes:
    # One byte more than allowed tells "too large" without reading the rest, whatever the stream is.
    chunks: list[bytes] = []
    left = limit + 1
    while left > 0 and (chunk := stream.read(min(left, 1 << 20))):
        chunks.append(chunk)
        left -= len(chunk)
    return b"".join(chunks)


def _whole(name: str, found: str, expected: str) -> CatalogProblem:
    return CatalogProblem(name, 0, 0, "", found, expected)
