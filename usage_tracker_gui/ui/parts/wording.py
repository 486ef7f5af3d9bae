"""How figures are worded in the window: why a cost is not certain, shares, changes, tiers, alerts. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from usage_tracker_gui.domain.alerts import Alert, AlertKind
from usage_tracker_gui.domain.cost import Cost, CostStatus
from usage_tracker_gui.domain.figures import age, money, plain_decimal, rate_text, short_count
from usage_tracker_gui.domain.report import Figures

TIER_NAMES = {
    None: "As billed",
    "standard": "All standard",
    "batch": "All batch",
    "flex": "All flex",
    "priority": "All priority",
}


def cost_why(cost: Cost) -> str:
    """What a tooltip adds: the exact sum, and why it is not simply that. One fact a line."""
    lines = [] if cost.usd is None else [f"${plain_decimal(cost.usd)}"]
    lines.append(_STATUS_WORDS[cost.status])
    if cost.unpriced_tokens:
        lines.append(f"{cost.unpriced_tokens:,} tokens have no price")
    lines.extend(_sentences(cost.reasons))
    return "\n".join(line for line in lines if line)


def _sentences(reasons: Iterable[str]) -> list[str]:
    from usage_tracker_gui.domain.pricing import explain  # not before the first frame

    return sorted(explain(reason) for reason in reasons if reason)


_STATUS_WORDS = {
    CostStatus.PRICED: "",
    CostStatus.ESTIMATED: "An estimate",
    CostStatus.PARTIAL: "A lower bound: some of it has no price",
    CostStatus.UNPRICED: "No price is published for this",
    CostStatus.REPORTED: "As the service reported it",
}


def share(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """0 to 1; None where either is unknown or there is no whole."""
    return part / whole if part is not None and whole else None


def percent(value: Decimal | None, places: int = 0) -> str:
    """`64 %`; a small part of something is `< 1 %` and never 0."""
    if value is None:
        return "—"
    scaled = (value * 100).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    if value > 0 and not scaled:
        return f"< {plain_decimal(Decimal(1).scaleb(-places))} %"
    return f"{scaled:,f} %"


def cover(value: Decimal) -> str:
    """The share of tokens with a price; rounded down, so that 100 % is never said of less."""
    return f"{plain_decimal((value * 1000).to_integral_value('ROUND_FLOOR') / 10)} %"


def change(now: Figures, before: Figures) -> Decimal | None:
    """The relative change of cost, or None where there is nothing to compare with."""
    if now.cost.usd is None or not before.cost.usd:
        return None
    return now.cost.usd / before.cost.usd - 1


def change_text(value: Decimal, day: str) -> str:
    """`+12 % vs Mon`."""
    rounded = (value * 100).quantize(Decimal(1), ROUND_HALF_UP)
    if abs(rounded) > 999:
        return f"over 10 × {day}"
    return f"{'+' if rounded > 0 else '−' if rounded < 0 else '±'}{abs(rounded)} % vs {day}"


def steady_count(count: int) -> str:
    """`short_count` with the decimals that a column needs to stand still: `4.0 M` above `3.8 M`."""
    number, _, unit = short_count(count).partition(" ")
    if unit and "." not in number and len(number) < 3:
        number += ".0"
    return f"{number} {unit}" if unit else number


def tokens_text(count: int) -> str:
    return f"{short_count(count)} tokens"


def plural(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def alert_key(alert: Alert) -> str:
    return alert.key_name or alert.key or alert.account


def alert_title(alert: Alert) -> str:
    """A notification's first line: what happened to whom."""
    happened = {
        AlertKind.TOKEN_SPIKE: "Token spike",
        AlertKind.REQUEST_SPIKE: "Request spike",
        AlertKind.COST_THRESHOLD: "Cost over its threshold",
        AlertKind.BUDGET: "Budget",
        AlertKind.ANOMALY: "Unusual use",
        AlertKind.SERVICE_DOWN: "Service down",
    }[alert.kind]
    return f"{happened}: {alert_key(alert)}"


def shortened(name: str, most: int = 40) -> str:
    """A long name without its middle."""
    flat = " ".join(name.split())
    return flat if len(flat) <= most else f"{flat[: most // 2]}…{flat[-(most // 2 - 1) :]}"


def alert_sentence(alert: Alert) -> str:
    """Key, model, rate and threshold in one line; a very long key name gives way to the figures."""
    key = f"“{shortened(alert_key(alert))}”"
    model = f"{alert.model} on {key}" if alert.model else key
    match alert.kind:
        case AlertKind.TOKEN_SPIKE:
            return f"{model} used {rate_text(alert.value)} tokens/min, limit {rate_text(alert.threshold)}"
        case AlertKind.REQUEST_SPIKE:
            return f"{model} made {rate_text(alert.value)} requests/min, limit {rate_text(alert.threshold)}"
        case AlertKind.COST_THRESHOLD | AlertKind.BUDGET:
            return f"{model} cost {money(alert.value)}, limit {money(alert.threshold)}"
        case _:
            return alert.message


def ago(at: datetime, now: datetime) -> str:
    return f"{age(now - at)} ago"
