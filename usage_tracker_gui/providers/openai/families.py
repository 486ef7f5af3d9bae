"""OpenAI's smaller usage endpoints: embeddings and moderations in tokens, the rest in units of their own.

Where a fee is charged for a unit, the unit has the fee's name (web_search, file_search, code_interpreter). Bytes of
vector stores are a level and not a flow: they are read once per day, as bytes kept on that day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

import msgspec

from usage_tracker_gui.domain.usage import DAY, HOUR, STANDARD, Bucket, UnitBucket
from usage_tracker_gui.providers.provider import Stream
from usage_tracker_gui.providers.rows import Count, merged, merged_units

BY_MODEL = ("project_id", "api_key_id", "model")
BY_KEY = ("project_id", "api_key_id")
BY_PROJECT = ("project_id",)

Bytes = Annotated[int, msgspec.Meta(ge=0, le=2**62)]


class TokenRow(msgspec.Struct, gc=False):
    input_tokens: Count
    num_model_requests: Count
    project_id: str | None = None
    api_key_id: str | None = None
    model: str | None = None


class UnitRow(msgspec.Struct, gc=False, kw_only=True):
    """What all unit rows have; each names its own quantity."""

    quantity: int
    project_id: str | None = None
    api_key_id: str | None = None
    model: str | None = None


class Images(UnitRow, kw_only=True):
    quantity: Count = msgspec.field(name="images")


class Speeches(UnitRow, kw_only=True):
    quantity: Count = msgspec.field(name="characters")


class Transcriptions(UnitRow, kw_only=True):
    quantity: Count = msgspec.field(name="seconds")


class Searches(UnitRow, kw_only=True):
    quantity: Count = msgspec.field(name="num_requests")


class Sessions(UnitRow, kw_only=True):
    quantity: Count = msgspec.field(name="num_sessions")


class VectorStores(UnitRow, kw_only=True):
    quantity: Bytes = msgspec.field(name="usage_bytes")


@dataclass(frozen=True, slots=True)
class UnitFamily:
    """An endpoint below usage/ with the name of its stream."""

    stream: Stream
    unit: str
    groups: tuple[str, ...]
    rows: msgspec.json.Decoder[list[UnitRow]]

    def units_of(self, start: int, rows: list[UnitRow]) -> list[UnitBucket]:
        """Rows that differ in nothing that we keep are added up."""
        return merged_units(
            UnitBucket(
                start=start,
                key=row.api_key_id or "",
                project=row.project_id or "",
                user="",
                model=row.model or "",
                unit=self.unit,
                quantity=row.quantity,
            )
            for row in rows
        )


def _stream(name: str, grain: int = HOUR) -> Stream:
    return Stream(
        name=name,
        grain=grain,
        lag=timedelta(days=3),
        touch=timedelta(days=1),
        every=timedelta(minutes=30),
        chunk=timedelta(days=30),
    )


def _family(name: str, unit: str, groups: tuple[str, ...], row: type[UnitRow], grain: int = HOUR) -> UnitFamily:
    decoder: Callable[..., msgspec.json.Decoder[list[UnitRow]]] = msgspec.json.Decoder
    return UnitFamily(_stream(name, grain), unit, groups, decoder(list[row]))  # type: ignore[valid-type]  # known at run time


EMBEDDINGS = _stream("embeddings")
MODERATIONS = _stream("moderations")
TOKEN_ROWS = msgspec.json.Decoder(list[TokenRow])

UNIT_FAMILIES = {
    family.stream.name: family
    for family in (
        _family("images", "images", BY_MODEL, Images),
        _family("audio_speeches", "characters", BY_MODEL, Speeches),
        _family("audio_transcriptions", "seconds", BY_MODEL, Transcriptions),
        _family("web_search_calls", "web_search", BY_MODEL, Searches),
        _family("file_search_calls", "file_search", BY_KEY, Searches),
        _family("code_interpreter_sessions", "code_interpreter", BY_PROJECT, Sessions),
        _family("vector_stores", "bytes", BY_PROJECT, VectorStores, DAY),
    )
}


def input_buckets(start: int, rows: list[TokenRow]) -> list[Bucket]:
    """Embeddings and moderations have input alone, and no tier but the standard one."""
    return merged(
        [
            Bucket(
                start=start,
                key=row.api_key_id or "",
                project=row.project_id or "",
                user="",
                model=row.model or "",
                tier=STANDARD,
                requests=row.num_model_requests,
                input=row.input_tokens,
            )
            for row in rows
        ]
    )
