"""What a reader of Anthropic's cost report must find, straight from the world's bill."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.simulator.anthropic.bill import Bill
from usage_tracker_gui.simulator.traffic import DAY
from usage_tracker_gui.simulator.world import World


def expected_costs(
    world: World, period: Period, now: datetime, by: Sequence[str] = ("day",)
) -> dict[tuple[str, ...], int]:
    """Billed nanodollars of a period of whole UTC days, by any of day (ISO), project (workspace), line_item."""
    bill, moment = Bill(world), int(now.timestamp())
    totals: Counter[tuple[str, ...]] = Counter()
    for day in range(period.start_unix // DAY, -(-period.end_unix // DAY)):
        for charge in bill.charges(day, moment):
            values = {
                "day": datetime.fromtimestamp(day * DAY, UTC).date().isoformat(),
                "project": charge.workspace or "",
                "line_item": charge.description,
            }
            totals[tuple(values[name] for name in by)] += charge.nanos
    return dict(totals)
