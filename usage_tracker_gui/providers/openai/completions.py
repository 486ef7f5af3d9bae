"""Rows of usage/completions: from OpenAI's overlapping token counts to our disjoint kinds.

OpenAI's `input_tokens` holds text, audio and image, cached tokens and cache writes included. `input_audio_tokens` and
`input_image_tokens` are the uncached ones alone, and `input_cached_tokens` holds the cached ones of all three. That is
the meaning documented since August 2026; before, audio was told apart from `input_tokens`. Whether old days were told
anew is not known, so the parts are taken out of `input_tokens` for as long as it lasts, cached tokens first: the sum of
our input kinds is always `input_tokens` as reported, and nothing is ever counted twice.
"""

from __future__ import annotations

import msgspec

from usage_tracker_gui.domain.usage import BATCH, FLEX, PRIORITY, STANDARD, Bucket
from usage_tracker_gui.providers.rows import Count, merged

GROUPS = ("project_id", "api_key_id", "model", "batch", "service_tier")


class CompletionsRow(msgspec.Struct, gc=False):
    """The documented row. Only three counts are always there; unknown fields are ignored."""

    input_tokens: Count
    output_tokens: Count
    num_model_requests: Count
    input_cached_tokens: Count | None = None
    input_cache_write_tokens: Count | None = None
    input_cache_write_30m_tokens: Count | None = None
    input_cache_write_12h_tokens: Count | None = None
    input_text_tokens: Count | None = None
    input_cached_text_tokens: Count | None = None
    input_audio_tokens: Count | None = None
    input_cached_audio_tokens: Count | None = None
    output_text_tokens: Count | None = None
    output_audio_tokens: Count | None = None
    input_image_tokens: Count | None = None
    input_cached_image_tokens: Count | None = None
    output_image_tokens: Count | None = None
    project_id: str | None = None
    api_key_id: str | None = None
    model: str | None = None
    batch: bool | None = None
    service_tier: str | None = None


ROWS = msgspec.json.Decoder(list[CompletionsRow])

_TIERS = {
    None: STANDARD,
    "": STANDARD,
    "default": STANDARD,
    "auto": STANDARD,
    "standard": STANDARD,
    "flex": FLEX,
    "priority": PRIORITY,
    "fast": PRIORITY,
    "batch": BATCH,
}


def tier_of(batch: bool | None, service_tier: str | None) -> str:
    """Batch wins over whatever `service_tier` says. A tier that we don't know is kept, in lower case."""
    if batch:
        return BATCH
    name = service_tier.strip().lower() if service_tier else None
    return _TIERS.get(name, name or STANDARD)


def buckets_of(start: int, rows: list[CompletionsRow]) -> list[Bucket]:
    """One bucket of time as our buckets; rows that differ only in how they spell the tier are added up."""
    # A sync comes through here a million times: a row of text alone, which nearly all are, costs no call but one.
    make = tuple.__new__
    found = []
    bucket: tuple[object, ...]
    for row in rows:
        key, project, model = row.api_key_id or "", row.project_id or "", row.model or ""
        tier = BATCH if row.batch else _TIERS.get(row.service_tier) or tier_of(row.batch, row.service_tier)
        text, cached, output = row.input_text_tokens, row.input_cached_tokens, row.output_tokens
        written_12h = row.input_cache_write_12h_tokens or 0
        written = row.input_cache_write_tokens or (row.input_cache_write_30m_tokens or 0) + written_12h
        if (
            cached is not None
            and text == row.input_tokens - cached - written
            and cached == row.input_cached_text_tokens
            and output == row.output_text_tokens
            and written >= written_12h
        ):
            bucket = (start, key, project, "", model, tier, row.num_model_requests,
                      text, cached, written - written_12h, 0, written_12h, output, 0, 0, 0, 0, 0, 0, 0, 0)  # fmt: skip
        else:
            bucket = (start, key, project, "", model, tier, row.num_model_requests, *_apart(row))
        found.append(make(Bucket, bucket))
    return found if len({bucket[1:6] for bucket in found}) == len(found) else merged(found)


def _apart(row: CompletionsRow) -> tuple[int, ...]:
    """The counts of a row with audio or images, or without all of its details, in the order of `Tokens`."""
    cached_audio = row.input_cached_audio_tokens or 0
    cached_image = row.input_cached_image_tokens or 0
    cached = row.input_cached_tokens
    if cached is None:
        cached = (row.input_cached_text_tokens or 0) + cached_audio + cached_image
    written_12h = row.input_cache_write_12h_tokens or 0
    written = row.input_cache_write_tokens or (row.input_cache_write_30m_tokens or 0) + written_12h
    audio = row.input_audio_tokens or 0
    image = row.input_image_tokens or 0
    audio_out = row.output_audio_tokens or 0
    image_out = row.output_image_tokens or 0

    text = row.input_tokens - cached - written - audio - image
    cached_text = cached - cached_audio - cached_image
    written_30m = written - written_12h
    text_out = row.output_tokens - audio_out - image_out
    if text < 0 or cached_text < 0 or written_30m < 0 or text_out < 0:  # the details contradict the sums
        cached, written, audio, image, text = _shares(row.input_tokens, cached, written, audio, image)
        cached_audio, cached_image, cached_text = _shares(cached, cached_audio, cached_image)
        written_12h, written_30m = _shares(written, written_12h)
        audio_out, image_out, text_out = _shares(row.output_tokens, audio_out, image_out)
    return (text, cached_text, written_30m, 0, written_12h, text_out, audio, cached_audio, audio_out,
            image, cached_image, image_out, 0, 0)  # fmt: skip


def _shares(whole: int, *wanted: int) -> list[int]:
    """What each part gets out of `whole` in turn, and the rest at the end: the sum is always `whole`."""
    shares = []
    for part in wanted:
        share = min(part, whole)
        shares.append(share)
        whole -= share
    return [*shares, whole]
