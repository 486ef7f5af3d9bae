"""`usage-tracker reconcile` against a simulated OpenAI: its document, its table, its columns and its words."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from usage_tracker_gui.domain.figures import nanos_of
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.simulator.expected import expected_costs
from usage_tracker_gui.simulator.world import World

NOW = datetime(2026, 11, 25, 13, 17, 33, tzinfo=UTC)
DAYS = Period(datetime(2026, 11, 22, tzinfo=UTC), datetime(2026, 11, 25, tzinfo=UTC))
AMOUNTS = ("estimated", "billed", "difference")
SPAN = ("--from", "2026-11-22", "--to", "2026-11-25")


@pytest.fixture
def synced(usage_tracker: Any) -> Any:
    assert usage_tracker("sync", "--from", "4d").code == 0
    return usage_tracker


def test_the_document_adds_up_day_by_day_and_is_what_was_billed(world: World, synced: Any) -> None:
    document = synced("reconcile", *SPAN, "--format", "json").json
    assert list(document) == ["schema_version", "from", "to", "days", "coverage"]
    assert (document["from"], document["to"]) == ("2026-11-22T00:00:00Z", "2026-11-25T00:00:00Z")
    billed = expected_costs(world, DAYS, NOW, by=("day", "project"))
    assert {(day["day"], day["project"]): nanos_of(Decimal(day["billed_usd"])) for day in document["days"]} == billed
    for day in document["days"]:
        assert list(day) == ["day", "project", "estimated_usd", "billed_usd", "difference_usd", "reasons"]
        difference = Decimal(day["billed_usd"]) - Decimal(day["estimated_usd"])
        assert Decimal(day["difference_usd"]) == difference
        assert sum(Decimal(reason["usd"]) for reason in day["reasons"]) == difference
        assert all(list(reason) == ["reason", "usd"] for reason in day["reasons"])
    assert document["coverage"] == 100
    named = {reason["reason"] for day in document["days"] for reason in day["reasons"]}
    assert {"tool_fee", "image", "audio", "unpriced_model", "unknown_line_item"} <= named


def test_the_columns_of_a_spreadsheet_add_up_too(synced: Any) -> None:
    rows = list(csv.DictReader(io.StringIO(synced("reconcile", *SPAN, "--format", "csv").out)))
    assert len(rows) == 9  # three days of three projects
    for row in rows:
        reasons = [name for name in row if name.endswith("_usd") and name.split("_usd")[0] not in AMOUNTS]
        assert sum(Decimal(row[name]) for name in reasons) == Decimal(row["difference_usd"])


def test_the_table_names_projects_reasons_and_lines_that_nobody_knows(synced: Any) -> None:
    ended = synced("reconcile", "--from", "2d")
    assert ended.code == 0
    assert "Atlas assistant" in ended.out
    assert "tool fee +$" in ended.out
    assert "Regional processing uplift" in ended.out
    assert "100 % of the difference has a reason." in ended.err


def test_without_any_history_there_are_no_days(usage_tracker: Any) -> None:
    ended = usage_tracker("reconcile", "--format", "json")
    assert ended.code == 0
    assert ended.json["days"] == []


def test_a_period_that_ends_before_it_starts_is_refused(usage_tracker: Any) -> None:
    ended = usage_tracker("reconcile", "--from", "2026-11-25", "--to", "2026-11-22")
    assert ended.code == 2
    assert "--from" in ended.err
