"""Reads the price sheets: those that came with the program, and those of the data folder, which win."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from usage_tracker_gui.domain.price_sheet import PriceSheetError, read_fees, read_prices
from usage_tracker_gui.domain.pricing import PriceSheet
from usage_tracker_gui.settings.errors import SettingsError, why
from usage_tracker_gui.settings.shipped import shipped

PRICES = "prices.csv"
FEES = "fees.csv"
LOCAL_PRICES = "prices.local.csv"
UPDATES = "prices"  # in the data folder, with a folder for each update (price_updates)

_UPDATE = re.compile(r"(\d{4})(\d{2})(\d{2})T\d{6}\.\d{6}Z")

Row = TypeVar("Row")


def load_price_sheet(data_folder: Path | None) -> PriceSheet:
    """The program's sheet or a newer update of it, and over it `prices.local.csv` of the data folder.

    Raises SettingsError that names the file and the line.
    """
    sheet = _sheet_in(shipped(PRICES).parent)
    if data_folder is None:
        return sheet
    updates = updates_in(data_folder)
    if updates and _day_of(updates[-1]) >= sheet.as_of.isoformat():
        sheet = _sheet_in(updates[-1])
    local = data_folder / LOCAL_PRICES
    return sheet.overridden_by(rows_of(local, read_prices)) if local.is_file() else sheet


def updates_in(data_folder: Path) -> list[Path]:
    """The folders of the price updates, oldest first."""
    parent = data_folder / UPDATES
    return sorted(folder for folder in parent.glob("*Z") if _UPDATE.fullmatch(folder.name))


def rows_of(path: Path, read: Callable[[str], list[Row]]) -> list[Row]:
    """The rows of one file. Raises SettingsError."""
    try:
        return read(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{path} can't be read ({why(error)}): check the file's permissions.") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{path} is not UTF-8 text: save it as UTF-8.") from None
    except PriceSheetError as error:
        raise SettingsError(f"{path}, line {error.line}: {error.reason}; correct it there, or remove it.") from None


def _sheet_in(folder: Path) -> PriceSheet:
    return PriceSheet(rows_of(folder / PRICES, read_prices), rows_of(folder / FEES, read_fees))


def _day_of(update: Path) -> str:
    return re.sub(_UPDATE, r"\1-\2-\3", update.name)
