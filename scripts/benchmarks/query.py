"""query: a summary of 30 days, as the window asks for it, at three sizes of stored history; the 95th percentile.

By model and tier, and by key, model and tier. The floor is raw SQL over the roll-up that has the answer.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from benchmarks.figure import Figure, Goal, figure, percentile
from benchmarks.history import Breadth, write_history
from benchmarks.reasons import tell_calls
from benchmarks.surroundings import data_folder
from usage_tracker_gui.domain.pricing import PriceSheet
from usage_tracker_gui.domain.report import GroupBy, Lookback, Question, View
from usage_tracker_gui.domain.usage import DAY
from usage_tracker_gui.settings.prices import load_price_sheet
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.store.tables import COUNTS
from usage_tracker_gui.tracking.periods import period_of
from usage_tracker_gui.tracking.summarize import summarize

GOAL = Goal("value", "<=", 16)
SIZES = (Breadth(keys=3, models=2, tiers=2), Breadth(keys=6, models=5, tiers=4), Breadth(keys=36, models=8, tiers=4))
BY_MODEL = (GroupBy.MODEL, GroupBy.TIER)
BY_KEY = (GroupBy.KEY, GroupBy.MODEL, GroupBy.TIER)
SUMS = ", ".join(f'sum("{name}")' for name in COUNTS)


def measure(rounds: int = 5, questions: int = 40, sizes: Sequence[Breadth] = SIZES) -> Iterator[Figure]:
    """Each round asks `questions` times and has a percentile of its own."""
    for breadth in sizes:
        with data_folder() as folder:
            database = folder / "usage.sqlite3"
            now = write_history(database, breadth)
            prices = load_price_sheet(None)
            yield _measured("query", "model_days", BY_MODEL, database, now, prices, rounds, questions, breadth)
            yield _measured("query by key", "usage_days", BY_KEY, database, now, prices, rounds, questions, breadth)


def _measured(
    name: str,
    table: str,
    by: tuple[GroupBy, ...],
    database: Path,
    now: datetime,
    prices: PriceSheet,
    rounds: int,
    questions: int,
    breadth: Breadth,
) -> Figure:
    question = Question(period_of(View(lookback=Lookback.MONTH_OF_DAYS), now), by)
    columns = ", ".join(column.value for column in by)
    month = "account_id = 1 AND stream = 'completions' AND day >= ?"
    sql = f"SELECT {columns}, {SUMS} FROM {table} WHERE {month} GROUP BY {columns}"
    first = question.period.start_unix // DAY
    values, floors = [], []
    with Store.open(database) as store, closing(sqlite3.connect(database)) as db:
        for _ in range(rounds):
            values.append(_percentile(lambda: summarize(store, prices, question), questions))
            floors.append(_percentile(lambda: db.execute(sql, (first,)).fetchall(), questions))
        found = figure(name, f"{breadth.rows:,} rows", "ms", values, floors, GOAL)
        if not found.met:
            tell_calls(f"{name} at {found.size}", lambda: summarize(store, prices, question))
    return found


def _percentile(ask: Callable[[], object], questions: int) -> float:
    ask()
    took = []
    for _ in range(questions):
        began = time.perf_counter()
        ask()
        took.append((time.perf_counter() - began) * 1000)
    return percentile(took, 0.95)
