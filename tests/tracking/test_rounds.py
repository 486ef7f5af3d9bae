"""The rounds: budgets, the day's cost, odd hours and outages, each told once and at its own pace."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from usage_tracker_gui.domain.account import Account, Service
from usage_tracker_gui.domain.alerts import Alert, AlertKind, Severity
from usage_tracker_gui.domain.budgets import Budget, BudgetPeriod, Scope
from usage_tracker_gui.domain.collection import (
    Collection,
    Failed,
    Failure,
    FailureKind,
    Fetched,
    Outcome,
    Skipped,
    Tally,
)
from usage_tracker_gui.domain.pricing import PriceSheet
from usage_tracker_gui.domain.records import UsageRecord
from usage_tracker_gui.domain.report import View
from usage_tracker_gui.domain.usage import HOUR, Bucket, NamedKey, Period
from usage_tracker_gui.settings.prices import load_price_sheet
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.tracking.budgets import budget_states
from usage_tracker_gui.tracking.forecasting import Forecasting
from usage_tracker_gui.tracking.outages import Outages
from usage_tracker_gui.tracking.rounds import Rounds

NOW = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)  # a Wednesday
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
TOKENS_A_DOLLAR = 800_000  # input of gpt-5.1
OPENAI = Service("openai", "OpenAI", "creation", "https://example.invalid/v1", "OPENAI")


@pytest.fixture(scope="module")
def prices() -> PriceSheet:
    return load_price_sheet(None)


def use(store: Store, account: Account, at: datetime, tokens: int, key: str = "key_1", model: str = "gpt-5.1") -> None:
    """So many tokens in the hour of `at`, in place of what was there."""
    start = at.replace(minute=0, second=0)
    page = Period(start, start + timedelta(hours=1))
    bucket = Bucket(page.start_unix, key, "proj_1", "", model, "standard", 1, tokens)
    store.save_usage(account.id, f"{key}/{model}", HOUR, page, [bucket], (), {})


def spend(store: Store, account: Account, at: datetime, dollars: int | str, key: str = "key_1") -> None:
    use(store, account, at, int(Decimal(dollars) * TOKENS_A_DOLLAR), key)


def rounds(store: Store, prices: PriceSheet, zone: str = "UTC", day_limit: Decimal | None = None) -> Rounds:
    return Rounds(store, prices, zone, Outages({"openai": OPENAI}), day_limit)


def kinds(alerts: tuple[Alert, ...]) -> list[AlertKind]:
    return [alert.kind for alert in alerts]


# Budgets


def test_a_budget_is_told_at_eighty_per_cent_and_when_it_is_used_up(
    store: Store, account: Account, prices: PriceSheet
) -> None:
    store.put_budget(Budget("monthly", Decimal(10)))
    walk = rounds(store, prices).walk
    told = []
    for minute, dollars in enumerate((5, 8, "8.5", 10, 12)):
        spend(store, account, NOW, dollars)
        told += [(minute, alert.severity) for alert in walk((account,), NOW + minute * MINUTE)]
    assert told == [(1, Severity.WARNING), (3, Severity.CRITICAL)]


def test_what_was_told_is_known_after_a_restart(store: Store, account: Account, prices: PriceSheet) -> None:
    store.put_budget(Budget("monthly", Decimal(10)))
    spend(store, account, NOW, 9)
    assert len(rounds(store, prices).walk((account,), NOW)) == 1
    assert rounds(store, prices).walk((account,), NOW + 2 * DAY) == ()


def test_a_new_day_of_the_zone_is_a_new_budget(store: Store, account: Account, prices: PriceSheet) -> None:
    store.put_budget(Budget("daily", Decimal(10), BudgetPeriod.DAY))
    before_midnight = datetime(2026, 11, 25, 17, 10, tzinfo=UTC)  # 22:40 in Kolkata
    spend(store, account, before_midnight, 11)
    store.set_zone("Asia/Kolkata")
    walk = rounds(store, prices, "Asia/Kolkata").walk
    assert kinds(walk((account,), before_midnight)) == [AlertKind.BUDGET]
    after = datetime(2026, 11, 25, 19, 30, tzinfo=UTC)  # one o'clock on the 26th
    assert walk((account,), after) == ()
    spend(store, account, after, 12)
    assert kinds(walk((account,), after + MINUTE)) == [AlertKind.BUDGET]


def test_a_scoped_budget_counts_its_part_and_names_it(store: Store, account: Account, prices: PriceSheet) -> None:
    store.save_keys(account.id, [NamedKey("key_1", "prod-batch"), NamedKey("key_2", "chat")], NOW)
    store.put_budget(Budget("Batch", Decimal(10), BudgetPeriod.WEEK, Scope.KEY, "key_1"))
    store.put_budget(Budget("Work", Decimal(10), scope=Scope.ACCOUNT, scope_id="work"))
    spend(store, account, NOW, 6)
    spend(store, account, NOW, 5, key="key_2")
    (alert,) = rounds(store, prices).walk((account,), NOW)
    assert (alert.rule, alert.account) == ("Work", "work")
    batch, work = budget_states(store, prices, NOW, "UTC")
    assert (batch.scope_name, batch.spent.usd, work.spent.usd) == ("prod-batch", Decimal(6), Decimal(11))


def test_money_is_looked_at_once_a_minute(store: Store, account: Account, prices: PriceSheet) -> None:
    store.put_budget(Budget("monthly", Decimal(10)))
    walk = rounds(store, prices).walk
    walk((account,), NOW)
    spend(store, account, NOW, 11)
    assert walk((account,), NOW + timedelta(seconds=45)) == ()
    assert len(walk((account,), NOW + MINUTE)) == 1


def test_a_renamed_account_takes_its_budget_along_and_a_removed_one_its_end(store: Store, account: Account) -> None:
    store.put_budget(Budget("Work", Decimal(10), scope=Scope.ACCOUNT, scope_id="work"))
    store.update_account(Account(account.id, "office", account.service, account.base_url))
    assert [budget.scope_id for budget in store.budgets()] == ["office"]
    store.remove_account(account.id)
    assert store.budgets() == ()


# The day's cost


def test_a_day_that_costs_too_much_is_told_once(store: Store, account: Account, prices: PriceSheet) -> None:
    walk = rounds(store, prices, day_limit=Decimal(5)).walk
    spend(store, account, NOW - DAY, 100)
    spend(store, account, NOW, 5)
    assert walk((account,), NOW) == ()
    spend(store, account, NOW, 6)
    assert kinds(walk((account,), NOW + MINUTE)) == [AlertKind.COST_THRESHOLD]
    assert walk((account,), NOW + timedelta(hours=3)) == ()
    spend(store, account, NOW + DAY, 7)
    assert kinds(walk((account,), NOW + DAY)) == [AlertKind.COST_THRESHOLD]


# Odd hours


def weeks_of(store: Store, account: Account, tokens: int, weeks: int) -> None:
    """The same hour of the week, week after week, and a trifle on the day before the first."""
    use(store, account, NOW - weeks * WEEK - DAY, 1)
    for week in range(1, weeks + 1):
        use(store, account, NOW - week * WEEK, tokens)


def test_twice_the_normal_of_this_hour_of_the_week_is_unusual(
    store: Store, account: Account, prices: PriceSheet
) -> None:
    weeks_of(store, account, 50_000, 5)
    store.save_keys(account.id, [NamedKey("key_1", "prod-batch")], NOW)
    walk = rounds(store, prices).walk
    use(store, account, NOW, 100_000)
    assert walk((account,), NOW) == ()
    use(store, account, NOW, 20_000)
    use(store, account, NOW, 90_000, model="o3")
    (alert,) = walk((account,), NOW + 5 * MINUTE)
    assert (alert.kind, alert.model, alert.value, alert.threshold) == (AlertKind.ANOMALY, "o3", 110_000, 100_000)
    assert alert.message == (
        "o3 on “prod-batch” makes for an unusual hour: 110 k tokens since 12:00, usually 50 k in this hour of a "
        "Wednesday."
    )


def test_an_odd_key_is_not_told_again_all_day_long(store: Store, account: Account, prices: PriceSheet) -> None:
    weeks_of(store, account, 50_000, 5)
    walk = rounds(store, prices).walk
    told = []
    for hour in range(8):
        at = NOW + timedelta(hours=hour)
        use(store, account, at, 5_000_000)
        told += [hour for _alert in walk((account,), at)]
    assert told == [0, 7]


def test_too_little_history_raises_nothing(store: Store, account: Account, prices: PriceSheet) -> None:
    weeks_of(store, account, 50_000, 3)
    use(store, account, NOW, 9_000_000)
    assert rounds(store, prices).walk((account,), NOW) == ()


def test_a_few_tokens_at_an_hour_of_sleep_are_not_twice_of_nothing(
    store: Store, account: Account, prices: PriceSheet
) -> None:
    for day in range(1, 50):
        use(store, account, NOW.replace(hour=9) - day * DAY, 240_000)  # ten thousand an hour on average
    walk = rounds(store, prices).walk
    use(store, account, NOW, 15_000)
    assert walk((account,), NOW) == ()
    use(store, account, NOW, 25_000)
    (alert,) = walk((account,), NOW + 5 * MINUTE)
    assert "usually none" in alert.message


def test_the_clock_on_the_wall_tells_which_hour_is_the_same(store: Store, account: Account, prices: PriceSheet) -> None:
    """Berlin's clocks went back on 25 October: nine o'clock was 7:00 UTC before and is 8:00 UTC now."""
    now = datetime(2026, 11, 4, 8, 30, tzinfo=UTC)
    use(store, account, now - 6 * WEEK - DAY, 1)
    for week in range(1, 6):
        at = now - week * WEEK
        use(store, account, at if at > datetime(2026, 10, 25, 1, tzinfo=UTC) else at - timedelta(hours=1), 50_000)
    use(store, account, now, 90_000)
    assert rounds(store, prices, "Europe/Berlin").walk((account,), now) == ()
    use(store, account, now, 110_000)
    assert kinds(rounds(store, prices, "Europe/Berlin").walk((account,), now)) == [AlertKind.ANOMALY]


def test_keys_that_are_not_watched_may_do_as_they_like(store: Store, account: Account, prices: PriceSheet) -> None:
    weeks_of(store, account, 50_000, 5)
    use(store, account, NOW, 9_000_000)
    narrow = Account(account.id, account.name, account.service, account.base_url, key_ids=("key_2",))
    assert rounds(store, prices).walk((narrow,), NOW) == ()


# Outages


def a_pass(at: datetime, *outcomes: Outcome) -> Collection:
    return Collection(at, Period(at - timedelta(hours=6), at), outcomes)


def failed(account: Account, kind: FailureKind = FailureKind.UNREACHABLE) -> Failed:
    return Failed(account, Failure(kind, "No answer."))


def test_a_service_that_is_silent_for_five_minutes_is_told_once(
    store: Store, account: Account, prices: PriceSheet
) -> None:
    outages = Outages({"openai": OPENAI})
    walk = Rounds(store, prices, "UTC", outages).walk
    told = []
    for minute in range(20):
        at = NOW + minute * MINUTE
        outages.remember(a_pass(at, failed(account)))
        told += [(minute, alert.message) for alert in walk((account,), at)]
    assert told == [(5, "OpenAI has not answered for 5 min; what is missing is read when it does.")]


def test_an_outage_that_ends_and_comes_back_is_told_again(account: Account) -> None:
    outages = Outages({"openai": OPENAI})
    outages.remember(a_pass(NOW, failed(account)))
    assert len(outages.alerts(NOW + 6 * MINUTE)) == 1
    outages.remember(a_pass(NOW + 7 * MINUTE, Fetched(account, Tally())))
    outages.remember(a_pass(NOW + 8 * MINUTE, failed(account)))
    assert outages.alerts(NOW + 9 * MINUTE) == []
    assert len(outages.alerts(NOW + 14 * MINUTE)) == 1


def test_a_refusal_is_an_answer_and_a_pause_says_nothing(account: Account) -> None:
    outages = Outages({"openai": OPENAI})
    outages.remember(a_pass(NOW, failed(account, FailureKind.CREDENTIAL)))
    assert outages.alerts(NOW + DAY) == []
    outages.remember(a_pass(NOW, failed(account)))
    outages.remember(a_pass(NOW + MINUTE, Skipped(account, "Somebody else reads it.")))
    assert len(outages.alerts(NOW + 5 * MINUTE)) == 1


def test_accounts_of_one_service_go_down_together(account: Account) -> None:
    other = Account(99, "play", "openai", account.base_url)
    outages = Outages({"openai": OPENAI})
    outages.remember(a_pass(NOW, failed(account), failed(other)))
    assert len(outages.alerts(NOW + 5 * MINUTE)) == 1


# Snoozed


def test_a_snoozed_subject_stays_silent_until_its_time_and_others_do_not(
    store: Store, account: Account, prices: PriceSheet
) -> None:
    store.put_budget(Budget("monthly", Decimal(10)))
    walk = rounds(store, prices).walk
    spend(store, account, NOW, 8)
    (alert,) = walk((account,), NOW)
    store.snooze(alert.subject, NOW + timedelta(hours=8))
    assert store.unread_count() == 0
    spend(store, account, NOW, 11)
    assert walk((account,), NOW + timedelta(hours=1)) == ()
    store.put_budget(Budget("weekly", Decimal(10), BudgetPeriod.WEEK))
    assert [told.rule for told in walk((account,), NOW + timedelta(hours=2))] == ["weekly"]
    assert [told.rule for told in walk((account,), NOW + timedelta(hours=9))] == ["monthly"]


# Forecasts from the store


def test_the_forecast_of_a_steady_month_is_its_daily_cost_times_its_days(
    store: Store, account: Account, prices: PriceSheet
) -> None:
    for back in range(1, 57):
        spend(store, account, NOW - back * DAY, 10)
    midnight = NOW.replace(hour=0, minute=0)
    forecasting = Forecasting(store, prices)
    store.put_budget(Budget("monthly", Decimal(360)))
    (state,) = budget_states(store, prices, midnight, "UTC")
    outlook = forecasting.outlook(state, midnight, "UTC")
    assert outlook.forecast is not None
    assert round(outlook.forecast.expected, 4) == 300
    assert outlook.safe_today == 20  # 120 dollars are left for six days
    month = forecasting.month(View(), state.spent, state.spent, midnight)
    assert month is not None
    assert month.confidence.value == "high"


def test_earlier_days_are_read_again_when_they_changed(store: Store, account: Account, prices: PriceSheet) -> None:
    spend(store, account, NOW - DAY, 10)
    forecasting = Forecasting(store, prices)
    store.put_budget(Budget("monthly", Decimal(360)))

    def to_come(at: datetime) -> Decimal:
        (state,) = budget_states(store, prices, at, "UTC")
        forecast = forecasting.outlook(state, at, "UTC").forecast
        assert forecast is not None
        return forecast.expected - forecast.spent

    first = to_come(NOW)
    spend(store, account, NOW - DAY, 20)
    assert to_come(NOW) == 2 * first
    spend(store, account, NOW - 40 * DAY, 1)  # of another month: the idle days since are noticed after a while
    assert to_come(NOW + MINUTE) > 100 > to_come(NOW + 7 * MINUTE)


# Switched off


def test_what_is_switched_off_raises_nothing(store: Store, account: Account, prices: PriceSheet) -> None:
    outages = Outages({"openai": OPENAI})
    kept = frozenset(AlertKind) - {AlertKind.SERVICE_DOWN, AlertKind.ANOMALY}
    walk = Rounds(store, prices, "UTC", outages, Decimal(1), kept).walk
    told = []
    spend(store, account, NOW, 5)
    for minute in range(10):
        at = NOW + minute * MINUTE
        outages.remember(a_pass(at, failed(account)))
        told += kinds(walk((account,), at))
    assert told == [AlertKind.COST_THRESHOLD]


def test_snoozes_are_listed_until_they_end_with_the_name_of_their_key(store: Store) -> None:
    long, short = (an_alert(key) for key in ("key_1", "key_2"))
    store.save_alert(long)
    store.snooze(long.subject, NOW + 60 * MINUTE)
    store.snooze(short.subject, NOW + 5 * MINUTE)
    assert [(snooze.subject.key, snooze.key_name) for snooze in store.snoozes(NOW)] == [
        ("key_2", ""),
        ("key_1", "robot"),
    ]
    assert [snooze.subject for snooze in store.snoozes(NOW + 5 * MINUTE)] == [long.subject]
    assert store.wake(long.subject)
    assert store.snoozes(NOW + 5 * MINUTE) == ()


def an_alert(key: str) -> Alert:
    return Alert(AlertKind.ANOMALY, NOW, "work", key, "robot", "gpt-5.1", Decimal(9), Decimal(1), "odd")


def test_a_changed_budget_is_looked_at_at_once(store: Store, account: Account, prices: PriceSheet) -> None:
    walks = rounds(store, prices)
    spend(store, account, NOW, 5)
    assert walks.walk((account,), NOW) == ()
    store.put_budget(Budget("monthly", Decimal(1)))
    assert walks.walk((account,), NOW) == ()
    walks.judge_anew()
    assert kinds(walks.walk((account,), NOW)) == [AlertKind.BUDGET]


def test_budgets_and_the_days_limit_see_what_was_recorded(store: Store, prices: PriceSheet) -> None:
    groq = store.add_account("Groq", "groq", "", configured=False)
    store.save_records(groq.id, [UsageRecord("hand:1", NOW - MINUTE, cost_usd=Decimal(60))])
    store.put_budget(Budget("groq", Decimal(50), BudgetPeriod.MONTH, Scope.SERVICE, "groq"))
    alerts = rounds(store, prices, day_limit=Decimal(40)).walk((), NOW)
    assert {alert.kind for alert in alerts} == {AlertKind.BUDGET, AlertKind.COST_THRESHOLD}
    (state,) = budget_states(store, prices, NOW, "UTC")
    assert state.spent.usd == 60
