"""Amounts, counts and times as people type them. Nothing is None; a ValueError says what is allowed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from usage_tracker_gui.domain.records import MOST, MOST_USD
from usage_tracker_gui.settings.setting import Amount
from usage_tracker_gui.ui.language.figures import typed_number, whole
from usage_tracker_gui.ui.language.translation import translate


def dollars_in(text: str) -> Decimal | None:
    """An amount above 0."""
    amount = _dollars(text)
    if amount is not None and not (amount.is_finite() and amount > 0):
        raise ValueError(translate("Settings", Amount().allowed))
    return amount


def cost_in(text: str) -> Decimal | None:
    """An amount that may be 0: what was free is known to be."""
    amount = _dollars(text)
    if amount is not None and not (amount.is_finite() and 0 <= amount <= MOST_USD):
        raise ValueError(translate("TypedAmounts", "an amount in US dollars such as 25.50, or nothing"))
    return amount


def _dollars(text: str) -> Decimal | None:
    """NaN for what is no number."""
    cleaned = text.replace("$", "").strip()
    if not cleaned:
        return None
    try:
        return typed_number(cleaned)
    except ValueError:
        return Decimal("NaN")


def shares_in(text: str) -> tuple[Decimal, ...]:
    """Per cents above 0 up to 100, apart by semicolons or spaces, as shares of 1; none is none."""
    try:
        shares = tuple(typed_number(part) / 100 for part in text.replace("%", " ").replace(";", " ").split())
    except ValueError:
        shares = (Decimal("NaN"),)
    if not all(share.is_finite() and 0 < share <= 1 for share in shares):
        raise ValueError(translate("TypedAmounts", "per cents above 0 up to 100, such as 50; 80"))
    return shares


def count_in(text: str, least: int = 0, most: int = MOST) -> int | None:
    """A whole number."""
    if not text.strip():
        return None
    try:
        number = typed_number(text)
    except ValueError:
        number = Decimal("NaN")
    if not number.is_finite() or not least <= number <= most or number != number.to_integral_value():
        words = translate("SettingRow", "a whole number from {least} to {most}, or nothing")
        raise ValueError(words.format(least=whole(least), most=whole(most)))
    return int(number)


def moment_in(text: str, zone: ZoneInfo) -> datetime:
    """A day, with or without a time, by the clock of `zone`; in UTC."""
    try:
        at = datetime.fromisoformat(text.strip())
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(translate("TypedAmounts", "a day and a time such as 2026-11-24 15:00")) from None


def day_in(text: str) -> date | None:
    """A day as 2026-11-24."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(translate("TypedAmounts", "a day such as 2026-11-24, or nothing")) from None


def moment_text(at: datetime, zone: ZoneInfo) -> str:
    """As `moment_in` reads it."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def words_in(text: str) -> str:
    """What people call something: without what can't be printed; '' for nothing."""
    words = " ".join(text.split())
    if not words.isprintable():
        raise ValueError(translate("TypedAmounts", "letters, digits and signs that can be printed"))
    return words
