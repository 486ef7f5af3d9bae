"""ingest: a first sync of 90 days of hours, in rows per second.

The floor reads the same pages with httpx, decodes them with msgspec and inserts the same columns into the same table
with sqlite3's executemany, a transaction for each page: no roll-ups, no names, no checks.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime

import httpx
import msgspec

from benchmarks.figure import Figure, Goal, figure
from benchmarks.organization import Served, Workload, serving
from benchmarks.reasons import tell_calls
from benchmarks.surroundings import data_folder, workspace_in
from usage_tracker_gui.domain.usage import Bucket, Period
from usage_tracker_gui.providers.openai.completions import CompletionsRow, tier_of
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.tracking.collect import collect
from usage_tracker_gui.tracking.connections import Connections
from usage_tracker_gui.tracking.orders import Reread

GOAL = Goal("ratio", ">=", 0.6)
REST = (0,) * (len(Bucket._fields) - 13)  # the counts behind `output`
INSERT = f"INSERT INTO usage VALUES ({', '.join('?' * (len(Bucket._fields) + 3))})"


class PlainBucket(msgspec.Struct, gc=False):
    start_time: int
    results: list[CompletionsRow]


class PlainPage(msgspec.Struct):
    data: list[PlainBucket]


def measure(rounds: int = 3, workload: Workload | None = None) -> Iterator[Figure]:
    workload = workload or Workload()
    with serving(workload) as served:
        values, floors = [], []
        for _ in range(rounds):
            values.append(workload.rows / seconds_to_sync(served, workload.rows))
            floors.append(workload.rows / seconds_to_insert(served.pages_of_hours(), workload.rows))
        found = figure("ingest", str(workload), "rows/s", values, floors, GOAL)
        if not found.met:
            tell_calls("ingest", lambda: seconds_to_sync(served, workload.rows))
    yield found


def seconds_to_sync(served: Served, rows: int) -> float:
    """What `usage-tracker sync` does over the whole span: usage of all streams, costs, names."""
    with data_folder() as folder:
        workspace = workspace_in(folder, served.base_url)
        with workspace.open_store() as store, closing(Connections(workspace, store)) as connections:
            order = Reread(datetime.now(UTC), Period.of_unix(served.start, served.end))
            began = time.perf_counter()
            collection = collect(store.accounts(), connections, store, order)
            took = time.perf_counter() - began
        written = sum(outcome.tally.rows_written for outcome in collection.outcomes)
        if written != rows:
            raise RuntimeError(f"{written:,} rows were stored in place of {rows:,}: {collection.outcomes}")
        return took


def seconds_to_insert(pages: Sequence[str], rows: int) -> float:
    decoder = msgspec.json.Decoder(PlainPage)
    with data_folder() as folder:
        database = folder / "floor.sqlite3"
        Store.open(database).close()  # makes the tables
        with closing(sqlite3.connect(database, isolation_level=None)) as db, httpx.Client(trust_env=False) as client:
            db.execute("PRAGMA synchronous=NORMAL")
            began = time.perf_counter()
            for page in pages:
                content = decoder.decode(client.get(page).content)
                db.execute("BEGIN IMMEDIATE")
                db.executemany(INSERT, _rows(content))
                db.execute("COMMIT")
            took = time.perf_counter() - began
            stored = db.execute("SELECT count(*) FROM usage").fetchone()[0]
        if stored != rows:
            raise RuntimeError(f"{stored:,} rows are in the floor's table in place of {rows:,}")
        return took


def _rows(page: PlainPage) -> list[tuple[int | str | None, ...]]:
    return [
        (
            1,
            "completions",
            3600,
            bucket.start_time,
            row.api_key_id,
            row.project_id,
            "",
            row.model,
            tier_of(row.batch, row.service_tier),
            row.num_model_requests,
            row.input_text_tokens,
            row.input_cached_tokens,
            row.input_cache_write_tokens,
            0,
            0,
            row.output_tokens,
            *REST,
        )
        for bucket in page.data
        for row in bucket.results
    ]
