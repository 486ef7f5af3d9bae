"""The fault matrix: every fault at every page of a pass, and what is kept, and that a clean pass makes all of it right.

The figures of each fault are printed at the end of the run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from usage_tracker_gui.domain.account import Account
from usage_tracker_gui.domain.collection import Failed, Outcome
from usage_tracker_gui.domain.usage import HOUR, Period
from usage_tracker_gui.providers.openai import OpenAI
from usage_tracker_gui.providers.openai.organization import HISTORY
from usage_tracker_gui.simulator import faults
from usage_tracker_gui.simulator.clock import SimulatedClock
from usage_tracker_gui.simulator.expected import expected_costs, expected_usage
from usage_tracker_gui.simulator.faults import Fault
from usage_tracker_gui.simulator.faulty import Faulty
from usage_tracker_gui.simulator.openai import OpenAIApp
from usage_tracker_gui.simulator.world import World
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.store.sum_query import SumQuery
from usage_tracker_gui.tracking.collect import collect
from usage_tracker_gui.tracking.orders import Reread

NOW = datetime(2026, 11, 25, 13, 17, 33, tzinfo=UTC)
SPAN = Period(datetime(2026, 11, 20, tzinfo=UTC), NOW)  # three pages of hours: 1, 4 and less than one day
USAGE, COSTS, UNITS, NAMES = (0, 1, 2), (3,), (4, 5, 6), (7,)  # the requests of a pass, in their order
BUCKETS = USAGE + COSTS + UNITS
EVERYWHERE = BUCKETS + NAMES


class Small(OpenAI):
    """One stream of each kind."""

    usage_streams = (HISTORY,)
    unit_streams = tuple(stream for stream in OpenAI.unit_streams if stream.name == "images")


@dataclass(frozen=True)
class Case:
    fault: Fault
    outcome: str  # "ok", or the kind of the failure
    places: tuple[int, ...] = EVERYWHERE
    strikes: int = 1  # how many requests in a row it spoils


CASES: Mapping[str, Case] = {
    "429, wait 1 ms": Case(faults.rate_limited(millis=1), "ok"),
    "429 without a word": Case(faults.rate_limited(None), "ok"),
    "500": Case(faults.server_error(500), "ok"),
    "503": Case(faults.server_error(503), "ok"),
    "408": Case(faults.timed_out(), "ok"),
    "409": Case(faults.conflict(), "ok"),
    "connection reset": Case(faults.reset(), "ok"),
    "cut off": Case(faults.cut_off(), "ok"),
    "incomplete JSON": Case(faults.incomplete_json(), "ok"),
    "slow": Case(faults.slow(0.02), "ok"),
    "result for results": Case(faults.spelled_result(), "ok", BUCKETS),
    "only required fields": Case(faults.bare_rows(), "ok", USAGE),
    "unknown fields": Case(faults.unknown_fields(), "ok", BUCKETS),
    "newest first": Case(faults.backwards(), "ok", BUCKETS),
    "amounts as text": Case(faults.amounts_as_text(), "ok", COSTS),
    "amounts missing": Case(faults.amounts_missing(), "ok", COSTS),
    "quota spent": Case(faults.quota_exhausted(), "quota"),
    "web page": Case(faults.html(), "bad_answer"),
    "redirect": Case(faults.redirect("https://elsewhere.invalid/v1"), "bad_answer"),
    "wrong shape": Case(faults.wrong_shape(), "bad_answer"),
    "wrong charset": Case(faults.wrong_charset(), "bad_answer"),
    "nested deeply": Case(faults.nested_deeply(), "bad_answer"),
    "100 MB": Case(faults.huge(), "bad_answer", USAGE[1:2] + COSTS, strikes=2),
    "NaN": Case(faults.not_a_number(), "bad_answer", BUCKETS),
    "negative count": Case(faults.absurd(-1), "bad_answer", USAGE + UNITS),
    "gigantic count": Case(faults.absurd(10**30), "bad_answer", BUCKETS),
    "word for a count": Case(faults.absurd("many"), "bad_answer", BUCKETS),
    "half a count": Case(faults.absurd(1.5), "bad_answer", USAGE + UNITS),
    "lost cursor": Case(faults.lost_cursor(), "bad_answer", BUCKETS),
    "repeated cursor": Case(faults.repeated_cursor(), "bad_answer", BUCKETS, strikes=2),
}

Hours = dict[tuple[int, str, str, str], tuple[int, int]]


@pytest.fixture(scope="module")
def world() -> World:
    from usage_tracker_gui.simulator.workload import workload

    opened = date(2026, 11, 1)
    few = ("Atlas web app/gpt-5", "Orchid indexer/gpt-5.1", "console", "4/images")
    days = (opened - date(1970, 1, 1)).days
    return World(opened=opened, series=[series for series in workload(days) if series.name.startswith(few)])


@pytest.fixture(scope="module")
def truth(world: World) -> Hours:
    """What the world holds in each hour, by key, model and tier: tokens and requests."""
    found: Hours = {}
    for start in range(SPAN.start_unix, SPAN.end_unix, HOUR):
        for group, usage in expected_usage(world, Period.of_unix(start, start + HOUR), NOW).items():
            found[start, *group] = (usage.tokens.total, usage.requests)
    return found


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(NOW)


@pytest.fixture
def openai(world: World, clock: SimulatedClock) -> OpenAIApp:
    return OpenAIApp(world, clock)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A database that was just made: copying one is quicker than making one."""
    file = tmp_path_factory.mktemp("empty") / "usage.db"
    with Store.open(file) as store:
        store.add_account("work", "openai", "https://example.invalid/v1")
        store.vacuum()
    return file.read_bytes()


@dataclass
class Pass:
    """Runs passes over one new database after the other."""

    asking: Any
    service: Faulty
    folder: Path
    empty: bytes
    number: int = 0

    def new_store(self) -> Store:
        self.number += 1
        file = self.folder / f"{self.number}.db"
        file.write_bytes(self.empty)
        return Store.open(file)

    def run(self, store: Store, *, names: bool) -> Outcome:
        (account,) = store.accounts()
        (outcome,) = collect((account,), self.asking, store, replace(Reread(NOW, SPAN), names=names)).outcomes
        return outcome


@pytest.fixture
def passes(asking: Any, service: Faulty, tmp_path: Path, empty: bytes) -> Pass:
    return Pass(type(asking)(asking._client, Small()), service, tmp_path, empty)


def stored_hours(store: Store) -> Hours:
    parts = store.sums(SumQuery(SPAN, step="hour", dims=("key", "model", "tier")))
    return {
        (int(datetime.fromisoformat(one.step).timestamp()), one.key, one.model, one.tier): (
            one.tokens.total,
            one.requests,
        )
        for one in parts
    }


def stored_costs(store: Store) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for _account, line in store.billed_costs(SPAN.widened_to(24 * HOUR)):
        found[line.project, line.line_item] += line.usd_nanos
    return found


def stored_images(store: Store) -> int:
    return sum(one.quantity for one in store.unit_sums(SumQuery(SPAN)))


def pages_of(hours: Hours) -> Iterator[int]:
    """Which of the three pages of hours are there."""
    days = {datetime.fromtimestamp(start, UTC).day for start, *_ in hours}
    yield from (page for page, of_page in enumerate(({20}, {21, 22, 23, 24}, {25})) if days & of_page)


def account_of(store: Store) -> Account:
    return store.accounts()[0]


@pytest.mark.parametrize("name", CASES)
def test_a_fault_at_any_page_loses_and_doubles_nothing(
    name: str, passes: Pass, truth: Hours, world: World, tell_figures: Callable[..., None]
) -> None:
    case = CASES[name]
    bill = expected_costs(world, SPAN.widened_to(24 * HOUR), NOW, by=("project", "line_item"))
    kept: list[int] = []
    asked: list[int] = []
    for place in case.places:
        with passes.new_store() as store:
            passes.service.clear()
            passes.service.in_turn([*[None] * place, *[case.fault] * case.strikes])
            passes.service.requests.clear()
            outcome = passes.run(store, names=place in NAMES)
            asked.append(len(passes.service.requests))
            hours = stored_hours(store)
            kept.append(len(hours))
            if case.outcome == "ok":
                assert outcome.status == "ok", outcome
            else:
                assert isinstance(outcome, Failed)
                assert outcome.failure.kind == case.outcome
                assert "OpenAI" in outcome.failure.message
                # The pages before the bad one, whole and right, and nothing of the bad one or behind it.
                assert list(pages_of(hours)) == [page for page in USAGE if page < place]
                assert hours == {cell: counts for cell, counts in truth.items() if cell in hours}
                assert outcome.tally.rows_written >= len(hours)
                assert bool(stored_costs(store)) == (place > COSTS[0])
            passes.service.clear()
            assert passes.run(store, names=False).status == "ok"
            assert stored_hours(store) == truth
            assert stored_costs(store) == bill
            assert stored_images(store) > 0
            assert store.coverage(account_of(store).id, "completions", ("",))[""].end == NOW.replace(minute=0, second=0)
    tell_figures(
        fault=name,
        outcome=case.outcome,
        places=len(case.places),
        **{"requests": f"{min(asked)} to {max(asked)}", "rows kept": f"{min(kept)} to {max(kept)} of {len(truth)}"},
        **{"after a clean pass": "exact"},
    )


def test_a_field_that_is_wrong_is_named(passes: Pass) -> None:
    passes.service.nth(2, faults.absurd("many"))
    with passes.new_store() as store:
        outcome = passes.run(store, names=False)
    assert isinstance(outcome, Failed)
    assert "organization/usage/completions" in outcome.failure.message
    assert ".input_tokens" in outcome.failure.message


def test_late_buckets_and_spikes_are_right_after_the_next_pass(
    passes: Pass, clock: SimulatedClock, openai: OpenAIApp
) -> None:
    """What belongs to the world and not to an answer: usage that shows up an hour late, for everybody."""
    late = World(opened=date(2026, 11, 1), series=openai.world.series)
    late.delay(3900)
    passes.service.service = OpenAIApp(late, clock)
    with passes.new_store() as store:
        passes.run(store, names=False)
        before = sum(tokens for tokens, _requests in stored_hours(store).values())
        later = NOW + timedelta(hours=2)
        clock.advance(later - NOW)
        collect((account_of(store),), passes.asking, store, Reread(later, Period(SPAN.start, later), names=False))
        whole = Period(SPAN.start, later)
        parts = store.sums(SumQuery(whole, dims=("key", "model", "tier")))
        expected = expected_usage(late, Period(SPAN.start, later.replace(second=0, minute=18)), later)
        assert {(one.key, one.model, one.tier): one.requests for one in parts} == {
            group: usage.requests for group, usage in expected.items()
        }
        assert sum(one.tokens.total for one in parts) > before
