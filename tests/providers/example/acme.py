"""Acme, which does not exist: all that a service needs beside its line in PROVIDERS and its recorded answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

import msgspec

from usage_tracker_gui.domain.account import RateLimit, Secret, Service, Tells
from usage_tracker_gui.domain.usage import HOUR, STANDARD, Bucket, NamedKey, Period
from usage_tracker_gui.providers.answers import Complaint, Dialect
from usage_tracker_gui.providers.http import Params, get_json
from usage_tracker_gui.providers.listings import Listing, listed
from usage_tracker_gui.providers.pages import Limits, Query, RawPage, read_spans, rows_of, watched
from usage_tracker_gui.providers.provider import Connection, CostPage, Stream, UnitPage, UsagePage
from usage_tracker_gui.providers.rows import Count, merged

SERVICE = Service(
    id="acme",
    name="Acme",
    icon="anvil",
    base_url="https://api.acme.example/v1",
    variable="ACME",
    secret_prefix="acme-admin-",
    help="An owner creates an admin key in the console of Acme.",
    tells=frozenset({Tells.TOKENS, Tells.REQUESTS, Tells.KEYS}),
    lag=timedelta(hours=6),
)
HISTORY = Stream(
    name="usage",
    grain=HOUR,
    lag=timedelta(hours=6),
    touch=timedelta(hours=2),
    every=timedelta(minutes=5),
    chunk=timedelta(days=30),
)


class UsageRow(msgspec.Struct):
    key: str
    model: str
    calls: Count
    tokens_in: Count
    tokens_out: Count


class Hour(msgspec.Struct):
    start: int
    end: int
    rows: msgspec.Raw


class Page(msgspec.Struct):
    hours: list[Hour]
    next: str | None = None


class Key(msgspec.Struct):
    id: str
    label: str


def _headers(secret: Secret) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {secret.reveal()}"}


def _refusal(secret: Secret, complaint: Complaint) -> str:
    return "Acme refused the admin key; create one in its console."


DIALECT = Dialect(service="Acme", headers=_headers, refusal=_refusal)
WHAT = "Acme's answer to usage"
PAGE = msgspec.json.Decoder(Page)
ROWS = msgspec.json.Decoder(list[UsageRow])
KEYS = msgspec.json.Decoder(Listing[Key])


class Acme:
    service = SERVICE
    usage_streams = (HISTORY,)
    unit_streams: tuple[Stream, ...] = ()
    live_stream: Stream | None = None
    cost_stream: Stream | None = None

    def usage(self, connection: Connection, stream: Stream, period: Period, keys: Sequence[str]) -> Iterator[UsagePage]:
        def ask(query: Query) -> RawPage:
            params: Params = [("from", query.start), ("to", query.end)]
            params += [] if query.page is None else [("page", query.page)]
            answer = get_json(connection, DIALECT, "usage", params, PAGE)
            hours = [(hour.start, hour.end, hour.rows) for hour in answer.content.hours]
            following = answer.content.next
            return RawPage(hours, following is not None, following, answer.size, answer.requests)

        for span in read_spans(connection, WHAT, [ask], period, stream.grain, Limits(first=24, most=168)):
            buckets = watched(rows_of(WHAT, span, ROWS, _buckets), keys)
            yield UsagePage(span.period, buckets, span.requests, span.bucket_count)

    def units(self, connection: Connection, stream: Stream, period: Period, keys: Sequence[str]) -> Iterator[UnitPage]:
        return iter(())

    def costs(self, connection: Connection, period: Period) -> Iterator[CostPage]:
        return iter(())

    def costs_by_key(self, connection: Connection, period: Period) -> Iterator[CostPage]:
        return iter(())

    def keys(self, connection: Connection) -> Sequence[NamedKey]:
        return [NamedKey(key.id, key.label) for key in listed(connection, DIALECT, "keys", [], KEYS, "after")]

    def check(self, connection: Connection) -> RateLimit | None:
        return get_json(connection, DIALECT, "usage", [("from", 0), ("to", 0)], PAGE).rate_limit


def _buckets(start: int, rows: list[UsageRow]) -> list[Bucket]:
    return merged(
        [
            Bucket(start, row.key, "", "", row.model, STANDARD, row.calls, input=row.tokens_in, output=row.tokens_out)
            for row in rows
        ]
    )


ACME = Acme()
