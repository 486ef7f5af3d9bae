"""Reading the simulated organization gives the sums that its world holds, through every fault at every page."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from usage_tracker_gui.domain.usage import Period, Tokens
from usage_tracker_gui.providers.openai import OPENAI
from usage_tracker_gui.providers.provider import BadAnswer, ProviderError, QuotaExhausted
from usage_tracker_gui.simulator import faults
from usage_tracker_gui.simulator.clock import SimulatedClock
from usage_tracker_gui.simulator.expected import expected_costs, expected_usage
from usage_tracker_gui.simulator.faulty import Faulty
from usage_tracker_gui.simulator.openai import ADMIN_SECRET, OpenAIApp
from usage_tracker_gui.simulator.server import Simulator
from usage_tracker_gui.simulator.world import World

NOW = datetime(2026, 11, 25, 13, 17, 33, tzinfo=UTC)
DAYS = Period(datetime(2026, 11, 16, 9, tzinfo=UTC), datetime(2026, 11, 25, 14, tzinfo=UTC))
HISTORY = OPENAI.usage_streams[0]

HARMLESS = {
    "too many requests": faults.rate_limited(1),
    "too many requests, in milliseconds": faults.rate_limited(millis=20),
    "500": faults.server_error(500),
    "503": faults.server_error(503),
    "408": faults.timed_out(),
    "409": faults.conflict(),
    "reset": faults.reset(),
    "cut off": faults.cut_off(),
    "incomplete JSON": faults.incomplete_json(),
    "result for results": faults.spelled_result(),
    "unknown fields": faults.unknown_fields(),
    "backwards": faults.backwards(),
}
FATAL = {
    "web page": (faults.html(), BadAnswer),
    "wrong shape": (faults.wrong_shape(), BadAnswer),
    "NaN": (faults.not_a_number(), BadAnswer),
    "lost cursor": (faults.lost_cursor(), BadAnswer),
    "redirect": (faults.redirect("https://elsewhere.example/"), BadAnswer),
    "out of quota": (faults.quota_exhausted(), QuotaExhausted),
}


@pytest.fixture(scope="module")
def world():
    return World(opened=date(2026, 10, 1))


@pytest.fixture
def app(world):
    return Faulty(OpenAIApp(world, SimulatedClock(NOW)))


@pytest.fixture
def connection(app, connect):
    with Simulator.serving(app) as base_url:
        yield connect(base_url, secret=ADMIN_SECRET)


def sums(pages):
    tokens: dict[tuple[str, ...], Tokens] = {}
    requests: Counter[tuple[str, ...]] = Counter()
    for page in pages:
        for bucket in page.buckets:
            group = (bucket.key, bucket.project, bucket.model, bucket.tier)
            tokens[group] = tokens.get(group, Tokens()).plus(bucket.tokens)
            requests[group] += bucket.requests
    return {group: (requests[group], tokens[group]) for group in tokens}


@pytest.fixture(scope="module")
def expected(world):
    found = expected_usage(world, DAYS, NOW, by=("key", "project", "model", "tier"))
    return {group: (usage.requests, usage.tokens) for group, usage in found.items()}


def test_usage_equals_the_sums_of_the_world(connection, expected):
    assert sums(OPENAI.usage(connection, HISTORY, DAYS, ())) == expected


def test_minutes_equal_the_sums_of_the_world(connection, world):
    hours = Period(datetime(2026, 11, 25, 9, tzinfo=UTC), datetime(2026, 11, 25, 12, tzinfo=UTC))
    found = expected_usage(world, hours, NOW, by=("key", "project", "model", "tier"))
    assert sums(OPENAI.usage(connection, OPENAI.live_stream, hours, ())) == {
        group: (usage.requests, usage.tokens) for group, usage in found.items()
    }


def test_watched_keys_alone_are_read(connection, expected):
    key = next(group[0] for group in expected if group[0])
    wanted = {group: usage for group, usage in expected.items() if group[0] == key}
    assert sums(OPENAI.usage(connection, HISTORY, DAYS, [key])) == wanted


@pytest.mark.parametrize("fault", HARMLESS.values(), ids=HARMLESS)
@pytest.mark.parametrize("page", [0, 1, 2])
def test_a_passing_fault_at_any_page_changes_no_sum(app, connection, expected, fault, page):
    app.nth(page + 1, fault)
    assert sums(OPENAI.usage(connection, HISTORY, DAYS, ())) == expected


@pytest.mark.parametrize(("fault", "error"), FATAL.values(), ids=FATAL)
@pytest.mark.parametrize("page", [0, 2])
def test_a_fault_for_good_keeps_the_pages_before_it(app, connection, fault, error, page):
    app.nth(page + 1, fault)
    reading = OPENAI.usage(connection, HISTORY, DAYS, ())
    kept = [next(reading) for _ in range(page)]
    with pytest.raises(error):
        next(reading)
    assert all(found.buckets for found in kept)


def test_a_cursor_that_comes_again_and_again_ends_in_an_error(app, connection):
    app.always(faults.repeated_cursor())
    with pytest.raises(BadAnswer, match="same next_page again"):
        list(OPENAI.usage(connection, HISTORY, DAYS, ()))


@pytest.mark.parametrize("amounts", [None, faults.amounts_as_text()], ids=["numbers", "texts"])
def test_costs_equal_the_bill_to_the_nanodollar(app, connection, world, amounts):
    days = Period(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 25, tzinfo=UTC))
    if amounts:
        app.always(amounts)
    found: Counter[tuple[str, str]] = Counter()
    for page in OPENAI.costs(connection, days):
        for line in page.costs:
            found[line.project, line.line_item] += line.usd_nanos
    assert found == expected_costs(world, days, NOW, by=("project", "line_item"))


def test_every_named_key_of_the_organization_is_listed(connection, world):
    listed = {key.id: (key.name, key.active) for key in OPENAI.keys(connection)}
    archived = {project.id for project in world.organization.projects if project.archived}
    assert listed == {
        key.id: (key.name, key.project not in archived) for key in world.organization.keys if not key.deleted
    }


@pytest.mark.parametrize("stream", [*OPENAI.unit_streams, *OPENAI.usage_streams[1:]], ids=lambda stream: stream.name)
def test_every_family_of_the_simulator_can_be_read(connection, stream):
    read = OPENAI.units if stream in OPENAI.unit_streams else OPENAI.usage
    pages = list(read(connection, stream, DAYS, ()))
    assert pages[-1].period.end == DAYS.widened_to(stream.grain).end


def test_the_credential_is_proved_by_one_request(app, connection):
    OPENAI.check(connection)
    assert len(app.requests) == 1


def test_a_wrong_credential_is_refused(app, connect):
    with Simulator.serving(app) as base_url, pytest.raises(ProviderError, match="refused the admin key"):
        OPENAI.check(connect(base_url))
