"""Delivery: messages reach a real mail server and a real webhook, and what goes wrong is said without the address."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from post_office import Mailbox, Webhook, mailbox, webhook
from usage_tracker_gui import delivery
from usage_tracker_gui.delivery import DeliveryError, WrongAddress
from usage_tracker_gui.domain.account import Secret
from usage_tracker_gui.domain.alert_channels import Message
from usage_tracker_gui.settings.logs import logging_to
from usage_tracker_gui.settings.scrubber import Scrubber

MESSAGE = Message("UsageTracker: an alert", "gpt-5.1 on “prod-batch” used <61 k> tokens/min & more.")


@pytest.fixture
def mails() -> Iterator[Mailbox]:
    with mailbox() as box:
        yield box


@pytest.fixture
def hook() -> Iterator[Webhook]:
    with webhook() as hook:
        yield hook


def test_a_message_arrives_by_mail_as_it_was_written(mails: Mailbox) -> None:
    delivery.send(Secret(mails.address), MESSAGE)
    assert mails.mails[0]["Subject"] == MESSAGE.title
    assert mails.mails[0]["To"] == "me@example.com"
    assert MESSAGE.body in mails.text(0)


def test_a_plain_address_is_a_webhook_that_gets_json(hook: Webhook) -> None:
    delivery.send(Secret(hook.address), MESSAGE)
    assert hook.posts[0]["path"] == "/hook/t0p-s3cret-t0ken"
    assert (hook.posts[0]["title"], hook.posts[0]["message"]) == (MESSAGE.title, MESSAGE.body)


def test_a_refusal_is_told_with_its_status(hook: Webhook) -> None:
    hook.status = 503
    with pytest.raises(DeliveryError) as told:
        delivery.send(Secret(hook.address), MESSAGE)
    assert str(told.value) == "JSON did not take the message (HTTP 503): check its address and the network."


def test_the_most_talkative_log_holds_no_address(hook: Webhook, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with logging_to(log, "debug", Scrubber()):  # which was not told of the secret
        logging.getLogger("usage_tracker_gui").debug("It is open.")
        delivery.send(Secret(hook.address), MESSAGE)
    assert "It is open." in log.read_text()
    assert "s3cret" not in log.read_text()


def test_a_mail_server_that_refuses_or_is_not_there_is_told(mails: Mailbox) -> None:
    mails.answer = "550 No"
    with pytest.raises(DeliveryError, match="did not take the message"):
        delivery.send(Secret(mails.address), MESSAGE)
    nowhere = Secret("mailto://127.0.0.1:9/?from=a@example.com&to=b@example.com&smtp=127.0.0.1")
    with pytest.raises(DeliveryError, match="no connection"):
        delivery.send(nowhere, MESSAGE)


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("https://hooks.slack.com/services/T1AAAAAAA/B2BBBBBBB/aaaaaaaaaaaaaaaaaaaaaaaa", "Slack"),
        ("https://example.com/hook", "JSON"),
        ("mailtos://me:secret@example.com?to=you@example.com", "E-Mail"),
    ],
)
def test_an_address_is_recognized_without_sending_anything(address: str, leads_to: str) -> None:
    assert delivery.check(Secret(address)) == leads_to


@pytest.mark.parametrize("address", ["", "somewhere", "jsons://", "nobody@example.com", "https://", "http://[::1"])
def test_what_is_no_address_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(WrongAddress) as told:
        delivery.check(Secret(address))
    assert not address or address not in str(told.value).replace("https://", "")


@pytest.mark.parametrize("address", ["http://example.com/hook", "json://example.com/hook", "form://10.0.0.7/x"])
def test_nothing_is_sent_unencrypted_to_another_computer(address: str) -> None:
    with pytest.raises(WrongAddress, match="encrypted"):
        delivery.check(Secret(address))
