"""Costs are the world's own bill: exact, the same however grouped, and explained to the last nanodollar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from usage_tracker_gui.domain.figures import nanos_of
from usage_tracker_gui.domain.usage import Period, Tokens
from usage_tracker_gui.settings.prices import load_price_sheet
from usage_tracker_gui.simulator import rates
from usage_tracker_gui.simulator.bill import LINE_KINDS, Reason
from usage_tracker_gui.simulator.expected import expected_costs, expected_residuals, expected_usage
from usage_tracker_gui.simulator.traffic import DAY
from usage_tracker_gui.simulator.world import World

TODAY = 20_782 * DAY
NOW = datetime.fromtimestamp(TODAY + 47_853, UTC)
WEEK = Period.of_unix(TODAY - 6 * DAY, TODAY + DAY)


def billed(buckets: list[Any], *fields: str) -> dict[tuple[str, ...], int]:
    """Nanodollars by day and the fields."""
    sums: Counter[tuple[str, ...]] = Counter()
    for bucket in buckets:
        day = datetime.fromtimestamp(bucket["start_time"], UTC).date().isoformat()
        for row in bucket["results"]:
            sums[(day, *(row[field] or "" for field in fields))] += nanos_of(Decimal(str(row["amount"]["value"])))
    return dict(sums)


@pytest.mark.parametrize(
    ("groups", "by"),
    [
        ([], ("day",)),
        (["line_item"], ("day", "line_item")),
        (["project_id", "line_item"], ("day", "project", "line_item")),
        (["api_key_id"], ("day", "key")),
        (["project_id", "api_key_id", "line_item"], ("day", "project", "key", "line_item")),
    ],
)
def test_costs_equal_the_expected_ones_however_they_are_grouped(
    pages: Callable[..., list[Any]], world: World, groups: list[str], by: tuple[str, ...]
) -> None:
    fields = {"project": "project_id", "line_item": "line_item", "key": "api_key_id"}
    query = {"start_time": WEEK.start_unix, "end_time": WEEK.end_unix, "limit": 2, "group_by[]": groups}
    buckets = pages("/organization/costs", query)
    assert billed(buckets, *(fields[name] for name in by[1:])) == expected_costs(world, WEEK, NOW, by)


def test_residuals_and_base_rates_explain_the_whole_bill(world: World) -> None:
    """The base is priced here from our own published sheet, which the simulator does not know."""
    sheet = load_price_sheet(None)
    base: Counter[tuple[str, str]] = Counter()
    for day in range(WEEK.start_unix, WEEK.end_unix, DAY):
        period = Period.of_unix(day, day + DAY)
        usage = expected_usage(world, period, NOW, by=("project", "model", "tier"))
        for (project, model, tier), seen in usage.items():
            cost = sheet.cost("openai", model, tier, seen.tokens, period.start.date())
            if cost.usd is not None:
                base[period.start.date().isoformat(), project] += nanos_of(cost.usd)
    explained = Counter(base)
    for (iso, project, _), nanos in expected_residuals(world, WEEK, NOW).items():
        explained[iso, project] += nanos
    costs = expected_costs(world, WEEK, NOW, ("day", "project"))
    assert set(explained) == set(costs)
    for group, nanos in costs.items():
        assert abs(explained[group] - nanos) < 1000, group  # rounding of single lines, far below a cent


def test_every_kind_of_residual_occurs(world: World) -> None:
    found = {reason for _, _, reason in expected_residuals(world, WEEK, NOW)}
    assert found == set(Reason)


@pytest.mark.parametrize("kind", range(len(LINE_KINDS)))
def test_rates_are_the_published_ones(kind: int) -> None:
    """Where our sheet publishes a price for a model, tier and kind of token, the bill uses the same."""
    sheet = load_price_sheet(None)
    fields = (
        "input", "output", "cached_input", "cache_write", "audio_input", "audio_output", "cached_audio_input",
        "image_input", "cached_image_input", "image_output", "cache_write_12h",
    )  # fmt: skip
    compared = 0
    for model, tier in rates.known():
        day = NOW.date()
        million = Tokens(**{fields[kind]: 1_000_000})
        cost = sheet.cost("openai", model, "standard" if tier == "default" else tier, million, day)
        if cost.usd is None:
            continue
        compared += 1
        assert cost.usd * 1_000_000 == rates.rate(model, tier, day).per_token()[kind], (model, tier)
    assert compared


def test_a_price_that_changed_is_billed_by_its_day() -> None:
    before, after = datetime(2026, 7, 29, tzinfo=UTC).date(), datetime(2026, 7, 30, tzinfo=UTC).date()
    assert rates.rate("gpt-5.6-terra", "default", before).input == "2.5"
    assert rates.rate("gpt-5.6-terra", "default", after).input == "2"


def test_today_s_bill_lags_behind_usage_and_catches_up(world: World) -> None:
    today = Period.of_unix(TODAY, TODAY + DAY)
    residuals = expected_residuals(world, today, NOW)
    assert any(reason is Reason.LATE and nanos < 0 for (_, _, reason), nanos in residuals.items())
    next_week = datetime.fromtimestamp(TODAY + 7 * DAY, UTC)
    assert not any(reason is Reason.LATE for _, _, reason in expected_residuals(world, today, next_week))


def test_quantities_are_given_by_line_item_only(pages: Callable[..., list[Any]]) -> None:
    query = {"start_time": TODAY - DAY, "end_time": TODAY}
    (bucket,) = pages("/organization/costs", query | {"group_by": "line_item"})
    tokens = next(row for row in bucket["results"] if row["line_item"] == "gpt-5.1, input")
    assert tokens["quantity"] > 0
    assert tokens["quantity_unit"] == "tokens"
    (bucket,) = pages("/organization/costs", query)
    assert bucket["results"][0]["quantity"] is None


def test_line_items_filter_exactly(pages: Callable[..., list[Any]]) -> None:
    query = {"start_time": TODAY - DAY, "end_time": TODAY, "group_by": "line_item", "line_items": ["gpt-5.1, input"]}
    (bucket,) = pages("/organization/costs", query)
    assert [row["line_item"] for row in bucket["results"]] == ["gpt-5.1, input"]
