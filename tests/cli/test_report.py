"""`usage-tracker report`: its documents, its filters, and its exit codes."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from usage_tracker_gui.simulator.world import World

Program = Callable[..., Any]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
FIGURES = {
    "input_tokens",
    "cached_input_tokens",
    "cache_write_tokens",
    "output_tokens",
    "requests",
    "cost_usd",
    "cost_status",
}


@pytest.fixture
def synced(usage_tracker: Program) -> Program:
    assert usage_tracker("sync", "--lookback", "4d").code == 0
    return usage_tracker


def test_the_document_has_the_promised_shape(synced: Program) -> None:
    document = synced("report", "--from", "2d", "--format", "json", "--group-by", "key,model,tier").json
    assert document.keys() == {
        "schema_version",
        "from",
        "to",
        "timezone",
        "prices_as_of",
        "group_by",
        "rows",
        "totals",
    }
    assert document["group_by"] == ["key", "model", "tier"]
    for row in document["rows"]:
        assert row.keys() == {"key", "key_name", "model", "tier", *FIGURES}
        assert row["cost_usd"] is None or Decimal(row["cost_usd"]) >= 0
        assert row["cost_status"] in {"priced", "estimated", "partial", "unpriced", "reported"}
    assert document["totals"].keys() == {*FIGURES, "unpriced_tokens"}


def test_rows_add_up_to_the_totals(synced: Program) -> None:
    document = synced("report", "--format", "json", "--group-by", "model").json
    for figure in ("input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens", "requests"):
        assert sum(row[figure] for row in document["rows"]) == document["totals"][figure]
    priced = [Decimal(row["cost_usd"]) for row in document["rows"] if row["cost_usd"] is not None]
    assert sum(priced) == Decimal(document["totals"]["cost_usd"])


def test_a_model_without_a_price_is_null_and_the_total_is_partial(synced: Program) -> None:
    document = synced("report", "--format", "json", "--group-by", "model").json
    (unknown,) = [row for row in document["rows"] if row["model"] == "house-model-x"]
    assert (unknown["cost_usd"], unknown["cost_status"]) == (None, "unpriced")
    assert document["totals"]["cost_status"] == "partial"
    assert document["totals"]["unpriced_tokens"] > 0


def test_csv_has_the_columns_of_the_rows_and_plain_numbers(synced: Program) -> None:
    rows = list(csv.DictReader(io.StringIO(synced("report", "--format", "csv", "--group-by", "project,day").out)))
    assert list(rows[0]) == ["project", "project_name", "day", *_ordered_figures()]
    assert all(row["input_tokens"].isdigit() for row in rows)
    documents = synced("report", "--format", "json", "--group-by", "project,day").json["rows"]
    assert len(rows) == len(documents)


def _ordered_figures() -> list[str]:
    return [
        "input_tokens",
        "cached_input_tokens",
        "cache_write_tokens",
        "output_tokens",
        "requests",
        "cost_usd",
        "cost_status",
    ]


@pytest.mark.parametrize(
    "metric", ["cost", "tokens", "input_tokens", "cached_input_tokens", "output_tokens", "requests"]
)
def test_the_largest_rows_come_first_and_totals_stay_whole(synced: Program, metric: str) -> None:
    whole = synced("report", "--format", "json", "--group-by", "model").json
    cut = synced("report", "--format", "json", "--group-by", "model", "--metric", metric, "--top", "2").json
    assert len(cut["rows"]) == 2
    assert cut["totals"] == whole["totals"]


def test_days_come_in_order(synced: Program) -> None:
    days = [row["day"] for row in synced("report", "--format", "json", "--group-by", "day").json["rows"]]
    assert days == sorted(days)
    assert len(days) == 5


def test_a_channel_is_a_name(synced: Program, world: World) -> None:
    rows = synced("report", "--format", "json", "--channel", "Atlas web app", "--group-by", "key").json["rows"]
    assert [row["key"] for row in rows] == [world.organization.key_named("Atlas web app").id]


def test_another_tier_prices_the_same_tokens(synced: Program) -> None:
    period = ("--from", "2026-11-24", "--to", "2026-11-25", "--channel", "Atlas web app", "--format", "json")
    billed = synced("report", *period).json["totals"]
    batch = synced("report", *period, "--tier", "batch").json["totals"]
    assert billed["input_tokens"] == batch["input_tokens"]
    assert billed["cost_usd"] != batch["cost_usd"]


def test_over_the_limit_is_exit_code_5(synced: Program) -> None:
    over = synced("report", "--fail-over", "0.01", "--format", "json")
    assert over.code == 5
    assert over.json["totals"]["cost_usd"]
    assert "limit" in over.err


def test_within_the_limit_but_with_unpriced_usage_says_that_it_is_a_lower_bound(synced: Program) -> None:
    within = synced("report", "--fail-over", "1000000")
    assert within.code == 0
    assert "no price" in within.err


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_models_without_a_price_are_named_beside_the_results(synced: Program, form: str) -> None:
    ended = synced("report", "--format", form, "--group-by", "day")
    assert "tokens of house-model-x have no price: the total is a lower bound." in ended.err
    assert "house-model-x" not in ended.out


def test_an_empty_store_is_an_empty_report_that_says_so(usage_tracker: Program) -> None:
    ended = usage_tracker("report", "--fail-over", "10", "--format", "json")
    assert ended.code == 0
    assert "Nothing is stored for this question: `usage-tracker sync`" in ended.err
    document = ended.json
    assert (document["rows"], document["totals"]["cost_usd"], document["totals"]["requests"]) == ([], "0", 0)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--group-by", "colour"),
        ("--group-by", "day,hour"),
        ("--timezone", "Mars/Olympus"),
        ("--channel", "nobody"),
        ("--fail-over", "lots"),
        ("--from", "tomorrow"),
        ("--metric", "joy"),
        ("--top", "0"),
        ("--from", "2026-11-20", "--to", "2026-11-01"),
    ],
)
def test_wrong_usage_is_one_sentence_and_exit_code_2(usage_tracker: Program, arguments: tuple[str, ...]) -> None:
    ended = usage_tracker("report", *arguments)
    assert ended.code == 2
    assert len(ended.err.strip().splitlines()) == 1
    assert ended.out == ""


def test_a_table_shows_names_and_a_total(synced: Program) -> None:
    shown = synced("report", "--group-by", "key").out
    assert "Atlas web app" in shown
    assert "at least $" in shown.splitlines()[-1]


def test_a_service_that_nobody_has_is_an_empty_report(synced: Program) -> None:
    document = synced("report", "--format", "json", "--service", "nosuch").json
    assert (document["rows"], document["totals"]["requests"]) == ([], 0)


@pytest.fixture
def page(synced: Program, tmp_path: Path) -> Path:
    """The report as a file, as `> report.html` would make it."""
    file = tmp_path / "report.html"
    file.write_text(synced("report", "--from", "2d", "--format", "html").out, encoding="utf-8")
    return file


def test_a_page_for_a_browser_has_a_chart_and_the_sum(synced: Program, page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    total = synced("report", "--from", "2d", "--format", "json").json["totals"]["cost_usd"]
    assert text.startswith("<!doctype html>")
    assert "Cost per hour by model" in text or "Cost per day by model" in text
    assert f"{Decimal(total):,.2f}" in text
    assert "<script" not in text
    assert "http" not in text.replace("http-equiv", "").replace("http://www.w3.org/2000/svg", "")


def test_a_page_names_what_it_is_about_and_keeps_the_exit_code(synced: Program) -> None:
    done = synced("report", "--format", "html", "--service", "openai", "--tier", "batch", "--fail-over", "0")
    assert done.code == 5
    assert "Only openai. Priced as if all of it had run in the tier batch." in done.out


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine")
def test_a_browser_shows_the_page(page: Path, tmp_path: Path) -> None:
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    seen = subprocess.run(
        [*command, "--dump-dom", page.as_uri()], capture_output=True, text=True, timeout=60, check=True
    )
    assert "<h2>By key</h2>" in seen.stdout
    assert "<svg" in seen.stdout


def test_calls_that_may_count_twice_are_told(synced: Program) -> None:
    assert "twice" not in synced("report").err
    recorded = ("--service", "openai", "--account", "openai-programs", "--at", "2h", "--cost-usd", "3")
    assert synced("record", *recorded).code == 0
    assert "openai-programs holds what programs recorded" in synced("report").err
    assert "twice" not in synced("report", "--channel", "openai-programs").err
