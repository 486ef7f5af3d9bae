"""`wrap` counts what Anthropic's SDK calls, over HTTP on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import anthropic
import pytest

from usage_tracker_gui.session import SessionTracker

Service = Any  # of conftest.py

MESSAGE = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "claude-opus-5",
    "content": [{"type": "text", "text": "Hello."}],
    "stop_reason": "end_turn",
    "stop_sequence": None,
    "usage": {"input_tokens": 100, "output_tokens": 50, "cache_read_input_tokens": 400},
}
MESSAGE_EVENTS = [
    {
        "type": "message_start",
        "message": {**MESSAGE, "content": [], "usage": {"input_tokens": 100, "output_tokens": 1}},
    },
    {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Hello."}},
    {"type": "content_block_stop", "index": 0},
    {
        "type": "message_delta",
        "delta": {"stop_reason": "end_turn", "stop_sequence": None},
        "usage": {"output_tokens": 50, "cache_read_input_tokens": 400},
    },
    {"type": "message_stop"},
]
ASK_CLAUDE: Any = {"model": "claude-opus-5", "max_tokens": 100, "messages": [{"role": "user", "content": "Hi"}]}


@pytest.fixture
def claude(service: Service, tracker: SessionTracker) -> Iterator[anthropic.Anthropic]:
    with anthropic.Anthropic(base_url=service.root, api_key="sk-ant-test", max_retries=0) as client:
        yield tracker.wrap(client)


def told(tracker: SessionTracker) -> tuple[int, int, Decimal | None]:
    return tracker.summary.calls, tracker.summary.total_tokens, tracker.summary.cost_usd


CLAUDE_COST = Decimal("0.00195")  # 100 x 5 + 400 x 0.5 + 50 x 25, by a million


def test_a_message_is_counted(service: Service, tracker: SessionTracker, claude: anthropic.Anthropic) -> None:
    service.will_answer(MESSAGE)
    claude.messages.create(**ASK_CLAUDE)
    claude.beta.messages.create(**ASK_CLAUDE)
    assert told(tracker) == (2, 1100, 2 * CLAUDE_COST)
    assert (tracker.summary.prompt_tokens, tracker.summary.cached_tokens) == (1000, 800)


def test_a_streamed_message_is_counted(service: Service, tracker: SessionTracker, claude: anthropic.Anthropic) -> None:
    service.will_stream(*MESSAGE_EVENTS)
    assert len(list(claude.messages.create(**ASK_CLAUDE, stream=True))) == len(MESSAGE_EVENTS)
    assert told(tracker) == (1, 550, CLAUDE_COST)
    with claude.messages.stream(**ASK_CLAUDE) as stream:
        assert "".join(stream.text_stream) == "Hello."
    assert told(tracker) == (2, 1100, 2 * CLAUDE_COST)


def test_a_streamed_message_that_is_left_early_tells_no_half_usage(
    service: Service, tracker: SessionTracker, claude: anthropic.Anthropic
) -> None:
    service.will_stream(*MESSAGE_EVENTS)
    with claude.messages.stream(**ASK_CLAUDE) as stream:
        next(iter(stream))
    assert told(tracker) == (1, 0, None)


def test_anthropics_refusals_are_not_counted(
    service: Service, tracker: SessionTracker, claude: anthropic.Anthropic
) -> None:
    overloaded = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
    service.will_answer(overloaded, status=529)
    with pytest.raises(anthropic.APIStatusError):
        claude.messages.create(**ASK_CLAUDE)
    service.forget()
    service.will_stream(*MESSAGE_EVENTS[:2], overloaded)
    with pytest.raises(anthropic.APIStatusError):
        list(claude.messages.create(**ASK_CLAUDE, stream=True))
    assert tracker.summary.calls == 0


def test_counting_tokens_is_no_call(service: Service, tracker: SessionTracker, claude: anthropic.Anthropic) -> None:
    service.will_answer({"input_tokens": 5})
    claude.messages.count_tokens(model="claude-opus-5", messages=ASK_CLAUDE["messages"])
    assert tracker.summary.calls == 0


def test_the_async_client_is_counted_too(service: Service, tracker: SessionTracker) -> None:
    async def program() -> str:
        async with anthropic.AsyncAnthropic(base_url=service.root, api_key="sk-ant-test") as claude:
            tracker.wrap(claude)
            service.will_stream(*MESSAGE_EVENTS)
            async with claude.messages.stream(**ASK_CLAUDE) as stream:
                return "".join([text async for text in stream.text_stream])

    assert asyncio.run(program()) == "Hello."
    assert told(tracker) == (1, 550, CLAUDE_COST)
