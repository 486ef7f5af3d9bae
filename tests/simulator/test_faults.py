"""Faults do what they say, seen by a real HTTP client."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import pairwise
from typing import Any

import httpx
import pytest

from usage_tracker_gui.simulator import faults
from usage_tracker_gui.simulator.faulty import Faulty
from usage_tracker_gui.simulator.openai import ADMIN_SECRET
from usage_tracker_gui.simulator.traffic import DAY

COMPLETIONS = "/organization/usage/completions"
COSTS = "/organization/costs"
TODAY = 20_782 * DAY
QUERY: dict[str, Any] = {"start_time": TODAY - 3 * DAY, "limit": 2, "group_by[]": ["model", "api_key_id"]}


def first_row(page: Any, name: str = "results") -> Any:
    return page["data"][0][name][0]


def test_fair_weather_and_a_log_of_what_was_asked(client: httpx.Client, service: Faulty) -> None:
    assert client.get(COMPLETIONS, params=QUERY).status_code == 200
    (asked,) = service.requests
    assert asked.startswith("/v1/organization/usage/completions?start_time=")
    assert ADMIN_SECRET not in asked


def test_a_rate_limit_says_when_to_come_back(client: httpx.Client, service: Faulty) -> None:
    until = datetime(2026, 11, 25, 14, tzinfo=UTC)
    service.in_turn([faults.rate_limited(7), faults.rate_limited(until=until), faults.rate_limited(millis=1500)])
    seconds, date, millis, good = (client.get(COMPLETIONS, params=QUERY) for _ in range(4))
    assert (seconds.status_code, seconds.headers["Retry-After"]) == (429, "7")
    assert parsedate_to_datetime(date.headers["Retry-After"]) == until
    assert millis.headers["retry-after-ms"] == "1500"
    assert good.status_code == 200


def test_a_spent_quota_says_nothing_of_coming_back(client: httpx.Client, service: Faulty) -> None:
    service.always(faults.quota_exhausted())
    answer = client.get(COMPLETIONS, params=QUERY)
    assert answer.status_code == 429
    assert "Retry-After" not in answer.headers
    assert answer.json()["error"]["code"] == "insufficient_quota"


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (faults.server_error(), 500),
        (faults.server_error(503), 503),
        (faults.timed_out(), 408),
        (faults.conflict(), 409),
    ],
)
def test_errors_of_the_service(client: httpx.Client, service: Faulty, fault: faults.Fault, status: int) -> None:
    service.once(fault)
    assert client.get(COMPLETIONS, params=QUERY).status_code == status
    assert client.get(COMPLETIONS, params=QUERY).status_code == 200


def test_a_reset_connection(client: httpx.Client, service: Faulty) -> None:
    service.once(faults.reset())
    with pytest.raises(httpx.ReadError):
        client.get(COMPLETIONS, params=QUERY)
    assert client.get(COMPLETIONS, params=QUERY).status_code == 200


def test_a_body_that_is_cut_off(client: httpx.Client, service: Faulty) -> None:
    service.once(faults.cut_off())
    with pytest.raises(httpx.RemoteProtocolError):
        client.get(COMPLETIONS, params=QUERY)
    assert client.get(COMPLETIONS, params=QUERY).status_code == 200


def test_json_that_ends_too_early(client: httpx.Client, service: Faulty) -> None:
    service.once(faults.incomplete_json())
    answer = client.get(COMPLETIONS, params=QUERY)
    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_a_slow_answer_comes_in_the_end(client: httpx.Client, service: Faulty) -> None:
    service.in_turn([faults.slow(0.3), faults.slow(0.3)])
    began = time.monotonic()
    assert client.get(COMPLETIONS, params=QUERY).status_code == 200
    assert time.monotonic() - began >= 0.3
    with pytest.raises(httpx.ReadTimeout):
        client.get(COMPLETIONS, params=QUERY, timeout=0.05)


def test_pages_for_people_and_redirects(client: httpx.Client, service: Faulty) -> None:
    service.in_turn([faults.html(), faults.redirect("https://elsewhere.example/v1")])
    assert client.get(COMPLETIONS, params=QUERY).text.startswith("<!DOCTYPE html>")
    answer = client.get(COMPLETIONS, params=QUERY)
    assert (answer.status_code, answer.headers["Location"]) == (302, "https://elsewhere.example/v1")


def test_complete_json_that_is_wrong(client: httpx.Client, service: Faulty) -> None:
    service.in_turn([faults.wrong_shape(), faults.not_a_number(), faults.lost_cursor()])
    assert isinstance(client.get(COMPLETIONS, params=QUERY).json()["data"], dict)
    assert b"NaN" in client.get(COMPLETIONS, params=QUERY).content
    lost = client.get(COMPLETIONS, params=QUERY).json()
    assert (lost["has_more"], lost["next_page"]) == (True, None)


def test_a_cursor_that_repeats(client: httpx.Client, service: Faulty) -> None:
    service.always(faults.repeated_cursor())
    first = client.get(COMPLETIONS, params=QUERY).json()
    again = client.get(COMPLETIONS, params=QUERY | {"page": first["next_page"]}).json()
    assert first["has_more"]
    assert again["next_page"] == first["next_page"]


def test_spellings_that_a_reader_has_to_put_up_with(client: httpx.Client, service: Faulty) -> None:
    plain = client.get(COMPLETIONS, params=QUERY).json()
    service.in_turn([faults.spelled_result(), faults.bare_rows(), faults.unknown_fields(), faults.backwards()])
    older, bare, more, backwards = (client.get(COMPLETIONS, params=QUERY).json() for _ in range(4))
    assert first_row(older, "result") == first_row(plain)
    assert "input_cached_tokens" not in first_row(bare)
    assert first_row(bare)["input_tokens"] == first_row(plain)["input_tokens"]
    assert first_row(more).items() > first_row(plain).items()
    assert backwards["data"] == plain["data"][::-1]


def test_amounts_as_text_and_missing(client: httpx.Client, service: Faulty) -> None:
    query = {"start_time": TODAY - DAY, "limit": 1}
    value = first_row(client.get(COSTS, params=query).json())["amount"]["value"]
    service.in_turn([faults.amounts_as_text(), faults.amounts_missing()], path="*/costs")
    assert first_row(client.get(COSTS, params=query).json())["amount"]["value"] == str(value)
    assert first_row(client.get(COSTS, params=query).json())["amount"] is None


def test_faults_keep_to_their_path_and_number(client: httpx.Client, service: Faulty) -> None:
    service.nth(2, faults.server_error(), path="*/costs")
    query = {"start_time": TODAY}
    assert client.get(COSTS, params=query).status_code == 200
    assert client.get(COMPLETIONS, params=query).status_code == 200
    assert client.get(COSTS, params=query).status_code == 500
    service.always(faults.conflict())
    assert client.get(COSTS, params=query).status_code == 409
    service.clear()
    assert client.get(COSTS, params=query).status_code == 200


def test_weather_strikes_some_requests_never_two_in_a_row_and_the_same_ones_again(
    client: httpx.Client, service: Faulty
) -> None:
    def statuses() -> list[int]:
        service.clear()
        service.weather([faults.server_error(), faults.rate_limited(1)], percent=40, seed=3)
        return [client.get("/organization/projects").status_code for _ in range(60)]

    seen = statuses()
    assert seen == statuses()
    assert {200, 429, 500} == set(seen)
    assert all(200 in pair for pair in pairwise(seen))
