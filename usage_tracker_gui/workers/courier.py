"""The courier: sends alerts out, on a thread of its own, so that a slow mail server holds up nobody."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QThread, Signal, Slot

from usage_tracker_gui.domain.account import Secret
from usage_tracker_gui.domain.alert_channels import AlertChannel, Pace
from usage_tracker_gui.domain.collection import Collection
from usage_tracker_gui.tracking.workspace import Workspace
from usage_tracker_gui.workers.worker import Alarm, Worker

if TYPE_CHECKING:
    from usage_tracker_gui.store.store import Store
    from usage_tracker_gui.tracking.delivering import Deliveries

LOOK_EVERY_MS = 30_000  # for digests that are due, and for what failed

log = logging.getLogger(__name__)


class Courier(Worker):
    failed = Signal(str)  # said once for as long as a channel keeps failing
    channels_changed = Signal(object)  # tuple[AlertChannel, ...]
    succeeded = Signal(str, str)  # channel's name, sentence
    refused = Signal(str, str)  # what a person asked for could not be done

    def __init__(self, workspace: Workspace, now: Callable[[], datetime]) -> None:
        super().__init__(workspace, now)
        self._store: Store | None = None
        self._deliveries: Deliveries | None = None
        self._alarm = Alarm()

    def _begin(self) -> None:
        self._alarm.begin(self, self.deliver)
        self._alarm.ring_in(LOOK_EVERY_MS)

    @Slot(object)
    def hear(self, collection: Collection) -> None:
        """New alerts are sent without waiting for the timer."""
        if collection.alerts:
            self._alarm.ring_in(0)

    @Slot()
    def deliver(self) -> None:
        if self._alarm.is_silent or QThread.currentThread().isInterruptionRequested():
            return
        from usage_tracker_gui.settings.errors import SettingsError
        from usage_tracker_gui.store.errors import StoreError

        try:
            deliveries = self._open()
            done = deliveries.deliver(self._now())
            for delivery in done:
                if delivery.problem and delivery.is_news:
                    self.failed.emit(f"Alerts don't reach “{delivery.channel}”: {delivery.problem} It is tried again.")
            if any(delivery.is_news for delivery in done):
                self.channels_changed.emit(deliveries.channels())
        except (StoreError, SettingsError):
            self._close()  # the poller says so already; the next time may be better
        except Exception:
            log.exception("Sending alerts ended with a fault of ours")
            self._close()
        self._alarm.ring_in(LOOK_EVERY_MS)

    # What a person asks for

    @Slot()
    def tell(self) -> None:
        with self._errand("") as deliveries:
            self.channels_changed.emit(deliveries.channels())

    @Slot(object, object)
    def add(self, channel: AlertChannel, address: Secret) -> None:
        with self._errand(channel.name) as deliveries:
            leads_to = deliveries.add(channel, address)
            self.channels_changed.emit(deliveries.channels())
            self.succeeded.emit(channel.name, f"{leads_to}. Send a test to see whether it arrives.")

    @Slot(str, object)
    def set_pace(self, name: str, pace: Pace) -> None:
        with self._errand(name) as deliveries:
            deliveries.set_pace(name, pace)

    @Slot(str)
    def remove(self, name: str) -> None:
        with self._errand(name) as deliveries:
            deliveries.remove(name)
            self.channels_changed.emit(deliveries.channels())

    @Slot(str)
    def test(self, name: str) -> None:
        with self._errand(name) as deliveries:
            deliveries.test(name)
            self.succeeded.emit(name, "It took the message.")

    @contextmanager
    def _errand(self, name: str) -> Iterator[Deliveries]:
        from usage_tracker_gui.delivery import DeliveryError
        from usage_tracker_gui.settings.errors import SettingsError
        from usage_tracker_gui.store.errors import StoreError

        try:
            yield self._open()
        except (DeliveryError, SettingsError) as error:
            self.refused.emit(name, str(error))
        except StoreError as error:
            self._close()
            self.refused.emit(name, str(error))

    def _change(self) -> None:
        self._close()

    def _end(self) -> None:
        self._close()
        self._alarm.end()

    def _open(self) -> Deliveries:
        if self._deliveries is None:
            from usage_tracker_gui.tracking.delivering import Deliveries

            self._store = self._workspace.open_store()
            self._deliveries = Deliveries(self._workspace, self._store)
        return self._deliveries

    def _close(self) -> None:
        self._deliveries = None
        if self._store is not None:
            with suppress(Exception):
                self._store.close()
            self._store = None
