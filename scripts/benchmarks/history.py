"""A stored history of any size, made inside the database in a fraction of the time that reading it would take."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.surroundings import ACCOUNT
from usage_tracker_gui.domain.usage import HOUR, TIERS
from usage_tracker_gui.simulator.prepared import MODELS
from usage_tracker_gui.store.store import Store

STREAM = "completions"

_FILL = """
WITH RECURSIVE
    hours(start) AS (SELECT :first UNION ALL SELECT start + 3600 FROM hours WHERE start + 3600 < :end),
    kinds(key, model, tier) AS (SELECT key, model, tier FROM bench_keys, bench_models, bench_tiers)
INSERT INTO usage
SELECT :account, :stream, 3600, start, key, 'proj_Bench', '', model, tier,
       1 + start / 3600 % 23, 700 + start / 3600 % 997, 300, 40, 0, 0, 187 + start / 3600 % 101, 0, 0, 0, 0, 0, 0, 0, 0
FROM hours, kinds ORDER BY start, key, model, tier
"""


@dataclass(frozen=True, slots=True)
class Breadth:
    """How many rows an hour has. A year of hours is 8,760."""

    keys: int
    models: int
    tiers: int
    hours: int = 365 * 24

    @property
    def rows(self) -> int:
        return self.hours * self.keys * self.models * self.tiers


def write_history(database: Path, breadth: Breadth) -> datetime:
    """Fills a new database up to the current hour, roll-ups included. Returns the end of it."""
    end = int(time.time()) // HOUR * HOUR
    with Store.open(database) as store:
        account = store.add_account(ACCOUNT, "openai", "https://api.openai.com/v1")
    with closing(sqlite3.connect(database)) as db, db:
        for name, values in (
            ("bench_keys", [f"key_Bench{at:03}" for at in range(breadth.keys)]),
            ("bench_models", sorted(MODELS[: breadth.models])),
            ("bench_tiers", sorted(TIERS[: breadth.tiers])),
        ):
            db.execute(f"CREATE TEMP TABLE {name} ({name[6:-1]} TEXT)")
            db.executemany(f"INSERT INTO {name} VALUES (?)", [(value,) for value in values])
        span = {"first": end - breadth.hours * HOUR, "end": end, "account": account.id, "stream": STREAM}
        db.execute(_FILL, span)
        db.execute("INSERT INTO series VALUES (?, ?, 3600)", (account.id, STREAM))
    with Store.open(database) as store:
        store.rebuild_rollups()
    return datetime.fromtimestamp(end, UTC)
