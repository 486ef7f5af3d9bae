"""The lines of a file, whatever its encoding, each of a bounded length."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

LONGEST_LINE = 1_000_000  # characters; a line of usage has some hundred
_SAMPLE = 1 << 16
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class TooLong(ValueError):
    """A line that is longer than any usage; it was skipped to its end."""


@contextmanager
def opened(file: Path) -> Iterator[TextIO]:
    """The file as text. Bytes that its encoding does not know become lone surrogates: see `is_text`. Raises OSError."""
    with file.open("rb") as raw:
        sample = raw.read(_SAMPLE)
        raw.seek(0)
        with io.TextIOWrapper(raw, encoding_of(sample), errors="surrogateescape", newline=None) as text:
            yield text


def encoding_of(sample: bytes) -> str:
    """By the mark at the beginning; else UTF-16 by its zeros, UTF-8 where it is valid, else Windows-1252."""
    for bom, encoding in _BOMS:
        if sample.startswith(bom):
            return encoding
    if sample[1::2].count(0) > len(sample) // 4:
        return "utf-16-le"
    if sample[0::2].count(0) > len(sample) // 4:
        return "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def lines_of(text: TextIO) -> Iterator[str | TooLong]:
    """Each line without its end. One that is too long is not held in memory."""
    while line := text.readline(LONGEST_LINE):
        if line.endswith("\n"):
            yield line[:-1]
        elif len(line) < LONGEST_LINE:
            yield line
        else:
            yield TooLong(f"the line is longer than {LONGEST_LINE:,} characters")
            while line and not line.endswith("\n"):
                line = text.readline(LONGEST_LINE)


def is_text(line: str) -> bool:
    """False where bytes were no text, or a NUL stands in it, which no database takes."""
    if line.isascii():
        return "\0" not in line
    return "\0" not in line and not any("\ud800" <= character <= "\udfff" for character in line)
