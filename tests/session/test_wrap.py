"""`wrap` counts what the real SDKs call, over HTTP on loopback, and changes nothing about it."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Event
from typing import Any

import httpx
import openai
import pytest

from usage_tracker_gui.domain.pricing import PriceSheet
from usage_tracker_gui.session import SessionTracker

Service = Any  # of conftest.py

USAGE = {"prompt_tokens": 1000, "completion_tokens": 200, "total_tokens": 1200}
COST = Decimal("0.0045")
CHAT = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1,
    "model": "gpt-4o",
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Hello."}}],
    "usage": USAGE,
}
CHUNK = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "gpt-4o"}
CHUNKS = [
    {**CHUNK, "choices": [{"index": 0, "delta": {"role": "assistant", "content": "Hel"}}]},
    {**CHUNK, "choices": [{"index": 0, "delta": {"content": "lo."}, "finish_reason": "stop"}]},
]
LAST_CHUNK = {**CHUNK, "choices": [], "usage": USAGE}
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
    "usage": {
        "input_tokens": 1000,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": 200,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": 1200,
    },
}
ASK: Any = {"model": "gpt-4o", "messages": [{"role": "user", "content": "Hi"}]}


def told(tracker: SessionTracker) -> tuple[int, int, Decimal | None]:
    return tracker.summary.calls, tracker.summary.total_tokens, tracker.summary.cost_usd


# --- OpenAI ----------------------------------------------------------------------------------------------------------


def test_a_chat_is_counted_and_its_answer_untouched(
    service: Service, tracker: SessionTracker, client: openai.OpenAI
) -> None:
    service.will_answer(CHAT)
    answer = client.chat.completions.create(**ASK)
    assert answer.choices[0].message.content == "Hello."
    assert told(tracker) == (1, 1200, COST)


def test_a_packed_answer_is_unpacked_for_counting_too(
    service: Service, tracker: SessionTracker, client: openai.OpenAI
) -> None:
    service.will_answer_packed(CHAT)
    assert client.chat.completions.create(**ASK).choices[0].message.content == "Hello."
    assert told(tracker) == (1, 1200, COST)


def test_responses_and_embeddings_are_counted(service: Service, tracker: SessionTracker, client: openai.OpenAI) -> None:
    service.will_answer(RESPONSE)
    client.responses.create(model="gpt-4o", input="Hi")
    assert told(tracker) == (1, 1200, COST)
    vector = {"object": "embedding", "index": 0, "embedding": [0.5]}
    usage = {"prompt_tokens": 500, "total_tokens": 500}
    service.forget()
    service.will_answer({"object": "list", "model": "text-embedding-3-small", "data": [vector], "usage": usage})
    client.embeddings.create(model="text-embedding-3-small", input="Hi", encoding_format="float")
    assert told(tracker) == (2, 1700, COST + Decimal("0.00001"))


def test_a_streamed_chat_is_counted_when_it_was_asked_for_its_usage(
    service: Service, tracker: SessionTracker, client: openai.OpenAI
) -> None:
    service.will_stream_chat(*CHUNKS, LAST_CHUNK)
    stream = client.chat.completions.create(**ASK, stream=True, stream_options={"include_usage": True})
    words = [chunk.choices[0].delta.content for chunk in stream if chunk.choices]
    assert words == ["Hel", "lo."]
    assert told(tracker) == (1, 1200, COST)


def test_a_streamed_chat_without_usage_is_a_call_that_is_named_and_its_request_stays_as_it_was(
    service: Service, tracker: SessionTracker, client: openai.OpenAI
) -> None:
    service.will_stream_chat(*CHUNKS)
    assert len(list(client.chat.completions.create(**ASK, stream=True))) == 2
    assert told(tracker) == (1, 0, None)
    assert tracker.summary.unpriced == ("gpt-4o",)
    assert "stream_options" not in service.asked[0][1]


def test_the_sdks_own_ways_to_stream_are_counted(
    service: Service, tracker: SessionTracker, client: openai.OpenAI
) -> None:
    service.will_stream_chat(*CHUNKS, LAST_CHUNK)
    with client.chat.completions.stream(**ASK, stream_options={"include_usage": True}) as chat:
        assert chat.get_final_completion().choices[0].message.content == "Hello."
    assert told(tracker) == (1, 1200, COST)


def test_a_streamed_response_is_counted(service: Service, tracker: SessionTracker, client: openai.OpenAI) -> None:
    begun = {**RESPONSE, "status": "in_progress", "usage": None}
    service.will_stream(
        {"type": "response.created", "sequence_number": 0, "response": begun},
        {"type": "response.completed", "sequence_number": 1, "response": RESPONSE},
    )
    events = list(client.responses.create(model="gpt-4o", input="Hi", stream=True))
    assert [event.type for event in events] == ["response.created", "response.completed"]
    assert told(tracker) == (1, 1200, COST)


def test_a_stream_that_the_program_leaves_early_is_a_call_of_unknown_tokens(
    service: Service, tracker: SessionTracker, client: openai.OpenAI
) -> None:
    service.will_stream_chat(*CHUNKS, LAST_CHUNK)
    with client.chat.completions.create(**ASK, stream=True) as stream:
        next(iter(stream))
    assert (tracker.summary.calls, tracker.summary.unpriced) == (1, ("gpt-4o",))


def test_a_stream_that_is_still_open_at_the_end_is_a_call(
    service: Service, tracker: SessionTracker, client: openai.OpenAI
) -> None:
    service.will_stream_chat(*CHUNKS)
    with client.chat.completions.create(**ASK, stream=True) as stream:
        next(iter(stream))
        tracker.close()
        assert tracker.summary.calls == 1
    assert tracker.summary.calls == 1


def test_raw_and_streamed_raw_answers_are_counted(
    service: Service, tracker: SessionTracker, client: openai.OpenAI
) -> None:
    service.will_answer(CHAT)
    raw = client.chat.completions.with_raw_response.create(**ASK)
    assert raw.parse().choices[0].message.content == "Hello."
    with client.chat.completions.with_streaming_response.create(**ASK) as unread:
        assert tracker.summary.calls == 1
        assert json.loads(unread.read())["model"] == "gpt-4o"
    assert told(tracker) == (2, 2400, 2 * COST)


def test_copies_with_other_options_are_counted(
    service: Service, tracker: SessionTracker, client: openai.OpenAI
) -> None:
    service.will_answer(CHAT)
    client.with_options(timeout=5).chat.completions.create(**ASK)
    assert tracker.summary.calls == 1


def test_wrapping_twice_does_not_count_twice(service: Service, tracker: SessionTracker, client: openai.OpenAI) -> None:
    service.will_answer(CHAT)
    assert tracker.wrap(client) is client
    client.chat.completions.create(**ASK)
    assert tracker.summary.calls == 1


def test_two_trackers_each_count(
    service: Service, tracker: SessionTracker, client: openai.OpenAI, prices: PriceSheet
) -> None:
    service.will_answer(CHAT)
    with SessionTracker(prices=prices) as other:
        other.wrap(client)
        client.chat.completions.create(**ASK)
    client.chat.completions.create(**ASK)
    assert (tracker.summary.calls, other.summary.calls) == (2, 1)


def test_what_calls_no_model_is_not_counted(service: Service, tracker: SessionTracker, client: openai.OpenAI) -> None:
    service.will_answer(RESPONSE)
    client.responses.retrieve("resp_1")
    service.forget()
    service.will_answer({"object": "list", "data": []})
    client.models.list()
    client.moderations.create(input="Hi")
    assert tracker.summary.calls == 0


def test_a_model_is_named_by_the_request_where_the_answer_does_not(
    service: Service, tracker: SessionTracker, client: openai.OpenAI
) -> None:
    service.will_answer({"created": 1, "data": [{"b64_json": ""}]})
    client.images.generate(model="gpt-image-1", prompt="A cat")
    service.forget()
    service.will_send(b"\xff\xf3 sound", kind="audio/mpeg")
    assert client.audio.speech.create(model="tts-1", voice="alloy", input="Hi").content == b"\xff\xf3 sound"
    assert tracker.summary.unpriced == ("gpt-image-1", "tts-1")


# --- Async, threads, other HTTP clients ------------------------------------------------------------------------------


def test_async_clients_are_counted_streams_too(service: Service, tracker: SessionTracker) -> None:
    async def program() -> str:
        async with openai.AsyncOpenAI(base_url=service.url, api_key="sk-test") as client:
            tracker.wrap(client)
            service.will_answer(CHAT)
            await asyncio.gather(*(client.chat.completions.create(**ASK) for _ in range(5)))
            service.forget()
            service.will_stream_chat(*CHUNKS, LAST_CHUNK)
            stream = await client.chat.completions.create(**ASK, stream=True)
            return "".join([chunk.choices[0].delta.content or "" async for chunk in stream if chunk.choices])

    assert asyncio.run(program()) == "Hello."
    assert told(tracker) == (6, 6 * 1200, 6 * COST)


def test_an_async_call_that_is_cancelled_is_not_counted(service: Service, tracker: SessionTracker) -> None:
    async def program() -> None:
        async with openai.AsyncOpenAI(base_url=service.url, api_key="sk-test", max_retries=0) as client:
            tracker.wrap(client)
            async with asyncio.timeout(0.2):
                await client.chat.completions.create(**ASK)

    never = Event()
    service.will_answer(CHAT, waits_for=never)
    with pytest.raises(TimeoutError):
        asyncio.run(program())
    never.set()
    assert tracker.summary.calls == 0


def test_threads_lose_and_double_nothing(service: Service, tracker: SessionTracker, client: openai.OpenAI) -> None:
    service.will_answer(CHAT)

    def work(_: int) -> None:
        client.chat.completions.create(**ASK)
        tracker.record(CHAT)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(40)))
    assert told(tracker) == (80, 80 * 1200, 80 * COST)
    assert len(tracker.calls) == 80


def test_a_client_with_a_transport_of_its_own_is_counted(tracker: SessionTracker) -> None:
    made_up = httpx.MockTransport(lambda request: httpx.Response(200, json=CHAT))
    with httpx.Client(transport=made_up) as http:
        tracker.wrap(http).post("https://api.groq.com/openai/v1/chat/completions", json=ASK)
    assert [call.service for call in tracker.calls] == ["groq"]


def test_the_clients_hooks_are_as_before_when_the_session_is_over(
    service: Service, tracker: SessionTracker, client: openai.OpenAI
) -> None:
    service.will_answer(CHAT)
    tracker.close()
    client.chat.completions.create(**ASK)
    assert client._client.event_hooks == {"request": [], "response": []}
    assert tracker.summary.calls == 0
