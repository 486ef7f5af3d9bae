"""How figures are written for people, in their language and currency. The domain's `figures` are the English ones."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from usage_tracker_gui.domain import figures
from usage_tracker_gui.domain.figures import plain_decimal
from usage_tracker_gui.ui.language.conventions import Conventions, in_force
from usage_tracker_gui.ui.language.translation import noted, translate

UNKNOWN = "—"
_GROUPED = r"[1-9]\d{0,2}(?:%s\d{3})+"

_UNITS = {
    "B": noted("Figures", "B"),
    "M": noted("Figures", "M"),
    "k": noted("Figures", "k"),
    "d": noted("Figures", "d"),
    "h": noted("Figures", "h"),
    "min": noted("Figures", "min"),
    "s": noted("Figures", "s"),
}


def whole(count: int) -> str:
    """`1,234,567`."""
    return in_force().localized(f"{count:,}")


def decimal(value: Decimal | float, places: int) -> str:
    """`1,234.5`, with as many decimals as asked."""
    return in_force().localized(f"{value:,.{places}f}")


def plain(value: Decimal) -> str:
    """Exact and without groups, as a person may type it: `0.0042`, `1250.5`."""
    return in_force().localized(plain_decimal(value))


# Money


def shown_amount(usd: Decimal) -> Decimal:
    """Dollars in the currency that is shown."""
    return usd * in_force().rate


def money(usd: Decimal | None) -> str:
    """`$1,234.56`, `1.234,56 €`; below the smallest coin `$0.0042`; unknown is an em dash, never a zero."""
    return UNKNOWN if usd is None else _written(usd, in_force())


def _written(usd: Decimal, conventions: Conventions) -> str:
    amount = usd * conventions.rate
    sign, size = ("-", -amount) if amount < 0 else ("", amount)
    coin = Decimal(1).scaleb(-conventions.digits)
    if size == 0 or size >= coin:
        number = f"{size.quantize(coin, ROUND_HALF_UP):,}"
    else:
        places = max(conventions.digits + 2, -size.adjusted() + 1)
        number = plain_decimal(size.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))
    return f"{sign}{conventions.before}{conventions.localized(number)}{conventions.after}"


def exact_money(usd: Decimal) -> str:
    """Every digit, for tooltips. What was converted says so, and is there in dollars too: `€1.15 = $1.25 at 0.92`."""
    conventions = in_force()
    dollars = _exact(usd, conventions.in_dollars)
    if not conventions.is_converted:
        return dollars
    amount = (usd * conventions.rate).quantize(Decimal("1e-9"), ROUND_HALF_UP)
    converted = f"{conventions.before}{plain(amount)}{conventions.after}"
    rate = plain(conventions.rate)
    return translate("Figures", "{converted} = {dollars} at {rate}", converted=converted, dollars=dollars, rate=rate)


def _exact(usd: Decimal, conventions: Conventions) -> str:
    return f"{conventions.before}{plain(usd)}{conventions.after}"


def axis_money(amount: float, places: int) -> str:
    """An amount that is already in the currency shown, on an axis: all labels of one have the same decimals."""
    conventions = in_force()
    return f"{conventions.before}{decimal(amount, places)}{conventions.after}"


def short_axis_money(amount: Decimal) -> str:
    """`$1.2 M`."""
    conventions = in_force()
    return f"{conventions.before}{short_count(amount)}{conventions.after}"


def at_rate() -> str:
    """`at 0.92` where amounts are converted, else ''."""
    conventions = in_force()
    return translate("Figures", "at {rate}", rate=plain(conventions.rate)) if conventions.is_converted else ""


def with_rate(text: str) -> str:
    """A text that holds amounts, labelled where they are converted: `€38.20 · at 0.92`."""
    return f"{text} · {at_rate()}" if in_force().is_converted else text


def currency_note() -> str:
    """`EUR at 0.92 per US dollar`, for a place that is always in sight; '' for US dollars."""
    conventions = in_force()
    if not conventions.is_converted:
        return ""
    currency, rate = conventions.currency, plain(conventions.rate)
    return translate("Figures", "{currency} at {rate} per US dollar", currency=currency, rate=rate)


def short_currency_note() -> str:
    """`EUR at 0.92`."""
    return f"{in_force().currency} {at_rate()}" if in_force().is_converted else ""


# Counts, rates, ages


def short_count(count: int | Decimal) -> str:
    """`950`, `18.4 k`, `1.2 M`, `3 B`: three figures at most."""
    return _with_unit(figures.short_count(count))


def rate_text(value: Decimal) -> str:
    return _with_unit(figures.rate_text(value))


def age(span: timedelta) -> str:
    """`12 s`, `4 min`, `3 h`, `2 d`."""
    return _with_unit(figures.age(span))


def _with_unit(english: str) -> str:
    number, _, unit = english.partition(" ")
    number = in_force().localized(number)
    return f"{number} {translate('Figures', _UNITS[unit])}" if unit else number


# What a person types


def typed_number(text: str) -> Decimal:
    """A number as it is written in the person's language or in English. ValueError where it is none.

    `1.234` is a thousand where a point parts thousands; `0.92` is never: no thousand begins with 0.
    """
    conventions = in_force()
    typed = re.sub(r"[\s\u202f\u00a0_]", "", text)
    grouped = re.fullmatch(_GROUPED % re.escape(conventions.group), typed)
    if conventions.decimal in typed or grouped:
        typed = typed.replace(conventions.group, "").replace(conventions.decimal, ".")
    elif conventions.decimal == ".":
        typed = typed.replace(",", "")
    try:
        return Decimal(typed)
    except InvalidOperation:
        raise ValueError(text) from None
