"""Newer prices come once a day, for who wants them; a failure changes nothing and is told once, to the log."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from price_shelf import Shelf, public_list
from usage_tracker_gui.domain.usage import Tokens
from usage_tracker_gui.settings.keychain import MemoryKeychain
from usage_tracker_gui.settings.prices import load_price_sheet
from usage_tracker_gui.tracking.daily_prices import DailyPrices
from usage_tracker_gui.tracking.workspace import Workspace
from usage_tracker_gui.workers.passes import Passes

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
NOBODY = "http://127.0.0.1:9/data.json"


def price(data_folder: Path) -> Decimal | None:
    sheet = load_price_sheet(data_folder)
    return sheet.cost("openai", "chatgpt-4o-latest", "standard", Tokens(input=1_000_000), NOW.date()).usd


def test_prices_are_looked_for_once_a_day_whoever_is_started_again(shelf: Shelf, tmp_path: Path) -> None:
    shelf.body, shelf.etag = public_list("4"), '"one"'
    prices = DailyPrices(tmp_path, shelf.address)
    assert prices.is_due(NOW)
    assert prices.look(NOW)
    assert price(tmp_path) == Decimal(4)
    for one in (prices, DailyPrices(tmp_path, shelf.address)):
        due = {hours: one.is_due(NOW + timedelta(hours=hours)) for hours in (0, 23, 24, -1)}
        assert due == {0: False, 23: False, 24: True, -1: True}
    tomorrow = NOW + timedelta(days=1)
    assert not prices.look(tomorrow)  # the same list
    assert not prices.is_due(tomorrow + timedelta(hours=23))
    assert len(shelf.asked) == 2


def test_nobody_s_answer_is_told_once_and_sought_again_in_an_hour(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    prices = DailyPrices(tmp_path, NOBODY)
    for hour in range(3):
        now = NOW + timedelta(hours=hour)
        assert prices.is_due(now)
        assert not prices.look(now)
        assert not prices.is_due(now + timedelta(minutes=59))
    (told,) = caplog.messages
    assert "can't be reached" in told
    assert price(tmp_path) == Decimal(5)


def test_a_list_that_can_not_be_right_is_told_once_and_left_for_a_day(
    shelf: Shelf, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shelf.body = public_list("500")
    prices = DailyPrices(tmp_path, shelf.address)
    for day in range(2):
        assert not prices.look(NOW + timedelta(days=day))
    assert not prices.is_due(NOW + timedelta(days=1, hours=23))
    (told,) = [record.message for record in caplog.records if record.levelno >= logging.WARNING]
    assert "looks like a mistake" in told
    assert price(tmp_path) == Decimal(5)


# In the passes of the desktop


@pytest.mark.parametrize(
    ("wants", "offline", "asked"), [(True, "0", 1), (True, "1", 0), (False, "0", 0)], ids=["on", "offline", "off"]
)
def test_the_desktop_looks_when_a_person_wants_that_and_is_not_offline(
    shelf: Shelf, tmp_path: Path, wants: bool, offline: str, asked: int
) -> None:
    shelf.body = public_list("4")
    process = {"USAGE_TRACKER_DATA_DIR": str(tmp_path), "USAGE_TRACKER_OFFLINE": offline}
    workspace = Workspace.open(process, tmp_path, None, MemoryKeychain())
    workspace = replace(workspace, preferences=replace(workspace.preferences, price_updates=wants))
    passes = Passes(workspace, lambda: NOW, shelf.address)
    try:
        assert passes.update_prices() is bool(asked)
        assert not passes.update_prices()
    finally:
        passes.close()
    assert len(shelf.asked) == asked
    assert price(tmp_path) == Decimal(4 if asked else 5)
