"""The demo: services that tell and services followed by hand, with budgets, in a folder that goes when it ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from usage_tracker_gui.app.demo import demo_workspace
from usage_tracker_gui.domain.report import GroupBy, Question
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.tracking.summarize import summarize


def test_it_holds_services_that_tell_and_services_by_hand() -> None:
    with demo_workspace() as workspace, workspace.open_store() as store:
        assert [account.service for account in store.accounts()] == ["openai", "anthropic", "groq", "chatgpt"]
        (plan,) = store.subscriptions.everyone()
        assert plan.quota is not None
        assert {budget.scope_id for budget in store.budgets()} == {"", "Lighthouse support"}
        now = datetime.now(UTC)
        question = Question(Period(now - timedelta(days=30), now), (GroupBy.SERVICE,))
        told = {row.group[0]: row.figures for row in summarize(store, workspace.prices(), question).rows}
        assert told["groq"].cost.usd
        assert told["chatgpt"].requests


def test_nothing_of_it_is_left() -> None:
    with demo_workspace() as workspace:
        folder = workspace.paths.data
        assert folder.is_dir()
    assert not folder.exists()
