"""The six workers of the window and the threads that they live on."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime

from usage_tracker_gui.domain.report import View
from usage_tracker_gui.tracking.workspace import Workspace
from usage_tracker_gui.workers.clerk import Clerk
from usage_tracker_gui.workers.courier import Courier
from usage_tracker_gui.workers.herald import Herald
from usage_tracker_gui.workers.poller import Poller
from usage_tracker_gui.workers.porter import Porter
from usage_tracker_gui.workers.reporter import Reporter
from usage_tracker_gui.workers.thread import WorkerThread

TURN = 0.001  # seconds that a worker may keep Python's lock while the window waits for it; 0.005 is Python's own


class Threads:
    """Made at once and started after the first frame, so that what they import delays no pixel."""

    def __init__(self, workspace: Workspace, view: View, now: Callable[[], datetime]) -> None:
        self.reporter = Reporter(workspace, view, now)
        self.poller = Poller(workspace, now)
        self.clerk = Clerk(workspace, now)
        self.porter = Porter(workspace, now)
        self.courier = Courier(workspace, now)
        self.herald = Herald(workspace, now)
        self.poller.prices_updated.connect(self.reporter.price_anew)
        self._threads = (
            WorkerThread(self.reporter, "reporter"),
            WorkerThread(self.poller, "poller"),
            WorkerThread(self.clerk, "clerk"),
            WorkerThread(self.porter, "porter"),
            WorkerThread(self.courier, "courier"),
            WorkerThread(self.herald, "herald"),
        )

    def start(self) -> None:
        sys.setswitchinterval(TURN)
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        for thread in self._threads:
            thread.interrupt()
        for thread in self._threads:
            thread.wait()
