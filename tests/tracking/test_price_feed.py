"""The public price list is fetched over HTTP, from a server on loopback here."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from price_shelf import Shelf, public_list
from usage_tracker_gui.domain.usage import Tokens
from usage_tracker_gui.providers.provider import AnswerTooLarge, BadAnswer, Unreachable
from usage_tracker_gui.settings.price_updates import LARGEST
from usage_tracker_gui.settings.prices import load_price_sheet, updates_in
from usage_tracker_gui.tracking.price_feed import update_prices

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def price(data_folder: Path) -> Decimal | None:
    sheet = load_price_sheet(data_folder)
    return sheet.cost("openai", "chatgpt-4o-latest", "standard", Tokens(input=1_000_000), NOW.date()).usd


def test_a_list_is_fetched_and_used(shelf: Shelf, tmp_path: Path) -> None:
    shelf.body = public_list("4")
    update = update_prices(tmp_path, NOW, shelf.address)
    assert update is not None
    assert price(tmp_path) == Decimal(4)
    assert "Authorization" not in shelf.asked[0]


def test_a_list_that_has_not_changed_is_not_fetched_twice(shelf: Shelf, tmp_path: Path) -> None:
    shelf.body, shelf.etag = public_list("4"), '"one"'
    assert update_prices(tmp_path, NOW, shelf.address) is not None
    assert update_prices(tmp_path, NOW, shelf.address) is None
    assert shelf.asked[1]["If-None-Match"] == '"one"'
    shelf.body, shelf.etag = public_list("3"), '"two"'
    assert update_prices(tmp_path, NOW.replace(hour=13), shelf.address) is not None
    assert price(tmp_path) == Decimal(3)


@pytest.mark.parametrize("status", [302, 404, 500])
def test_any_other_answer_changes_nothing(shelf: Shelf, tmp_path: Path, status: int) -> None:
    shelf.status = status
    with pytest.raises(Unreachable, match=f"answered {status}; the prices stay as they are"):
        update_prices(tmp_path, NOW, shelf.address)
    assert len(shelf.asked) == 1


def test_a_huge_list_is_given_up(shelf: Shelf, tmp_path: Path) -> None:
    shelf.body = b" " * (LARGEST + 1)
    with pytest.raises(AnswerTooLarge, match="larger than 16 MB"):
        update_prices(tmp_path, NOW, shelf.address)


@pytest.mark.parametrize("body", [b"<html></html>", public_list("51"), public_list("0.1")])
def test_what_can_not_be_right_changes_nothing(shelf: Shelf, tmp_path: Path, body: bytes) -> None:
    shelf.body = body
    with pytest.raises(BadAnswer, match=r"(?i)nothing was changed"):
        update_prices(tmp_path, NOW, shelf.address)
    assert updates_in(tmp_path) == []
    assert price(tmp_path) == Decimal(5)


def test_a_server_that_is_away_changes_nothing(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match=r"The price list at 127\.0\.0\.1 can't be reached"):
        update_prices(tmp_path, NOW, "http://127.0.0.1:9/data.json")
