"""Finds the price sheets: in a checkout, an installed wheel or a bundle, and the user's own in the data folder."""

from __future__ import annotations

import sys
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from usage_tracker_gui.domain.price_sheet import PriceSheetError, read_fees, read_prices
from usage_tracker_gui.domain.pricing import PriceSheet
from usage_tracker_gui.settings.errors import SettingsError, why

LOCAL_PRICES = "prices.local.csv"
INSTALLED = Path("share", "usage-tracker")  # below the environment's own folder, by pyproject.toml's data-files

Row = TypeVar("Row")


def load_price_sheet(data_folder: Path | None) -> PriceSheet:
    """The sheet of this installation, and over it `prices.local.csv` of the data folder where there is one.

    Raises SettingsError that names the file and the line.
    """
    local = data_folder / LOCAL_PRICES if data_folder is not None else None
    return PriceSheet(
        prices=rows_of(shipped("prices.csv"), read_prices),
        fees=rows_of(shipped("fees.csv"), read_fees),
        local=rows_of(local, read_prices) if local is not None and local.is_file() else [],
    )


def shipped(name: str) -> Path:
    """A file that came with the program. Raises SettingsError when it is gone."""
    for folder in _folders():
        if (found := folder / name).is_file():
            return found
    raise SettingsError(f"The price sheet {name} is missing from this installation: install the program again.")


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


def _folders() -> Iterator[Path]:
    bundle = getattr(sys, "_MEIPASS", None)
    if bundle:
        yield Path(bundle) / "resources"
    yield Path(__file__).parents[2] / "resources"
    yield Path(sysconfig.get_path("data")) / INSTALLED
    yield Path(sysconfig.get_path("data", sysconfig.get_preferred_scheme("user"))) / INSTALLED
