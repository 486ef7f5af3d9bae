"""How an account does: what its last pass, its service and the person make of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from usage_tracker_gui.domain.account import Account, Freshness, Service, Tells
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
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.tracking.status import Health

NOW = datetime(2026, 11, 25, 13, tzinfo=UTC)
PATIENCE = timedelta(minutes=1)
OPENAI = Service("openai", "OpenAI", "creation", "https://api.openai.com/v1", "OPENAI", tells=frozenset(Tells))
GROQ = Service("groq", "Groq", "flash-outline", "", "GROQ")
SERVICES = {service.id: service for service in (OPENAI, GROQ)}
WORK = Account(1, "Work", "openai", OPENAI.base_url)


def failed(kind: FailureKind) -> Failed:
    return Failed(WORK, Failure(kind, "What happened and what to do."))


def freshness_after(*outcomes: Outcome, account: Account = WORK, later: timedelta = timedelta(0)) -> Freshness:
    health = Health()
    for outcome in outcomes:
        health.remember(Collection(NOW, Period(NOW - timedelta(hours=6), NOW), (outcome,)))
    (status,) = health.statuses((account,), SERVICES, NOW + later, PATIENCE)
    return status.freshness


def test_an_account_waits_until_its_first_answer() -> None:
    assert freshness_after() is Freshness.WAITING
    assert freshness_after(Fetched(WORK, Tally())) is Freshness.FRESH


def test_an_answer_grows_stale() -> None:
    assert freshness_after(Fetched(WORK, Tally()), later=PATIENCE) is Freshness.FRESH
    assert freshness_after(Fetched(WORK, Tally()), later=2 * PATIENCE) is Freshness.STALE


@pytest.mark.parametrize(
    ("kind", "expected"),
    [(FailureKind.CREDENTIAL, Freshness.NEEDS_KEY), (FailureKind.UNREACHABLE, Freshness.STALE)],
)
def test_a_failure_shows_until_the_next_answer(kind: FailureKind, expected: Freshness) -> None:
    assert freshness_after(failed(kind)) is expected
    assert freshness_after(failed(kind), Fetched(WORK, Tally())) is Freshness.FRESH


def test_an_account_that_another_program_reads_waits() -> None:
    assert freshness_after(Skipped(WORK, "Another program reads it.")) is Freshness.WAITING


def test_an_account_that_no_service_tells_of_is_followed_by_hand() -> None:
    assert freshness_after(account=Account(2, "Transcripts", "groq", "")) is Freshness.BY_HAND


def test_an_account_that_is_switched_off_is_paused_whatever_its_service() -> None:
    assert freshness_after(account=replace(WORK, enabled=False)) is Freshness.PAUSED
    assert freshness_after(account=Account(2, "Transcripts", "groq", "", enabled=False)) is Freshness.PAUSED
