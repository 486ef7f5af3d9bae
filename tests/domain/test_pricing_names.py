"""Which model a name is, and which it only looks like."""

from __future__ import annotations

import pytest

from usage_tracker_gui.domain.model_names import Match, ModelNames, without_date

NAMES = ModelNames(
    [
        "gpt-4o|gpt-4o-2024-11-20",
        "gpt-6-astra|gpt-6-astra-####-##-##",
        "gpt-4o-realtime*",
        "claude-2*|*claude-v2*",
        "claude-opus-4-1*",
        "claude-sonnet-4-2025*",
        "*gemini-2.0-flash|*gemini-2.0-flash-0*",
        "*gemini-2.0-flash-lite*",
        "gemini-2.5-pro*",
        "gemini-2.5-pro-tts",
        "deepseek-r1*",
        "ft:gpt-4o-2024-*",
        "gpt-4|ft:gpt-4-0*",
    ]
)


@pytest.mark.parametrize(
    ("model", "pattern"),
    [
        ("gpt-4o", "gpt-4o|gpt-4o-2024-11-20"),
        ("gpt-6-astra-2026-09-01", "gpt-6-astra|gpt-6-astra-####-##-##"),
        ("gpt-4o-realtime-preview-2024-12-17", "gpt-4o-realtime*"),
        ("gpt-4o-realtime-audio", "gpt-4o-realtime*"),
        ("claude-2", "claude-2*|*claude-v2*"),
        ("claude-2.1", "claude-2*|*claude-v2*"),
        ("us.anthropic.claude-v2:1", "claude-2*|*claude-v2*"),
        ("claude-opus-4-1-20250805", "claude-opus-4-1*"),
        ("claude-sonnet-4-20250514", "claude-sonnet-4-2025*"),
        ("gemini-2.0-flash-001", "*gemini-2.0-flash|*gemini-2.0-flash-0*"),
        ("models/gemini-2.0-flash", "*gemini-2.0-flash|*gemini-2.0-flash-0*"),
        ("gemini-2.0-flash-lite-001", "*gemini-2.0-flash-lite*"),
        ("gemini-2.5-pro-preview-06-05", "gemini-2.5-pro*"),
        ("gemini-2.5-pro-tts", "gemini-2.5-pro-tts"),
        ("deepseek-r1-0528", "deepseek-r1*"),
        ("ft:gpt-4o-2024-08-06:org:mini-tts:id", "ft:gpt-4o-2024-*"),
        ("ft:gpt-4-0613:org::id", "gpt-4|ft:gpt-4-0*"),
    ],
)
def test_a_name_belongs_to_its_model(model: str, pattern: str) -> None:
    assert NAMES.find(model) == Match(pattern)


@pytest.mark.parametrize(
    "model",
    [
        "gpt-4o-mini",
        "gpt-6-astra-law",
        "gpt-6-astra-20x6-09-01",
        "gpt-4o-realtime-mini",
        "claude-20",
        "myclaude-v2",
        "claude-opus-4-10",
        "claude-opus-4-15",
        "claude-opus-4-1-5",
        "claude-opus-4-1-5-20270101",
        "gemini-2.0-flash-exp-image-generation",
        "gemini-2.5-pro-lite",
        "gemini-2.5-pro-preview-image",
        "deepseek-r1-distill-llama-70b",
        "deepseek-r10",
        "ft:gpt-4o-mini-2024-07-18:org::id",
        "ft:gpt-4:org::id",
    ],
)
def test_a_lookalike_belongs_to_none(model: str) -> None:
    assert NAMES.find(model) is None


def test_a_date_is_dropped_where_nothing_else_fits() -> None:
    assert NAMES.find("gpt-4o-2025-01-31") == Match("gpt-4o|gpt-4o-2024-11-20", undated=True)


@pytest.mark.parametrize(
    ("model", "undated"),
    [
        ("m-2024-11-20", "m"),
        ("m-20241120", "m"),
        ("m@20241120", "m"),
        ("m-2024-1120", None),
        ("m-2024-11-31", None),
        ("m-2407", None),
        ("2024-11-20", None),
        ("m", None),
    ],
)
def test_only_a_day_that_exists_is_a_date(model: str, undated: str | None) -> None:
    assert without_date(model) == undated
