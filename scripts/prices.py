# /// script
# requires-python = ">=3.11"
# dependencies = ["genai-prices==0.2.3"]
# ///
"""Makes resources/prices.csv and resources/fees.csv from the package genai-prices and the overlays beside them.

    uv run scripts/prices.py            writes both sheets
    uv run scripts/prices.py --check    says whether the committed sheets are what would be written (exit code 1 if not)

genai-prices gives most rows. The figures of an overlay row join those of the row with the same service, model, tier,
context length and date, and win over them; an overlay row without any figure removes that row. Each says where its
figures come from. genai-prices is needed here alone: the program reads the CSV files.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Mapping
from datetime import date, time
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESOURCES = ROOT / "resources"
sys.path.insert(0, str(ROOT))

from usage_tracker_gui.domain.price_feed import SERVICES, convert, fees_laid_over, laid_over  # noqa: E402
from usage_tracker_gui.domain.price_sheet import (  # noqa: E402
    FeeRow,
    PriceRow,
    read_fees,
    read_prices,
    write_fees,
    write_prices,
)

RELEASE = "0.2.3"
CHECKED = date(2026, 10, 29)  # the last day on which that release verified a price
SERVICE_ORDER = list(SERVICES.values())
TIER_ORDER = ("standard", "batch", "flex", "priority", "fast", "peak", "ultrafast")


def main() -> int:
    sheets = make_sheets()
    if "--check" in sys.argv[1:]:
        stale = [name for name, text in sheets.items() if committed(name) != text]
        for name in stale:
            print(f"resources/{name} is not what scripts/prices.py makes: run it and look at the difference.")
        return 1 if stale else 0
    for name, text in sheets.items():
        (RESOURCES / name).write_text(text, encoding="utf-8", newline="\n")
        print(f"resources/{name}: {text.count(chr(10)) - 1} rows")
    return 0


def make_sheets() -> dict[str, str]:
    if version("genai-prices") != RELEASE:
        raise SystemExit(f"This needs genai-prices {RELEASE}; for another release, look at what it changes first.")
    from genai_prices.data import providers

    feed = convert(plain(providers), CHECKED, f"genai-prices {RELEASE}")
    if feed.skipped:
        raise SystemExit("\n".join(["These models are not understood:", *feed.skipped]))
    prices = laid_over(feed.prices, read_prices(committed("prices_overlay.csv")))
    fees = fees_laid_over(feed.fees, read_fees(committed("fees_overlay.csv")))
    return {
        "prices.csv": write_prices(sorted(prices, key=price_order)),
        "fees.csv": write_fees(sorted(fees, key=fee_order)),
    }


def committed(name: str) -> str:
    path = RESOURCES / name
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def plain(value: Any) -> Any:
    """The package's objects as its public JSON list has them."""
    if dataclasses.is_dataclass(value) or hasattr(value, "__dict__"):
        return {name.rstrip("_"): plain(part) for name, part in vars(value).items() if part is not None}
    if isinstance(value, list):
        return [plain(part) for part in value]
    if isinstance(value, Mapping):
        return {name: plain(part) for name, part in value.items()}
    return value.isoformat() if isinstance(value, date | time) else value


def price_order(row: PriceRow) -> tuple[int, str, int, date, int]:
    return SERVICE_ORDER.index(row.service), row.model, TIER_ORDER.index(row.tier), row.since, row.over


def fee_order(fee: FeeRow) -> tuple[int, str, str, date]:
    return SERVICE_ORDER.index(fee.service), fee.model, fee.tool, fee.since


if __name__ == "__main__":
    raise SystemExit(main())
