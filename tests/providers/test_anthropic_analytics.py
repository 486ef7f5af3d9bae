"""Usage by the analytics, and by the reports that they replace where they say nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from usage_tracker_gui.domain.account import Account, Secret
from usage_tracker_gui.domain.usage import HOUR, MINUTE, Period
from usage_tracker_gui.providers.anthropic import ANTHROPIC
from usage_tracker_gui.providers.http import open_client
from usage_tracker_gui.providers.patience import Patience
from usage_tracker_gui.providers.provider import Connection, CredentialRefused, RefusedRequest
from usage_tracker_gui.simulator import faults
from usage_tracker_gui.simulator.anthropic.app import ADMIN_SECRET, AnthropicApp
from usage_tracker_gui.simulator.anthropic.workload import lighthouse_world
from usage_tracker_gui.simulator.clock import SimulatedClock
from usage_tracker_gui.simulator.expected import expected_usage
from usage_tracker_gui.simulator.faulty import Faulty
from usage_tracker_gui.simulator.server import Simulator

NOW = datetime(2026, 11, 25, 13, 17, tzinfo=UTC)
TEN_DAYS = Period(datetime(2026, 11, 15, tzinfo=UTC), NOW)
HISTORY, SEARCHES, LIVE = ANTHROPIC.usage_streams[0], ANTHROPIC.unit_streams[0], ANTHROPIC.live_stream
WORLD = lighthouse_world(date(2025, 6, 1))
ANALYTICS, REPORTS = "*/analytics/usage", "*/usage_report/messages"


@pytest.fixture
def app():
    return Faulty(AnthropicApp(WORLD, SimulatedClock(NOW)))


@pytest.fixture
def connection(app, time):
    with Simulator.serving(app) as url, open_client(url) as client:
        patience = Patience(clock=time.clock, sleep=time.sleep)
        yield Connection(client, Account(1, "work", "anthropic", url), Secret(ADMIN_SECRET), patience=patience)


def read(connection, period=TEN_DAYS, stream=HISTORY, keys=()):
    pages = list(ANTHROPIC.usage(connection, stream, period, keys))
    assert [page.period.start for page in pages] == [period.start, *(page.period.end for page in pages[:-1])]
    assert pages[-1].period.end >= period.end
    return [bucket for page in pages for bucket in page.buckets]


def without_requests(buckets):
    return sorted(bucket._replace(requests=0) for bucket in buckets)


def test_analytics_say_the_same_as_the_reports_and_count_requests(app, connection):
    by_analytics = read(connection)
    assert not [target for target in app.requests if "usage_report" in target]
    app.always(faults.server_error(404), ANALYTICS)
    by_reports = read(connection)
    assert without_requests(by_analytics) == without_requests(by_reports)
    assert {bucket.requests for bucket in by_reports} == {0}
    told = expected_usage(WORLD, TEN_DAYS.widened_to(MINUTE), NOW, ("key",), "messages")
    assert sum(bucket.requests for bucket in by_analytics) == sum(usage.requests for usage in told.values())


def test_fast_mode_long_requests_and_workspaces_are_told_apart(connection):
    found = read(connection)
    assert {bucket.tier for bucket in found} == {
        *("standard/0-200k", "standard/200k-1M", "batch/0-200k", "priority/0-200k", "fast/0-200k"),
    }
    assert {bucket.project for bucket in found} == {"", "wrkspc_01SupportJ7Qm2", "wrkspc_01DocsPipe9Ld1"}


def test_a_long_time_is_read_a_week_at_a_time_and_page_by_page(app, connection):
    read(connection)
    asked = [target for target in app.requests if "analytics/usage" in target]
    assert len({target.split("&page=")[0] for target in asked}) == 2
    assert len(asked) > 2
    assert all("order_by=time" in target and "limit=1000" in target for target in asked)


def test_only_watched_keys_come(connection):
    assert {bucket.key for bucket in read(connection, keys=["apikey_01DeskBot3x"])} == {"apikey_01DeskBot3x"}


@pytest.mark.parametrize("status", [400, 403, 404])
def test_an_account_without_analytics_is_read_by_the_reports(app, connection, status):
    app.always(faults.server_error(status), ANALYTICS)
    assert read(connection)
    assert any("usage_report" in target for target in app.requests)


def test_analytics_of_a_shape_that_nobody_knows_give_way_to_the_reports(app, connection):
    app.always(faults.wrong_shape(), ANALYTICS)
    assert read(connection)


def test_a_time_that_analytics_do_not_tell_comes_from_the_reports(app, connection):
    period = Period(NOW - timedelta(days=400), NOW - timedelta(days=398))
    assert read(connection, period.widened_to(HOUR))
    assert any("usage_report" in target for target in app.requests)


def lagging(hours):
    """Analytics as they were some hours ago."""
    then = AnthropicApp(WORLD, SimulatedClock(NOW - timedelta(hours=hours)))
    return lambda request, respond: then.answer(request)


def test_hours_that_the_analytics_do_not_know_yet_come_from_the_reports(app, connection):
    expected = without_requests(read(connection))
    app.always(lagging(5), ANALYTICS)
    assert without_requests(read(connection)) == expected
    assert sum("usage_report" in target for target in app.requests) == 1


def test_where_the_reports_are_gone_the_analytics_go_as_far_as_they_know(app, connection):
    app.always(lagging(5), ANALYTICS)
    app.always(faults.server_error(404), REPORTS)
    pages = list(ANTHROPIC.usage(connection, HISTORY, TEN_DAYS, ()))
    assert pages[-1].period.end == (NOW - timedelta(hours=5)).replace(minute=0)


def test_an_account_that_may_read_neither_says_so(app, connection):
    app.always(faults.server_error(404), ANALYTICS)
    app.always(faults.server_error(404), REPORTS)
    with pytest.raises(RefusedRequest):
        list(ANTHROPIC.usage(connection, HISTORY, TEN_DAYS, ()))
    app.clear()
    refused = Connection(connection.client, connection.account, Secret("sk-ant-admin01-nobody-0000"))
    with pytest.raises(CredentialRefused):
        list(ANTHROPIC.usage(refused, HISTORY, TEN_DAYS, ()))


def test_an_account_that_may_not_list_its_keys_has_usage_without_workspaces(app, connection):
    app.always(faults.server_error(403), "*/api_keys")
    assert {bucket.project for bucket in read(connection)} == {""}


def test_web_searches_come_from_the_analytics_as_from_the_reports(app, connection):
    by_analytics = [unit for page in ANTHROPIC.units(connection, SEARCHES, TEN_DAYS, ()) for unit in page.units]
    app.always(faults.server_error(404), ANALYTICS)
    by_reports = [unit for page in ANTHROPIC.units(connection, SEARCHES, TEN_DAYS, ()) for unit in page.units]
    assert sorted(by_analytics) == sorted(by_reports)
    assert by_reports


def test_the_live_minutes_come_from_the_fresher_reports(app, connection):
    hour = Period(NOW - timedelta(minutes=60), NOW)
    assert read(connection, hour, LIVE)
    assert not [target for target in app.requests if "analytics" in target]


def test_the_minutes_of_an_hour_that_midnight_cuts_add_up_to_it(connection):
    """They come from where the hour came from, with as many requests."""
    hour = Period.of_unix(TEN_DAYS.start_unix + 9 * HOUR, TEN_DAYS.start_unix + 10 * HOUR)
    minutes = read(connection, hour, replace(HISTORY, grain=MINUTE))
    (whole, parts) = (sum(sum(bucket[6:]) for bucket in buckets) for buckets in (read(connection, hour), minutes))
    assert whole == parts
    assert len({bucket.start for bucket in minutes}) > 1
