"""Newer prices: what is taken, what is refused, and how they go again."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from usage_tracker_gui.domain.price_sheet import write_prices
from usage_tracker_gui.domain.usage import Tokens
from usage_tracker_gui.settings.price_updates import (
    LARGEST,
    PriceUpdateError,
    import_file,
    install_feed,
    latest_origin,
    undo,
)
from usage_tracker_gui.settings.prices import load_price_sheet, updates_in

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SHIPPED = write_prices(load_price_sheet(None).rows())


def price_of(data_folder: Path, model: str = "o1-preview") -> Decimal | None:
    sheet = load_price_sheet(data_folder)
    return sheet.cost("openai", model, "standard", Tokens(input=1_000_000), NOW.date()).usd


def sheet_with(tmp_path: Path, price: str, name: str = "new.csv") -> Path:
    """The program's own sheet, with another price of o1-preview's input (15)."""
    before = "openai,o1-preview|o1-preview-2024-09-12,standard,,,15,"
    assert before in SHIPPED
    file = tmp_path / name
    file.write_text(SHIPPED.replace(before, before.replace("15", price)), encoding="utf-8")
    return file


def test_an_imported_sheet_is_used_from_then_on(tmp_path: Path) -> None:
    update = import_file(sheet_with(tmp_path, "12"), tmp_path, NOW)
    assert update.rows == len(SHIPPED.splitlines()) - 1
    assert price_of(tmp_path) == Decimal(12)
    assert load_price_sheet(tmp_path).fee("openai", "gpt-5", "web_search", 1, NOW.date()).usd == Decimal("0.01")


def test_the_users_own_prices_still_win(tmp_path: Path) -> None:
    (tmp_path / "prices.local.csv").write_text("service,model,input\nopenai,o1-preview,1\n", encoding="utf-8")
    import_file(sheet_with(tmp_path, "12"), tmp_path, NOW)
    assert price_of(tmp_path) == Decimal(1)


def test_a_sheet_without_dates_of_checks_is_as_of_its_import(tmp_path: Path) -> None:
    rows = [line.split(",") for line in SHIPPED.splitlines()]
    file = tmp_path / "undated.csv"
    file.write_text(SHIPPED.replace("2026-10-29", ""), encoding="utf-8")
    assert rows[0][-2] == "checked"
    import_file(file, tmp_path, NOW)
    assert load_price_sheet(tmp_path).as_of == date(2026, 11, 25)


def test_undo_brings_the_prices_before_it_back(tmp_path: Path) -> None:
    import_file(sheet_with(tmp_path, "12"), tmp_path, NOW)
    import_file(sheet_with(tmp_path, "11"), tmp_path, NOW + timedelta(days=1))
    assert undo(tmp_path) == "Prices are those of 2026-10-29 again."
    assert price_of(tmp_path) == Decimal(12)
    undo(tmp_path)
    assert price_of(tmp_path) == Decimal(15)
    with pytest.raises(PriceUpdateError, match="There is no price update to undo"):
        undo(tmp_path)


def test_the_last_three_are_kept(tmp_path: Path) -> None:
    for day in range(5):
        import_file(sheet_with(tmp_path, str(10 + day)), tmp_path, NOW + timedelta(days=day))
    assert [folder.name[:8] for folder in updates_in(tmp_path)] == ["20261127", "20261128", "20261129"]
    assert price_of(tmp_path) == Decimal(14)


def test_a_newer_release_of_the_program_wins_over_an_older_update(tmp_path: Path) -> None:
    import_file(sheet_with(tmp_path, "12"), tmp_path, datetime(2026, 10, 28, tzinfo=UTC))
    assert price_of(tmp_path) == Decimal(15)


def test_half_an_update_that_a_crash_left_is_not_seen(tmp_path: Path) -> None:
    (tmp_path / "prices" / ".new-abc").mkdir(parents=True)
    assert price_of(tmp_path) == Decimal(15)


@pytest.mark.parametrize("price", ["151", "1.4", "0"])
def test_an_absurd_jump_is_refused_and_named(tmp_path: Path, price: str) -> None:
    with pytest.raises(PriceUpdateError) as caught:
        import_file(sheet_with(tmp_path, price), tmp_path, NOW)
    assert f"The price of openai o1-preview (standard, input) would go from 15 to {price}" in str(caught.value)
    assert price_of(tmp_path) == Decimal(15)


def test_a_sheet_that_lost_many_models_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "short.csv"
    file.write_text("\n".join(SHIPPED.splitlines()[:100]), encoding="utf-8")
    with pytest.raises(PriceUpdateError, match=r"know \d+ of the \d+ models that had a price; nothing was changed\."):
        import_file(file, tmp_path, NOW)
    assert updates_in(tmp_path) == []


def test_a_mistake_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(PriceUpdateError, match=r"new\.csv, line \d+: 'cheap' is no price; nothing was changed\."):
        import_file(sheet_with(tmp_path, "cheap"), tmp_path, NOW)


def test_files_that_are_no_sheet_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PriceUpdateError, match="can't be read"):
        import_file(tmp_path / "missing.csv", tmp_path, NOW)
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PriceUpdateError, match="is not UTF-8 text"):
        import_file(tmp_path / "binary", tmp_path, NOW)
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(PriceUpdateError, match="is larger than 16 MB"):
        import_file(tmp_path / "huge", tmp_path, NOW)


def public_list(price: str) -> list[dict[str, Any]]:
    """Every model of the program's sheet, with standard input alone and another price of chatgpt-4o-latest (5)."""
    services: dict[str, list[dict[str, Any]]] = {}
    for row in load_price_sheet(None).rows():
        rate = row.rate("input")
        names = [name for name in row.model.split("|") if "#" not in name and "*" not in name[:-1]]
        if names and rate is not None and row.tier == "standard" and not row.over and row.since == date.min:
            match = [{"starts_with": name[:-1]} if name.endswith("*") else {"equals": name} for name in names]
            figure = float(price if row.model == "chatgpt-4o-latest" else rate)
            entry = {"id": row.model, "match": {"or": match}, "prices": {"input_mtok": figure}}
            services.setdefault("x-ai" if row.service == "xai" else row.service, []).append(entry)
    return [{"id": service, "models": models} for service, models in services.items()]


def test_the_public_list_is_taken_with_our_overlay_over_it(tmp_path: Path) -> None:
    text = json.dumps(public_list("4"))
    install_feed(text, tmp_path, NOW, {"address": "https://prices.example", "etag": '"7"'})
    assert price_of(tmp_path, "chatgpt-4o-latest") == Decimal(4)
    ultrafast = load_price_sheet(tmp_path).cost("openai", "gpt-6-astra", "ultrafast", Tokens(output=1000), NOW.date())
    assert ultrafast.usd == Decimal("0.3")
    assert latest_origin(tmp_path) == {"address": "https://prices.example", "etag": '"7"'}


def test_a_copy_of_the_public_list_can_be_imported(tmp_path: Path) -> None:
    file = tmp_path / "data.json"
    file.write_text(json.dumps(public_list("4")), encoding="utf-8")
    import_file(file, tmp_path, NOW)
    assert price_of(tmp_path, "chatgpt-4o-latest") == Decimal(4)


def test_a_list_that_is_mostly_not_understood_is_refused(tmp_path: Path) -> None:
    feed = public_list("5")
    for service in feed:
        for model in service["models"][::2]:
            model["match"] = {"sounds_like": "m"}
    with pytest.raises(PriceUpdateError, match=r"\d+ models of the price list can't be read; nothing was changed\."):
        install_feed(json.dumps(feed), tmp_path, NOW, {})


def test_no_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PriceUpdateError, match=r"The price list is not JSON\. Nothing was changed\."):
        install_feed("<html>", tmp_path, NOW, {})
