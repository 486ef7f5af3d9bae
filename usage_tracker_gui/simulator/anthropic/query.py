"""Report queries as Anthropic takes them: RFC 3339 times, arrays in brackets, and its own error body."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from usage_tracker_gui.simulator.answer import Query, Refused, Request, anthropic_error
from usage_tracker_gui.simulator.traffic import DAY, HOUR, MINUTE

WIDTHS = {"1m": MINUTE, "1h": HOUR, "1d": DAY}
USAGE_LIMITS = {"1m": (60, 1440), "1h": (24, 168), "1d": (7, 31)}  # default and most buckets of a page
COST_LIMITS = {"1d": (7, 31)}
FAST_MODE = "fast-mode-2026-02-01"


@dataclass(frozen=True, slots=True)
class Shape:
    """`filters` maps an array parameter to the label it filters by; `beta` names labels that need a beta header."""

    limits: Mapping[str, tuple[int, int]]
    groups: tuple[str, ...]
    filters: Mapping[str, str]
    beta: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReportQuery:
    first: int
    stop: int
    width: int
    limit: int
    group_by: tuple[str, ...]
    filters: Mapping[str, frozenset[str]]  # by label
    digest: str

    @property
    def buckets(self) -> range:
        return range(self.first, min(self.stop, self.first + self.limit * self.width), self.width)

    @property
    def next_page(self) -> str | None:
        after = self.first + self.limit * self.width
        return cursor(after, self.digest) if after < self.stop else None


def read_report_query(request: Request, shape: Shape, now: int) -> ReportQuery:
    """Raises Refused with the 400 that the service would give."""
    single, arrays = _sorted_out(request.query, shape)
    width_name = single.get("bucket_width", "1d")
    if width_name not in shape.limits:
        raise bad_request(f"bucket_width: Input should be {_alternatives(list(shape.limits))}")
    width = WIDTHS[width_name]
    start = instant("starting_at", _required(single, "starting_at")) // width * width
    stop = (now // width + 1) * width
    if "ending_at" in single:
        ending = instant("ending_at", single["ending_at"])
        if ending <= instant("starting_at", single["starting_at"]):
            raise bad_request("ending_at: must be after starting_at")
        stop = ending // width * width  # only buckets that end by then
    digest = digest_of(request.query)
    return ReportQuery(
        first=position(single["page"], digest) if "page" in single else start,
        stop=stop,
        width=width,
        limit=limited(single.get("limit"), *shape.limits[width_name]),
        group_by=_groups(arrays.pop("group_by[]", []), shape, request),
        filters={shape.filters[name]: frozenset(values) for name, values in arrays.items()},
        digest=digest,
    )


def bad_request(message: str) -> Refused:
    return Refused(anthropic_error(400, "invalid_request_error", message))


def limited(text: str | None, default: int, most: int) -> int:
    if text is None:
        return default
    if text.isdigit() and 1 <= int(text) <= most:
        return int(text)
    raise bad_request(f"limit: Input should be an integer from 1 to {most}")


def instant(name: str, text: str) -> int:
    """RFC 3339 to Unix seconds."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise bad_request(f"{name}: Input should be a valid datetime") from None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def rfc3339(unix: int) -> str:
    return datetime.fromtimestamp(unix, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def digest_of(query: Query) -> str:
    """What a cursor is bound to: every parameter but the page."""
    return sha256(repr(sorted(pair for pair in query if pair[0] != "page")).encode()).hexdigest()[:16]


def cursor(at: int, digest: str) -> str:
    return "page_" + base64.urlsafe_b64encode(f"{at}:{digest}".encode()).decode()


def position(page: str, digest: str) -> int:
    try:
        at, _, of = base64.urlsafe_b64decode(page.removeprefix("page_")).decode().partition(":")
        if of == digest:
            return int(at)
    except (binascii.Error, UnicodeDecodeError, ValueError):
        pass
    raise bad_request("page: does not belong to this query")


def _sorted_out(query: Query, shape: Shape) -> tuple[dict[str, str], dict[str, list[str]]]:
    single: dict[str, str] = {}
    arrays: dict[str, list[str]] = {}
    for name, value in query:
        if name == "group_by[]" or name in shape.filters:
            arrays.setdefault(name, []).append(value)
        elif name in ("starting_at", "ending_at", "bucket_width", "limit", "page"):
            single[name] = value
        else:
            raise bad_request(f"{name}: Extra inputs are not permitted")
    return single, arrays


def _groups(asked: list[str], shape: Shape, request: Request) -> tuple[str, ...]:
    for group in asked:
        if group not in shape.groups:
            raise bad_request(f"group_by: Input should be {_alternatives(shape.groups)}")
        beta = shape.beta.get(group)
        if beta and beta not in request.headers.get("anthropic-beta", ""):
            raise bad_request(f"group_by: {group} needs the header anthropic-beta: {beta}")
    return tuple(asked)


def _required(single: dict[str, str], name: str) -> str:
    if name not in single:
        raise bad_request(f"{name}: Field required")
    return single[name]


def _alternatives(values: Sequence[str]) -> str:
    return " or ".join(f"'{value}'" for value in values)
