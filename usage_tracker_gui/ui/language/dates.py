"""How days and months are written in the person's language. Babel knows how; English has an order of its own here."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from usage_tracker_gui.ui.language.conventions import in_force

# Not `strftime`: its names are those of the system's language, which need not be the person's choice.
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
MONDAY = date(2024, 1, 1)


def long_day(day: date) -> str:
    """`Tue 24 Nov 2026`."""
    if in_force().is_english:
        return f"{_WEEKDAYS[day.weekday()][:3]} {plain_day(day)}"
    return _in_babel(day, "yMMMEd")


def plain_day(day: date) -> str:
    """`24 Nov 2026`."""
    return f"{short_day(day)} {day.year}" if in_force().is_english else _in_babel(day, "yMMMd")


def short_day(day: date) -> str:
    """`24 Nov`."""
    return f"{day.day} {_MONTHS[day.month - 1][:3]}" if in_force().is_english else _in_babel(day, "MMMd")


def long_month(day: date) -> str:
    """`November 2026`."""
    return f"{_MONTHS[day.month - 1]} {day.year}" if in_force().is_english else _in_babel(day, "yMMMM")


def month(day: date) -> str:
    """`Nov 2026`."""
    return f"{short_month(day)} {day.year}" if in_force().is_english else _in_babel(day, "yMMM")


def short_month(day: date) -> str:
    """`Nov`."""
    return _MONTHS[day.month - 1][:3] if in_force().is_english else _in_babel(day, "MMM")


def weekday(number: int) -> str:
    """0 is `Monday`."""
    return _WEEKDAYS[number] if in_force().is_english else _in_babel(MONDAY + timedelta(days=number), "cccc")


def short_weekday(number: int) -> str:
    """0 is `Mon`."""
    return _WEEKDAYS[number][:3] if in_force().is_english else _in_babel(MONDAY + timedelta(days=number), "ccc")


def clock(at: datetime) -> str:
    """`14:37`, by the clock of the moment's own zone: with 24 hours, in every language."""
    return f"{at:%H:%M}"


def _in_babel(day: date, skeleton: str) -> str:
    from babel.dates import format_date, format_skeleton  # 20 ms, for those who need it

    only_day = date(day.year, day.month, day.day)
    if skeleton.startswith("c"):  # a pattern: the name of a weekday that stands alone
        return format_date(only_day, skeleton, in_force().locale)
    return format_skeleton(skeleton, datetime(only_day.year, only_day.month, only_day.day), locale=in_force().locale)
