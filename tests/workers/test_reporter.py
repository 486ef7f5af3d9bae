"""The reporter on its thread: reports always, reconciliations for as long as somebody looks at them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import QObject, QThread, Signal, Slot
from pytestqt.qtbot import QtBot

from usage_tracker_gui.domain.reconciliation import Reconciliation
from usage_tracker_gui.domain.report import GroupBy, Lookback, Report, Summary, View
from usage_tracker_gui.domain.trends import TrendWish
from usage_tracker_gui.simulator.clock import SimulatedClock
from usage_tracker_gui.tracking.collect import collect
from usage_tracker_gui.tracking.connections import Connections
from usage_tracker_gui.tracking.orders import CatchUp
from usage_tracker_gui.tracking.workspace import Workspace
from usage_tracker_gui.workers.reporter import Reporter
from usage_tracker_gui.workers.thread import WorkerThread

WEEK = View(lookback=Lookback.WEEK)


class Person(QObject):
    """Asks and hears the reporter on the main thread, as the window does."""

    follow = Signal(bool)
    prices_arrived = Signal()
    view = Signal(object)
    ready = Signal(object)
    reconciled = Signal(object)
    wish = Signal(str, object)
    trends = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.reconciliations = 0
        self.heard_on: QThread | None = None

    @Slot(object)
    def hear_report(self, report: Report) -> None:
        self.ready.emit(report)

    @Slot(str, object)
    def hear_trends(self, page: str, trends: Summary) -> None:
        self.trends.emit(page, trends)

    @Slot(object)
    def hear_reconciliation(self, found: Reconciliation) -> None:
        self.reconciliations += 1
        self.heard_on = QThread.currentThread()
        self.reconciled.emit(found)


@pytest.fixture
def person(workspace: Workspace, clock: SimulatedClock, qtbot: QtBot) -> Iterator[Person]:
    """With a reporter that is at work on a history of thirty days."""
    with workspace.open_store() as store:
        connections = Connections(workspace, store)
        collect(workspace.accounts(store), connections, store, CatchUp(clock.now()))
        connections.close()
    reporter, person = Reporter(workspace, WEEK, clock.now), Person()
    thread = WorkerThread(reporter, "reporter")
    person.follow.connect(reporter.follow_bills)
    person.view.connect(reporter.show_view)
    person.prices_arrived.connect(reporter.price_anew)
    person.wish.connect(reporter.follow_trends)
    reporter.ready.connect(person.hear_report)
    reporter.trends_read.connect(person.hear_trends)
    reporter.reconciled.connect(person.hear_reconciliation)
    try:
        with qtbot.waitSignal(person.ready, timeout=15_000):
            thread.start()
        yield person
    finally:
        thread.interrupt()
        assert thread.wait()


def test_nobody_who_looks_means_no_reconciliation(person: Person, qtbot: QtBot) -> None:
    with qtbot.waitSignal(person.ready, timeout=15_000):
        person.view.emit(View())
    assert person.reconciliations == 0


def test_who_follows_the_bills_gets_them_at_once_and_on_the_main_thread(person: Person, qtbot: QtBot) -> None:
    with qtbot.waitSignal(person.reconciled, timeout=15_000) as told:
        person.follow.emit(True)
    found: Reconciliation = told.args[0]
    assert found.whole.billed > 0
    assert sum(found.whole.reasons.values()) == found.whole.difference
    assert person.heard_on is person.thread()


def test_another_period_brings_another_reconciliation(person: Person, qtbot: QtBot) -> None:
    with qtbot.waitSignal(person.reconciled, timeout=15_000):
        person.follow.emit(True)
    with qtbot.waitSignal(person.reconciled, timeout=15_000) as told:
        person.view.emit(View(lookback=Lookback.TODAY))
    assert {one.day.isoformat() for one in told.args[0].comparisons} == {"2026-11-25"}
    person.follow.emit(False)
    seen = person.reconciliations
    with qtbot.waitSignal(person.ready, timeout=15_000):
        person.view.emit(WEEK)
    assert person.reconciliations == seen


def test_new_prices_hold_from_the_next_report_on(person: Person, qtbot: QtBot, workspace: Workspace) -> None:
    def cost() -> Decimal | None:
        with qtbot.waitSignal(person.ready, timeout=15_000) as told:
            person.view.emit(WEEK)
        report: Report = told.args[0]
        return report.usage.totals.cost.usd

    before = cost()
    workspace.paths.prices_local.write_text("service,model,input\nopenai,gpt-5.1,1000\n", encoding="utf-8")
    assert cost() == before
    with qtbot.waitSignal(person.ready, timeout=15_000):
        person.prices_arrived.emit()
    after = cost()
    assert before is not None
    assert after is not None
    assert after > 10 * before


def test_trends_of_some_keys_add_up_to_what_these_keys_cost(person: Person, qtbot: QtBot) -> None:
    with qtbot.waitSignal(person.ready, timeout=15_000) as report:
        person.view.emit(WEEK)
    usage: Summary = report.args[0].usage
    key = usage.rows[0].group[usage.column(GroupBy.KEY)]
    with qtbot.waitSignal(person.trends, timeout=15_000) as told:
        person.wish.emit("usage", TrendWish((GroupBy.KEY, GroupBy.MODEL), (key,)))
    page, trends = told.args
    assert page == "usage"
    assert trends.question.group_by == (GroupBy.DAY, GroupBy.KEY, GroupBy.MODEL)
    assert {row.group[1] for row in trends.rows} == {key}
    of_key = [row.figures.total_tokens for row in usage.rows if row.group[usage.column(GroupBy.KEY)] == key]
    assert trends.totals.total_tokens == sum(of_key)


def test_trends_come_with_each_report_until_nobody_wants_them(person: Person, qtbot: QtBot) -> None:
    wish = TrendWish((GroupBy.MODEL,))
    with qtbot.waitSignal(person.trends, timeout=15_000):
        person.wish.emit("usage", wish)
    with qtbot.waitSignals([person.ready, person.trends], timeout=15_000):
        person.view.emit(View())
    person.wish.emit("usage", None)
    with qtbot.waitSignal(person.ready, timeout=15_000), qtbot.assertNotEmitted(person.trends, wait=300):
        person.view.emit(WEEK)
