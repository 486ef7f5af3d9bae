"""Sends what channels have not told yet, each at its pace; what fails is tried again, and said once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from usage_tracker_gui import delivery
from usage_tracker_gui.delivery import DeliveryError
from usage_tracker_gui.domain.account import Secret
from usage_tracker_gui.domain.alert_channels import AlertChannel, Message, Pace, message_of, told_before
from usage_tracker_gui.domain.quiet import is_quiet
from usage_tracker_gui.settings.errors import KeychainError, SettingsError
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.tracking.workspace import Workspace

CLAIM = timedelta(minutes=2)  # longer than any attempt; who dies in one leaves the rest to the others
RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 60))  # from then on once an hour
TEST = Message("UsageTracker: a test", "Alerts will arrive here.")

Send = Callable[[Secret, Message], None]


class UnknownChannel(SettingsError):
    """A channel that was never added, or is gone."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one attempt. `problem` is '' when it was taken; `is_news` when it was not so the time before."""

    channel: str
    alerts: int
    problem: str = ""
    is_news: bool = False


class Deliveries:
    """Belongs to the thread of its store."""

    def __init__(self, workspace: Workspace, store: Store, send: Send = delivery.send) -> None:
        self._workspace = workspace
        self._store = store
        self._send = send
        self._zone = workspace.preferences.timezone
        self._quiet: tuple[time, time] | None = workspace.preferences.quiet_span

    def deliver(self, now: datetime) -> tuple[Delivery, ...]:
        """Nothing in quiet hours: it is sent after them. Raises StoreError; a channel that fails ends nothing."""
        if is_quiet(now, self._zone, self._quiet):
            return ()
        done = [self._deliver_by(channel, now) for channel in self.channels()]
        return tuple(delivery for delivery in done if delivery is not None)

    def channels(self) -> tuple[AlertChannel, ...]:
        return self._store.alert_channels.everyone()

    def add(self, channel: AlertChannel, address: Secret) -> str:
        """What the address leads to. Raises WrongAddress, KeychainError, SettingsError; then nothing is kept."""
        self._workspace.scrubber.know(address)
        leads_to = delivery.check(address)
        self._workspace.keychain.set_named(channel.address_name, address)
        self._store.alert_channels.put(channel.name, channel.pace)
        return leads_to

    def set_pace(self, name: str, pace: Pace) -> None:
        self._store.alert_channels.put(self._named(name).name, pace)

    def remove(self, name: str) -> None:
        """With its address. Raises UnknownChannel, KeychainError."""
        self._workspace.keychain.delete_named(self._named(name).address_name)
        self._store.alert_channels.remove(name)

    def test(self, name: str) -> None:
        """Sends one message. Raises UnknownChannel, DeliveryError, KeychainError."""
        self._send(self._address(self._named(name)), TEST)

    def _named(self, name: str) -> AlertChannel:
        found = next((channel for channel in self.channels() if channel.name == name), None)
        if found is None:
            raise UnknownChannel(f"There is no channel “{name}”; see `usage-tracker alerts channels list`.")
        return found

    def _deliver_by(self, channel: AlertChannel, now: datetime) -> Delivery | None:
        channels = self._store.alert_channels
        alerts = channels.untold(channel, told_before(channel.pace, now, self._zone))
        if not alerts or not channels.claim(channel.name, now, now + CLAIM):
            return None
        try:
            self._send(self._address(channel), message_of(alerts, self._zone))
        except (DeliveryError, KeychainError) as error:
            problem = str(error)
            wait = RETRY_AFTER[min(channel.failures, len(RETRY_AFTER) - 1)]
            channels.remember_failure(channel.name, problem, now + wait)
            return Delivery(channel.name, len(alerts), problem, is_news=channel.failures == 0)
        channels.remember_sent(channel.name, alerts[-1].id)
        return Delivery(channel.name, len(alerts), is_news=channel.failures > 0)

    def _address(self, channel: AlertChannel) -> Secret:
        address = self._workspace.keychain.get_named(channel.address_name)
        if address is None:
            raise DeliveryError(
                f"The address of “{channel.name}” is not in this computer's keychain: add it again with "
                f"`usage-tracker alerts channels add {channel.name}`."
            )
        self._workspace.scrubber.know(address)
        return address
