"""Reports as files: CSV that a spreadsheet may open, JSON for programs, and a page of HTML for everybody."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest

from usage_tracker_gui.domain.cost import NOT_REPORTED, Cost, CostStatus
from usage_tracker_gui.domain.report import (
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
from usage_tracker_gui.tracking.html_report import MOST_ROWS, html_report
from usage_tracker_gui.tracking.report_files import csv_text, json_text

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
WEEK = Period(datetime(2026, 11, 18, tzinfo=UTC), NOW)
EVIL = '<script>alert("x")</script>'
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")


def figures(tokens: int, usd: str | None) -> Figures:
    cost = (
        Cost(None, CostStatus.UNPRICED, frozenset(), tokens) if usd is None else Cost(Decimal(usd), CostStatus.PRICED)
    )
    return Figures(Tokens(input=tokens, output=1), 3, cost)


def summary(rows: list[Row], *by: GroupBy) -> Summary:
    return Summary(
        Question(WEEK, by, "Europe/Berlin"), tuple(rows), sum_figures(row.figures for row in rows), NOW.date()
    )


def report(rows: list[Row]) -> Report:
    usage = summary(rows, GroupBy.KEY, GroupBy.MODEL)
    days = [Row(("2026-11-19", "gpt-5.1"), figures(5, "1.5")), Row(("2026-11-23", EVIL), figures(5, "0.5"))]
    series = summary(days, GroupBy.DAY, GroupBy.MODEL)
    return Report(
        NOW, View(Lookback.WEEK, zone="Europe/Berlin", step=GroupBy.DAY), usage, series, usage.totals, usage.totals
    )


def ordinary() -> Report:
    rows = [
        Row(("key_1", "gpt-5.1"), figures(1_234_567, "12.25"), key_name=EVIL),
        Row(("key_2", "o4-mini"), figures(10, "0.75"), key_name="prod"),
        Row(("key_2", "brand-new"), figures(10, None), key_name="prod"),
    ]
    return report(rows)


def page_of(made: Report) -> str:
    return html_report(made.usage, made.series, made.at, made.unpriced_models)


class Page(HTMLParser):
    """Tags, attributes and texts of a page; entities are put back."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.mark.parametrize("name", ["=SUM(A1)", "+1+2", "-cmd|' /C calc'!A0", "@foo", "\tx", "\rx"])
def test_a_name_that_is_a_formula_reaches_a_spreadsheet_as_text(name: str) -> None:
    text = csv_text(summary([Row((name, "gpt-5.1"), figures(5, "1"))], GroupBy.KEY, GroupBy.MODEL))
    head, row = csv.reader(io.StringIO(text, newline=""))
    assert head[:3] == ["key", "key_name", "model"]
    assert row[0] == f"'{name}".replace("\r", " ")


def test_numbers_stay_numbers_and_unknown_is_an_empty_cell() -> None:
    text = csv_text(summary([Row(("-5",), figures(1_000_000, None))], GroupBy.KEY))
    row = next(csv.DictReader(io.StringIO(text)))
    assert (row["key"], row["input_tokens"], row["cost_usd"], row["cost_status"]) == ("-5", "1000000", "", "unpriced")


def test_json_holds_exact_costs_as_text() -> None:
    found = json.loads(json_text(ordinary().usage))
    assert found["schema_version"] == 1
    assert found["totals"]["cost_usd"] == "13"
    assert found["totals"]["unpriced_tokens"] == 10
    assert [row["cost_usd"] for row in found["rows"]] == ["12.25", "0.75", None]


def test_the_page_has_no_script_and_nothing_from_elsewhere() -> None:
    text = page_of(ordinary())
    page = Page(text)
    assert not {"script", "link", "img", "iframe", "object"} & set(page.tags)
    assert not {"src", "href", "onload", "onclick"} & {name for name, _value in page.attributes}
    assert "http://" not in text
    assert "https://" not in text
    assert re.search(r"url\(|@import", text) is None


def test_names_are_shown_as_they_are_and_never_run() -> None:
    text = page_of(ordinary())
    assert "<script" not in text
    assert EVIL in Page(text).texts


def test_the_page_says_the_sum_the_lower_bound_and_what_has_no_price() -> None:
    made = replace(ordinary(), unpriced_models=("brand-new",))
    texts = " ".join(Page(page_of(made)).texts)
    assert "Cost, at least $13.00" in texts
    assert "1,234,567" in texts
    assert "Without a price: brand-new." in texts
    assert "18 Nov 2026 to 24 Nov 2026, days in Europe/Berlin" in texts


def test_a_tier_whose_cost_is_kept_secret_is_not_reported_and_no_zero() -> None:
    secret = Figures(Tokens(input=5), 1, Cost(None, CostStatus.UNPRICED, frozenset({NOT_REPORTED}), 5))
    made = report([Row(("key_1", "claude-opus-5"), secret), Row(("key_2", "gpt-5.1"), figures(10, "1"))])
    assert "not reported" in Page(page_of(made)).texts
    row = next(row for row in csv.DictReader(io.StringIO(csv_text(made.usage))) if row["key"] == "key_1")
    assert (row["cost_usd"], row["cost_status"]) == ("", "unpriced")
    assert json.loads(json_text(made.usage))["rows"][0]["cost_usd"] is None


def test_days_without_usage_keep_their_place_in_the_chart() -> None:
    titles = re.findall(r"<title>(\S+): (\S+)</title>", page_of(ordinary()))
    assert [day for day, _usd in titles] == [f"2026-11-{day}" for day in range(18, 25)]
    assert dict(titles)["2026-11-19"] == "$1.50"
    assert dict(titles)["2026-11-20"] == "$0.00"


def test_a_thousand_keys_become_a_hundred_rows_and_the_rest() -> None:
    rows = [Row((f"key_{at:04}", "gpt-5.1"), figures(10, "1")) for at in range(1000)]
    texts = Page(page_of(report(rows))).texts
    assert f"{1000 - MOST_ROWS} more" in texts
    assert texts.count("$900.00") == 1
    assert texts.count("$1,000.00") >= 2


def test_nothing_used_is_a_page_too() -> None:
    empty = Summary(Question(WEEK, (GroupBy.KEY, GroupBy.MODEL)), (), sum_figures(()))
    made = replace(
        ordinary(), usage=empty, series=Summary(Question(WEEK, (GroupBy.DAY, GroupBy.MODEL)), (), sum_figures(()))
    )
    assert "$0.00" in Page(page_of(made)).texts


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine")
def test_a_browser_opens_it(tmp_path: Path) -> None:
    page, picture = tmp_path / "report.html", tmp_path / "report.png"
    page.write_text(page_of(ordinary()), encoding="utf-8")
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    seen = subprocess.run(
        [*command, "--dump-dom", page.as_uri()], capture_output=True, text=True, timeout=60, check=True
    )
    assert "at least $13.00" in seen.stdout
    subprocess.run([*command, f"--screenshot={picture}", page.as_uri()], capture_output=True, timeout=60, check=True)
    assert picture.read_bytes().startswith(b"\x89PNG")
