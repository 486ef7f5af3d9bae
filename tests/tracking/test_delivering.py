"""Channels: at once or as a digest, tried again when it fails, never twice, never in quiet hours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from usage_tracker_gui.delivery import DeliveryError, WrongAddress
from usage_tracker_gui.domain.account import Secret
from usage_tracker_gui.domain.alert_channels import AlertChannel, Message, Pace
from usage_tracker_gui.domain.alerts import Alert, AlertKind
from usage_tracker_gui.settings.keychain import MemoryKeychain
from usage_tracker_gui.settings.preferences import Preferences
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.tracking.delivering import Deliveries, UnknownChannel
from usage_tracker_gui.tracking.workspace import Workspace

NOW = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ADDRESS = Secret("https://example.com/hook/t0p-s3cret")


@dataclass
class FakePost:
    """Keeps what it is given, or refuses it."""

    sent: list[tuple[Secret, Message]] = field(default_factory=list)
    problem: str = ""

    def send(self, address: Secret, message: Message) -> None:
        if self.problem:
            raise DeliveryError(self.problem)
        self.sent.append((address, message))


@pytest.fixture
def post() -> FakePost:
    return FakePost()


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.open({"USAGE_TRACKER_DATA_DIR": str(tmp_path)}, tmp_path, None, MemoryKeychain())


@pytest.fixture
def store(workspace: Workspace) -> Iterator[Store]:
    with workspace.open_store() as store:
        yield store


def raise_alert(store: Store, at: datetime, key: str = "key_1") -> None:
    message = f"gpt-5.1 on “{key}” used 61 k tokens/min, limit 10 k."
    alert = Alert(AlertKind.TOKEN_SPIKE, at, "work", key, key, "gpt-5.1", Decimal(61_000), Decimal(10_000), message)
    assert store.save_alert(alert) is not None


def a_channel(workspace: Workspace, store: Store, pace: Pace = Pace.AT_ONCE) -> None:
    assert Deliveries(workspace, store).add(AlertChannel("team", pace), ADDRESS) == "JSON"


def test_an_alert_is_sent_at_once_and_never_again(workspace: Workspace, store: Store, post: FakePost) -> None:
    raise_alert(store, NOW - MINUTE, "key_0")  # before there was a channel: not its affair
    a_channel(workspace, store)
    deliveries = Deliveries(workspace, store, post.send)
    assert deliveries.deliver(NOW) == ()
    raise_alert(store, NOW)
    (done,) = deliveries.deliver(NOW)
    assert (done.channel, done.alerts, done.problem) == ("team", 1, "")
    assert deliveries.deliver(NOW + MINUTE) == ()
    ((address, message),) = post.sent
    assert address == ADDRESS
    assert message.body == "25 Nov 12:30 warning: gpt-5.1 on “key_1” used 61 k tokens/min, limit 10 k. (work)"


def test_an_hourly_digest_waits_for_the_round_hour_and_holds_all_of_it(
    workspace: Workspace, store: Store, post: FakePost
) -> None:
    a_channel(workspace, store, Pace.HOURLY)
    deliveries = Deliveries(workspace, store, post.send)
    for minute in (0, 5, 29):
        raise_alert(store, NOW + minute * MINUTE, f"key_{minute}")
    assert deliveries.deliver(NOW + 29 * MINUTE) == ()
    raise_alert(store, NOW + 31 * MINUTE, "key_of_the_next_hour")
    (done,) = deliveries.deliver(NOW + 32 * MINUTE)
    assert (done.alerts, post.sent[0][1].title) == (3, "UsageTracker: 3 alerts")


def test_a_daily_digest_comes_at_eight_in_the_morning_of_the_zone(
    workspace: Workspace, store: Store, post: FakePost
) -> None:
    berlin = replace(workspace, preferences=Preferences(timezone="Europe/Berlin"))
    a_channel(berlin, store, Pace.DAILY)
    raise_alert(store, NOW)
    deliveries = Deliveries(berlin, store, post.send)
    assert deliveries.deliver(datetime(2026, 11, 26, 6, 59, tzinfo=UTC)) == ()
    assert len(deliveries.deliver(datetime(2026, 11, 26, 7, 0, tzinfo=UTC))) == 1


def test_what_fails_is_told_once_and_tried_again_later_and_later(
    workspace: Workspace, store: Store, post: FakePost
) -> None:
    a_channel(workspace, store)
    deliveries = Deliveries(workspace, store, post.send)
    raise_alert(store, NOW)
    post.problem = "It did not take the message."
    tries = [(minute, done.is_news) for minute in range(30) for done in deliveries.deliver(NOW + minute * MINUTE)]
    assert tries == [(0, True), (1, False), (3, False), (8, False), (23, False)]
    (channel,) = store.alert_channels.everyone()
    assert (channel.failures, channel.problem) == (5, "It did not take the message.")
    post.problem = ""
    (done,) = deliveries.deliver(NOW + timedelta(hours=2))
    assert (done.alerts, done.is_news) == (1, True)
    assert store.alert_channels.everyone()[0].problem == ""


def test_a_broken_channel_holds_up_no_other(workspace: Workspace, store: Store, post: FakePost) -> None:
    a_channel(workspace, store)
    store.alert_channels.put("address lost", Pace.AT_ONCE)
    raise_alert(store, NOW)
    lost, sent = Deliveries(workspace, store, post.send).deliver(NOW)
    assert "alerts channels add address lost" in lost.problem
    assert (sent.channel, sent.problem) == ("team", "")


def test_in_quiet_hours_nothing_is_sent_and_after_them_all_of_it(
    workspace: Workspace, store: Store, post: FakePost
) -> None:
    quiet = replace(workspace, preferences=Preferences(quiet_hours="12:00-13:00"))
    a_channel(quiet, store)
    deliveries = Deliveries(quiet, store, post.send)
    raise_alert(store, NOW)
    assert deliveries.deliver(NOW) == ()
    assert len(deliveries.deliver(NOW + 30 * MINUTE)) == 1


def test_while_one_program_sends_another_does_not(workspace: Workspace, store: Store, post: FakePost) -> None:
    a_channel(workspace, store)
    raise_alert(store, NOW)
    assert store.alert_channels.claim("team", NOW, NOW + 2 * MINUTE)
    deliveries = Deliveries(workspace, store, post.send)
    assert deliveries.deliver(NOW + MINUTE) == ()
    assert len(deliveries.deliver(NOW + 2 * MINUTE)) == 1  # it must have died: the message is not lost


def test_very_many_alerts_are_one_message_of_bearable_length(
    workspace: Workspace, store: Store, post: FakePost
) -> None:
    a_channel(workspace, store)
    for number in range(60):
        raise_alert(store, NOW, f"key_{number}")
    Deliveries(workspace, store, post.send).deliver(NOW)
    lines = post.sent[0][1].body.splitlines()
    assert lines[0] == "35 earlier ones are in the app."
    assert "key_59" in lines[-1]


def test_a_removed_channel_takes_its_address_along(workspace: Workspace, store: Store) -> None:
    a_channel(workspace, store)
    assert workspace.keychain.get_named("alerts: team") == ADDRESS
    Deliveries(workspace, store).remove("team")
    assert workspace.keychain.get_named("alerts: team") is None
    with pytest.raises(UnknownChannel):
        Deliveries(workspace, store).remove("team")


def test_an_address_that_is_none_leaves_nothing_behind(workspace: Workspace, store: Store) -> None:
    with pytest.raises(WrongAddress):
        Deliveries(workspace, store).add(AlertChannel("team", Pace.AT_ONCE), Secret("somewhere"))
    assert store.alert_channels.everyone() == ()
    assert workspace.keychain.get_named("alerts: team") is None
