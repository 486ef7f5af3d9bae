"""Price sheets that came after the program: kept in the data folder, the newest wins, the last three can be undone.

Each update is a folder of its own, named by its time, that appears in one step: a crash leaves the old prices or the
new ones, never half of each. A release of the program that is newer than the newest update wins over it.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from usage_tracker_gui.domain.price_feed import PriceFeed, PriceFeedError, fees_laid_over, laid_over, read_feed
from usage_tracker_gui.domain.price_sheet import (
    ALWAYS,
    FeeRow,
    PriceRow,
    PriceSheetError,
    read_fees,
    read_prices,
    write_fees,
    write_prices,
)
from usage_tracker_gui.domain.pricing import PriceSheet
from usage_tracker_gui.settings.errors import SettingsError, why
from usage_tracker_gui.settings.prices import FEES, PRICES, UPDATES, load_price_sheet, rows_of, updates_in
from usage_tracker_gui.settings.shipped import shipped

KEPT = 3
LARGEST = 16 * 1024 * 1024  # bytes of a list or a sheet
LARGEST_JUMP = 10  # times dearer or cheaper in one update is a mistake of somebody's
FEWEST_LEFT = Decimal("0.8")  # of the models that had a price before
MOST_SKIPPED = Decimal("0.1")  # of the list's models
_ORIGIN = "origin.json"


class PriceUpdateError(SettingsError):
    """New prices were refused, and the old ones stay. One sentence."""


@dataclass(frozen=True, slots=True)
class PriceUpdate:
    """What an update brought: its folder, how many rows, and the models of the list that could not be understood."""

    folder: Path
    rows: int
    skipped: tuple[str, ...] = ()


def import_file(file: Path, data_folder: Path, now: datetime) -> PriceUpdate:
    """Takes prices from a sheet of ours (CSV) or a copy of genai-prices' list (JSON). Raises SettingsError."""
    try:
        if file.stat().st_size > LARGEST:
            raise PriceUpdateError(f"{file} is larger than {LARGEST >> 20} MB, which no price sheet is.")
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise PriceUpdateError(f"{file} can't be read ({why(error)}): check its name and permissions.") from None
    except UnicodeDecodeError:
        raise PriceUpdateError(f"{file} is not UTF-8 text: save it as UTF-8.") from None
    if text.lstrip().startswith(("[", "{")):
        return install_feed(text, data_folder, now, {"file": file.name})
    try:
        prices = read_prices(text)
    except PriceSheetError as error:
        raise PriceUpdateError(f"{file}, line {error.line}: {error.reason}; nothing was changed.") from None
    today = now.astimezone(UTC).date()
    dated = tuple(row if row.checked > ALWAYS else replace(row, checked=today) for row in prices)
    fees = tuple(rows_of(shipped(FEES), read_fees))
    return _install(PriceFeed(dated, fees), data_folder, now, {"file": file.name})


def install_feed(text: str | bytes, data_folder: Path, now: datetime, origin: Mapping[str, str]) -> PriceUpdate:
    """Takes prices from genai-prices' list, with our overlays over it. Raises SettingsError."""
    try:
        feed = read_feed(text, now.astimezone(UTC).date(), f"genai-prices, read {now:%Y-%m-%d}")
    except PriceFeedError as error:
        raise PriceUpdateError(f"{error} Nothing was changed.") from None
    models = {(row.service, row.model) for row in feed.prices}
    if len(feed.skipped) > MOST_SKIPPED * (len(models) + len(feed.skipped)):
        raise PriceUpdateError(f"{len(feed.skipped)} models of the price list can't be read; nothing was changed.")
    overlay = rows_of(shipped("prices_overlay.csv"), read_prices)
    fee_overlay = rows_of(shipped("fees_overlay.csv"), read_fees)
    prices, fees = laid_over(feed.prices, overlay), fees_laid_over(feed.fees, fee_overlay)
    return _install(PriceFeed(tuple(prices), tuple(fees), feed.skipped), data_folder, now, origin)


def undo(data_folder: Path) -> str:
    """Takes the newest update away and tells in a sentence which prices hold now. Raises SettingsError."""
    updates = updates_in(data_folder)
    if not updates:
        raise PriceUpdateError("There is no price update to undo: the prices are those of the program.")
    try:
        shutil.rmtree(updates[-1])
    except OSError as error:
        raise PriceUpdateError(f"{updates[-1]} can't be removed ({why(error)}): check its permissions.") from None
    return f"Prices are those of {load_price_sheet(data_folder).as_of} again."


def latest_origin(data_folder: Path) -> dict[str, str]:
    """What was noted with the newest update: its address and ETag; nothing when there is none."""
    updates = updates_in(data_folder)
    try:
        noted = json.loads((updates[-1] / _ORIGIN).read_text(encoding="utf-8")) if updates else {}
    except (OSError, ValueError):
        return {}
    return {name: text for name, text in noted.items() if isinstance(text, str)} if isinstance(noted, dict) else {}


def _install(new: PriceFeed, data_folder: Path, now: datetime, origin: Mapping[str, str]) -> PriceUpdate:
    today = now.astimezone(UTC).date()
    before = PriceSheet(load_price_sheet(data_folder).sheet_rows, ())
    _refuse_absurd(before, PriceSheet(new.prices, ()), today)
    folder = _write(new.prices, new.fees, data_folder / UPDATES, now, origin)
    for old in updates_in(data_folder)[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    return PriceUpdate(folder, len(new.prices), new.skipped)


def _refuse_absurd(before: PriceSheet, after: PriceSheet, today: date) -> None:
    """Raises PriceUpdateError for prices that jump, and for a sheet that lost many models."""
    known = before.rates_on(today)
    new = after.rates_on(today)
    models = {key[:2] for key in known}
    left = models & {key[:2] for key in new}
    if len(left) < FEWEST_LEFT * len(models):
        raise PriceUpdateError(
            f"The new prices know {len(left)} of the {len(models)} models that had a price; nothing was changed."
        )
    jumps = [key for key, old in known.items() if key in new and _jumps(old, new[key])]
    if jumps:
        service, model, tier, kind = jumps[0]
        others = f" and {len(jumps) - 1} more" if len(jumps) > 1 else ""
        raise PriceUpdateError(
            f"The price of {service} {model} ({tier}, {kind}) would go from {known[jumps[0]]} to "
            f"{new[jumps[0]]}{others}; that looks like a mistake, and nothing was changed: a price that is right "
            "all the same can stand in prices.local.csv."
        )


def _jumps(old: Decimal, new: Decimal) -> bool:
    if not old or not new:
        return bool(old) and not new  # free from one day to the next
    return new > old * LARGEST_JUMP or old > new * LARGEST_JUMP


def _write(
    prices: Iterable[PriceRow], fees: Iterable[FeeRow], parent: Path, now: datetime, origin: Mapping[str, str]
) -> Path:
    folder = parent / f"{now.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}"
    try:
        parent.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix=".new-", dir=parent))
        try:
            texts = {PRICES: write_prices(prices), FEES: write_fees(fees), _ORIGIN: json.dumps(dict(origin))}
            for name, text in texts.items():
                with (building / name).open("w", encoding="utf-8", newline="\n") as file:
                    file.write(text)
                    file.flush()
                    os.fsync(file.fileno())
            building.rename(folder)
        except BaseException:
            shutil.rmtree(building, ignore_errors=True)
            raise
    except OSError as error:
        raise PriceUpdateError(
            f"The new prices can't be kept in {parent} ({why(error)}); nothing was changed."
        ) from None
    return folder
