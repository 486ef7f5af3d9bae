"""What `record` understands of an answer, as an SDK's object and as a dict."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import anthropic.types
import openai.types
import openai.types.chat
import openai.types.responses
import pytest

from usage_tracker_gui.domain.pricing import PriceSheet
from usage_tracker_gui.domain.usage import Tokens
from usage_tracker_gui.session import SessionTracker

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.fixture
def tracker(prices: PriceSheet) -> SessionTracker:
    return SessionTracker(prices=prices, now=lambda: NOW)


@pytest.fixture(autouse=True)
def _closed(tracker: SessionTracker) -> Iterator[None]:
    yield
    tracker.close()


def chat(model: str = "gpt-4o", usage: Any = None, **more: Any) -> dict[str, Any]:
    message = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Hello."}}
    whole = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": model, "choices": [message]}
    return {**whole, "usage": usage, **more}


CHAT_USAGE = {
    "prompt_tokens": 1000,
    "completion_tokens": 200,
    "total_tokens": 1200,
    "prompt_tokens_details": {"cached_tokens": 400, "audio_tokens": 0},
    "completion_tokens_details": {"reasoning_tokens": 150},
}
RESPONSE = {
    "id": "resp_1",
    "object": "response",
    "created_at": 1,
    "status": "completed",
    "model": "gpt-4o",
    "output": [],
    "tools": [],
    "tool_choice": "auto",
    "parallel_tool_calls": True,
    "error": None,
    "service_tier": "default",
    "usage": {
        "input_tokens": 1000,
        "input_tokens_details": {"cached_tokens": 400, "cache_write_tokens": 0},
        "output_tokens": 200,
        "output_tokens_details": {"reasoning_tokens": 150},
        "total_tokens": 1200,
    },
}
MESSAGE = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "claude-opus-5",
    "content": [{"type": "text", "text": "Hello."}],
    "stop_reason": "end_turn",
    "stop_sequence": None,
    "usage": {
        "input_tokens": 100,
        "cache_read_input_tokens": 3000,
        "cache_creation_input_tokens": 3000,
        "cache_creation": {"ephemeral_5m_input_tokens": 1000, "ephemeral_1h_input_tokens": 2000},
        "output_tokens": 50,
        "service_tier": "standard",
    },
}
EMBEDDINGS = {
    "object": "list",
    "model": "text-embedding-3-small",
    "data": [{"object": "embedding", "index": 0, "embedding": [0.5]}],
    "usage": {"prompt_tokens": 500, "total_tokens": 500},
}

OPENAI_COST = Decimal("0.004")  # 600 x 2.5 + 400 x 1.25 + 200 x 10, by a million
ANTHROPIC_COST = Decimal("0.0295")  # 100 x 5 + 3,000 x 0.5 + 1,000 x 6.25 + 2,000 x 10 + 50 x 25, by a million


@pytest.mark.parametrize(
    ("answer", "counts", "cost"),
    [
        (chat(usage=CHAT_USAGE), (1000, 200, 1200, 400), OPENAI_COST),
        (openai.types.chat.ChatCompletion.model_validate(chat(usage=CHAT_USAGE)), (1000, 200, 1200, 400), OPENAI_COST),
        (RESPONSE, (1000, 200, 1200, 400), OPENAI_COST),
        (openai.types.responses.Response.model_validate(RESPONSE), (1000, 200, 1200, 400), OPENAI_COST),
        (MESSAGE, (6100, 50, 6150, 3000), ANTHROPIC_COST),
        (anthropic.types.Message.model_validate(MESSAGE), (6100, 50, 6150, 3000), ANTHROPIC_COST),
        (EMBEDDINGS, (500, 0, 500, 0), Decimal("0.00001")),
        (openai.types.CreateEmbeddingResponse.model_validate(EMBEDDINGS), (500, 0, 500, 0), Decimal("0.00001")),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, tuple | Decimal) else "",
)
def test_an_answer_is_counted_and_priced(
    tracker: SessionTracker, answer: Any, counts: tuple[int, ...], cost: Decimal
) -> None:
    tracker.record(answer)
    summary = tracker.summary
    told = (summary.prompt_tokens, summary.completion_tokens, summary.total_tokens, summary.cached_tokens)
    assert (summary.calls, told, summary.cost_usd, summary.unpriced) == (1, counts, cost, ())


def test_each_call_has_a_record_of_its_own(tracker: SessionTracker) -> None:
    tracker.record(chat(usage=CHAT_USAGE))
    tracker.record(MESSAGE)
    first, second = tracker.calls
    assert (first.at, first.service, first.model, first.tier) == (NOW, "openai", "gpt-4o", "standard")
    assert (first.prompt_tokens, first.completion_tokens, first.cached_tokens) == (1000, 200, 400)
    assert (first.total_tokens, first.cost_usd) == (1200, OPENAI_COST)
    assert second.tokens == Tokens(input=100, cached_input=3000, cache_write=1000, cache_write_1h=2000, output=50)


def test_several_models_are_told_apart_and_summed(tracker: SessionTracker) -> None:
    for answer in (chat(usage=CHAT_USAGE), chat(usage=CHAT_USAGE), MESSAGE):
        tracker.record(answer)
    summary = tracker.summary
    assert {name: model.calls for name, model in summary.by_model.items()} == {"gpt-4o": 2, "claude-opus-5": 1}
    assert summary.by_model["gpt-4o"].prompt_tokens == 2000
    assert summary.cost_usd == 2 * OPENAI_COST + ANTHROPIC_COST
    assert summary.total_tokens == 2 * 1200 + 6150


def test_a_model_without_a_price_is_named_and_the_rest_still_has_a_cost(tracker: SessionTracker) -> None:
    tracker.record(chat("nobody-knows-1", CHAT_USAGE))
    assert (tracker.summary.cost_usd, tracker.summary.unpriced) == (None, ("nobody-knows-1",))
    tracker.record(chat(usage=CHAT_USAGE))
    assert (tracker.summary.cost_usd, tracker.summary.unpriced) == (OPENAI_COST, ("nobody-knows-1",))
    assert tracker.summary.total_tokens == 2400


@pytest.mark.parametrize(
    "usage",
    [
        None,
        {},
        {"prompt_tokens": 5},
        {"prompt_tokens": -5, "completion_tokens": 1},
        {"prompt_tokens": "5", "completion_tokens": 1},
        {"prompt_tokens": True, "completion_tokens": 1},
        {"prompt_tokens": 5.5, "completion_tokens": 1},
        {"prompt_tokens": 2**80, "completion_tokens": 1},
        "many",
    ],
)
def test_a_successful_answer_without_a_whole_usage_is_a_call_of_unknown_tokens(
    tracker: SessionTracker, usage: Any
) -> None:
    tracker.record(chat(usage=usage))
    summary = tracker.summary
    assert (summary.calls, summary.total_tokens, summary.cost_usd) == (1, 0, None)
    assert summary.unpriced == ("gpt-4o",)
    assert tracker.calls[0].prompt_tokens is None
    assert "1 call told no usage" in str(summary)


@pytest.mark.parametrize(
    "refused",
    [
        {"error": {"message": "Rate limit reached", "type": "rate_limit"}},
        {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}},
        {**RESPONSE, "status": "failed", "error": {"code": "server_error", "message": "Sorry"}},
        {**RESPONSE, "status": "cancelled"},
    ],
)
def test_only_successful_calls_count(tracker: SessionTracker, refused: Any) -> None:
    tracker.record(refused)
    assert tracker.summary.calls == 0


@pytest.mark.parametrize("thing", [None, "hello", 7, b"", [], {}, object(), ValueError("x")])
def test_what_is_no_answer_harms_nothing_and_is_said(tracker: SessionTracker, thing: Any) -> None:
    tracker.record(thing)
    assert tracker.summary.calls == 0
    assert "1 thing given to record()" in str(tracker.summary)


def test_an_object_that_breaks_when_it_is_looked_at_harms_nothing(tracker: SessionTracker) -> None:
    class Trap:
        @property
        def usage(self) -> Any:
            raise RuntimeError("a trap")

    tracker.record(Trap())
    tracker.record(chat(usage=CHAT_USAGE))
    assert tracker.summary.calls == 1


@pytest.mark.parametrize(
    ("tier", "cost"), [("priority", "0.0068"), ("batch", "0.0025"), ("fast", "0.0068"), ("auto", "0.004")]
)
def test_the_tier_in_the_answer_decides_the_price(tracker: SessionTracker, tier: str, cost: str) -> None:
    usage = {**CHAT_USAGE, "prompt_tokens_details": None} if tier == "batch" else CHAT_USAGE
    tracker.record(chat(usage={**usage}, service_tier=tier))
    expected = {"batch": Decimal("0.00225")}.get(tier, Decimal(cost))
    assert tracker.summary.cost_usd == expected


def test_anthropics_fast_mode_and_searches_cost_what_they_cost(tracker: SessionTracker) -> None:
    usage = {"input_tokens": 1000, "output_tokens": 100, "speed": "fast"}
    tracker.record({**MESSAGE, "usage": usage})
    assert tracker.summary.cost_usd == Decimal("0.015")
    usage = {"input_tokens": 1000, "output_tokens": 100, "server_tool_use": {"web_search_requests": 3}}
    tracker.record({**MESSAGE, "usage": usage})
    assert tracker.calls[1].cost_usd == Decimal("0.0375")  # 3 searches at one cent


def test_tools_of_a_response_have_their_fees_and_a_container_is_charged_once(tracker: SessionTracker) -> None:
    output = [
        {"type": "web_search_call", "action": {"type": "search"}},
        {"type": "web_search_call", "action": {"type": "open_page"}},
        {"type": "code_interpreter_call", "container_id": "cntr_1"},
        {"type": "message"},
    ]
    for _ in range(2):
        tracker.record({**RESPONSE, "output": output})
    first, second = (call.cost_usd for call in tracker.calls)
    assert first == OPENAI_COST + Decimal("0.01") + Decimal("0.03")
    assert second == OPENAI_COST + Decimal("0.01")


def test_a_cost_that_the_service_reports_wins(tracker: SessionTracker) -> None:
    tracker.record(chat("sonar-pro", {**CHAT_USAGE, "cost": {"total_cost": 0.0063}}), service="perplexity")
    tracker.record(chat("some/model", {**CHAT_USAGE, "cost": 0.25}))
    assert [call.cost_usd for call in tracker.calls] == [Decimal("0.0063"), Decimal("0.25")]


def test_another_service_has_its_own_prices(tracker: SessionTracker) -> None:
    tracker.record(chat("llama-3.3-70b-versatile", CHAT_USAGE, service_tier="on_demand"), service="groq")
    assert (tracker.calls[0].service, tracker.calls[0].tier) == ("groq", "standard")
    assert tracker.summary.unpriced == ()


def test_reasoning_that_a_service_counts_on_top_is_output_too(tracker: SessionTracker) -> None:
    usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 115}
    tracker.record(chat("grok-4", {**usage, "completion_tokens_details": {"reasoning_tokens": 100}}, service="xai"))
    assert (tracker.summary.completion_tokens, tracker.summary.total_tokens) == (105, 115)


def test_parts_of_the_input_never_count_twice(tracker: SessionTracker) -> None:
    details = {"cached_tokens": 800, "cache_write_tokens": 150, "audio_tokens": 100}
    tracker.record(chat(usage={"prompt_tokens": 1000, "completion_tokens": 1, "prompt_tokens_details": details}))
    tokens = tracker.calls[0].tokens
    assert tokens is not None
    assert (tokens.cached_input, tokens.cache_write, tokens.audio_input, tokens.input) == (800, 150, 50, 0)
    assert tracker.summary.prompt_tokens == 1000


def test_chunks_of_a_streamed_chat_are_one_call(tracker: SessionTracker) -> None:
    chunk = {"id": "chatcmpl-2", "object": "chat.completion.chunk", "model": "gpt-4o", "usage": None}
    for choices in ([{"delta": {"content": "Hel"}}], [{"delta": {"content": "lo"}}]):
        tracker.record({**chunk, "choices": choices})
    tracker.record({**chunk, "choices": [], "usage": CHAT_USAGE})
    assert (tracker.summary.calls, tracker.summary.cost_usd) == (1, OPENAI_COST)


def test_events_of_a_streamed_response_are_one_call(tracker: SessionTracker) -> None:
    begun = {**RESPONSE, "status": "in_progress", "usage": None}
    tracker.record({"type": "response.created", "response": begun})
    tracker.record({"type": "response.output_text.delta", "delta": "Hello."})
    tracker.record(SimpleNamespace(type="response.completed", response=SimpleNamespace(**RESPONSE)))
    assert (tracker.summary.calls, tracker.summary.cost_usd) == (1, OPENAI_COST)
    assert "record()" not in str(tracker.summary)


def test_a_streamed_chat_that_never_told_its_usage_is_a_call_at_the_end(
    tracker: SessionTracker, capsys: pytest.CaptureFixture[str]
) -> None:
    tracker.record({"id": "x", "object": "chat.completion.chunk", "model": "gpt-4o", "choices": [], "usage": None})
    tracker.close()
    assert (tracker.summary.calls, tracker.summary.unpriced) == (1, ("gpt-4o",))
    assert "told no usage" in capsys.readouterr().out


def test_a_huge_count_stays_exact(tracker: SessionTracker) -> None:
    tracker.record(chat(usage={"prompt_tokens": 2_000_000_000, "completion_tokens": 1217}))
    assert tracker.summary.total_tokens == 2_000_001_217
    assert "2,000,001,217" in str(tracker.summary)


def test_a_models_name_can_not_steer_the_terminal(tracker: SessionTracker) -> None:
    tracker.record(chat("evil\x1b[2J\n" + "x" * 500))
    assert "\x1b" not in str(tracker.summary)
    assert max(map(len, str(tracker.summary).splitlines())) < 200


def test_the_mock_mode_counts_nothing_and_says_so(
    make: Callable[..., SessionTracker], capsys: pytest.CaptureFixture[str]
) -> None:
    with make(mock=True) as tracker:
        tracker.record(chat(usage=CHAT_USAGE))
    summary = tracker.summary
    assert (summary.calls, summary.total_tokens, summary.cost_usd, summary.mock) == (0, 0, Decimal(0), True)
    assert "Mock mode" in capsys.readouterr().out


@pytest.fixture
def make() -> Callable[..., SessionTracker]:
    return SessionTracker
