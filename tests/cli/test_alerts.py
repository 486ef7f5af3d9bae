"""`usage-tracker alerts`: listed, read, snoozed, and sent through channels whose addresses no output shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from post_office import Mailbox, Webhook, mailbox, webhook
from usage_tracker_gui.domain.alerts import Alert, AlertKind, Severity
from usage_tracker_gui.simulator.clock import SimulatedClock
from usage_tracker_gui.store.store import Store

Program = Callable[..., Any]


@pytest.fixture
def mails() -> Iterator[Mailbox]:
    with mailbox() as box:
        yield box


@pytest.fixture
def hook() -> Iterator[Webhook]:
    with webhook() as hook:
        yield hook


@pytest.fixture
def raise_alert(environment: dict[str, str], usage_tracker: Program) -> Callable[..., None]:
    usage_tracker("alerts", "list")  # makes the data folder

    def make(at: datetime, key: str = "key_1") -> None:
        with Store.open(Path(environment["USAGE_TRACKER_DATA_DIR"]) / "history.db") as store:
            message = f"gpt-5.1 on “{key}” used 61 k tokens/min, limit 10 k."
            alert = Alert(
                AlertKind.TOKEN_SPIKE, at, "openai", key, key, "gpt-5.1", Decimal(61000), Decimal(10000), message,
                Severity.WARNING,
            )  # fmt: skip
            store.save_alert(alert)

    return make


def listed(usage_tracker: Program, *arguments: str) -> Any:
    return usage_tracker("alerts", "list", "--format", "json", *arguments).json["alerts"]


def test_alerts_are_listed_newest_first_and_read_by_their_ids(
    usage_tracker: Program, clock: SimulatedClock, raise_alert: Callable[..., None]
) -> None:
    for hours, key in ((24 * 40, "long_ago"), (5, "key_1"), (1, "key_2")):
        raise_alert(clock.now() - timedelta(hours=hours), key)
    newest, older = listed(usage_tracker)
    assert [newest["key"], older["key"]] == ["key_2", "key_1"]
    assert (newest["kind"], newest["value"], newest["threshold"]) == ("token_spike", "61000", "10000")
    assert usage_tracker("alerts", "acknowledge", str(newest["id"])).out == "Marked 1 as read.\n"
    assert [alert["key"] for alert in listed(usage_tracker, "--unread")] == ["key_1"]
    assert usage_tracker("alerts", "acknowledge").code == 2


def test_a_snooze_silences_one_subject_for_its_time(
    usage_tracker: Program, clock: SimulatedClock, raise_alert: Callable[..., None]
) -> None:
    raise_alert(clock.now())
    (alert,) = listed(usage_tracker)
    assert usage_tracker("alerts", "snooze", str(alert["id"]), "--for", "2h").code == 0
    raise_alert(clock.now() + timedelta(hours=1))
    raise_alert(clock.now() + timedelta(hours=1), "key_2")
    assert [alert["key"] for alert in listed(usage_tracker)] == ["key_2", "key_1"]
    assert usage_tracker("alerts", "wake", str(alert["id"])).code == 0
    assert usage_tracker("alerts", "wake", str(alert["id"])).code == 2
    raise_alert(clock.now() + timedelta(hours=1))
    assert len(listed(usage_tracker)) == 3
    assert usage_tracker("alerts", "snooze", "999").code == 2


def test_a_channel_is_added_tried_and_delivers(
    usage_tracker: Program, clock: SimulatedClock, raise_alert: Callable[..., None], mails: Mailbox, hook: Webhook
) -> None:
    assert usage_tracker("alerts", "channels", "add", "me", stdin=f"{mails.address}\n").code == 0
    assert usage_tracker("alerts", "channels", "add", "team", "--pace", "hourly", stdin=f"{hook.address}\n").code == 0
    assert usage_tracker("alerts", "channels", "test", "me").out == "me took the message.\n"
    assert mails.text(0).strip() == "Alerts will arrive here."
    raise_alert(clock.now())
    assert usage_tracker("alerts", "deliver").out == "me: 1 sent.\n"
    clock.advance(timedelta(hours=1))
    assert usage_tracker("alerts", "deliver").out == "team: 1 sent.\n"
    assert "61 k tokens/min" in mails.text(1)
    assert "61 k tokens/min" in hook.posts[0]["message"]


def test_what_a_channel_refuses_is_said_and_kept(
    usage_tracker: Program, clock: SimulatedClock, raise_alert: Callable[..., None], hook: Webhook
) -> None:
    usage_tracker("alerts", "channels", "add", "team", stdin=f"{hook.address}\n")
    hook.status = 500
    raise_alert(clock.now())
    ended = usage_tracker("alerts", "deliver")
    assert ended.code == 4
    assert ended.err == "team: JSON did not take the message (HTTP 500): check its address and the network.\n"
    (channel,) = usage_tracker("alerts", "channels", "list", "--format", "json").json["channels"]
    assert (channel["name"], channel["pace"], channel["address"], channel["failures"]) == (
        "team", "at-once", "keychain", 1,
    )  # fmt: skip
    assert usage_tracker("alerts", "channels", "test", "team").code == 4
    clock.advance(timedelta(minutes=1))
    hook.status = 200
    assert usage_tracker("alerts", "deliver").code == 0


def test_no_output_and_no_file_shows_an_address(
    usage_tracker: Program, environment: dict[str, str], clock: SimulatedClock, hook: Webhook,
    raise_alert: Callable[..., None],
) -> None:  # fmt: skip
    ends = [usage_tracker("alerts", "channels", "add", "team", stdin=f"{hook.address}\n")]
    hook.status = 404
    raise_alert(clock.now())
    ends += [
        usage_tracker("alerts", "channels", "list"),
        usage_tracker("alerts", "channels", "test", "team"),
        usage_tracker("alerts", "deliver"),
        usage_tracker("alerts", "channels", "remove", "team"),
    ]
    assert "s3cret" not in "".join(end.out + end.err for end in ends)
    files = [file for file in Path(environment["USAGE_TRACKER_DATA_DIR"]).rglob("*") if file.is_file()]
    assert files
    assert not [file.name for file in files if b"s3cret" in file.read_bytes()]


@pytest.mark.parametrize("address", ["", "somewhere", "http://example.com/hook", "two words"])
def test_an_address_that_is_none_is_refused(usage_tracker: Program, address: str) -> None:
    ended = usage_tracker("alerts", "channels", "add", "team", stdin=f"{address}\n")
    assert ended.code == 2
    assert ended.err.count("\n") == 1
    assert usage_tracker("alerts", "channels", "list", "--format", "json").json["channels"] == []


def test_an_unknown_channel_is_named(usage_tracker: Program) -> None:
    for command in ("test", "remove"):
        ended = usage_tracker("alerts", "channels", command, "nobody")
        assert (ended.code, ended.err) == (
            2, "There is no channel “nobody”; see `usage-tracker alerts channels list`.\n",
        )  # fmt: skip
