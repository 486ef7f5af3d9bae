"""What the simulated organization does with its keys: about forty series of chat and a few of everything else.

Sized so that a key stays below 10,000 tokens a minute unless it spikes, and a month costs some hundred dollars.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from usage_tracker_gui.simulator.organization import HARBOR, Organization
from usage_tracker_gui.simulator.traffic import NIGHTLY, OFFICE, PUBLIC, Label, Rhythm, Series

TOKEN_KINDS = (
    "text_input", "text_output", "cached_text", "cache_write_30m", "audio_input", "audio_output",
    "cached_audio", "image_input", "cached_image", "image_output", "cache_write_12h",
)  # fmt: skip

# Means per request, in the order above; kinds left out are nothing.
CHAT = (420, 210, 330)
CHAT_WRITING_CACHE = (380, 220, 560, 130)
SHORT = (230, 110, 80)
AGENT = (480, 200, 620)
AGENT_WRITING_CACHE = (400, 220, 720, 90, 0, 0, 0, 0, 0, 0, 30)
REASONING = (420, 700, 140)
VOICE = (140, 60, 80, 0, 310, 240, 190)
VISION = (240, 190, 90, 0, 0, 0, 0, 430)
DRAWING = (130, 40, 20, 0, 0, 0, 0, 210, 40, 420)
IN_HOUSE = (400, 240, 160, 60, 0, 0, 0, 0, 0, 0, 30)

BATCH_TIER = "batch"  # here: the batch field is true; the row's service_tier stays "default"

# Key, model, tier, rhythm, requests a day, means, first and last day counted from when the world opened.
_CHAT: tuple[tuple[str, str, str, Rhythm, int, tuple[int, ...], int, int | None], ...] = (
    ("Atlas web app", "gpt-5.1", "default", OFFICE, 340, CHAT, 0, None),
    ("Atlas web app", "gpt-5.1", "priority", OFFICE, 60, CHAT, 40, None),
    ("Atlas web app", "gpt-5-mini", "default", OFFICE, 420, SHORT, 0, None),
    ("Atlas web app", "gpt-6-sol", "default", OFFICE, 90, CHAT_WRITING_CACHE, 270, None),
    ("Atlas web app", "gpt-6-sol", "priority", OFFICE, 25, CHAT_WRITING_CACHE, 290, None),
    ("Atlas web app", "gpt-4o", "default", OFFICE, 90, VISION, 0, None),
    ("Atlas mobile app", "gpt-5-mini", "default", PUBLIC, 600, SHORT, 0, None),
    ("Atlas mobile app", "gpt-5-mini", "priority", PUBLIC, 110, SHORT, 60, None),
    ("Atlas mobile app", "gpt-5.1", "default", PUBLIC, 160, CHAT, 20, None),
    ("Atlas mobile app", "gpt-realtime", "default", PUBLIC, 70, VOICE, 30, None),
    ("Atlas mobile app", "gpt-4o", "default", PUBLIC, 80, VISION, 0, None),
    ("Atlas mobile app", "gpt-6-luna", "default", PUBLIC, 300, CHAT_WRITING_CACHE, 240, None),
    ("Atlas staging", "gpt-5.1", "default", OFFICE, 40, CHAT, 0, 210),
    ("Atlas staging", "gpt-5-mini", "default", OFFICE, 70, SHORT, 0, 210),
    ("Atlas staging", "gpt-4o", "default", OFFICE, 20, CHAT, 0, 210),
    ("Orchid public API", "gpt-5.1", "default", PUBLIC, 260, CHAT, 0, None),
    ("Orchid public API", "gpt-5.1", "flex", PUBLIC, 80, CHAT, 90, None),
    ("Orchid public API", "gpt-5-mini", "default", PUBLIC, 520, SHORT, 0, None),
    ("Orchid public API", "gpt-5-mini", "flex", PUBLIC, 120, SHORT, 90, None),
    ("Orchid public API", "gpt-5.6-terra", "default", PUBLIC, 110, CHAT_WRITING_CACHE, 180, None),
    ("Orchid public API", "gpt-6-sol", "default", PUBLIC, 60, AGENT_WRITING_CACHE, 280, None),
    ("Orchid public API", "gpt-image-1", "default", PUBLIC, 25, DRAWING, 120, None),
    ("Orchid indexer", "gpt-5-mini", BATCH_TIER, NIGHTLY, 420, SHORT, 0, None),
    ("Orchid indexer", "gpt-5.1", BATCH_TIER, NIGHTLY, 110, CHAT, 10, None),
    ("Orchid indexer", "gpt-5.6-terra", BATCH_TIER, NIGHTLY, 60, CHAT_WRITING_CACHE, 255, None),
    ("Orchid indexer", "gpt-4o", BATCH_TIER, NIGHTLY, 40, CHAT, 0, 300),
    ("Lab notebooks", "o3", "default", OFFICE, 60, REASONING, 0, None),
    ("Lab notebooks", "o3", "flex", OFFICE, 45, REASONING, 0, None),
    ("Lab notebooks", "gpt-6-sol", "default", OFFICE, 70, AGENT_WRITING_CACHE, 265, None),
    ("Lab notebooks", "gpt-6-sol", "flex", OFFICE, 40, AGENT_WRITING_CACHE, 275, None),
    ("Lab notebooks", "gpt-5.1", "default", OFFICE, 70, AGENT, 0, None),
    ("Lab notebooks", "house-model-x", "default", OFFICE, 45, IN_HOUSE, 150, None),
    ("Nightly evals", "gpt-5.1", BATCH_TIER, NIGHTLY, 90, CHAT, 0, None),
    ("Nightly evals", "o3", BATCH_TIER, NIGHTLY, 60, REASONING, 30, None),
    ("Nightly evals", "gpt-5-mini", BATCH_TIER, NIGHTLY, 160, SHORT, 0, None),
    ("Nightly evals", "gpt-6-sol", BATCH_TIER, NIGHTLY, 50, AGENT_WRITING_CACHE, 285, None),
    ("Nightly evals", "gpt-6-luna", "flex", NIGHTLY, 120, CHAT_WRITING_CACHE, 250, None),
    ("Legacy bot", "gpt-4o", "default", PUBLIC, 150, CHAT, 0, 240),
    ("Legacy bot", "gpt-4o-mini", "default", PUBLIC, 200, SHORT, 0, 240),
)

# Everything that is not chat: family, key, the labels that are its own, rhythm, requests a day, means per request.
_OTHER: tuple[tuple[str, str, Mapping[str, Label], Rhythm, int, tuple[int, ...]], ...] = (
    ("embeddings", "Orchid indexer", {"model": "text-embedding-3-large"}, NIGHTLY, 500, (420,)),
    ("embeddings", "Orchid public API", {"model": "text-embedding-3-small"}, PUBLIC, 900, (60,)),
    ("moderations", "Atlas web app", {"model": "omni-moderation-latest"}, OFFICE, 600, (180,)),
    ("images", "Orchid public API", {"model": "dall-e-3", "source": "image.generation", "size": "1024x1024"},
     PUBLIC, 30, (1,)),
    ("images", "Atlas web app", {"model": "dall-e-3", "source": "image.edit", "size": "1792x1792"}, OFFICE, 9, (2,)),
    ("audio_speeches", "Atlas mobile app", {"model": "tts-1"}, PUBLIC, 90, (240,)),
    ("audio_transcriptions", "Atlas mobile app", {"model": "whisper-1"}, PUBLIC, 60, (35,)),
    ("vector_stores", "Orchid public API", {}, PUBLIC, 24, (2_400_000,)),
    ("code_interpreter_sessions", "Lab notebooks", {}, OFFICE, 18, (1,)),
    ("file_search_calls", "Orchid public API", {"vector_store_id": "vs_Orchid4c5D6e"}, PUBLIC, 140, (1,)),
    ("web_search_calls", "Atlas web app", {"model": "gpt-5.1", "context_level": "medium", "api_source": "unlabeled"},
     OFFICE, 70, (2,)),
    ("web_search_calls", "Lab notebooks", {"model": "o3", "context_level": "high", "api_source": "agents_api"},
     OFFICE, 20, (4,)),
    ("decisions", "Orchid public API",
     {"model": "gpt-6-sol", "batch": False, "service_tier": "default", "api_source": "unlabeled"}, PUBLIC, 50, CHAT),
)  # fmt: skip


def workload(opened: int, organization: Organization = HARBOR) -> tuple[Series, ...]:
    """All series of a world that opened on day `opened` (days since 1970)."""
    return (*_chat(opened, organization), _playground(opened, organization), *_other(opened, organization))


def _chat(opened: int, organization: Organization) -> Iterator[Series]:
    for name, model, tier, rhythm, requests, means, first, last in _CHAT:
        labels = _who(organization, name) | {
            "model": model,
            "batch": tier == BATCH_TIER,
            "service_tier": "default" if tier == BATCH_TIER else tier,
            "api_source": "agents_api" if model.startswith("gpt-6-sol") else "unlabeled",
        }
        gone = None if last is None else opened + last
        yield Series(
            f"{name}/{model}/{tier}", "completions", labels, rhythm, requests, _filled(means), opened + first, gone
        )


def _playground(opened: int, organization: Organization) -> Series:
    """Usage that names no key and no user, as the console's does."""
    labels: dict[str, Label] = {
        "project_id": organization.projects[2].id,
        "user_id": None,
        "api_key_id": None,
        "model": "gpt-5.1",
        "batch": False,
        "service_tier": "default",
        "api_source": "unlabeled",
    }
    return Series("console", "completions", labels, OFFICE, 24, _filled(CHAT), opened)


def _other(opened: int, organization: Organization) -> Iterator[Series]:
    for at, (family, name, own, rhythm, requests, means) in enumerate(_OTHER):
        labels = _who(organization, name) | dict(own)
        counts = _filled(means) if family == "decisions" else means
        yield Series(f"{at}/{family}/{name}", family, labels, rhythm, requests, counts, opened)


def _who(organization: Organization, key_name: str) -> dict[str, Label]:
    key = organization.key_named(key_name)
    return {"project_id": key.project, "user_id": key.owner, "api_key_id": key.id}


def _filled(means: tuple[int, ...]) -> tuple[int, ...]:
    return means + (0,) * (len(TOKEN_KINDS) - len(means))
