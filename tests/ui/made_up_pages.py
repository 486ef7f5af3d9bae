"""What single pages show beside a report, of the made-up organization: the period before, other tiers, the bill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import made_up

from usage_tracker_gui.domain.account import AccountChange
from usage_tracker_gui.domain.cost import Cost, CostStatus
from usage_tracker_gui.domain.forecast import Confidence, Forecast
from usage_tracker_gui.domain.reconciliation import Comparison, Reason, Reconciliation, Residual
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
from usage_tracker_gui.domain.surroundings import Surroundings
from usage_tracker_gui.domain.tier_comparison import KeyTiers, TierComparison
from usage_tracker_gui.domain.usage import Period, Tokens
from usage_tracker_gui.ui.series.usage_lines import Line, grouped, ranked


def priced_at(figures: Figures, usd: Decimal) -> Figures:
    return replace(figures, cost=Cost(usd, figures.cost.status, figures.cost.reasons))


def scaled(rows: Sequence[Row], whole: Decimal) -> tuple[Row, ...]:
    """The same rows at costs that add up to `whole`."""
    known = sum((row.figures.cost.usd or Decimal(0) for row in rows), Decimal(0))
    factor = whole / known if known else Decimal(1)
    return tuple(
        row
        if row.figures.cost.usd is None
        else replace(row, figures=priced_at(row.figures, row.figures.cost.usd * factor))
        for row in rows
    )


def of_rows(summary: Summary, rows: Sequence[Row]) -> Summary:
    return replace(summary, rows=tuple(rows), totals=sum_figures(row.figures for row in rows))


def month_report() -> Report:
    """A month whose parts add up to what its large figures say, and where nearly all has a price."""
    view = View(lookback=Lookback.MONTH, step=GroupBy.DAY)
    base = made_up.report(view)
    month, today = Decimal("612.04"), Decimal("41.27")
    last = made_up.NOW.date().isoformat()
    of_today = [row for row in base.series.rows if row.group[0] == last and row.figures.cost.usd is not None]
    before = [row for row in base.series.rows if row.group[0] != last and row.figures.cost.usd is not None]
    priced = [row for row in base.usage.rows if row.figures.cost.usd is not None]
    without = next(row for row in base.usage.rows if row.figures.cost.usd is None)
    few = Figures(Tokens(input=3_600_000), 1400, Cost(None, CostStatus.UNPRICED, frozenset(), 3_600_000))
    rows = [*scaled(priced, month), replace(without, figures=few)]
    return replace(
        base,
        usage=of_rows(base.usage, rows),
        series=of_rows(base.series, [*scaled(before, month - today), *scaled(of_today, today)]),
        unpriced_models=(without.group[4],),
    )


def single_report(view: View) -> Report:
    """One bucket, and a forecast from one day."""
    base = made_up.report(view, alerts=())
    row = Row(
        ("openai", "OpenAI", "key_9fQ2", "proj_shop", "gpt-5.1", "standard"),
        made_up.figures(Random(3), "gpt-5.1", "standard", 4000),
        "prod-batch",
        "Shop",
    )
    spent = str(row.figures.cost.usd)
    steps = Row((made_up.NOW.date().isoformat(), "gpt-5.1"), row.figures)
    return replace(
        base,
        usage=of_rows(base.usage, [row]),
        series=of_rows(base.series, [steps]),
        today=row.figures,
        month=row.figures,
        same_time_yesterday=NO_FIGURES,
        minutes=None,
        unpriced_models=(),
        accounts=base.accounts[:1],
        forecast=Forecast(Decimal("0.0105"), Decimal("0.11"), Decimal("0.02"), Decimal("0.31"), 1, Confidence.LOW),
        accounts_today=made_up.by_account(("OpenAI", spent, row.figures.total_tokens)),
        accounts_month=made_up.by_account(("OpenAI", spent, row.figures.total_tokens)),
        budgets=(),
        safe_to_spend_today=None,
    )  # fmt: skip


GAP = Period(
    made_up.NOW.replace(day=10, hour=0, minute=0, second=0), made_up.NOW.replace(day=12, hour=0, minute=0, second=0)
)


def unread(report: Report) -> Report:
    """The same, as if two days had not been read."""
    rows = [
        row
        for row in report.series.rows
        if not GAP.start.date() <= date.fromisoformat(row.group[0][:10]) < GAP.end.date()
    ]
    return replace(report, series=of_rows(report.series, rows))


def surroundings(report: Report, gaps: tuple[Period, ...] = ()) -> Surroundings:
    """The period before, a little smaller."""
    series, length = report.series, report.series.question.period.length
    before = Period(series.question.period.start - length, series.question.period.start)
    seed = Random(11)
    rows = []
    for row in series.rows:
        day = date.fromisoformat(row.group[0][:10]) - timedelta(days=round(length / timedelta(days=1)) or 1)
        time = day.isoformat() + row.group[0][10:]
        usd = row.figures.cost.usd
        figures = (
            row.figures
            if usd is None
            else priced_at(row.figures, usd * Decimal(repr(round(seed.uniform(0.4, 1.2), 2))))
        )
        rows.append(Row((time, *row.group[1:]), figures))
    question: Question = replace(series.question, period=before)
    return Surroundings(report.view, of_rows(replace(series, question=question), rows), gaps)


def tiers(report: Report) -> TierComparison:
    billed = report.usage.totals
    whole = billed.cost.usd or Decimal(0)

    def at(factor: str, status: CostStatus = CostStatus.PRICED, unpriced: int = 0) -> Figures:
        return replace(billed, cost=Cost(whole * Decimal(factor), status, frozenset(), unpriced))

    part = billed.total_tokens // 7
    return TierComparison(
        report.view,
        replace(billed, cost=Cost(whole, CostStatus.PRICED)),
        {
            "standard": at("0.97"),
            "batch": at("0.49"),
            "flex": at("0.45", CostStatus.PARTIAL, part),
            "priority": at("1.7", CostStatus.PARTIAL, part),
        },
        at("1.31"),
        tuple(_tiers_of_key(line) for line in ranked(grouped(report.usage, (GroupBy.KEY,)))),
    )


def _tiers_of_key(line: Line) -> KeyTiers:
    billed, usd = line.figures, line.figures.cost.usd or Decimal(0)
    tiers = {"standard": "0.97", "batch": "0.49", "flex": "0.45", "priority": "1.7"}
    priced = {tier: priced_at(billed, usd * Decimal(factor)) for tier, factor in tiers.items()}
    return KeyTiers(line.ids[0], line.names[0], billed, priced, priced_at(billed, usd * Decimal("1.31")))


def reconciliation(*, crowded: bool = False) -> Reconciliation:
    """A fortnight of bills: some lines as estimated, some dearer, some that no usage stands behind."""
    seed = Random(5)
    end = made_up.NOW.replace(hour=0, minute=0, second=0)
    period = Period(end - timedelta(days=14), end)
    found: list[Comparison] = []
    for at in range(14):
        day = (period.start + timedelta(days=at)).date()
        for model in ("gpt-5.1", "gpt-4.1", "gpt-5.1-mini"):
            estimated = Decimal(repr(round(seed.uniform(2, 14), 4)))
            residuals = (Residual(Reason.LONG_CONTEXT, Decimal("0.4125")),) if seed.random() < 0.3 else ()
            billed = estimated + sum((each.usd for each in residuals), Decimal(0))
            found.append(
                Comparison(day, "OpenAI", "proj_shop", "key_9fQ2", model, "input", estimated, billed, residuals)
            )
        fee = Decimal(repr(round(seed.uniform(0.1, 2), 2)))
        found.append(
            Comparison(
                day,
                "OpenAI",
                "proj_search",
                "",
                "",
                "web search tool calls",
                None,
                fee,
                (Residual(Reason.TOOL_FEE, fee),),
            )
        )
    late = Decimal("-3.2204")
    found.append(
        Comparison(
            day,
            "OpenAI",
            "proj_dev",
            "key_77aa",
            "o4-mini",
            "output",
            -late,
            Decimal(0),
            (Residual(Reason.LATE_DATA, late),),
        )
    )
    words = "Regional processing uplift " + ("with a very long name of its own " * 8 if crowded else "")
    huge = Decimal("9999999.99") if crowded else Decimal("0.37")
    found.append(
        Comparison(day, "OpenAI", "", "", "", words.strip(), None, huge, (Residual(Reason.UNKNOWN_LINE_ITEM, huge),))
    )
    names = {"proj_shop": "Shop", "proj_search": "מפתח-ייצור " * 9 if crowded else "Search", "proj_dev": "Development"}
    return Reconciliation(
        period, tuple(found), date(2026, 11, 20), project_names=names, key_names={"key_9fQ2": "prod-batch"}
    )


def changes() -> tuple[AccountChange, ...]:
    at = made_up.NOW
    return (
        AccountChange(at - timedelta(hours=3), "OpenAI", "rotated"),
        AccountChange(at - timedelta(days=2), "Claude team", "edited", "keys"),
        AccountChange(at - timedelta(days=9), "OpenAI labs", "added"),
    )


def trends(report: Report, by: Sequence[str]) -> Summary:
    """What each line cost on each day of the report's period."""
    groups = tuple(GroupBy(name) for name in by)
    seed, period = Random(23), report.usage.question.period
    days = [period.start + timedelta(days=at) for at in range(max(1, round(period.length / timedelta(days=1))))]
    rows = []
    for line in grouped(report.usage, groups)[:200]:
        level = seed.uniform(0.3, 1)
        for day in days:
            level = max(0.02, level + seed.uniform(-0.25, 0.25))
            cost = Cost(Decimal(repr(round(level, 3))), CostStatus.PRICED)
            rows.append(Row((day.date().isoformat(), *line.ids), Figures(Tokens(), None, cost)))
    question = replace(report.usage.question, group_by=(GroupBy.DAY, *groups))
    return Summary(question, tuple(rows), sum_figures(row.figures for row in rows))
