"""Line items of a bill are read as far as their words are known, and kept as they are beyond that."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usage_tracker_gui.domain.line_items import Charged, family, read_line_item
from usage_tracker_gui.domain.usage import Tokens


@pytest.mark.parametrize(
    ("text", "model", "kind", "tier"),
    [
        ("gpt-5.1, input", "gpt-5.1", "input", ""),
        ("gpt-5, output", "gpt-5", "output", ""),
        ("gpt-6-astra, input_tokens", "gpt-6-astra", "input", ""),
        ("gpt-5.1, batch cached input", "gpt-5.1", "cached_input", "batch"),
        ("gpt-6-luna, flex cache write 12h", "gpt-6-luna", "cache_write_12h", "flex"),
        ("gpt-6-sol, cache write", "gpt-6-sol", "cache_write", ""),
        ("gpt-realtime, cached audio input", "gpt-realtime", "cached_audio_input", ""),
        ("gpt-realtime, audio output", "gpt-realtime", "audio_output", ""),
        ("gpt-image-1, image output", "gpt-image-1", "image_output", ""),
        ("gpt-4o-search-preview, priority input", "gpt-4o-search-preview", "input", "priority"),
        ("gpt-4o", "gpt-4o", "", ""),
        ("Claude Opus 4 1 Usage - Input Tokens", "claude-opus-4-1", "input", ""),
        ("Claude Opus 4 1 Usage - Input Tokens, Cache Hit", "claude-opus-4-1", "cached_input", ""),
        ("Claude Opus 4 1 Usage - Input Tokens, 5m Write", "claude-opus-4-1", "cache_write", ""),
        ("Claude Opus 4 1 Usage - Input Tokens, 1h Write", "claude-opus-4-1", "cache_write_1h", ""),
        ("Claude Opus 5 (Fast) Usage - Output Tokens", "claude-opus-5", "output", "fast"),
        ("claude-opus-4-1, uncached_input_tokens", "claude-opus-4-1", "input", ""),
        ("claude-opus-4-1, cache_read_input_tokens", "claude-opus-4-1", "cached_input", ""),
        ("claude-opus-4-1, cache_creation.ephemeral_5m_input_tokens", "claude-opus-4-1", "cache_write", ""),
        ("claude-opus-4-1, cache_creation.ephemeral_1h_input_tokens", "claude-opus-4-1", "cache_write_1h", ""),
    ],
)
def test_tokens_are_told_by_model_kind_and_tier(text: str, model: str, kind: str, tier: str) -> None:
    item = read_line_item(text)
    assert (item.charged, item.model, item.kind, item.tier) == (Charged.TOKENS, model, kind, tier)


@pytest.mark.parametrize(
    ("text", "unit", "charged"),
    [
        ("web search tool calls", "requests", Charged.TOOL),
        ("Web Search Usage", "", Charged.TOOL),
        ("web_search", "", Charged.TOOL),
        ("file search tool calls", "requests", Charged.TOOL),
        ("code interpreter sessions", "sessions", Charged.TOOL),
        ("file search storage", "gibibyte_hours", Charged.TOOL),
        ("dall-e-3, images", "images", Charged.IMAGES),
        ("dall-e-3", "images", Charged.IMAGES),
        ("tts-1, characters", "characters", Charged.AUDIO),
        ("whisper-1, seconds", "duration_seconds", Charged.AUDIO),
        ("whisper-1, seconds", "", Charged.AUDIO),
        ("Regional processing uplift", "days", Charged.UNKNOWN),
        ("Text tokens", "", Charged.UNKNOWN),
        ("gpt-5.1, input with a bow on top", "", Charged.UNKNOWN),
        ("", "", Charged.UNKNOWN),
    ],
)
def test_other_lines_are_told_by_what_they_charge_for(text: str, unit: str, charged: Charged) -> None:
    item = read_line_item(text, unit)
    assert item.charged is charged
    assert item.text == text


@given(st.text(), st.text(max_size=20))
def test_no_text_is_too_odd_to_be_read(text: str, unit: str) -> None:
    item = read_line_item(text, unit)
    assert item.text == text
    assert item.kind == "" or item.kind in Tokens._fields


def test_a_model_is_one_family_however_a_bill_writes_it() -> None:
    assert family("gpt-5.1-2025-11-13") == family("gpt-5.1")
    assert family("claude-opus-4-1-20250805") == family("Claude Opus 4.1")
    assert family("gpt-5.1") != family("gpt-5.1-mini")
