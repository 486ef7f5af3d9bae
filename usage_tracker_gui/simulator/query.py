"""A time query as OpenAI's usage and costs endpoints take it: read, checked, and cut into pages of buckets.

Arrays come as `name[]=a&name[]=b` or as a repeated `name`. A cursor carries the next bucket's start and a digest of
every other parameter, so that a page of a changed query is refused, as the service does.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from hashlib import sha256

from usage_tracker_gui.simulator.answer import Query, Refused, openai_error
from usage_tracker_gui.simulator.traffic import DAY, HOUR, MINUTE

WIDTHS = {"1m": MINUTE, "1h": HOUR, "1d": DAY}
USAGE_LIMITS = {"1m": (60, 1440), "1h": (24, 168), "1d": (7, 31)}  # default and most buckets of a page
COSTS_LIMITS = {"1d": (7, 180)}


@dataclass(frozen=True, slots=True)
class Shape:
    """What an endpoint takes: limits per width, group fields, array parameters, and whether `batch` filters."""

    limits: dict[str, tuple[int, int]]
    groups: tuple[str, ...]
    arrays: tuple[str, ...]
    takes_batch: bool = False


@dataclass(frozen=True, slots=True)
class TimeQuery:
    start: int  # first bucket of the whole query, snapped to the width
    end: int | None
    width: int
    limit: int
    group_by: tuple[str, ...]
    filters: dict[str, frozenset[str]]
    batch: bool | None
    first: int  # first bucket of this page
    digest: str
    asked_start: int

    def buckets(self, now: int) -> range:
        """Starts of this page's buckets. Without an end they go on to the one that is open now."""
        stop = min(self._stop(now), self.first + self.limit * self.width)
        return range(self.first, stop, self.width)

    def next_page(self, now: int) -> str | None:
        after = self.first + self.limit * self.width
        return _cursor(after, self.digest) if after < self._stop(now) else None

    def _stop(self, now: int) -> int:
        last = now + 1 if self.end is None else self.end
        return -(-last // self.width) * self.width


def read_query(query: Query, shape: Shape) -> TimeQuery:
    """Raises Refused with the 400 that the service would give."""
    single, arrays = _sorted_out(query, shape)
    width_name = single.get("bucket_width", "1d")
    if width_name not in shape.limits:
        raise _invalid_value("bucket_width", width_name, list(shape.limits))
    width = WIDTHS[width_name]
    if "start_time" not in single:
        raise Refused(
            openai_error(400, "Missing required parameter: 'start_time'.", "missing_required_parameter", "start_time")
        )
    start = _integer("start_time", single["start_time"])
    end = _integer("end_time", single["end_time"]) if "end_time" in single else None
    if end is not None and end <= start:
        message = f"Invalid end_time provided: {end}. It must be after start_time."
        raise Refused(openai_error(400, message, "invalid_request_error", "end_time"))
    group_by = tuple(arrays.pop("group_by", ()))
    for group in group_by:
        if group not in shape.groups:
            raise _invalid_value("group_by", group, list(shape.groups))
    snapped = start // width * width
    digest = _digest(query)
    return TimeQuery(
        start=snapped,
        end=end,
        width=width,
        limit=_limit(single.get("limit"), *shape.limits[width_name]),
        group_by=group_by,
        filters={name: frozenset(values) for name, values in arrays.items()},
        batch=_boolean("batch", single["batch"]) if "batch" in single else None,
        first=_first_of(single["page"], digest) if "page" in single else snapped,
        digest=digest,
        asked_start=start,
    )


def _sorted_out(query: Query, shape: Shape) -> tuple[dict[str, str], dict[str, list[str]]]:
    singles = {"start_time", "end_time", "bucket_width", "limit", "page"} | ({"batch"} if shape.takes_batch else set())
    single: dict[str, str] = {}
    arrays: dict[str, list[str]] = {}
    for name, value in query:
        plain = name.removesuffix("[]")
        if plain in shape.arrays or plain == "group_by":
            arrays.setdefault(plain, []).append(value)
        elif name in singles:
            single[name] = value
        else:
            raise Refused(openai_error(400, f"Unknown parameter: '{name}'.", "unknown_parameter", name))
    return single, arrays


def _limit(text: str | None, default: int, most: int) -> int:
    if text is None:
        return default
    limit = _integer("limit", text)
    if limit > most:
        message = f"Invalid limit provided: {limit}. Limit must be less than or equal to {most}."
        raise Refused(openai_error(400, message, "invalid_request_error"))
    if limit < 1:
        message = f"Invalid limit provided: {limit}. Limit must be greater than or equal to 1."
        raise Refused(openai_error(400, message, "invalid_request_error"))
    return limit


def _integer(name: str, text: str) -> int:
    if text.isascii() and text.removeprefix("-").isdigit():
        return int(text)
    message = f"Invalid type for '{name}': expected an integer, but got '{text}' instead."
    raise Refused(openai_error(400, message, "invalid_type", name))


def _boolean(name: str, text: str) -> bool:
    if text in ("true", "false"):
        return text == "true"
    message = f"Invalid type for '{name}': expected a boolean, but got '{text}' instead."
    raise Refused(openai_error(400, message, "invalid_type", name))


def _invalid_value(name: str, value: str, supported: list[str]) -> Refused:
    values = " and ".join([", ".join(f"'{one}'" for one in supported[:-1]), f"'{supported[-1]}'"]).removeprefix(" and ")
    message = f"Invalid value: '{value}'. Supported values are: {values}."
    return Refused(openai_error(400, message, "invalid_value", name))


def _digest(query: Query) -> str:
    asked = sorted((name.removesuffix("[]"), value) for name, value in query if name != "page")
    return sha256(repr(asked).encode()).hexdigest()[:16]


def _cursor(start: int, digest: str) -> str:
    return "page_" + base64.urlsafe_b64encode(f"{start}:{digest}".encode()).decode()


def _first_of(page: str, digest: str) -> int:
    try:
        start, _, of = base64.urlsafe_b64decode(page.removeprefix("page_")).decode().partition(":")
        if of == digest:
            return int(start)
    except (binascii.Error, UnicodeDecodeError, ValueError):
        pass
    message = "Invalid page token: it does not belong to this query. Keep every other parameter unchanged."
    raise Refused(openai_error(400, message, "invalid_request_error", "page"))
