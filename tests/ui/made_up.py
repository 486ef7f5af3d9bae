"""A made-up but believable organization, for tests and pictures of the window: same seed, same figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

from usage_tracker_gui.domain.account import Account, AccountStatus, Freshness, Service, Tells
from usage_tracker_gui.domain.alerts import Alert, AlertKind, Severity
from usage_tracker_gui.domain.budgets import Budget, BudgetPeriod, BudgetState, Scope, running_period
from usage_tracker_gui.domain.collection import Collection, Fetched, KeyRate, Tally
from usage_tracker_gui.domain.cost import Cost, CostStatus
from usage_tracker_gui.domain.forecast import Confidence, Forecast
from usage_tracker_gui.domain.report import (
    NO_FIGURES,
    Figures,
    GroupBy,
    Lookback,
    Question,
    Report,
    Row,
    Summary,
    View,
    sum_figures,
)
from usage_tracker_gui.domain.usage import Period, Tokens

NOW = datetime(2026, 11, 24, 14, 32, 8, tzinfo=UTC)
OPENAI = Service(
    id="openai",
    name="OpenAI",
    icon="creation",
    base_url="https://api.openai.com/v1",
    variable="OPENAI",
    secret_prefix="sk-admin-",
    wrong_secret_prefixes=("sk-proj-", "sk-"),
    help="An organization owner makes an admin key in the organization's settings.",
    help_url="https://platform.openai.com/settings/organization/admin-keys",
    tells=frozenset(Tells),
)
ANTHROPIC = replace(OPENAI, id="anthropic", name="Anthropic", icon="alpha-a-circle-outline", variable="ANTHROPIC")
SERVICES = (OPENAI, ANTHROPIC)

KEYS = (
    ("key_9fQ2", "prod-batch", "proj_shop", "Shop"),
    ("key_x81B", "prod-chat", "proj_shop", "Shop"),
    ("key_Lm40", "search-index", "proj_search", "Search"),
    ("key_77aa", "ci-tests", "proj_dev", "Development"),
    ("key_kk12", "", "proj_dev", "Development"),
    ("key_zB03", "notebook-anna", "", ""),
)
# Dollars per million tokens, made up: input, cached input, output.
MODELS = {
    "gpt-5.1": ("1.25", "0.125", "10"),
    "gpt-5.1-mini": ("0.25", "0.025", "2"),
    "gpt-4.1": ("2", "0.5", "8"),
    "gpt-4o-2024-05-13": ("5", "5", "15"),
    "o4-mini": ("1.1", "0.275", "4.4"),
    "text-embedding-3-large": ("0.13", "0.13", "0"),
    "ft:gpt-4.1:acme::9xYz": None,
}
TIERS = ("standard", "batch", "flex", "priority")
FACTORS = {"standard": "1", "batch": "0.5", "flex": "0.5", "priority": "2"}


def tokens(seed: Random, size: int) -> Tokens:
    whole = int(size * seed.uniform(0.3, 1.7))
    cached = int(whole * seed.uniform(0, 0.7))
    return Tokens(input=whole - cached, cached_input=cached, output=int(whole * seed.uniform(0.05, 0.3)))


def cost(model: str, tier: str, used: Tokens) -> Cost:
    rates = MODELS.get(model)
    if rates is None:
        return Cost(None, CostStatus.UNPRICED, frozenset({"unknown_model"}), used.total)
    each = zip((used.input, used.cached_input, used.output), rates, strict=True)
    usd = sum((count * Decimal(rate) for count, rate in each), Decimal(0)) / 1_000_000 * Decimal(FACTORS[tier])
    estimated = model == "gpt-4.1"
    status = CostStatus.ESTIMATED if estimated else CostStatus.PRICED
    return Cost(usd, status, frozenset({"long_context"}) if estimated else frozenset())


def figures(seed: Random, model: str, tier: str, size: int) -> Figures:
    used = tokens(seed, size)
    return Figures(used, max(1, used.total // 2300), cost(model, tier, used))


def usage_rows(seed: Random, size: int, count: int = 0) -> Iterator[Row]:
    """A row for most combinations of key, model and tier, or `count` rows of made-up keys."""
    if count:
        for at in range(count):
            model, tier = list(MODELS)[at % len(MODELS)], TIERS[at % 3]
            group = ("openai", "OpenAI", f"key_{at:05}", "proj_shop", model, tier)
            yield Row(group, figures(seed, model, tier, size), f"worker-{at:05}", "Shop")
        return
    for id, name, project, project_name in KEYS:
        for model in MODELS:
            for tier in TIERS[: seed.choice((1, 1, 2, 4))]:
                if seed.random() < 0.55:
                    service = ("anthropic", "Claude team") if id == "key_zB03" else ("openai", "OpenAI")
                    yield Row(
                        (*service, id, project, model, tier), figures(seed, model, tier, size), name, project_name
                    )


GROUPED = (GroupBy.SERVICE, GroupBy.ACCOUNT, GroupBy.KEY, GroupBy.PROJECT, GroupBy.MODEL, GroupBy.TIER)


def period(view: View, now: datetime = NOW) -> Period:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if view.custom is not None and view.lookback is Lookback.CUSTOM:
        return view.custom
    starts = {
        Lookback.TODAY: midnight,
        Lookback.LAST_HOURS: now - timedelta(hours=view.hours),
        Lookback.WEEK: midnight - timedelta(days=6),
        Lookback.MONTH_OF_DAYS: midnight - timedelta(days=29),
        Lookback.MONTH: midnight.replace(day=1),
    }
    return Period(starts.get(view.lookback, midnight), now)


def usage(view: View, rows: Sequence[Row]) -> Summary:
    question = Question(period(view), GROUPED, view.zone, tier=view.tier)
    return Summary(question, tuple(rows), sum_figures(row.figures for row in rows), date(2026, 11, 20))


def series(view: View, seed: Random) -> Summary:
    """Costs by step and model, quieter at night and at weekends."""
    span = period(view)
    rows: list[Row] = []
    step = timedelta(hours=1) if view.step is GroupBy.HOUR else timedelta(days=1)
    at = span.start.replace(minute=0, second=0, microsecond=0)
    while at < span.end:
        busy = 0.35 + 0.65 * (8 <= at.hour <= 18) if view.step is GroupBy.HOUR else 0.4 + 0.6 * (at.weekday() < 5)
        text = at.isoformat() if view.step is GroupBy.HOUR else at.date().isoformat()
        for place, model in enumerate(MODELS):
            if seed.random() < 0.9:
                used = figures(seed, model, "standard", int(8_000_000 * busy / (place + 1)))
                rows.append(Row((text, model), used))
        at += step
    question = Question(span, (view.step, GroupBy.MODEL), view.zone)
    return Summary(question, tuple(rows), sum_figures(row.figures for row in rows))


def minutes(seed: Random) -> Summary:
    start = NOW - timedelta(hours=1)
    rows = [
        Row(((start + timedelta(minutes=at)).isoformat(), "gpt-5.1"), figures(seed, "gpt-5.1", "standard", size))
        for at in range(60)
        for size in (int(9000 + 7000 * seed.random() + (60_000 if 48 <= at <= 52 else 0)),)
    ]
    question = Question(Period(start, NOW), (GroupBy.MINUTE, GroupBy.MODEL))
    return Summary(question, tuple(rows), sum_figures(row.figures for row in rows))


def account(id: int, name: str, service: str = "openai") -> Account:
    return Account(id, name, service, "https://api.openai.com/v1")


def status(
    account: Account, freshness: Freshness = Freshness.FRESH, message: str = "", service_name: str = "OpenAI"
) -> AccountStatus:
    return AccountStatus(account, service_name, freshness, NOW - timedelta(seconds=12), message)


ACCOUNTS = (
    status(account(1, "OpenAI")),
    status(
        account(2, "Claude team", "anthropic"), Freshness.STALE, "The service did not answer for 9 min.", "Anthropic"
    ),
    status(account(3, "OpenAI labs"), Freshness.NEEDS_KEY, "The admin key was refused: enter a new one."),
)
SPIKE = Alert(
    AlertKind.TOKEN_SPIKE, NOW - timedelta(minutes=4), "OpenAI", "key_9fQ2", "prod-batch", "gpt-5.1",
    Decimal("61212.4"), Decimal(10000), "prod-batch used 61,212 tokens a minute", Severity.WARNING, 7,
)  # fmt: skip
FLOOD = Alert(
    AlertKind.REQUEST_SPIKE, NOW - timedelta(minutes=31), "OpenAI", "key_x81B", "prod-chat", "gpt-5.1-mini",
    Decimal(412), Decimal(120), "prod-chat made 412 requests a minute", Severity.CRITICAL, 6,
)  # fmt: skip


def by_account(*spent: tuple[str, str, int]) -> Summary:
    """Account, dollars and tokens of this month so far."""
    rows = tuple(
        Row((name,), Figures(Tokens(input=tokens), None, Cost(Decimal(usd), CostStatus.PRICED)))
        for name, usd, tokens in spent
    )
    month = Period(NOW.replace(day=1, hour=0, minute=0, second=0), NOW)
    return Summary(Question(month, (GroupBy.ACCOUNT,)), rows, sum_figures(row.figures for row in rows))


def budget(limit: str, spent: str, account: str = "") -> BudgetState:
    """Of the month: of everything, or of one account."""
    scope = Scope.ACCOUNT if account else Scope.EVERYTHING
    made = Budget(account or "Monthly", Decimal(limit), scope=scope, scope_id=account)
    cost = Cost(Decimal(spent), CostStatus.PRICED)
    return BudgetState(made, running_period(BudgetPeriod.MONTH, NOW, "UTC"), cost, account)


SPENT = (("OpenAI", "512.20", 98_000_000), ("Claude team", "92.10", 12_000_000), ("OpenAI labs", "7.74", 1_100_000))
SPENT_TODAY = (("OpenAI", "32.10", 4_100_000), ("Claude team", "9.17", 900_000))
BUDGETS = (budget("1000", "612.04"), budget("800", "512.20", "OpenAI"), budget("100", "92.10", "Claude team"))
FORECAST = Forecast(Decimal("612.04"), Decimal("884.3"), Decimal("820.1"), Decimal("960.9"), 43, Confidence.HIGH)


def report(view: View | None = None, *, count: int = 0, alerts: Sequence[Alert] = (SPIKE, FLOOD)) -> Report:
    """An ordinary day, or one with `count` rows."""
    view = view or View()
    seed = Random(7)
    rows = list(usage_rows(seed, 12_000_000 if view.lookback is not Lookback.TODAY else 3_000_000, count))
    summary = usage(view, rows)
    today = replace(summary.totals, cost=Cost(Decimal("41.2714"), CostStatus.PRICED))
    before = replace(summary.totals, cost=Cost(Decimal("36.85"), CostStatus.PRICED))
    month = sum_figures([summary.totals] * (14 if view.lookback is Lookback.TODAY else 1))
    month = replace(month, cost=Cost(Decimal("612.04"), CostStatus.PRICED))
    unpriced = tuple(sorted({row.group[4] for row in rows if row.figures.cost.usd is None}))
    return Report(
        at=NOW,
        view=view,
        usage=summary,
        series=series(view, seed),
        today=today,
        month=month,
        same_time_yesterday=before,
        minutes=minutes(seed),
        alerts=tuple(alerts),
        unread_alerts=len([alert for alert in alerts if not alert.acknowledged]),
        accounts=ACCOUNTS,
        unpriced_models=unpriced,
        forecast=FORECAST,
        accounts_today=by_account(*SPENT_TODAY),
        accounts_month=by_account(*SPENT),
        budgets=BUDGETS,
        safe_to_spend_today=Decimal("23.1"),
    )


def empty_report(view: View | None = None) -> Report:
    view = view or View()
    nothing = usage(view, ())
    steps = Summary(Question(period(view), (view.step, GroupBy.MODEL)), (), NO_FIGURES)
    return Report(
        at=NOW, view=view, usage=nothing, today=NO_FIGURES, month=NO_FIGURES, series=steps, accounts=ACCOUNTS[:1],
    )  # fmt: skip


def crowded_report(view: View | None = None) -> Report:
    """All that is hard to draw at once: 50 accounts, 1,000 rows, long and right-to-left names, extreme costs."""
    base = report(view, count=1000)
    rows = list(base.usage.rows)
    names = ("מפתח-ייצור", "مفتاح الإنتاج", "n" * 300, "<b>bold</b>&amp;\nsecond line", "=SUM(A1)")
    for at, name in enumerate(names):
        rows[at] = replace(rows[at], key_name=name)
    big = replace(rows[0].figures, cost=Cost(Decimal("9999999.99"), CostStatus.PRICED))
    small = replace(rows[1].figures, cost=Cost(Decimal("0.000001"), CostStatus.ESTIMATED))
    partial = replace(
        rows[2].figures, cost=Cost(Decimal("1234567.5"), CostStatus.PARTIAL, frozenset(), 99), requests=None
    )
    for at, extreme in enumerate((big, small, partial)):
        rows[at] = replace(rows[at], figures=extreme)
    every = Summary(base.usage.question, tuple(rows), sum_figures(row.figures for row in rows), base.usage.prices_as_of)
    states = list(Freshness)
    accounts = tuple(
        status(account(at, f"Organization {at:02} {'with a very long name ' * (at % 4)}".strip()), states[at % 5])
        for at in range(50)
    )
    spent = by_account(*((each.account.name, f"{9_999_999 - at * 7}.99", 10**9) for at, each in enumerate(accounts)))
    over = budget("9000000", "9999999.99")
    tight = tuple(budget("9999999.99", "9999999.99", each.account.name) for each in accounts[:2])
    far = Forecast(
        Decimal("9999999.99"), Decimal("12345678.9"), Decimal("9999999.99"), Decimal(14_000_000), 1, Confidence.LOW
    )
    long_alert = replace(SPIKE, key_name="n" * 300, severity=Severity.CRITICAL)
    return replace(
        base, usage=every, today=big, month=partial, accounts=accounts, alerts=(long_alert, *[FLOOD] * 120),
        unread_alerts=121, accounts_today=spent, accounts_month=spent, budgets=(over, *tight), forecast=far,
        safe_to_spend_today=Decimal(0),
    )  # fmt: skip


def collection() -> Collection:
    rates = (
        KeyRate("OpenAI", "key_9fQ2", "gpt-5.1", Decimal("15212.4"), Decimal("31.5")),
        KeyRate("OpenAI", "key_x81B", "gpt-5.1-mini", Decimal("3188"), Decimal("10.5")),
    )
    return Collection(
        at=NOW - timedelta(seconds=12),
        period=Period(NOW - timedelta(hours=6), NOW),
        outcomes=(Fetched(ACCOUNTS[0].account, Tally(3, 360, 42)),),
        rates=rates,
    )
