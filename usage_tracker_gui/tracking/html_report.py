"""A report on one page of HTML that opens anywhere: no script, nothing from elsewhere, light and dark, printable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from html import escape
from zoneinfo import ZoneInfo

from usage_tracker_gui.domain.figures import cost_text, money, plain_decimal, short_count
from usage_tracker_gui.domain.report import Figures, GroupBy, Row, Summary, sum_figures
from usage_tracker_gui.tracking.html_chart import chart

MOST_ROWS = 100
LONGEST_NAME = 80
TABLES = (
    ("By model", GroupBy.MODEL),
    ("By key", GroupBy.KEY),
    ("By project", GroupBy.PROJECT),
    ("By tier", GroupBy.TIER),
    ("By context window", GroupBy.CONTEXT_WINDOW),
    ("By account", GroupBy.ACCOUNT),
)
WITHOUT_NAME = {GroupBy.KEY: "No key", GroupBy.PROJECT: "No project", GroupBy.CONTEXT_WINDOW: "Not told"}

STYLE = """
:root { color-scheme: light dark; --ground: #f5f6f8; --card: #fff; --line: #dde0e5; --text: #1b1e24; --muted: #5b626e;
  --bar: #1d63cc; --track: #e4e7eb; }
@media (prefers-color-scheme: dark) { :root { --ground: #15171b; --card: #1d2025; --line: #31353d; --text: #e8eaed;
  --muted: #a3a9b4; --bar: #6ba6ff; --track: #31353d; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 14px/1.45 system-ui, sans-serif; }
main { max-width: 980px; margin: 0 auto; padding: 24px 16px 48px; }
h1 { font-size: 22px; margin: 0; } h2 { font-size: 15px; margin: 0 0 8px; }
p { margin: 4px 0 0; color: var(--muted); }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px;
  margin-top: 16px; overflow-x: auto; }
.heroes { display: grid; grid-template-columns: repeat(auto-fit, minmax(130px, auto)); gap: 16px; }
.hero b { display: block; font-size: 26px; font-variant-numeric: tabular-nums; white-space: nowrap; }
.hero span { color: var(--muted); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { color: var(--muted); font-weight: normal; border-bottom: 1px solid var(--line); }
th, td { text-align: right; padding: 4px 6px; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; padding-left: 0; white-space: normal; overflow-wrap: anywhere;
  min-width: 160px; }
td.share { width: 14%; min-width: 60px; }
.bar { display: block; height: 6px; border-radius: 3px; background: var(--track); }
.bar i { display: block; height: 6px; border-radius: 3px; background: var(--bar); }
tfoot td { border-top: 1px solid var(--line); font-weight: 600; }
svg { display: block; width: 100%; height: auto; } svg text { fill: var(--muted); font: 11px system-ui, sans-serif; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 8px 0 0; padding: 0; list-style: none; }
.legend i { display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin-right: 6px; }
@media print { body { background: none; } section { break-inside: avoid; } }
"""


def html_report(usage: Summary, series: Summary, at: datetime, unpriced_models: Sequence[str] = ()) -> str:
    """The whole document, UTF-8. Every name in it is from outside, and escaped. `at` is when it is made, `series` the
    same usage by a time and one thing more.
    """
    tables = "".join(_table(title, by, usage) for title, by in TABLES if _is_telling(by, usage))
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Usage and cost, {escape(_span(usage))}</title>
<style>{STYLE}</style>
</head>
<body>
<main>
<h1>Usage and cost</h1>
<p>{escape(_span(usage))}, days in {escape(usage.question.zone)}. {escape(_scope(usage))}</p>
{_heroes(usage.totals)}
{chart(series)}
{tables}
<p>{escape(_foot(usage, at, unpriced_models))}</p>
</main>
</body>
</html>
"""


def _span(usage: Summary) -> str:
    zone, period = ZoneInfo(usage.question.zone), usage.question.period
    first, last = period.start.astimezone(zone), (period.end - timedelta(microseconds=1)).astimezone(zone)
    return _day(first) if first.date() == last.date() else f"{_day(first)} to {_day(last)}"


def _day(at: datetime) -> str:
    return f"{at.day} {at:%b %Y}"


def _scope(usage: Summary) -> str:
    question = usage.question
    only, tier = (*question.channels, *question.services), question.tier
    words = [f"Only {', '.join(only)}."] if only else []
    words += [f"Priced as if all of it had run in the tier {tier}."] if tier else []
    return " ".join(words)


def _foot(usage: Summary, at: datetime, unpriced_models: Sequence[str]) -> str:
    made = at.astimezone(ZoneInfo(usage.question.zone))
    words = [f"Made by UsageTracker on {_day(made)}, {made:%H:%M}."]
    if usage.prices_as_of is not None:
        words.append(f"Prices as of {usage.prices_as_of}; they cover {_percent(usage.coverage)} of tokens.")
    if unpriced_models:
        words.append(f"Without a price: {', '.join(unpriced_models)}.")
    return " ".join(words)


def _heroes(totals: Figures) -> str:
    requests = "—" if totals.requests is None else f"{totals.requests:,}"
    cost = totals.cost
    name, text = ("Cost, at least", money(cost.usd)) if cost.is_lower_bound else ("Cost", cost_text(cost))
    figures = (
        (name, text, _exact(totals)),
        ("Input tokens", short_count(totals.input_tokens), f"{totals.input_tokens:,}"),
        ("of it from a cache", _share_text(totals.cached_input_tokens, totals.input_tokens), ""),
        ("Output tokens", short_count(totals.output_tokens), f"{totals.output_tokens:,}"),
        ("Requests", requests, ""),
    )
    cards = (
        f'<div class="hero"><span>{name}</span><b title="{escape(exact)}">{escape(text)}</b></div>'
        for name, text, exact in figures
    )
    return f'<section class="heroes">{"".join(cards)}</section>'


def _exact(figures: Figures) -> str:
    return "" if figures.cost.usd is None else f"${plain_decimal(figures.cost.usd)}"


def _share_text(part: int, whole: int) -> str:
    return _percent(Decimal(part) / whole) if whole else "—"


def _percent(share: Decimal) -> str:
    return f"{(share * 100).quantize(Decimal('0.1'), ROUND_HALF_UP)} %"


# Tables


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    figures: Figures


def _is_telling(by: GroupBy, usage: Summary) -> bool:
    """A table of one line says nothing that the totals don't; models are always named."""
    if by not in usage.question.group_by:
        return False
    column = usage.column(by)
    return by is GroupBy.MODEL or len({row.group[column] for row in usage.rows}) > 1


def lines(by: GroupBy, usage: Summary) -> list[Line]:
    """Most expensive first; what has no price follows by its tokens."""
    column = usage.column(by)
    rows: dict[str, list[Row]] = {}
    for row in usage.rows:
        rows.setdefault(row.group[column], []).append(row)
    found = [Line(_name(id, by, members), sum_figures(row.figures for row in members)) for id, members in rows.items()]
    return sorted(found, key=lambda line: (-(line.figures.cost.usd or Decimal(0)), -line.figures.total_tokens))


def _name(id: str, by: GroupBy, rows: Iterable[Row]) -> str:
    names: Mapping[GroupBy, str] = {GroupBy.KEY: "key_name", GroupBy.PROJECT: "project_name"}
    named = (getattr(row, names[by]) for row in rows) if by in names else ()
    return next(filter(None, named), "") or id or WITHOUT_NAME.get(by, "—")


def _table(title: str, by: GroupBy, usage: Summary) -> str:
    found = lines(by, usage)
    body = "".join(_row(line, usage.totals) for line in found[:MOST_ROWS])
    rest = _rest(found[MOST_ROWS:], usage.totals)
    return f"""<section><h2>{title}</h2><table>
<thead><tr><th scope="col">{escape(title[3:].capitalize())}</th><th scope="col">Input</th><th scope="col">Cached</th>
<th scope="col">Output</th><th scope="col">Requests</th><th scope="col">Cost</th><th scope="col">Share</th></tr></thead>
<tbody>{body}{rest}</tbody>
<tfoot>{_row(Line("Total", usage.totals), usage.totals)}</tfoot>
</table></section>"""


def _rest(found: Sequence[Line], totals: Figures) -> str:
    if not found:
        return ""
    return _row(Line(f"{len(found):,} more", sum_figures(line.figures for line in found)), totals)


def _short(name: str) -> str:
    """A name of a sentence's length loses its middle; pointing at it shows it whole."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 21]}…{name[-20:]}"


def _row(line: Line, totals: Figures) -> str:
    figures = line.figures
    usd, whole = figures.cost.usd, totals.cost.usd
    part = usd / whole if usd is not None and whole else None
    bar = f'<span class="bar"><i style="width:{float(max(part, Decimal(0))) * 100:.1f}%"></i></span>' if part else "—"
    cells = (
        f"{figures.input_tokens:,}",
        f"{figures.cached_input_tokens:,}",
        f"{figures.output_tokens:,}",
        "—" if figures.requests is None else f"{figures.requests:,}",
        cost_text(figures.cost),
    )
    figures_html = "".join(f"<td>{escape(text)}</td>" for text in cells)
    title = escape(_percent(part)) if part is not None else ""
    name = f'<td dir="auto" title="{escape(line.name)}">{escape(_short(line.name))}</td>'
    return f'<tr>{name}{figures_html}<td class="share" title="{title}">{bar}</td></tr>'
