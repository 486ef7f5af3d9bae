"""A long period is covered by spans without gap or overlap, whatever order the service answers in."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from usage_tracker_gui.domain.account import Account, Secret
from usage_tracker_gui.domain.usage import DAY, HOUR, MINUTE, Period
from usage_tracker_gui.providers.pages import Limits, Query, RawPage, read_spans
from usage_tracker_gui.providers.provider import AnswerTooLarge, BadAnswer, Connection, Interrupted

NOTHING = msgspec.Raw(b"[]")
LIMITS = {MINUTE: Limits(1440, 1440), HOUR: Limits(24, 168), DAY: Limits(31, 31)}


def connection(should_stop=lambda: False):
    return Connection(None, Account(1, "a", "acme", ""), Secret("s"), should_stop)


def page(*buckets, has_more=False, next_page=None, size=100):
    return RawPage(buckets, has_more, next_page, size, 1)


def spans(ask, start, end, grain=HOUR, should_stop=lambda: False):
    return read_spans(connection(should_stop), "Acme's answer", [ask], Period.of_unix(start, end), grain, LIMITS[grain])


def whole(start, grain=HOUR):
    return (start, start + grain, NOTHING)


class Service:
    """Has a bucket of `size` bytes for each whole hour and answers at most `per_page` of them."""

    def __init__(self, size=100, per_page=1000, grain=HOUR):
        self.size, self.per_page, self.grain = size, per_page, grain
        self.queries: list[Query] = []

    def __call__(self, query):
        self.queries.append(query)
        starts = list(range(query.start, query.end, self.grain))[: query.limit]
        at = int(query.page or 0)
        here = starts[at : at + self.per_page]
        more = at + self.per_page < len(starts)
        return page(
            *(whole(start, self.grain) for start in here),
            has_more=more,
            next_page=str(at + self.per_page) if more else None,
            size=self.size * len(here),
        )


@given(
    start=st.integers(0, 4000).map(lambda n: n * 1800),
    hours=st.integers(0, 800),
    size=st.sampled_from([10, 50_000, 400_000, 5_000_000]),
    per_page=st.integers(1, 200),
)
def test_spans_cover_the_period_in_whole_buckets_without_gap_or_overlap(start, hours, size, per_page):
    service = Service(size, per_page)
    end = start + hours * 3600
    found = list(spans(service, start, end))
    asked = Period.of_unix(start, end).widened_to(HOUR)
    edges = [asked.start, *(span.period.end for span in found)]
    assert [span.period.start for span in found] == edges[:-1]
    assert edges[-1] == asked.end
    assert [begin for span in found for begin, _rows in span.buckets] == list(
        range(asked.start_unix, asked.end_unix, HOUR)
    )
    assert all(query.limit <= 168 and (query.end - query.start) == query.limit * HOUR for query in service.queries)


@given(order=st.permutations(range(6)), twice=st.lists(st.integers(0, 5)), missing=st.sets(st.integers(0, 5)))
def test_order_duplication_and_missing_buckets_do_not_matter(order, twice, missing):
    here = [number for number in [*order, *twice] if number not in missing]
    (span,) = spans(lambda query: page(*(whole(number * HOUR) for number in here)), 0, 6 * HOUR)
    assert [start // HOUR for start, _rows in span.buckets] == [n for n in range(6) if n not in missing]
    assert span.period == Period.of_unix(0, 6 * HOUR)


def test_a_bucket_outside_the_asked_period_is_dropped():
    (span,) = spans(lambda query: page(whole(-HOUR), whole(0), whole(2 * HOUR)), 0, 2 * HOUR)
    assert [start for start, _rows in span.buckets] == [0]


def test_every_parameter_is_frozen_while_a_cursor_is_followed():
    service = Service(per_page=5)
    list(spans(service, 0, 24 * HOUR))
    assert [query.page for query in service.queries] == [None, "5", "10", "15", "20"]
    assert {(query.start, query.end, query.limit) for query in service.queries} == {(0, 24 * HOUR, 24)}


@pytest.mark.parametrize("cursor", [None, ""])
def test_more_without_a_cursor_is_an_error(cursor):
    with pytest.raises(BadAnswer, match="names no next_page"):
        list(spans(lambda query: page(has_more=True, next_page=cursor), 0, HOUR))


def test_a_repeated_cursor_is_an_error_and_no_loop():
    with pytest.raises(BadAnswer, match="same next_page again"):
        list(spans(lambda query: page(has_more=True, next_page="x"), 0, HOUR))


def test_cursors_that_never_end_are_an_error_and_no_loop():
    asked = []

    def ask(query):
        asked.append(query)
        return page(has_more=True, next_page=str(len(asked)))

    with pytest.raises(BadAnswer, match="more pages than"):
        list(spans(ask, 0, 3 * HOUR))
    assert len(asked) < 10


@pytest.mark.parametrize(
    "bucket", [(60, 3660, NOTHING), (0, 86400, NOTHING), (3600, 3600, NOTHING)], ids=["off the hour", "a day", "empty"]
)
def test_a_bucket_of_another_width_is_an_error(bucket):
    with pytest.raises(BadAnswer, match=r"not an hour long or not aligned to UTC, at `\$\.data\[1\]"):
        list(spans(lambda query: page(whole(0), bucket), 0, 24 * HOUR))


def starts_of(service):
    return [datetime.fromtimestamp(query.start, UTC) for query in service.queries]


def test_pages_begin_at_midnight_and_grow_to_a_comfortable_size():
    service = Service(size=40_000)
    five = 5 * HOUR
    list(spans(service, five, five + 30 * DAY))
    assert [query.limit for query in service.queries[:4]] == [19, 96, 96, 96]
    assert {start.hour for start in starts_of(service)[1:]} == {0}


def test_a_busy_organization_is_read_in_parts_of_a_day_that_divide_it():
    service = Service(size=700_000)
    list(spans(service, 0, 3 * DAY))
    assert {query.limit for query in service.queries[1:]} == {4}


def test_what_is_left_is_one_query_where_it_fits():
    service = Service(grain=MINUTE)
    list(spans(service, 23 * HOUR, 29 * HOUR, MINUTE))
    assert [query.limit for query in service.queries] == [360]


def test_an_answer_that_is_too_large_is_asked_in_smaller_parts():
    service = Service()

    def ask(query):
        if query.limit > 1:
            raise AnswerTooLarge("too large")
        return service(query)

    found = spans(ask, 0, 24 * HOUR)
    assert next(found).period == Period.of_unix(0, HOUR)
    assert next(found).period == Period.of_unix(HOUR, 2 * HOUR)


def test_one_bucket_that_is_too_large_is_an_error():
    def ask(query):
        raise AnswerTooLarge("too large")

    with pytest.raises(AnswerTooLarge):
        list(spans(ask, 0, 24 * HOUR))


def test_a_stop_ends_between_pages():
    service = Service()
    assert len(list(spans(service, 0, 30 * DAY, should_stop=lambda: len(service.queries) >= 2))) == 2


def test_a_stop_within_a_request_ends_quietly_and_yields_nothing_of_it():
    service = Service()

    def ask(query):
        if service.queries:
            raise Interrupted("stopped")
        return service(query)

    assert len(list(spans(ask, 0, 30 * DAY))) == 1


def test_several_questions_are_put_for_the_same_span():
    first, second = Service(), Service()
    period = Period.of_unix(0, 2 * HOUR)
    (span,) = read_spans(connection(), "Acme's answer", [first, second], period, HOUR, LIMITS[HOUR])
    assert [start for start, _rows in span.buckets] == [0, 0, HOUR, HOUR]
    assert span.requests == 2
