"""What the app accepts and refuses, and that what it sends equals what the world holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.simulator.expected import expected_usage
from usage_tracker_gui.simulator.openai import ADMIN_SECRET, OpenAIApp
from usage_tracker_gui.simulator.organization import ATLAS, LAB, LEGACY
from usage_tracker_gui.simulator.traffic import DAY, HOUR
from usage_tracker_gui.simulator.world import World

COMPLETIONS = "/organization/usage/completions"
TODAY = 20_782 * DAY
NOW = datetime(2026, 11, 25, 13, 17, 33, tzinfo=UTC)
ALL_GROUPS = ["project_id", "api_key_id", "model", "batch", "service_tier"]

Ask = Callable[..., Any]
Pages = Callable[..., list[Any]]


def error(answer: Any) -> tuple[str | None, str | None]:
    return answer["error"]["param"], answer["error"]["code"]


# --- Figures ---


@pytest.mark.parametrize(("width", "limit"), [("1m", 1440), ("1h", 24), ("1d", 2)])
def test_pages_of_every_width_add_up_to_the_expected_sums(pages: Pages, world: World, width: str, limit: int) -> None:
    query = {"start_time": TODAY - DAY, "end_time": TODAY + DAY, "bucket_width": width, "limit": limit}
    sums: Counter[tuple[str, str, str, str]] = Counter()
    for bucket in pages(COMPLETIONS, query | {"group_by[]": ALL_GROUPS}):
        for row in bucket["results"]:
            tier = "batch" if row["batch"] else row["service_tier"].replace("default", "standard")
            group = (row["api_key_id"] or "", row["model"], tier)
            sums[(*group, "requests")] += row["num_model_requests"]
            sums[(*group, "input")] += row["input_tokens"]
            sums[(*group, "output")] += row["output_tokens"]
    wanted = expected_usage(world, Period.of_unix(TODAY - DAY, TODAY + DAY), NOW)
    assert {group[:3] for group in sums} == set(wanted)
    for group, usage in wanted.items():
        assert sums[(*group, "requests")] == usage.requests
        assert sums[(*group, "input")] == usage.tokens.all_input
        assert sums[(*group, "output")] == usage.tokens.all_output


def test_details_of_a_row_agree_with_its_totals(pages: Pages) -> None:
    seen: Counter[str] = Counter()
    for bucket in pages(COMPLETIONS, {"start_time": TODAY - 2 * DAY, "group_by": "model"}):
        for row in bucket["results"]:
            seen.update(row | {name: 0 for name in row if not isinstance(row[name], int)})
            text, audio, image = row["input_text_tokens"], row["input_audio_tokens"], row["input_image_tokens"]
            assert row["input_uncached_tokens"] == text + audio + image
            assert row["input_cached_tokens"] == sum(
                row[f"input_cached_{kind}_tokens"] for kind in ("text", "audio", "image")
            )
            written = row["input_cache_write_30m_tokens"] + row["input_cache_write_12h_tokens"]
            assert row["input_cache_write_tokens"] == written
            assert row["input_tokens"] == row["input_uncached_tokens"] + row["input_cached_tokens"] + written
            outputs = (row[f"output_{kind}_tokens"] for kind in ("text", "audio", "image"))
            assert row["output_tokens"] == sum(outputs)
    assert all(count for name, count in seen.items() if name.endswith("_tokens")), "every kind of token occurs"


def test_grouped_fields_may_be_null_where_usage_names_no_key(pages: Pages) -> None:
    (bucket,) = pages(
        COMPLETIONS, {"start_time": TODAY - DAY, "end_time": TODAY, "group_by": ["api_key_id", "user_id"]}
    )
    console = [row for row in bucket["results"] if row["api_key_id"] is None]
    assert len(console) == 1
    assert console[0]["user_id"] is None
    assert console[0]["model"] is None


def test_batch_rows_carry_the_default_service_tier(pages: Pages) -> None:
    query = {"start_time": TODAY - DAY, "end_time": TODAY, "group_by": ["batch", "service_tier"]}
    (bucket,) = pages(COMPLETIONS, query)
    pairs = {(row["batch"], row["service_tier"]) for row in bucket["results"]}
    assert pairs == {(False, "default"), (False, "flex"), (False, "priority"), (True, "default")}
    for wanted in (True, False):
        (bucket,) = pages(COMPLETIONS, query | {"batch": str(wanted).lower()})
        assert {row["batch"] for row in bucket["results"]} == {wanted}


def test_filters_keep_what_they_name(pages: Pages, world: World) -> None:
    key = world.organization.key_named("Lab notebooks").id
    query = {"start_time": TODAY - DAY, "end_time": TODAY, "group_by[]": ["api_key_id", "model"]}
    (bucket,) = pages(COMPLETIONS, query | {"api_key_ids[]": [key], "models[]": ["o3", "gpt-5.1"]})
    assert {(row["api_key_id"], row["model"]) for row in bucket["results"]} == {(key, "o3"), (key, "gpt-5.1")}


# --- Buckets and pages ---


def test_buckets_without_usage_are_there_and_empty(pages: Pages) -> None:
    query = {"start_time": TODAY - 400 * DAY, "end_time": TODAY - 390 * DAY}
    buckets = pages(COMPLETIONS, query)
    assert [bucket["start_time"] for bucket in buckets] == [TODAY - ago * DAY for ago in range(400, 390, -1)]
    assert all(bucket["results"] == [] for bucket in buckets)


def test_without_an_end_buckets_go_on_to_the_open_one(pages: Pages) -> None:
    buckets = pages(COMPLETIONS, {"start_time": TODAY, "bucket_width": "1h"})
    assert [bucket["start_time"] for bucket in buckets] == [TODAY + hour * HOUR for hour in range(14)]
    assert buckets[-1]["results"], "the open hour shows what came so far"


def test_buckets_of_the_future_are_empty(pages: Pages) -> None:
    buckets = pages(COMPLETIONS, {"start_time": TODAY, "end_time": TODAY + 3 * DAY})
    assert [bool(bucket["results"]) for bucket in buckets] == [True, False, False]


def test_a_start_inside_a_bucket_is_snapped_to_it(pages: Pages) -> None:
    off = pages(COMPLETIONS, {"start_time": TODAY - DAY + 5000, "end_time": TODAY - 10})
    assert off == pages(COMPLETIONS, {"start_time": TODAY - DAY, "end_time": TODAY})


def test_brackets_and_plain_repeats_ask_the_same(ask: Ask) -> None:
    query = {"start_time": TODAY - DAY, "limit": 1}
    plain = ask(COMPLETIONS, query | {"group_by": ["model", "batch"], "models": ["o3", "gpt-4o"]})
    assert (
        plain["data"]
        == ask(COMPLETIONS, query | {"group_by[]": ["model", "batch"], "models[]": ["o3", "gpt-4o"]})["data"]
    )


@pytest.mark.parametrize(
    "change", [{"limit": 3}, {"end_time": TODAY + 5}, {"group_by": "model"}, {"start_time": TODAY - 9 * DAY}]
)
def test_a_page_of_a_changed_query_is_refused(ask: Ask, change: dict[str, Any]) -> None:
    query: dict[str, Any] = {"start_time": TODAY - 10 * DAY, "end_time": TODAY, "limit": 2}
    page = ask(COMPLETIONS, query)["next_page"]
    assert ask(COMPLETIONS, query | {"page": page})["data"][0]["start_time"] == TODAY - 8 * DAY
    assert error(ask(COMPLETIONS, query | {"page": page} | change, status=400)) == ("page", "invalid_request_error")


@pytest.mark.parametrize("page", ["page_", "nonsense", "page_bm9uc2Vuc2U=", "page_\xff"])
def test_a_page_that_was_never_given_is_refused(ask: Ask, page: str) -> None:
    assert error(ask(COMPLETIONS, {"start_time": TODAY, "page": page}, status=400))[0] == "page"


# --- Refusals ---


@pytest.mark.parametrize(("width", "most"), [("1m", 1440), ("1h", 168), ("1d", 31)])
def test_a_limit_over_the_most_of_a_width_is_refused_and_not_clamped(ask: Ask, width: str, most: int) -> None:
    query = {"start_time": TODAY - 40 * DAY, "bucket_width": width}
    assert len(ask(COMPLETIONS, query | {"limit": most})["data"]) == most
    answer = ask(COMPLETIONS, query | {"limit": most + 1}, status=400)
    assert error(answer) == (None, "invalid_request_error")
    assert str(most) in answer["error"]["message"]
    ask(COMPLETIONS, query | {"limit": 0}, status=400)


def test_costs_have_days_only_and_at_most_180(ask: Ask) -> None:
    costs = "/organization/costs"
    answer = ask(costs, {"start_time": TODAY, "bucket_width": "1h"}, status=400)
    assert "Supported values are: '1d'" in answer["error"]["message"]
    answer = ask(costs, {"start_time": TODAY, "limit": 366}, status=400)
    assert answer["error"]["message"] == "Invalid limit provided: 366. Limit must be less than or equal to 180."
    assert len(ask(costs, {"start_time": TODAY - 179 * DAY, "limit": 180})["data"]) == 180


def test_costs_by_api_key_are_refused_before_their_epoch(ask: Ask) -> None:
    query = {"start_time": 1_764_979_199, "group_by[]": ["api_key_id", "line_item"]}
    answer = ask("/organization/costs", query, status=400)
    assert error(answer) == ("start_time", "invalid_request_error")
    assert "1764979200" in answer["error"]["message"]
    ask("/organization/costs", query | {"start_time": 1_764_979_200})


def test_costs_by_user_and_project_are_refused(ask: Ask) -> None:
    ask("/organization/costs", {"start_time": TODAY, "group_by": ["user_id", "project_id"]}, status=400)


@pytest.mark.parametrize(
    ("query", "refusal"),
    [
        ({}, ("start_time", "missing_required_parameter")),
        ({"start_time": "yesterday"}, ("start_time", "invalid_type")),
        ({"start_time": TODAY, "end_time": TODAY}, ("end_time", "invalid_request_error")),
        ({"start_time": TODAY, "bucket_width": "15m"}, ("bucket_width", "invalid_value")),
        ({"start_time": TODAY, "group_by": "line_item"}, ("group_by", "invalid_value")),
        ({"start_time": TODAY, "group_by": "model,batch"}, ("group_by", "invalid_value")),
        ({"start_time": TODAY, "batch": "maybe"}, ("batch", "invalid_type")),
        ({"start_time": TODAY, "colour": "red"}, ("colour", "unknown_parameter")),
    ],
)
def test_a_bad_query_is_refused_by_naming_its_parameter(ask: Ask, query: Any, refusal: tuple[str, str]) -> None:
    assert error(ask(COMPLETIONS, query, status=400)) == refusal


def test_who_may_ask(ask: Ask, app: OpenAIApp) -> None:
    query = {"start_time": TODAY}
    assert error(ask(COMPLETIONS, query, status=401, secret="sk-admin-wrong")) == (None, "invalid_api_key")
    ask(COMPLETIONS, query, status=401, secret="")
    for ordinary in ("sk-proj-abc", "sk-svcacct-abc"):
        answer = ask(COMPLETIONS, query, status=403, secret=ordinary)
        assert "Missing scopes: api.usage.read" in answer["error"]["message"]
    app.secrets = {"sk-admin-rotated"}
    ask(COMPLETIONS, query, status=401, secret=ADMIN_SECRET)
    ask(COMPLETIONS, query, secret="sk-admin-rotated")


# --- Names ---


def test_archived_projects_are_listed_when_asked_for(ask: Ask) -> None:
    assert LEGACY not in {project["id"] for project in ask("/organization/projects")["data"]}
    every = {p["id"]: p["status"] for p in ask("/organization/projects", {"include_archived": "true"})["data"]}
    assert every[LEGACY] == "archived"


def test_lists_are_paged_by_the_last_id(ask: Ask) -> None:
    query = {"include_archived": "true", "limit": 3}
    first = ask("/organization/projects", query)
    assert (len(first["data"]), first["has_more"]) == (3, True)
    rest = ask("/organization/projects", query | {"after": first["last_id"]})
    assert ([project["id"] for project in rest["data"]], rest["has_more"]) == ([LEGACY], False)
    ask("/organization/projects", {"limit": 101}, status=400)
    ask("/organization/projects", {"after": "proj_unknown"}, status=400)


def test_keys_of_owners_who_left_show_up_for_any_owner_only(ask: Ask) -> None:
    path = f"/organization/projects/{LAB}/api_keys"
    assert [key["name"] for key in ask(path)["data"]] == ["Nightly evals"]
    assert [key["name"] for key in ask(path, {"owner_project_access": "any"})["data"]] == [
        "Lab notebooks",
        "Nightly evals",
    ]


def test_a_deleted_key_is_never_listed_but_stays_in_usage(ask: Ask, pages: Pages, world: World) -> None:
    gone = world.organization.key_named("Atlas staging").id
    listed = ask(f"/organization/projects/{ATLAS}/api_keys", {"owner_project_access": "any"})["data"]
    assert gone not in {key["id"] for key in listed}
    query = {"start_time": TODAY - 300 * DAY, "end_time": TODAY - 299 * DAY, "group_by": "api_key_id"}
    (bucket,) = pages(COMPLETIONS, query)
    assert gone in {row["api_key_id"] for row in bucket["results"]}


def test_what_does_not_exist_is_404(ask: Ask) -> None:
    for path in ("/organization/usage/dreams", "/organization/projects/proj_none/api_keys", "/chat/completions"):
        ask(path, {}, status=404)
