"""The estimate beside the bill of a simulated OpenAI: every difference that the simulator made is found and named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import httpx
import pytest

from usage_tracker_gui.domain.account import Account, Secret
from usage_tracker_gui.domain.collection import Fetched
from usage_tracker_gui.domain.figures import nanos_of
from usage_tracker_gui.domain.pricing import PriceSheet
from usage_tracker_gui.domain.reconciliation import Reason, Reconciliation
from usage_tracker_gui.domain.usage import DAY, Period
from usage_tracker_gui.providers.http import open_client
from usage_tracker_gui.providers.openai.organization import OPENAI
from usage_tracker_gui.providers.provider import Connection
from usage_tracker_gui.settings.prices import load_price_sheet
from usage_tracker_gui.simulator import bill as simulated
from usage_tracker_gui.simulator.clock import SimulatedClock
from usage_tracker_gui.simulator.expected import expected_costs, expected_residuals
from usage_tracker_gui.simulator.openai import ADMIN_SECRET, OpenAIApp
from usage_tracker_gui.simulator.server import Simulator
from usage_tracker_gui.simulator.world import World
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.store.sum_query import SumQuery
from usage_tracker_gui.tracking.collect import collect
from usage_tracker_gui.tracking.orders import CatchUp, Reread
from usage_tracker_gui.tracking.reconcile import reconcile

NOW = datetime(2026, 11, 25, 13, 17, 33, tzinfo=UTC)
TODAY = NOW.replace(hour=0, minute=0, second=0)
CLOSED = Period(TODAY - timedelta(days=12), TODAY)
EMBEDDINGS = "text-embedding"

Found = dict[tuple[str, str, Reason], int]  # nanodollars by day, project and reason


class Asking:
    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def provider(self, account: Account) -> object:
        return OPENAI

    def connect(self, account: Account, should_stop: Callable[[], bool]) -> Connection:
        return Connection(self._client, account, Secret(ADMIN_SECRET), should_stop)


@pytest.fixture(scope="module")
def world() -> World:
    return World(opened=date(2026, 2, 1))  # old enough for every model and every residual


@pytest.fixture(scope="module")
def prices() -> PriceSheet:
    return load_price_sheet(None)


@pytest.fixture(scope="module")
def history(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Twelve days and the open one of everything that the service tells, read through its API."""
    folder: Path = tmp_path_factory.mktemp("history")
    with (
        Simulator.serving(OpenAIApp(world, SimulatedClock(NOW))) as url,
        open_client(url) as client,
        Store.open(folder / "history.db") as store,
    ):
        account = store.add_account("work", "openai", url)
        order = Reread(NOW, Period(CLOSED.start, NOW))
        (outcome,) = collect((account,), Asking(client), store, order).outcomes  # type: ignore[arg-type]
        assert isinstance(outcome, Fetched)
        yield store


def found_in(reconciliation: Reconciliation) -> Found:
    days = reconciliation.by(lambda one: (one.day.isoformat(), one.project))
    return {
        (day, project, reason): nanos_of(usd)
        for (day, project), part in days.items()
        for reason, usd in part.reasons.items()
    }


def expected_in(world: World, period: Period) -> Found:
    """The simulator's own account in our words. Its bill counts from completions alone, our estimate holds embeddings
    too; and what it calls another endpoint's falls apart into audio, and the long requests and tokens of decisions."""
    ours = {
        simulated.Reason.TOOL_FEE: Reason.TOOL_FEE,
        simulated.Reason.IMAGE: Reason.IMAGE,
        simulated.Reason.UNPRICED_MODEL: Reason.UNPRICED_MODEL,
        simulated.Reason.LONG_CONTEXT: Reason.LONG_CONTEXT,
        simulated.Reason.UNKNOWN_LINE_ITEM: Reason.UNKNOWN_LINE_ITEM,
        simulated.Reason.LATE: Reason.LATE_DATA,
    }
    found: Counter[tuple[str, str, Reason]] = Counter()
    for (day, project, reason), nanos in expected_residuals(world, period, NOW).items():
        if reason in ours:
            found[day, project, ours[reason]] += nanos
    bill = simulated.Bill(world)
    for number in range(period.start_unix // DAY, period.end_unix // DAY):
        day = datetime.fromtimestamp(number * DAY, UTC).date().isoformat()
        for charge in bill.charges(number, int(NOW.timestamp())):
            if charge.reason is not simulated.Reason.OTHER_ENDPOINT or charge.line_item.startswith(EMBEDDINGS):
                continue
            if charge.unit != "tokens":
                found[day, charge.project, Reason.AUDIO] += charge.nanos
            else:
                reason = Reason.OTHER_ENDPOINT if charge.quantity else Reason.LONG_CONTEXT
                found[day, charge.project, reason] += charge.nanos
    return {what: nanos for what, nanos in found.items() if nanos}


def test_every_difference_that_the_simulator_made_is_found_by_day_project_and_reason(
    world: World, history: Store, prices: PriceSheet
) -> None:
    found = found_in(reconcile(history, prices, CLOSED, NOW))
    expected = expected_in(world, CLOSED)
    assert found == expected
    assert {reason for _day, _project, reason in found} == {
        Reason.TOOL_FEE,
        Reason.IMAGE,
        Reason.AUDIO,
        Reason.UNPRICED_MODEL,
        Reason.LONG_CONTEXT,
        Reason.OTHER_ENDPOINT,
        Reason.UNKNOWN_LINE_ITEM,
    }


def test_the_reasons_explain_all_of_the_difference(world: World, history: Store, prices: PriceSheet) -> None:
    found = reconcile(history, prices, Period(CLOSED.start, NOW), NOW)
    billed = expected_costs(world, found.period, NOW, by=("day", "project"))
    days = found.by(lambda one: (one.day.isoformat(), one.project))
    assert {group: nanos_of(part.billed) for group, part in days.items()} == billed
    for part in (found.whole, *days.values()):
        assert sum(part.reasons.values()) == part.difference
        assert part.coverage == 100
    assert Reason.UNEXPLAINED not in found.whole.reasons


def test_what_is_used_and_not_billed_yet_is_late_data(world: World, history: Store, prices: PriceSheet) -> None:
    open_day = Period(TODAY, NOW)
    found = found_in(reconcile(history, prices, open_day, NOW))
    expected = expected_in(world, open_day.widened_to(DAY))
    late = {project: nanos for (_day, project, reason), nanos in expected.items() if reason is Reason.LATE_DATA}
    assert late
    for project, nanos in late.items():
        # Embeddings and decisions are late as well, which the simulator does not count as such.
        ours = found[TODAY.date().isoformat(), project, Reason.LATE_DATA]
        if project == world.organization.key_named("Orchid public API").project:
            assert ours < 0
        else:
            assert abs(ours - nanos) <= 5
    others = {Reason.LATE_DATA, Reason.OTHER_ENDPOINT, Reason.ROUNDING, Reason.LONG_CONTEXT}
    assert {what: nanos for what, nanos in found.items() if what[2] not in others} == {
        what: nanos for what, nanos in expected.items() if what[2] not in others
    }


def test_a_bill_that_names_no_keys_is_explained_as_well(
    world: World, history: Store, prices: PriceSheet, tmp_path: Path
) -> None:
    """As the service answers for times in which it did not tell keys yet."""
    account = history.all_accounts()[0]
    named = [line for _account, line in history.billed_costs(CLOSED, (account.id,))]
    assert any(line.key for line in named)
    covered = history.coverage(account.id, "costs", ("",))[""]
    try:
        history.save_costs(account.id, CLOSED, [replace(line, key="") for line in named], covered)
        assert found_in(reconcile(history, prices, CLOSED, NOW)) == expected_in(world, CLOSED)
    finally:
        history.save_costs(account.id, CLOSED, named, covered)


def test_days_whose_bill_was_never_read_are_left_out(history: Store, prices: PriceSheet) -> None:
    wide = reconcile(history, prices, Period(CLOSED.start - timedelta(days=90), NOW), NOW)
    assert min(one.day for one in wide.comparisons) == CLOSED.start.date()


def test_an_account_without_a_bill_is_named_and_not_taken_for_free(
    store: Store, account: Account, asking: object
) -> None:
    collect((account,), asking, store, CatchUp(NOW))  # type: ignore[arg-type]
    sheet = PriceSheet.parse("service,model,input\nopenai,gpt-5.1,1.25\n", "service,model,tool,usd_per_call\n")
    found = reconcile(store, sheet, CLOSED, NOW)
    assert found.without_bill == ("work",)
    assert found.comparisons == ()
    assert found.whole.billed == Decimal(0)


def test_tool_fees_are_the_counted_calls_at_their_published_fee(history: Store, prices: PriceSheet) -> None:
    fees: Counter[str] = Counter()
    counted = history.unit_sums(SumQuery(CLOSED, dims=("project", "model")))
    for part in counted:
        if part.unit in ("web_search", "file_search", "code_interpreter"):
            fee = prices.fee("openai", part.model, part.unit, part.quantity, CLOSED.start.date())
            assert fee.usd is not None
            fees[part.project] += nanos_of(fee.usd)
    projects = reconcile(history, prices, CLOSED, NOW).by(lambda one: one.project)
    assert fees == {project: nanos_of(part.reasons[Reason.TOOL_FEE]) for project, part in projects.items()}
