"""Prepared answers are answers like any other, only cheaper."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from usage_tracker_gui.simulator.answer import Request
from usage_tracker_gui.simulator.prepared import PreparedAnswers
from usage_tracker_gui.simulator.server import Simulator
from usage_tracker_gui.simulator.traffic import DAY, HOUR

START = 20_700 * DAY + 5 * HOUR
COMPLETIONS = "/organization/usage/completions"


@pytest.fixture
def prepared() -> PreparedAnswers:
    return PreparedAnswers(START, hours=30, keys=3, models=2, tiers=4)


def ask(prepared: PreparedAnswers, path: str, query: dict[str, Any]) -> Any:
    answer = prepared.answer(Request(f"/v1{path}", httpx.QueryParams(query).multi_items(), {}))
    assert answer.status == 200, answer.body
    return json.loads(answer.body)


def test_all_pages_together_hold_every_row_once_and_the_expected_sums(prepared: PreparedAnswers) -> None:
    query: dict[str, Any] = {"start_time": START, "end_time": START + 30 * HOUR, "bucket_width": "1h", "limit": 7}
    buckets: list[Any] = []
    with (
        Simulator.serving(prepared) as base_url,
        httpx.Client(base_url=base_url, trust_env=False, verify=False) as client,
    ):
        page = client.get(COMPLETIONS, params=query).json()
        while page["has_more"]:
            buckets += page["data"]
            page = client.get(COMPLETIONS, params=query | {"page": page["next_page"]}).json()
        buckets += page["data"]
    assert [bucket["start_time"] for bucket in buckets] == [START + hour * HOUR for hour in range(30)]
    rows = [row for bucket in buckets for row in bucket["results"]]
    assert len(rows) == prepared.row_count == 30 * 3 * 2 * 4
    seen = {(bucket["start_time"], *key_of(row)) for bucket in buckets for row in bucket["results"]}
    assert len(seen) == len(rows)
    expected = prepared.expected()
    assert sum(row["num_model_requests"] for row in rows) == expected.requests
    assert sum(row["input_tokens"] for row in rows) == expected.tokens.all_input
    assert sum(row["input_cached_tokens"] for row in rows) == expected.tokens.all_cached_input
    assert sum(row["output_tokens"] for row in rows) == expected.tokens.all_output


def key_of(row: Any) -> tuple[Any, ...]:
    return (row["api_key_id"], row["model"], row["batch"], row["service_tier"])


def test_hours_outside_are_empty(prepared: PreparedAnswers) -> None:
    page = ask(prepared, COMPLETIONS, {"start_time": START - HOUR, "bucket_width": "1h", "limit": 2})
    assert [bool(bucket["results"]) for bucket in page["data"]] == [False, True]


def test_the_rest_of_the_api_is_there_and_empty_or_named(prepared: PreparedAnswers) -> None:
    days = {"start_time": START, "limit": 2}
    assert all(not b["results"] for b in ask(prepared, "/organization/costs", days)["data"])
    assert all(not b["results"] for b in ask(prepared, "/organization/usage/images", days)["data"])
    (project,) = ask(prepared, "/organization/projects", {})["data"]
    assert len(ask(prepared, f"/organization/projects/{project['id']}/api_keys", {})["data"]) == 3


def test_a_bad_query_is_refused_here_too(prepared: PreparedAnswers) -> None:
    query = [("start_time", str(START)), ("limit", "32")]
    assert prepared.answer(Request(f"/v1{COMPLETIONS}", query, {})).status == 400


def test_prepared_answers_start_on_whole_hours() -> None:
    with pytest.raises(ValueError, match="whole hour"):
        PreparedAnswers(START + 1, hours=1)
