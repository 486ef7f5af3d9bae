"""When an account is asked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from usage_tracker_gui.domain.account import Account, Secret
from usage_tracker_gui.domain.collection import Collection, Failed, Failure, FailureKind, Fetched, Outcome, Tally
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.tracking.pacing import Pacing

NOW = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)
WORK = Account(1, "work", "openai", "https://example.invalid")
HOME = Account(2, "home", "openai", "https://example.invalid")


class Keyring:
    def __init__(self) -> None:
        self.secret = Secret("sk-admin-first-0001")

    def secret_of(self, _account: Account) -> Secret:
        return self.secret


def told(at: datetime, *outcomes: Outcome) -> Collection:
    return Collection(at, Period(NOW - timedelta(hours=6), NOW), outcomes)


def failed(kind: FailureKind) -> Failed:
    return Failed(WORK, Failure(kind, "no"))


@pytest.fixture
def keyring() -> Keyring:
    return Keyring()


@pytest.fixture
def pacing(keyring: Keyring) -> Pacing:
    return Pacing(timedelta(seconds=15), keyring.secret_of)


def test_an_unreachable_account_waits_longer_after_each_failure_and_ten_minutes_at_most(pacing: Pacing) -> None:
    waits = []
    at = NOW
    for _ in range(9):
        pacing.remember(told(at, failed(FailureKind.UNREACHABLE)))
        waited = next(s for s in range(0, 700, 5) if pacing.due((WORK,), at + timedelta(seconds=s)))
        waits.append(waited)
        at += timedelta(seconds=waited)
    assert waits == [30, 60, 120, 240, 480, 600, 600, 600, 600]


def test_other_accounts_go_on(pacing: Pacing) -> None:
    pacing.remember(told(NOW, failed(FailureKind.RATE_LIMITED), Fetched(HOME, Tally())))
    assert pacing.due((WORK, HOME), NOW) == (HOME,)


def test_a_success_ends_the_pause(pacing: Pacing) -> None:
    pacing.remember(told(NOW, failed(FailureKind.UNREACHABLE)))
    pacing.remember(told(NOW, Fetched(WORK, Tally())))
    assert pacing.due((WORK,), NOW) == (WORK,)


def test_a_refused_key_stops_its_account_until_it_is_another(pacing: Pacing, keyring: Keyring) -> None:
    pacing.remember(told(NOW, failed(FailureKind.CREDENTIAL)))
    assert pacing.due((WORK,), NOW + timedelta(days=2)) == ()
    keyring.secret = Secret("sk-admin-second-0002")
    assert pacing.due((WORK,), NOW + timedelta(days=2)) == (WORK,)


def test_a_network_that_is_back_forgives_pauses_but_no_refused_key(pacing: Pacing) -> None:
    pacing.remember(told(NOW, failed(FailureKind.UNREACHABLE)))
    pacing.forgive()
    assert pacing.due((WORK,), NOW) == (WORK,)
    pacing.remember(told(NOW, failed(FailureKind.CREDENTIAL)))
    pacing.forgive()
    assert pacing.due((WORK,), NOW) == ()


def test_a_clock_that_is_set_back_keeps_nobody_waiting(pacing: Pacing) -> None:
    pacing.remember(told(NOW, failed(FailureKind.UNREACHABLE)))
    assert pacing.due((WORK,), NOW - timedelta(days=1)) == (WORK,)


def test_a_thorough_reading_comes_once_an_hour(pacing: Pacing) -> None:
    assert pacing.due_in_depth((WORK,), NOW) == (WORK,)
    pacing.remember_depth(WORK, NOW)
    assert pacing.due_in_depth((WORK,), NOW + timedelta(minutes=59)) == ()
    assert pacing.due_in_depth((WORK,), NOW + timedelta(minutes=60)) == (WORK,)
