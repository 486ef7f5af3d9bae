"""OpenAI's overlapping token counts become our disjoint kinds, and nothing is counted twice."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from usage_tracker_gui.providers.answers import decoded
from usage_tracker_gui.providers.openai.completions import ROWS, CompletionsRow, buckets_of, tier_of
from usage_tracker_gui.providers.provider import BadAnswer

DETAILS = [name for name in CompletionsRow.__struct_fields__ if name.startswith(("input_", "output_"))][2:]


def row(**fields):
    counts = {"input_tokens": 0, "output_tokens": 0, "num_model_requests": 1}
    return msgspec.convert({**counts, **fields}, CompletionsRow)


def tokens(**fields):
    (bucket,) = buckets_of(0, [row(**fields)])
    return {name: count for name, count in bucket.tokens._asdict().items() if count}


def test_input_includes_cached_and_written_tokens():
    counts = {"input_tokens": 1000, "input_cached_tokens": 400, "input_cache_write_tokens": 100}
    assert tokens(**counts) == {"input": 500, "cached_input": 400, "cache_write": 100}


def test_without_details_everything_is_plain_text():
    assert tokens(input_tokens=10, output_tokens=4) == {"input": 10, "output": 4}


def test_cache_writes_are_told_apart_by_lifetime():
    counts = {"input_tokens": 100, "input_cache_write_tokens": 90, "input_cache_write_12h_tokens": 30}
    assert tokens(**counts) == {"input": 10, "cache_write": 60, "cache_write_12h": 30}


def test_cache_writes_by_lifetime_alone_are_enough():
    counts = {"input_tokens": 100, "input_cache_write_30m_tokens": 60, "input_cache_write_12h_tokens": 30}
    assert tokens(**counts) == {"input": 10, "cache_write": 60, "cache_write_12h": 30}


def test_cached_parts_alone_are_enough():
    counts = {"input_tokens": 100, "input_cached_text_tokens": 20, "input_cached_audio_tokens": 5}
    assert tokens(**counts) == {"input": 75, "cached_input": 20, "cached_audio_input": 5}


def test_audio_and_images_are_part_of_input_and_output():
    counts = {
        "input_tokens": 100,
        "input_audio_tokens": 30,
        "input_image_tokens": 20,
        "output_tokens": 50,
        "output_audio_tokens": 40,
        "output_image_tokens": 5,
    }
    assert tokens(**counts) == {
        "input": 50,
        "audio_input": 30,
        "image_input": 20,
        "output": 5,
        "audio_output": 40,
        "image_output": 5,
    }


def test_audio_that_was_told_apart_from_input_is_not_added_to_it():
    counts = {"input_tokens": 100, "input_cached_tokens": 40, "input_audio_tokens": 900}
    assert tokens(**counts) == {"cached_input": 40, "audio_input": 60}


@given(
    st.fixed_dictionaries(
        {"input_tokens": st.integers(0, 1000), "output_tokens": st.integers(0, 1000)},
        optional={name: st.none() | st.integers(0, 1000) for name in DETAILS},
    )
)
def test_whatever_the_details_say_the_sums_stay_those_reported(fields):
    (bucket,) = buckets_of(0, [row(**fields)])
    assert min(bucket.tokens) >= 0
    assert bucket.tokens.all_input == fields["input_tokens"]
    assert bucket.tokens.all_output == fields["output_tokens"]


@pytest.mark.parametrize(
    ("batch", "service_tier", "tier"),
    [
        (True, "default", "batch"),
        (True, None, "batch"),
        (True, "priority", "batch"),
        (False, None, "standard"),
        (None, "default", "standard"),
        (None, "auto", "standard"),
        (False, "", "standard"),
        (False, "flex", "flex"),
        (False, "Priority", "priority"),
        (False, "fast", "priority"),
        (False, "Scale", "scale"),
        (None, " reserved ", "reserved"),
    ],
)
def test_the_tier_comes_from_batch_first_and_an_unknown_one_is_kept(batch, service_tier, tier):
    assert tier_of(batch, service_tier) == tier
    (bucket,) = buckets_of(0, [row(batch=batch, service_tier=service_tier)])
    assert bucket.tier == tier


def test_rows_that_differ_only_in_how_they_spell_the_tier_are_added_up():
    rows = [row(input_tokens=1, service_tier=tier, model="m") for tier in (None, "default", "auto", "flex")]
    found = {bucket.tier: (bucket.input, bucket.requests) for bucket in buckets_of(0, rows)}
    assert found == {"standard": (3, 3), "flex": (1, 1)}


@pytest.mark.parametrize("value", [b"-1", b"9007199254740993", b"1" + b"0" * 400, b"1.5", b'"7"', b"NaN"])
@pytest.mark.parametrize("field", ["input_tokens", "input_audio_tokens", "num_model_requests"])
def test_a_count_that_can_not_be_is_an_error_that_names_the_field(field, value):
    counts = {"input_tokens": b"1", "output_tokens": b"1", "num_model_requests": b"1", field: value}
    text = b"[{" + b",".join(b'"%s":%s' % (name.encode(), number) for name, number in counts.items()) + b"}]"
    with pytest.raises(BadAnswer, match=field):
        decoded("OpenAI's answer", text, ROWS)


@pytest.mark.parametrize("field", ["input_tokens", "output_tokens", "num_model_requests"])
def test_a_null_count_is_an_error_and_not_zero(field):
    counts = {"input_tokens": 1, "output_tokens": 1, "num_model_requests": 1, field: None}
    with pytest.raises(BadAnswer, match=field):
        decoded("OpenAI's answer", msgspec.json.encode([counts]), ROWS)


@pytest.mark.parametrize("missing", ["input_tokens", "output_tokens", "num_model_requests"])
def test_a_missing_count_is_an_error_and_not_zero(missing):
    counts = {"input_tokens": 1, "output_tokens": 1, "num_model_requests": 1}
    del counts[missing]
    with pytest.raises(BadAnswer, match=f"missing required field `{missing}` - at `{'[$]'}.x"):
        decoded("OpenAI's answer", msgspec.json.encode([counts]), ROWS, "$.x")
