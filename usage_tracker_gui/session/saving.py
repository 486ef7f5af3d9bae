"""Keeps a session's calls in the store while it goes on, on a thread of its own: no call waits for a database."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from itertools import count as numbers
from queue import Empty, SimpleQueue
from threading import Event, Thread
from uuid import uuid4

from usage_tracker_gui.session.call import Call

_log = logging.getLogger(__name__)

EVERY_SECONDS = 1.0  # calls of a second are written together
LAST_SECONDS = 15.0  # how long the end of a program may wait for a database that somebody else is writing to

Keep = Callable[[Sequence[tuple[str, Call]]], None]


class CallSaver:
    """`opened` runs on the thread and gives what keeps calls; both may raise: then it is tried again.

    Each call has an ID of its own: keeping it twice must change nothing, for a failure may leave open whether it was.
    """

    def __init__(self, opened: Callable[[], AbstractContextManager[Keep]]) -> None:
        self._opened = opened
        self._keep: Keep | None = None
        self._queue: SimpleQueue[tuple[str, Call]] = SimpleQueue()
        self._waiting: list[tuple[str, Call]] = []
        self._session = uuid4().hex
        self._numbers = numbers(1)
        self._problem = ""
        self._ending = Event()
        self._thread = Thread(target=self._run, name="usage-tracker-session", daemon=True)
        self._thread.start()

    def save(self, call: Call) -> None:
        self._queue.put((f"{self._session}-{next(self._numbers)}", call))

    def finish(self) -> str:
        """Returns when all is kept, or with a sentence on why it is not."""
        self._ending.set()
        self._thread.join(LAST_SECONDS)
        left = len(self._waiting) + self._queue.qsize()
        if not left:
            return ""
        calls = "1 call was" if left == 1 else f"{left:,} calls were"
        return f"{calls} not saved: {self._problem or 'the database took too long.'}"

    def _run(self) -> None:
        with ExitStack() as closing:
            while not self._ending.wait(EVERY_SECONDS):
                self._write(closing)
            self._write(closing)

    def _write(self, closing: ExitStack) -> None:
        self._waiting += self._taken()
        if not self._waiting:
            return
        try:
            if self._keep is None:
                self._keep = closing.enter_context(self._opened())
            self._keep(self._waiting)
            self._waiting = []
        except Exception as error:
            self._problem = " ".join(str(error).split())
            _log.warning("Calls are not saved yet", exc_info=True)

    def _taken(self) -> list[tuple[str, Call]]:
        calls = []
        try:
            while True:
                calls.append(self._queue.get_nowait())
        except Empty:
            return calls
