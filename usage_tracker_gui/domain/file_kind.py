"""The kinds of file that a window writes. Apart from what goes into them: the window's menu needs no more than this."""

from __future__ import annotations

from enum import StrEnum


class FileKind(StrEnum):
    """A value is the ending of the file's name."""

    CSV = "csv"
    JSON = "json"
    HTML = "html"
    PNG = "png"
