"""What a request costs. Every figure here was worked out by hand from the small sheet below."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from usage_tracker_gui.domain.pricing import (
    PricedRequest,
    PriceSheet,
    Quote,
    QuoteStatus,
    canonical_tier,
    explain,
)
from usage_tracker_gui.domain.usage import Tokens

PRICES = """\
service,model,tier,context_over_tokens,effective_from,input,cached_input,cache_write,cache_write_1h,output,audio_input,audio_output,image_input,image_output,reasoning,citation,checked,source
openai,gpt-4o|gpt-4o-2024-11-20,standard,,,2.5,1.25,,,10,,,,,,,2026-10-29,a page
openai,gpt-4o|gpt-4o-2024-11-20,batch,,,1.25,,,,5,,,,,,,2026-10-14,a page
openai,gpt-4o|gpt-4o-2024-11-20,priority,,,4.25,2.125,,,17,,,,,,,,
openai,gpt-4o-2024-05-13,standard,,,5,,,,15,,,,,,,,
openai,gpt-5.4,standard,,,2.5,0.25,,,15,,,,,,,,
openai,gpt-5.4,standard,272000,,5,0.5,,,22.5,,,,,,,,
openai,gpt-5.4,flex,,,1.25,0.13,,,7.5,,,,,,,,
openai,gpt-5.4,flex,272000,,2.5,0.25,,,11.25,,,,,,,,
openai,gpt-5.4,priority,,,5,0.5,,,30,,,,,,,,
openai,gpt-6,standard,,,10,1,12.5,,50,,,,,,,,
openai,gpt-6,batch,,,5,0.5,,,25,,,,,,,,
openai,o3,standard,,,10,0.5,,,40,,,,,,,,
openai,o3,standard,,2025-06-10,2,0.5,,,8,,,,,,,,
openai,o3,flex,,2025-06-10,1,0.25,,,4,,,,,,,,
openai,gpt-audio,standard,,,2.5,,,,10,32,64,,,,,,
openai,gpt-image,standard,,,5,1.25,,,10,,,8,32,,,,
openai,gpt-image,batch,,,2.5,0.625,,,5,,,4,,,,,
openai,tts,standard,,,0.6,,,,,,12,,,,,,
openai,ft:gpt-4o-mini-2024-*,standard,,,0.3,,,,1.2,,,,,,,,
anthropic,claude-opus-5*,standard,,,5,0.5,6.25,10,25,,,,,,,,
anthropic,claude-opus-5*,fast,,,10,1,12.5,20,50,,,,,,,,
anthropic,claude-mythos-5,standard,,,10,1,12.5,20,50,,,,,,,,
anthropic,claude-mythos-5,batch,,,5,0.5,6.25,,25,,,,,,,,
anthropic,claude-haiku,standard,,,0.1,0.01,0.125,0.2,0.5,,,,,,,,
anthropic,claude-haiku,standard,100000,,0.5,0.05,0.625,1,2.5,,,,,,,,
anthropic,claude-opus-4-6*,standard,,,5,0.5,6.25,10,25,,,,,,,,
anthropic,claude-opus-4-6*,standard,200000,,10,1,12.5,20,37.5,,,,,,,,
anthropic,claude-opus-4-6*,standard,,2026-03-13,5,0.5,6.25,10,25,,,,,,,,
xai,grok-4.5,standard,,,2,0.3,,,6,,,,,,,,
xai,grok-4.5,standard,199999,,4,0.6,,,12,,,,,,,,
perplexity,sonar-deep-research,standard,,,2,,,,8,,,,,3,2,,
deepseek,deepseek-chat,standard,,,0.135,0.035,,,0.55,,,,,,,,
deepseek,deepseek-chat,peak,,,0.27,0.07,,,1.1,,,,,,,,
"""
FEES = """\
service,model,tool,usd_per_call,effective_from
openai,*,web_search,0.01,
openai,gpt-4o|gpt-4o-2024-11-20,web_search,0.025,
openai,*,code_interpreter,0.03,
openai,*,file_search,0.0025,2026-01-01
perplexity,sonar-deep-research,search_query,0.005,
"""
DAY = date(2026, 11, 25)


@pytest.fixture
def sheet() -> PriceSheet:
    return PriceSheet.parse(PRICES, FEES)


def quote(
    sheet: PriceSheet, model: str, tokens: Tokens, tier: str = "standard", at: date = DAY, service: str = "openai"
) -> Quote:
    return sheet.quote(PricedRequest(service, model, tier, tokens), at)


def test_a_request_costs_its_tokens_by_kind(sheet: PriceSheet) -> None:
    answer = quote(sheet, "gpt-4o", Tokens(input=800, cached_input=200, output=10))
    assert answer.usd == Decimal("0.00235")  # (800 x 2.5 + 200 x 1.25 + 10 x 10) / 1e6
    assert answer.status is QuoteStatus.PRICED
    assert answer.row is not None
    assert (answer.row.tier, answer.row.source) == ("standard", "a page")


def test_a_cost_is_exact_however_small_or_large(sheet: PriceSheet) -> None:
    assert quote(sheet, "deepseek-chat", Tokens(input=1), service="deepseek").usd == Decimal("0.000000135")
    many = 10**40 + 1
    assert quote(sheet, "gpt-4o", Tokens(input=many)).usd == Decimal("25000000000000000000000000000000000.0000025")


def test_a_request_of_nothing_costs_nothing(sheet: PriceSheet) -> None:
    answer = quote(sheet, "gpt-4o", Tokens())
    assert (answer.usd, answer.status) == (Decimal(0), QuoteStatus.PRICED)


@pytest.mark.parametrize("model", ["", "gpt-4", "gpt-4o-foo", "xgpt-4o", "gpt-4o ", "GPT-4O", "gpt-5-4", "gpt-5.40"])
def test_an_unknown_model_or_a_lookalike_has_no_price(sheet: PriceSheet, model: str) -> None:
    answer = quote(sheet, model, Tokens(input=1))
    assert (answer.usd, answer.status, answer.row) == (None, QuoteStatus.UNKNOWN_MODEL, None)


def test_a_model_of_another_service_is_unknown(sheet: PriceSheet) -> None:
    assert quote(sheet, "gpt-4o", Tokens(input=1), service="groq").status is QuoteStatus.UNKNOWN_MODEL
    assert quote(sheet, "gpt-4o", Tokens(input=1), service="nobody").status is QuoteStatus.UNKNOWN_MODEL


@pytest.mark.parametrize("tier", ["flex", "scale", "peak", "nonsense"])
def test_a_tier_without_a_row_is_not_priced(sheet: PriceSheet, tier: str) -> None:
    answer = quote(sheet, "gpt-4o", Tokens(input=1), tier)
    assert (answer.usd, answer.status) == (None, QuoteStatus.TIER_NOT_PRICED)


@pytest.mark.parametrize("tier", ["", "default", "auto", "Standard", " standard "])
def test_default_and_auto_are_standard(sheet: PriceSheet, tier: str) -> None:
    assert quote(sheet, "gpt-4o", Tokens(output=100), tier).usd == Decimal("0.001")


def test_no_tier_is_standard() -> None:
    assert canonical_tier("openai", None) == "standard"


def test_fast_is_priority_at_openai_and_its_own_tier_at_anthropic(sheet: PriceSheet) -> None:
    assert quote(sheet, "gpt-4o", Tokens(output=100), "fast").usd == Decimal("0.0017")
    assert quote(sheet, "claude-opus-5", Tokens(output=100), "fast", service="anthropic").usd == Decimal("0.005")
    at_anthropic = quote(sheet, "claude-opus-5", Tokens(output=100), "priority", service="anthropic")
    assert at_anthropic.status is QuoteStatus.TIER_NOT_PRICED


class TestCachedInput:
    def test_without_a_rate_in_the_tier_it_costs_that_tiers_input_and_is_estimated(self, sheet: PriceSheet) -> None:
        answer = quote(sheet, "gpt-4o", Tokens(input=1000, cached_input=1000), "batch")
        assert answer.usd == Decimal("0.0025")
        assert (answer.status, answer.reasons) == (QuoteStatus.ESTIMATED, ("cached_input_rate",))

    def test_a_missing_rate_that_is_not_needed_does_not_matter(self, sheet: PriceSheet) -> None:
        assert quote(sheet, "gpt-4o", Tokens(input=1000), "batch").status is QuoteStatus.PRICED


class TestLongContext:
    def test_up_to_the_breakpoint_the_base_rate_holds(self, sheet: PriceSheet) -> None:
        answer = quote(sheet, "gpt-5.4", Tokens(input=272_000, output=1000))
        assert (answer.usd, answer.status) == (Decimal("0.695"), QuoteStatus.PRICED)

    def test_one_token_more_prices_the_whole_request_at_the_long_rate(self, sheet: PriceSheet) -> None:
        answer = quote(sheet, "gpt-5.4", Tokens(input=272_001, output=1000))
        assert answer.usd == Decimal("1.382505")  # (272,001 x 5 + 1,000 x 22.5) / 1e6
        assert answer.row is not None
        assert answer.row.over == 272_000

    def test_cached_and_written_tokens_count_towards_the_length(self, sheet: PriceSheet) -> None:
        cached = quote(sheet, "gpt-5.4", Tokens(input=1, cached_input=272_000))
        assert cached.usd == Decimal("0.136005")  # (1 x 5 + 272,000 x 0.5) / 1e6
        written = Tokens(input=1, cache_write=50_000, cache_write_1h=50_000)
        answer = quote(sheet, "claude-haiku", written, service="anthropic")
        assert answer.usd == Decimal("0.0812505")  # (1 x 0.5 + 50,000 x 0.625 + 50,000 x 1) / 1e6

    def test_output_does_not_count_towards_the_length(self, sheet: PriceSheet) -> None:
        assert quote(sheet, "gpt-5.4", Tokens(output=300_000)).usd == Decimal("4.5")

    def test_above_199999_means_from_200000_on(self, sheet: PriceSheet) -> None:
        assert quote(sheet, "grok-4.5", Tokens(input=199_999), service="xai").usd == Decimal("0.399998")
        assert quote(sheet, "grok-4.5", Tokens(input=200_000), service="xai").usd == Decimal("0.8")

    def test_a_tier_has_its_own_long_rate(self, sheet: PriceSheet) -> None:
        assert quote(sheet, "gpt-5.4", Tokens(input=300_000), "flex").usd == Decimal("0.75")

    def test_a_tier_without_one_is_not_priced_above_the_standard_breakpoint(self, sheet: PriceSheet) -> None:
        assert quote(sheet, "gpt-5.4", Tokens(input=272_000), "priority").usd == Decimal("1.36")
        answer = quote(sheet, "gpt-5.4", Tokens(input=272_001), "priority")
        assert (answer.usd, answer.status) == (None, QuoteStatus.TIER_NOT_PRICED)
        assert answer.reasons == ("long_context_not_priced",)

    def test_a_later_price_without_a_long_rate_ends_it(self, sheet: PriceSheet) -> None:
        long = Tokens(input=300_000)
        before = quote(sheet, "claude-opus-4-6", long, at=date(2026, 3, 12), service="anthropic")
        after = quote(sheet, "claude-opus-4-6", long, at=date(2026, 3, 13), service="anthropic")
        assert (before.usd, after.usd) == (Decimal(3), Decimal("1.5"))


class TestDates:
    def test_the_price_of_a_day_is_the_one_effective_on_it(self, sheet: PriceSheet) -> None:
        assert quote(sheet, "o3", Tokens(input=1000), at=date(2025, 6, 9)).usd == Decimal("0.01")
        assert quote(sheet, "o3", Tokens(input=1000), at=date(2025, 6, 10)).usd == Decimal("0.002")

    def test_a_tier_has_no_price_before_its_first_day(self, sheet: PriceSheet) -> None:
        assert quote(sheet, "o3", Tokens(input=1), "flex", date(2025, 6, 9)).status is QuoteStatus.TIER_NOT_PRICED
        assert quote(sheet, "o3", Tokens(input=1), "flex", date(2025, 6, 10)).status is QuoteStatus.PRICED

    def test_a_service_tells_the_days_on_which_its_prices_change(self, sheet: PriceSheet) -> None:
        assert sheet.changes("openai") == (date(2025, 6, 10), date(2026, 1, 1))
        assert sheet.changes("xai") == ()

    def test_the_sheet_is_as_old_as_its_latest_check(self, sheet: PriceSheet) -> None:
        assert sheet.as_of == date(2026, 10, 29)


class TestSnapshots:
    def test_one_with_a_row_of_its_own_keeps_it(self, sheet: PriceSheet) -> None:
        answer = quote(sheet, "gpt-4o-2024-05-13", Tokens(input=1000))
        assert (answer.usd, answer.status) == (Decimal("0.005"), QuoteStatus.PRICED)

    def test_and_never_borrows_a_tier_from_the_undated_model(self, sheet: PriceSheet) -> None:
        assert quote(sheet, "gpt-4o-2024-05-13", Tokens(input=1), "batch").status is QuoteStatus.TIER_NOT_PRICED

    @pytest.mark.parametrize("model", ["gpt-4o-2025-02-03", "gpt-4o-20250203", "gpt-4o@20250203"])
    def test_one_without_takes_the_undated_price_and_is_estimated(self, sheet: PriceSheet, model: str) -> None:
        answer = quote(sheet, model, Tokens(input=1000))
        assert answer.usd == Decimal("0.0025")
        assert (answer.status, answer.reasons) == (QuoteStatus.ESTIMATED, ("dated_snapshot",))

    @pytest.mark.parametrize(
        "model", ["gpt-4o-2025-13-01", "gpt-4o-2025-02-30", "gpt-4o-0806", "gpt-4o-2025", "-2025-01-01"]
    )
    def test_what_is_no_date_is_not_dropped(self, sheet: PriceSheet, model: str) -> None:
        assert quote(sheet, model, Tokens(input=1)).status is QuoteStatus.UNKNOWN_MODEL


class TestFineTunedModels:
    def test_have_their_own_price(self, sheet: PriceSheet) -> None:
        answer = quote(sheet, "ft:gpt-4o-mini-2024-07-18:my-org:a-lite-bot:abc123", Tokens(input=1000, output=1000))
        assert (answer.usd, answer.status) == (Decimal("0.0015"), QuoteStatus.PRICED)

    @pytest.mark.parametrize(
        "model", ["ft:gpt-4o:org::id", "ft:gpt-4o", "ft:gpt-4o-2024-11-20", "ft:o3-2025-04-16:a::b"]
    )
    def test_or_none_at_all(self, sheet: PriceSheet, model: str) -> None:
        assert quote(sheet, model, Tokens(input=1)).status is QuoteStatus.UNKNOWN_MODEL


class TestKindsWithoutARate:
    def test_both_lifetimes_of_a_cache_write_are_priced(self, sheet: PriceSheet) -> None:
        answer = quote(sheet, "claude-opus-5", Tokens(cache_write=1000, cache_write_1h=1000), service="anthropic")
        assert (answer.usd, answer.status) == (Decimal("0.01625"), QuoteStatus.PRICED)

    def test_a_write_costs_input_where_the_model_charges_nothing_extra(self, sheet: PriceSheet) -> None:
        answer = quote(sheet, "gpt-4o", Tokens(cache_write=1000))
        assert (answer.usd, answer.status) == (Decimal("0.0025"), QuoteStatus.ESTIMATED)

    @pytest.mark.parametrize(
        ("service", "model", "tier", "tokens"),
        [
            ("anthropic", "claude-mythos-5", "batch", Tokens(cache_write_1h=1)),  # standard has a rate for it
            ("openai", "gpt-6", "batch", Tokens(cache_write=1)),
            ("openai", "gpt-image", "batch", Tokens(image_output=1)),
            ("openai", "gpt-4o", "standard", Tokens(audio_input=1)),  # audio costs far more than text
            ("openai", "gpt-4o", "standard", Tokens(audio_output=1)),
            ("openai", "gpt-4o", "standard", Tokens(cache_write_1h=1)),
        ],
    )
    def test_a_kind_that_nothing_stands_in_for_leaves_the_request_without_a_price(
        self, sheet: PriceSheet, service: str, model: str, tier: str, tokens: Tokens
    ) -> None:
        answer = quote(sheet, model, tokens.plus(Tokens(input=1)), tier, service=service)
        assert (answer.usd, answer.status) == (None, QuoteStatus.TIER_NOT_PRICED)
        assert answer.reasons == ("kind_not_priced",)

    def test_audio_has_its_own_rates(self, sheet: PriceSheet) -> None:
        assert quote(sheet, "gpt-audio", Tokens(audio_input=10, audio_output=10)).usd == Decimal("0.00096")

    def test_images_are_charged_as_the_tokens_that_they_are_counted_in(self, sheet: PriceSheet) -> None:
        own = quote(sheet, "gpt-image", Tokens(image_input=1000, image_output=1000))
        assert (own.usd, own.status) == (Decimal("0.04"), QuoteStatus.PRICED)
        text = quote(sheet, "gpt-4o", Tokens(image_input=1000))
        assert (text.usd, text.status) == (Decimal("0.0025"), QuoteStatus.ESTIMATED)

    def test_what_a_model_that_only_speaks_puts_out_is_audio(self, sheet: PriceSheet) -> None:
        answer = quote(sheet, "tts", Tokens(output=1000))
        assert (answer.usd, answer.status) == (Decimal("0.012"), QuoteStatus.ESTIMATED)

    def test_reasoning_and_citations_on_top_have_their_own_rates(self, sheet: PriceSheet) -> None:
        tokens = Tokens(input=1000, output=1000, reasoning=1000, citation=1000)
        assert quote(sheet, "sonar-deep-research", tokens, service="perplexity").usd == Decimal("0.015")


class TestTools:
    def quote(self, sheet: PriceSheet, model: str, at: date = DAY, **tools: int) -> Quote:
        return sheet.quote(PricedRequest("openai", model, "standard", Tokens(input=1000), tools), at)

    def test_their_calls_are_added(self, sheet: PriceSheet) -> None:
        answer = self.quote(sheet, "gpt-5.4", web_search=3, code_interpreter=1)
        assert answer.usd == Decimal("0.0625")
        assert [fee.tool for fee in answer.fees] == ["web_search", "code_interpreter"]

    def test_a_models_own_fee_wins_over_that_of_any_model(self, sheet: PriceSheet) -> None:
        assert self.quote(sheet, "gpt-4o", web_search=1).usd == Decimal("0.0275")

    def test_a_tool_without_a_published_fee_leaves_the_request_without_a_price(self, sheet: PriceSheet) -> None:
        assert self.quote(sheet, "gpt-4o", search_query=1).usd is None
        assert self.quote(sheet, "gpt-4o", search_query=0).usd == Decimal("0.0025")

    def test_a_fee_begins_on_its_day(self, sheet: PriceSheet) -> None:
        assert self.quote(sheet, "gpt-4o", date(2025, 12, 31), file_search=2).usd is None
        assert self.quote(sheet, "gpt-4o", date(2026, 1, 1), file_search=2).usd == Decimal("0.0075")

    def test_calls_can_be_priced_apart(self, sheet: PriceSheet) -> None:
        assert sheet.fee("openai", "", "code_interpreter", 7, DAY).usd == Decimal("0.21")
        unknown = sheet.fee("perplexity", "sonar", "search_query", 7, DAY)
        assert (unknown.usd, unknown.status) == (None, "unpriced")


class TestSumsOfRequests:
    def test_are_priced_like_one(self, sheet: PriceSheet) -> None:
        cost = sheet.cost("openai", "gpt-4o", "default", Tokens(input=800, cached_input=200, output=10), DAY)
        assert (cost.usd, cost.status, cost.reasons) == (Decimal("0.00235"), "priced", frozenset())

    def test_a_model_with_a_breakpoint_is_charged_its_base_rate_and_estimated(self, sheet: PriceSheet) -> None:
        cost = sheet.cost("openai", "gpt-5.4", "standard", Tokens(input=10_000_000), DAY)
        assert (cost.usd, cost.status, cost.reasons) == (Decimal(25), "estimated", {"long_context"})

    def test_so_is_a_tier_whose_long_requests_have_no_price(self, sheet: PriceSheet) -> None:
        cost = sheet.cost("openai", "gpt-5.4", "priority", Tokens(input=10_000_000), DAY)
        assert (cost.usd, cost.status) == (Decimal(50), "estimated")

    def test_a_service_with_peak_hours_is_estimated(self, sheet: PriceSheet) -> None:
        cost = sheet.cost("deepseek", "deepseek-chat", "standard", Tokens(input=1000), DAY)
        assert (cost.usd, cost.status, cost.reasons) == (Decimal("0.000135"), "estimated", {"peak_hours"})

    @pytest.mark.parametrize(("model", "tier"), [("gpt-7", "standard"), ("gpt-4o", "scale")])
    def test_what_has_no_price_is_unknown_and_never_zero(self, sheet: PriceSheet, model: str, tier: str) -> None:
        cost = sheet.cost("openai", model, tier, Tokens(input=70, output=7), DAY)
        assert (cost.usd, cost.status, cost.unpriced_tokens) == (None, "unpriced", 77)

    def test_a_sum_whose_kinds_have_a_price_only_in_part_is_a_lower_bound(self, sheet: PriceSheet) -> None:
        cost = sheet.cost("openai", "gpt-4o", "standard", Tokens(input=1000, audio_input=5), DAY)
        assert (cost.usd, cost.status, cost.unpriced_tokens) == (Decimal("0.0025"), "partial", 5)

    def test_the_same_sum_costs_the_same_however_often_it_is_asked(self, sheet: PriceSheet) -> None:
        costs = {sheet.cost("openai", "o3", "standard", Tokens(input=1000), day).usd for day in [DAY, DAY]}
        before = sheet.cost("openai", "o3", "standard", Tokens(input=1000), date(2025, 1, 1))
        assert (costs, before.usd) == ({Decimal("0.002")}, Decimal("0.01"))


class TestOverrides:
    LOCAL = "service,model,tier,input,output\nopenai,gpt-4o,standard,1,2\nopenai,my-model*,,3,4\nmine,m,,0,0\n"

    @pytest.fixture
    def own(self) -> PriceSheet:
        return PriceSheet.parse(PRICES, FEES, self.LOCAL)

    def test_win_over_the_sheet(self, own: PriceSheet) -> None:
        assert quote(own, "gpt-4o", Tokens(input=1000, output=1000)).usd == Decimal("0.003")

    def test_leave_other_names_and_tiers_alone(self, own: PriceSheet) -> None:
        assert quote(own, "gpt-4o-2024-11-20", Tokens(input=1000)).usd == Decimal("0.0025")
        assert quote(own, "gpt-4o", Tokens(input=1000), "batch").usd == Decimal("0.00125")

    def test_add_models_and_services(self, own: PriceSheet) -> None:
        assert quote(own, "my-model-v2", Tokens(output=1000)).usd == Decimal("0.004")
        assert quote(own, "m", Tokens(output=1000), service="mine").usd == Decimal(0)
        assert own.knows("openai", "my-model-v2")
        assert "mine" in own.services

    def test_an_override_that_begins_later_leaves_the_sheet_its_days(self) -> None:
        local = "service,model,effective_from,input\nopenai,gpt-4o,2026-06-01,9\n"
        sheet = PriceSheet.parse(PRICES, FEES, local)
        assert quote(sheet, "gpt-4o", Tokens(input=1000), at=date(2026, 5, 31)).usd == Decimal("0.0025")
        assert quote(sheet, "gpt-4o", Tokens(input=1000), at=date(2026, 6, 1)).usd == Decimal("0.009")


def test_rows_can_be_listed_by_service_and_model(sheet: PriceSheet) -> None:
    assert {row.service for row in sheet.rows("anthropic")} == {"anthropic"}
    assert {row.model for row in sheet.rows("openai", "gpt-4o-2024-11-20")} == {"gpt-4o|gpt-4o-2024-11-20"}
    assert [row.tier for row in sheet.rows("anthropic", "claude-opus-5-20260101")] == ["standard", "fast"]


def test_every_reason_has_a_sentence(sheet: PriceSheet) -> None:
    answer = quote(sheet, "gpt-5.4", Tokens(input=272_001), "priority")
    assert explain(answer.reasons[0]) == "The tier has no published price for a request that long."
    assert explain("something else") == "something else"
