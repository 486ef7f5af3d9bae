"""What fails is not counted, and fails for the program as it did before it was counted."""

from __future__ import annotations

import json
from decimal import Decimal
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
ASK: Any = {"model": "gpt-4o", "messages": [{"role": "user", "content": "Hi"}]}


def told(tracker: SessionTracker) -> tuple[int, int, Decimal | None]:
    return tracker.summary.calls, tracker.summary.total_tokens, tracker.summary.cost_usd


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, openai.BadRequestError),
        (401, openai.AuthenticationError),
        (429, openai.RateLimitError),
        (500, openai.InternalServerError),
        (529, openai.InternalServerError),
    ],
)
def test_a_refusal_is_not_counted_and_reaches_the_program(
    service: Service, tracker: SessionTracker, client: openai.OpenAI, status: int, error: type[Exception]
) -> None:
    service.will_answer({"error": {"message": "no", "type": "x"}}, status=status)
    with pytest.raises(error):
        client.chat.completions.create(**ASK)
    with pytest.raises(error):
        client.chat.completions.create(**ASK, stream=True)
    assert tracker.summary.calls == 0


def test_a_call_that_succeeds_at_the_third_try_is_one_call(
    service: Service, tracker: SessionTracker, client: openai.OpenAI
) -> None:
    soon = {"Retry-After-Ms": "1"}
    service.will_answer({"error": {"message": "slow down"}}, status=429, headers=soon)
    service.will_answer({"error": {"message": "sorry"}}, status=500, headers=soon)
    service.will_answer(CHAT)
    client.with_options(max_retries=3).chat.completions.create(**ASK)
    assert told(tracker) == (1, 1200, COST)


def test_an_answer_that_is_cut_off_is_not_counted(
    service: Service, tracker: SessionTracker, client: openai.OpenAI
) -> None:
    service.will_send(b'{"object": "chat.comp', kind="application/json", cut_off=True)
    with pytest.raises(openai.APIConnectionError):
        client.chat.completions.create(**ASK)
    assert tracker.summary.calls == 0


def test_a_stream_that_breaks_off_is_not_counted(
    service: Service, tracker: SessionTracker, client: openai.OpenAI
) -> None:
    service.will_send(f"data: {json.dumps(CHUNKS[0])}\n\n".encode(), kind="text/event-stream", cut_off=True)
    with pytest.raises((openai.APIError, httpx.HTTPError)):
        list(client.chat.completions.create(**ASK, stream=True))
    assert tracker.summary.calls == 0


def test_a_stream_that_ends_with_an_error_is_not_counted(
    service: Service, tracker: SessionTracker, client: openai.OpenAI
) -> None:
    service.will_stream_chat(CHUNKS[0], {"error": {"message": "overloaded"}})
    with pytest.raises(openai.APIError):
        list(client.chat.completions.create(**ASK, stream=True))
    assert tracker.summary.calls == 0


def test_a_web_page_in_place_of_an_answer_is_not_counted(
    service: Service, tracker: SessionTracker, client: openai.OpenAI
) -> None:
    service.will_send(b"<html>Welcome to this hotel</html>", kind="text/html")
    client.chat.completions.create(**ASK)
    assert tracker.summary.calls == 0


def test_a_server_that_nobody_runs_fails_as_before(tracker: SessionTracker) -> None:
    with openai.OpenAI(base_url="http://127.0.0.1:9/v1", api_key="sk-test", max_retries=0) as client:
        tracker.wrap(client)
        with pytest.raises(openai.APIConnectionError):
            client.chat.completions.create(**ASK)
    assert tracker.summary.calls == 0


def test_a_fault_of_ours_never_reaches_the_program(service: Service) -> None:
    class BrokenSheet(PriceSheet):
        def quote(self, *_: Any) -> Any:
            raise RuntimeError("a fault of ours")

    def broken_clock() -> Any:
        raise RuntimeError("a fault of ours")

    service.will_answer(CHAT)
    trackers = (SessionTracker(prices=BrokenSheet([], [])), SessionTracker(now=broken_clock))
    with openai.OpenAI(base_url=service.url, api_key="sk-test") as client:
        for tracker in trackers:
            tracker.wrap(client)
        assert client.chat.completions.create(**ASK).choices[0].message.content == "Hello."
    assert (trackers[0].summary.calls, trackers[0].summary.cost_usd) == (1, None)
    for tracker in trackers:
        tracker.close()


@pytest.mark.parametrize("thing", [None, "client", object(), openai])
def test_what_is_no_client_is_refused_at_once(tracker: SessionTracker, thing: Any) -> None:
    with pytest.raises(TypeError, match="openai or anthropic SDK"):
        tracker.wrap(thing)
