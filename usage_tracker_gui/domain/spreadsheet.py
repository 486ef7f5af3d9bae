"""What is written into a CSV cell, harmless where a spreadsheet would take it for a formula."""

from __future__ import annotations

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def cell(value: object) -> object:
    """A text that a spreadsheet would run is given to it as text; unknown is an empty cell; numbers stay."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS) and not _is_number(value):
        value = f"'{value}"
    if isinstance(value, str):
        return value.replace("\r", " ")  # Python's writer leaves it bare, and readers begin a row there
    return "" if value is None else value


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
