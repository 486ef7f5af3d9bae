"""The usage families of OpenAI's organization API: their paths, result objects, group fields, filters and counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from usage_tracker_gui.simulator.traffic import Counts

WHO = ("project_id", "user_id", "api_key_id")
_FILTER_OF = {
    "project_id": "project_ids",
    "user_id": "user_ids",
    "api_key_id": "api_key_ids",
    "model": "models",
    "source": "sources",
    "size": "sizes",
    "context_level": "context_levels",
    "vector_store_id": "vector_store_ids",
}


@dataclass(frozen=True, slots=True)
class Family:
    """`name` is the last part of the path. `counts` names a row's figures in the order of `figures`."""

    name: str
    object: str
    groups: tuple[str, ...]
    counts: tuple[str, ...]
    figures: Callable[[Counts], Counts] = tuple

    @property
    def filters(self) -> dict[str, str]:
        """Query parameter to the label it filters by."""
        return {_FILTER_OF[group]: group for group in self.groups if group in _FILTER_OF}

    @property
    def filters_batch(self) -> bool:
        return "batch" in self.groups


TOKEN_COUNTS = (
    "input_tokens", "input_cached_tokens", "input_cache_write_tokens", "input_uncached_tokens", "output_tokens",
    "input_text_tokens", "output_text_tokens", "input_cached_text_tokens", "input_audio_tokens",
    "input_cached_audio_tokens", "output_audio_tokens", "input_image_tokens", "input_cached_image_tokens",
    "output_image_tokens", "input_cache_write_30m_tokens", "input_cache_write_12h_tokens", "num_model_requests",
)  # fmt: skip


def token_figures(counts: Counts) -> Counts:
    """Disjoint counts to the figures of a row, which overlap: `input_tokens` includes cached and written tokens."""
    (requests, text, text_out, cached_text, written_30m, audio, audio_out, cached_audio, image, cached_image,
     image_out, written_12h) = counts  # fmt: skip
    cached = cached_text + cached_audio + cached_image
    written = written_30m + written_12h
    uncached = text + audio + image
    return (
        uncached + cached + written, cached, written, uncached, text_out + audio_out + image_out,
        text, text_out, cached_text, audio, cached_audio, audio_out, image, cached_image, image_out,
        written_30m, written_12h, requests,
    )  # fmt: skip


def _amount_first(counts: Counts) -> Counts:
    requests, amount = counts
    return (amount, requests)


def _amount_alone(counts: Counts) -> Counts:
    return (counts[1],)


_MODEL = (*WHO, "model")
_TIERED = (*_MODEL, "batch", "service_tier", "api_source")
_USAGE = "organization.usage."

FAMILIES: dict[str, Family] = {
    family.name: family
    for family in (
        Family("completions", _USAGE + "completions.result", _TIERED, TOKEN_COUNTS, token_figures),
        Family("decisions", _USAGE + "decisions.result", _TIERED, TOKEN_COUNTS, token_figures),
        Family(
            "embeddings", _USAGE + "embeddings.result", _MODEL, ("input_tokens", "num_model_requests"), _amount_first
        ),
        Family(
            "moderations", _USAGE + "moderations.result", _MODEL, ("input_tokens", "num_model_requests"), _amount_first
        ),
        Family(
            "images",
            _USAGE + "images.result",
            (*_MODEL, "size", "source"),
            ("images", "num_model_requests"),
            _amount_first,
        ),
        Family(
            "audio_speeches",
            _USAGE + "audio_speeches.result",
            _MODEL,
            ("characters", "num_model_requests"),
            _amount_first,
        ),
        Family(
            "audio_transcriptions",
            _USAGE + "audio_transcriptions.result",
            _MODEL,
            ("seconds", "num_model_requests"),
            _amount_first,
        ),
        Family("vector_stores", _USAGE + "vector_stores.result", ("project_id",), ("usage_bytes",), _amount_alone),
        Family(
            "code_interpreter_sessions",
            _USAGE + "code_interpreter_sessions.result",
            ("project_id",),
            ("num_sessions",),
            _amount_alone,
        ),
        Family(
            "file_search_calls",
            _USAGE + "file_searches.result",
            (*WHO, "vector_store_id"),
            ("num_requests",),
            _amount_alone,
        ),
        Family(
            "web_search_calls",
            _USAGE + "web_searches.result",
            (*_MODEL, "context_level", "api_source"),
            ("num_requests", "num_model_requests"),
            _amount_first,
        ),
    )
}
