"""Times, counts and dollars out of the texts that people and spreadsheets write. What is ambiguous is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

POINT = "."
COMMA = ","
_PLAIN = re.compile(r"[+-]?[0-9]+")
_PLAIN_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+")
_NUMBER = re.compile(r"[+-]?[0-9.,'’\u00a0\u202f ]*[0-9](?:[eE][+-]?\d{1,3})?")
_GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(.*)")
_SLASHED_DAY = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})(.*)")
_SPACES = str.maketrans("", "", "'’\u00a0\u202f ")
_LONGEST = 64


def decimal_mark(texts: Iterable[str], separator: str) -> str:
    """What stands before the decimals in a file, by a sample of its numbers."""
    for text in texts:
        mark = _certain_mark(text.strip())
        if mark is not None:
            return mark
    return COMMA if separator == ";" else POINT


def _certain_mark(text: str) -> str | None:
    """None where `1.234` may be either."""
    marks = [character for character in text if character in (POINT, COMMA)]
    if not marks:
        return None
    if len(set(marks)) == 2:
        return marks[-1]
    if len(marks) > 1:
        return COMMA if marks[0] == POINT else POINT
    whole, _, rest = text.partition(marks[0])
    is_grouping = (
        len(rest) == 3 and rest.isdigit() and 1 <= len(whole.lstrip("+-$ ")) <= 3 and not whole.startswith("0")
    )
    return None if is_grouping else marks[0]


def moment(value: object, zone: ZoneInfo) -> datetime:
    """Aware UTC. ISO 8601, `24.11.2026 15:00`, `2026/11/24`, or Unix seconds or milliseconds; a bare day is midnight in
    `zone`, as is a time without an offset. Raises ValueError."""
    if isinstance(value, str):
        text = value.strip()
        if not _PLAIN.fullmatch(text) or len(text) == 8:
            return _written_moment(text, zone)
        value = int(text) if len(text) < _LONGEST else -1
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError(f"{_shown(value)} is no time")
    seconds = float(value)
    try:
        return datetime.fromtimestamp(seconds if abs(seconds) < 1e11 else seconds / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        raise ValueError(f"{_shown(value)} is no time") from None


def _written_moment(text: str, zone: ZoneInfo) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = _other_moment(text)
    try:
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"{_shown(text)} is no time") from None


def _other_moment(text: str) -> datetime:
    for pattern, order in ((_GERMAN_DAY, (3, 2, 1)), (_SLASHED_DAY, (1, 2, 3))):
        match = pattern.fullmatch(text)
        if match:
            year, month, day = (int(match[place]) for place in order)
            text = f"{year:04}-{month:02}-{day:02}{match[4]}"
    text = re.sub(r"\s*UTC$", "+00:00", text)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{_shown(text)} is no time: write it like 2026-11-24T15:00Z") from None


def count(value: object, mark: str) -> int:
    """A whole number. Raises ValueError."""
    if isinstance(value, str) and len(value) < _LONGEST and _PLAIN.fullmatch(value):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    number = _number(value, mark)
    if number != number.to_integral_value():
        raise ValueError(f"{_shown(value)} is no whole number")
    return int(number)


def dollars(value: object, mark: str) -> Decimal:
    """`0.0042`, `$1,250.50`, `1.250,50 USD`. Raises ValueError, also for another currency."""
    if isinstance(value, str):
        text = value.strip()
        if mark == POINT and len(text) < _LONGEST and _PLAIN_DECIMAL.fullmatch(text):
            return Decimal(text)
        bare = re.sub(r"^(-?)\s*(?:US)?\$\s*|^(-?)USD\s*", r"\1\2", text)
        return _number(re.sub(r"\s*(?:USD|\$)$", "", bare), mark)
    return _number(value, mark)


def _number(value: object, mark: str) -> Decimal:
    if isinstance(value, str):
        return _written_number(value.strip(), mark)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError(f"{_shown(value)} is no number")
    number = Decimal(value)
    if not number.is_finite() or abs(number.adjusted()) > 30:
        raise ValueError(f"{_shown(value)} is no number of a size that usage has")
    return number


def _written_number(text: str, mark: str) -> Decimal:
    if len(text) > _LONGEST or not _NUMBER.fullmatch(text):
        raise ValueError(f"{_shown(text)} is no number")
    plain = text.translate(_SPACES)
    mark = _certain_mark(plain) or mark
    whole, _, decimals = plain.partition(mark)
    groups = whole.lstrip("+-").split(COMMA if mark == POINT else POINT)
    if any(len(group) != 3 for group in groups[1:]) or (len(groups[0]) > 3 and len(groups) > 1):
        raise ValueError(f"{_shown(text)} is no number")
    sign = "-" if whole.startswith("-") else ""
    try:
        return _number(Decimal(f"{sign}{''.join(groups)}.{decimals}" if decimals else f"{sign}{''.join(groups)}"), mark)
    except InvalidOperation:
        raise ValueError(f"{_shown(text)} is no number") from None


def _shown(value: object) -> str:
    text = str(value)
    return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"
