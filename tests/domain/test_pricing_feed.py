"""What is made of the public price list, and of one that is broken."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usage_tracker_gui.domain.price_feed import PriceFeed, PriceFeedError, laid_over, read_feed
from usage_tracker_gui.domain.price_sheet import ALWAYS, PriceRow, read_prices, write_prices

DAY = date(2026, 11, 25)


def read(*models: dict[str, Any], service: str = "openai") -> PriceFeed:
    return read_feed(json.dumps([{"id": service, "models": list(models)}]), DAY, "a list")


def model(prices: Any, match: Any = None, **more: Any) -> dict[str, Any]:
    return {"id": "m", "match": match or {"equals": "m"}, "prices": prices, **more}


def figures(row: PriceRow) -> dict[str, str]:
    return {kind: str(rate) for kind, rate in row.published().items()}


def test_a_price_is_read_exactly() -> None:
    (row,) = read(model({"input_mtok": 0.003625, "output_mtok": 10, "cache_write_1h_mtok": 4})).prices
    assert (row.service, row.model, row.tier, row.over, row.since) == ("openai", "m", "standard", 0, ALWAYS)
    assert figures(row) == {"input": "0.003625", "cache_write_1h": "4", "output": "10"}
    assert (row.checked, row.source) == (DAY, "a list")


@pytest.mark.parametrize(
    ("match", "pattern"),
    [
        ({"equals": "m"}, "m"),
        ({"starts_with": "m-"}, "m-*"),
        ({"ends_with": "/m"}, "*/m"),
        ({"contains": "m"}, "*m*"),
        ({"or": [{"equals": "m"}, {"starts_with": "n"}, {"equals": "m"}]}, "m|n*"),
        ({"regex": r"^m-\d{4}-\d{2}-\d{2}$"}, "m-####-##-##"),
        ({"regex": r"^m\.5[-@]\d{8}$"}, "m.5-########|m.5@########"),
        ({"regex": r"^m-\d"}, "m-#*"),
        ({"and": [{"starts_with": "m"}, {"regex": "^(?!.*-tts$)"}]}, "m*"),
    ],
)
def test_a_match_clause_becomes_names(match: dict[str, Any], pattern: str) -> None:
    assert read(model({"input_mtok": 1}, match)).prices[0].model == pattern


@pytest.mark.parametrize(
    "match",
    [
        {"regex": "m.*x"},
        {"regex": "^(a|b)$"},
        {"equals": "a|b"},
        {"equals": "a*"},
        {"equals": ""},
        {"sounds_like": "m"},
    ],
)
def test_a_clause_that_is_not_understood_costs_that_model_alone(match: dict[str, Any]) -> None:
    feed = read(model({"input_mtok": 1}, match), model({"input_mtok": 2}))
    assert [str(row.rate("input")) for row in feed.prices] == ["2"]
    assert len(feed.skipped) == 1


def test_prices_above_a_context_length_are_rows_of_their_own() -> None:
    long = {"base": 1, "tiers": [{"start": 200000, "price": 2}]}
    base, over = read(model({"input_mtok": long, "output_mtok": 5})).prices
    assert (base.over, figures(base)) == (0, {"input": "1", "output": "5"})
    assert (over.over, figures(over)) == (200000, {"input": "2", "output": "5"})


def test_a_price_begins_on_its_day_and_the_tiers_with_the_standard_price_beside_them() -> None:
    prices = [
        {"prices": {"input_mtok": 10}},
        {"constraint": {"start_date": "2026-06-01"}, "prices": {"input_mtok": 2}},
    ]
    variant = {
        "when": {"processing": "batch"},
        "prices": {"input_mtok": 1},
        "constraint": {"start_date": "2026-10-14"},
    }
    rows = read(model(prices, price_variants=[variant])).prices
    june = date(2026, 6, 1)
    assert [(row.tier, row.since) for row in rows] == [("standard", ALWAYS), ("standard", june), ("batch", june)]


def test_openais_fast_variant_and_others_that_are_no_tier_are_left_out() -> None:
    variants = [{"when": when, "prices": {"input_mtok": 1}} for when in ({"service_tier": "fast"}, {"region": "eu"})]
    assert [row.tier for row in read(model({"input_mtok": 2}, price_variants=variants)).prices] == ["standard"]


def test_hours_of_the_day_are_the_peak() -> None:
    hours = [{"start_time": "01:00:00Z", "end_time": "04:00:00Z"}, {"start_time": "06:00:00Z", "end_time": "10:00:00Z"}]
    prices = [{"prices": {"input_mtok": 1}}, *({"constraint": hour, "prices": {"input_mtok": 2}} for hour in hours)]
    assert [(row.tier, str(row.rate("input"))) for row in read(model(prices)).prices] == [
        ("standard", "1"),
        ("peak", "2"),
    ]


def test_fees_are_those_of_one_call() -> None:
    (fee,) = read(model({"input_mtok": 1, "web_searches_kcount": 2.5})).fees
    assert (fee.model, fee.tool, fee.usd_per_call) == ("m", "web_search", Decimal("0.0025"))


def test_services_that_are_not_followed_are_left_out() -> None:
    text = json.dumps(
        [{"id": "avian", "models": [model({"input_mtok": 9})]}, {"id": "x-ai", "models": [model({"input_mtok": 1})]}]
    )
    assert [row.service for row in read_feed(text, DAY, "").prices] == ["xai"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html>",
        "{}",
        "[]",
        "[1]",
        '[{"id": "openai"}]',
        '[{"id": "openai", "models": [1]}]',
        '[{"id": "openai", "models": [{"prices": {"input_mtok": NaN}}]}]',
        "[" * 100_000,
        '[{"id": "nobody", "models": []}]',
    ],
)
def test_what_is_no_price_list_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(PriceFeedError, match=r"price list .*\.$"):
        read_feed(text, DAY, "")


@pytest.mark.parametrize(
    "price", [-1, "1", True, {"base": 1, "tiers": 3}, {"base": 1, "tiers": [{"start": 0, "price": 1}]}]
)
def test_a_price_that_is_none_costs_that_model_alone(price: Any) -> None:
    feed = read(model({"input_mtok": price}), model({"input_mtok": 2}))
    assert (len(feed.prices), len(feed.skipped)) == (1, 1)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(json_values, json_values, json_values)
def test_nothing_in_a_model_breaks_the_rest(match: Any, prices: Any, variants: Any) -> None:
    odd = {"match": match, "prices": prices, "price_variants": variants}
    feed = read(odd, model({"input_mtok": 2}))
    assert feed.prices[-1].rate("input") == 2


class TestOverlays:
    ROWS = "service,model,tier,input,output,source\nx,a|b,standard,1,2,list\nx,c,standard,3,4,list\n"

    def laid(self, overlay: str) -> list[tuple[str, str, dict[str, str]]]:
        rows = laid_over(read_prices(self.ROWS), read_prices(overlay))
        return [(row.model, row.tier, figures(row)) for row in rows]

    def test_win_figure_by_figure_and_say_so(self) -> None:
        (row, _) = laid_over(read_prices(self.ROWS), read_prices("service,model,output,source\nx,a|b,9,a page\n"))
        assert (figures(row), row.source) == ({"input": "1", "output": "9"}, "list; a page")

    def test_add_tiers_and_models(self) -> None:
        added = self.laid("service,model,tier,input\nx,a|b,batch,0.5\nx,new,,7\n")
        assert added[2:] == [("a|b", "batch", {"input": "0.5"}), ("new", "standard", {"input": "7"})]

    def test_remove_what_has_no_figure(self) -> None:
        assert [name for name, _, _ in self.laid("service,model,input\nx,c,\n")] == ["a|b"]

    def test_meet_a_model_whose_pattern_has_grown(self) -> None:
        assert self.laid("service,model,tier,input\nx,b,batch,0.5\n")[2] == ("a|b", "batch", {"input": "0.5"})

    def test_may_replace_a_model_by_one_with_more_names(self) -> None:
        laid = self.laid("service,model,input\nx,c|c-2,8\nx,c,\n")
        assert laid == [("a|b", "standard", {"input": "1", "output": "2"}), ("c|c-2", "standard", {"input": "8"})]


def test_a_sheet_that_was_written_reads_back_the_same() -> None:
    rows = read_prices(
        "service,model,tier,context_over_tokens,effective_from,input,audio_hour,checked,source\n"
        'x,"a,b",batch,200000,2026-01-02,0.10,0.36,2026-02-03,"a ""page"""\n'
    )
    assert read_prices(write_prices(rows)) == rows
