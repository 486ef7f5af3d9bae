"""How figures are written for people: money, tokens, rates and ages. Exact values stay exact elsewhere."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from usage_tracker_gui.domain.cost import Cost

NANO = Decimal("1e-9")
CENT = Decimal("0.01")


def nanos_of(usd: Decimal) -> int:
    """Dollars to whole billionths of a dollar, as the database keeps them."""
    return int((usd / NANO).to_integral_value(ROUND_HALF_UP))


def usd_of(nanos: int) -> Decimal:
    return Decimal(nanos) * NANO


def plain_decimal(value: Decimal) -> str:
    """Exact, without exponent or trailing zeros: 0.0042, 12, 1250.5."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def money(usd: Decimal | None) -> str:
    """`$1,234.56`; below a cent `$0.0042`; unknown is an em dash, never a zero."""
    if usd is None:
        return "—"
    sign, size = ("-", -usd) if usd < 0 else ("", usd)
    if size == 0 or size >= CENT:
        return f"{sign}${size.quantize(CENT, ROUND_HALF_UP):,}"
    places = max(4, -size.adjusted() + 1)
    return f"{sign}${plain_decimal(size.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))}"


def cost_text(cost: Cost) -> str:
    """`~` before an estimate, `at least` before a lower bound, `not reported` or a dash for the unknown."""
    if cost.is_not_reported:
        return "not reported"
    if cost.is_lower_bound:
        return f"at least {money(cost.usd)}"
    return f"~{money(cost.usd)}" if cost.is_estimate else money(cost.usd)


def short_count(count: int | Decimal) -> str:
    """`950`, `18.4 k`, `1.2 M`, `3 B`: three figures at most."""
    size = Decimal(count)
    for unit, power in (("B", 9), ("M", 6), ("k", 3)):
        scaled = size.scaleb(-power)
        if abs(scaled) >= Decimal("0.9995"):
            places = Decimal(1) if abs(scaled) >= 100 else Decimal("0.1")
            return f"{plain_decimal(scaled.quantize(places, ROUND_HALF_UP))} {unit}"
    return f"{size.quantize(Decimal(1), ROUND_HALF_UP)}"


def rate_text(value: Decimal) -> str:
    return short_count(value) if value >= 1000 else plain_decimal(value.quantize(Decimal("0.1"), ROUND_HALF_UP))


def age(span: timedelta) -> str:
    """`12 s`, `4 min`, `3 h`, `2 d`."""
    seconds = max(0, int(span.total_seconds()))
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= length:
            return f"{seconds // length} {unit}"
    return f"{seconds} s"
