"""Where price sheets are found, and what is said of one that can't be used."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from usage_tracker_gui.domain.pricing import PriceSheet
from usage_tracker_gui.domain.usage import Tokens
from usage_tracker_gui.settings.errors import SettingsError
from usage_tracker_gui.settings.prices import load_price_sheet

DAY = date(2026, 11, 25)


def price_of(sheet: PriceSheet, model: str) -> Decimal | None:
    return sheet.cost("openai", model, "standard", Tokens(input=1_000_000), DAY).usd


def test_the_programs_own_sheet_is_found() -> None:
    sheet = load_price_sheet(None)
    assert price_of(sheet, "gpt-4o") == Decimal("2.5")
    assert sheet.fee("openai", "gpt-4o", "web_search", 1, DAY).usd == Decimal("0.01")


def test_an_empty_data_folder_changes_nothing(tmp_path: Path) -> None:
    assert price_of(load_price_sheet(tmp_path), "gpt-4o") == Decimal("2.5")


def test_the_users_own_prices_win(tmp_path: Path) -> None:
    (tmp_path / "prices.local.csv").write_text(
        "service,model,input\nopenai,gpt-4o,1\nopenai,ours,7\n", encoding="utf-8"
    )
    sheet = load_price_sheet(tmp_path)
    assert (price_of(sheet, "gpt-4o"), price_of(sheet, "ours")) == (Decimal(1), Decimal(7))
    assert price_of(sheet, "gpt-4.1") == Decimal(2)


def test_a_mistake_in_them_is_told_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "prices.local.csv").write_text("service,model,input\nopenai,gpt-4o,cheap\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"prices\.local\.csv, line 2: 'cheap' is no price; correct it there"):
        load_price_sheet(tmp_path)


def test_text_in_another_charset_is_told(tmp_path: Path) -> None:
    (tmp_path / "prices.local.csv").write_bytes("service,model,source\nopenai,m,Köln\n".encode("latin-1"))
    with pytest.raises(SettingsError, match="is not UTF-8 text"):
        load_price_sheet(tmp_path)
