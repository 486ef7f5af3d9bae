"""How figures are worded in the window: why a cost is not certain, shares, changes, tiers, alerts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from usage_tracker_gui.domain.account import RateLimit
from usage_tracker_gui.domain.alerts import Alert, AlertKind, Severity
from usage_tracker_gui.domain.cost import Cost, CostStatus
from usage_tracker_gui.domain.report import Figures
from usage_tracker_gui.ui.language.conventions import in_force
from usage_tracker_gui.ui.language.figures import (
    UNKNOWN,
    age,
    decimal,
    exact_money,
    money,
    plain,
    rate_text,
    short_count,
    whole,
    with_rate,
)
from usage_tracker_gui.ui.language.translation import counted, noted, translate

TIER_NAMES = {
    None: noted("Tiers", "As billed"),
    "standard": noted("Tiers", "All standard"),
    "batch": noted("Tiers", "All batch"),
    "flex": noted("Tiers", "All flex"),
    "priority": noted("Tiers", "All priority"),
}


def service_name(name: str) -> str:
    """Names of services are the same in every language, but for that of any other service."""
    return translate("Services", name)


def status_text(message: str) -> str:
    """Why an account is as it is. What services and networks say of themselves stays in their words."""
    return translate("Statuses", message) if message else ""


def tier_name(tier: str | None) -> str:
    """All of the usage in one tier; a tier that nobody named here is called by its own name."""
    return translate("Tiers", TIER_NAMES[tier]) if tier in TIER_NAMES else tier or ""


def rate_limit_text(limit: RateLimit | None) -> str:
    """What a service told of the requests that it still takes."""
    if limit is None:
        return translate("RateLimit", "What is left of its rate limit is unknown: the service does not tell.")
    left = whole(limit.remaining)
    if limit.limit is None:
        return translate("RateLimit", "Its rate limit allows {left} more requests.", left=left)
    every = whole(limit.limit)
    return translate("RateLimit", "Its rate limit allows {left} more requests of {every}.", left=left, every=every)


def cost_why(cost: Cost) -> str:
    """What a tooltip adds: the exact sum, and why it is not simply that. One fact a line."""
    lines = [] if cost.usd is None else [exact_money(cost.usd)]
    lines.append(translate("Cost", _STATUS_WORDS[cost.status]))
    if cost.unpriced_tokens:
        lines.append(counted("Cost", "{n} tokens have no price", "1 token has no price", cost.unpriced_tokens))
    lines.extend(_sentences(cost.reasons))
    return "\n".join(line for line in lines if line)


def _sentences(reasons: Iterable[str]) -> list[str]:
    from usage_tracker_gui.domain.pricing import explain  # not before the first frame

    return sorted(translate("Reasons", explain(reason)) for reason in reasons if reason)


_STATUS_WORDS = {
    CostStatus.PRICED: "",
    CostStatus.ESTIMATED: noted("Cost", "An estimate"),
    CostStatus.PARTIAL: noted("Cost", "A lower bound: some of it has no price"),
    CostStatus.UNPRICED: noted("Cost", "No price is published for this"),
    CostStatus.REPORTED: noted("Cost", "As the service reported it"),
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
        return f"< {plain(Decimal(1).scaleb(-places))} %"
    return f"{decimal(scaled, places)} %"


def cover(value: Decimal) -> str:
    """The share of tokens with a price; rounded down, so that 100 % is never said of less."""
    return f"{plain((value * 1000).to_integral_value('ROUND_FLOOR') / 10)} %"


def change(now: Figures, before: Figures) -> Decimal | None:
    """The relative change of cost, or None where there is nothing to compare with."""
    if now.cost.usd is None or not before.cost.usd:
        return None
    return now.cost.usd / before.cost.usd - 1


def change_text(value: Decimal, day: str) -> str:
    """`+12 % vs Mon`."""
    rounded = (value * 100).quantize(Decimal(1), ROUND_HALF_UP)
    if abs(rounded) > 999:
        return translate("Change", "over 10 × {day}", day=day)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else "±"
    return translate("Change", "{change} % vs {day}", change=f"{sign}{abs(rounded)}", day=day)


def steady_count(count: int) -> str:
    """`short_count` with the decimals that a column needs to stand still: `4.0 M` above `3.8 M`."""
    number, _, unit = short_count(count).partition(" ")
    point = in_force().decimal
    if unit and point not in number and len(number) < 3:
        number += f"{point}0"
    return f"{number} {unit}" if unit else number


def tokens_text(count: int | None) -> str:
    """`1.2 M tokens`; `— tokens` where nobody told how many."""
    return translate("Tokens", "{count} tokens", count=UNKNOWN if count is None else short_count(count))


def exact_tokens(count: int | None) -> str:
    """`1,234,567 tokens`."""
    if count is None:
        return tokens_text(None)
    return counted("Tokens", "{n} tokens", "1 token", count)


def models_without_price(count: int) -> str:
    return counted("Cost", "{n} models have no price", "1 model has no price", count)


def alert_key(alert: Alert) -> str:
    return alert.key_name or alert.key or alert.account or alert.rule


def kind_name(kind: AlertKind) -> str:
    """What happened, in a word or two."""
    happened = {
        AlertKind.TOKEN_SPIKE: noted("Alerts", "Token spike"),
        AlertKind.REQUEST_SPIKE: noted("Alerts", "Request spike"),
        AlertKind.COST_THRESHOLD: noted("Alerts", "Cost over its threshold"),
        AlertKind.BUDGET: noted("Alerts", "Budget"),
        AlertKind.ANOMALY: noted("Alerts", "Unusual use"),
        AlertKind.SERVICE_DOWN: noted("Alerts", "Service down"),
    }[kind]
    return translate("Alerts", happened)


def alert_title(alert: Alert) -> str:
    """A notification's first line: what happened to whom."""
    key = alert_key(alert)
    return f"{kind_name(alert.kind)}: {key}" if key else kind_name(alert.kind)


def shortened(name: str, most: int = 32) -> str:
    """A long name without its middle."""
    flat = " ".join(name.split())
    return flat if len(flat) <= most else f"{flat[: most // 2]}…{flat[-(most // 2 - 1) :]}"


def alert_sentence(alert: Alert) -> str:
    """Key, model, rate and threshold in one line; a very long key name gives way to the figures."""
    who = translate("Alerts", "“{key}”", key=shortened(alert_key(alert)))
    if alert.model:
        who = translate("Alerts", "{model} on {key}", model=alert.model, key=who)
    match alert.kind:
        case AlertKind.TOKEN_SPIKE:
            value, limit = rate_text(alert.value), rate_text(alert.threshold)
            text = translate("Alerts", "{who} used {value} tokens/min, limit {limit}")
        case AlertKind.REQUEST_SPIKE:
            value, limit = rate_text(alert.value), rate_text(alert.threshold)
            text = translate("Alerts", "{who} made {value} requests/min, limit {limit}")
        case AlertKind.COST_THRESHOLD:
            value, limit = money(alert.value), with_rate(money(alert.threshold))
            text = translate("Alerts", "The day has cost {value}, limit {limit}")
        case AlertKind.BUDGET:
            value, limit = money(alert.value), with_rate(money(alert.threshold))
            who = translate("Alerts", "“{key}”", key=shortened(alert.rule or alert_key(alert)))
            if alert.severity is Severity.CRITICAL:
                text = translate("Alerts", "The budget {who} is used up: {value} of {limit}")
            else:
                text = translate("Alerts", "The budget {who} nears its limit: {value} spent, warned from {limit}")
        case _ if in_force().is_english:
            return alert.message  # knows more: what is usual, and since when
        case AlertKind.ANOMALY:
            value, limit = short_count(alert.value), short_count(alert.threshold)
            text = translate("Alerts", "{who} used {value} tokens in an hour, unusual above {limit}")
        case AlertKind.SERVICE_DOWN:
            value, limit = age(timedelta(minutes=int(alert.value))), ""
            text = translate("Alerts", "{who} has not answered for {value}")
    return text.format(who=who, value=value, limit=limit)


def ago(at: datetime, now: datetime) -> str:
    return translate("Age", "{age} ago", age=age(now - at))
