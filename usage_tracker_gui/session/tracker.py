"""`SessionTracker`: counts a program's own calls while it runs, and says at the end what they came to."""

from __future__ import annotations

import atexit
import logging
import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TextIO, TypeVar

from usage_tracker_gui.session.answers import USAGE_EVENT, Answer, event_kind, is_answer, read_answer
from usage_tracker_gui.session.call import Call
from usage_tracker_gui.session.ledger import Ledger
from usage_tracker_gui.session.summary import SessionSummary
from usage_tracker_gui.settings.environment import survey
from usage_tracker_gui.settings.errors import SettingsError
from usage_tracker_gui.settings.prices import load_price_sheet

if TYPE_CHECKING:
    from usage_tracker_gui.domain.pricing import PriceSheet
    from usage_tracker_gui.session.saving import CallSaver, Keep
    from usage_tracker_gui.session.wrapping import HttpListener

Client = TypeVar("Client")

_log = logging.getLogger(__name__)


class SessionTracker:
    """Counts successful calls of models: their tokens, and their cost by the price sheet of this installation.

        from openai import OpenAI
        from usage_tracker_gui.session import SessionTracker

        with SessionTracker(save=True) as tracker:
            client = tracker.wrap(OpenAI())
            answer = client.responses.create(model="gpt-6-luna", input="Say hello.")

    Its summary goes to standard output once: on leaving the `with`, also by an error or Ctrl+C; without a `with`, when
    the program ends. `save=True` keeps each call in the store, so that the app shows it. `mock=True` is for a program's
    dry run, in which no model is called: nothing is counted, and the summary says so. May be used from any thread.
    Nothing that goes wrong in here reaches the program; it is logged under `usage_tracker_gui.session`.
    """

    def __init__(
        self,
        save: bool = False,
        *,
        mock: bool = False,
        prices: PriceSheet | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._mock = mock
        self._notes: list[str] = []
        self._rejected = 0
        self._lock = RLock()
        self._listeners: list[HttpListener] = []
        self._process = os.getpid()
        self._closed = False
        if prices is None and not mock:
            prices = self._read_prices()
        self._ledger = Ledger(prices, now)
        self._saver = self._open_saver(prices) if save and not mock else None
        atexit.register(self.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def record(self, response: Any, service: str = "") -> None:
        """Counts one answer of a model: an SDK's response or the same as a dict.

        Chat Completions, Responses and embeddings of OpenAI, Messages of Anthropic. Of a stream: each chunk of a chat,
        each event of a Responses stream, or Anthropic's final message (`stream.get_final_message()`). An answer of a
        wrapped client is counted already. `service` names whose prices hold where it is neither OpenAI's nor
        Anthropic's own: groq, perplexity, google, mistral, xai, deepseek.
        """
        try:
            if not is_answer(response):
                self._reject(response)
                return
            answer = read_answer(response, service)
            if answer is not None:
                self._count(answer)
        except Exception:
            _log.exception("A response could not be recorded, so its call is not counted")

    def wrap(self, client: Client) -> Client:
        """The same client, of whose successful calls each is counted from now on until this tracker closes.

        Takes clients of the openai and anthropic SDKs, sync and async, those built alike, and httpx clients; raises
        TypeError for others. Copies that `with_options` makes are counted too. Calls are not altered: a streamed chat
        tells its usage only if the program asked for it with `stream_options={"include_usage": True}`; else it counts
        as a call without usage.
        """
        from usage_tracker_gui.session.wrapping import HttpListener, http_client_of

        http = http_client_of(client)
        with self._lock:
            if not any(listener.http is http for listener in self._listeners):
                self._listeners.append(HttpListener(http, self._count))
        return client

    @property
    def summary(self) -> SessionSummary:
        """The figures so far."""
        if self._mock:
            return SessionSummary(mock=True)
        notes = list(self._notes)
        if self._rejected:
            things = "thing" if self._rejected == 1 else "things"
            notes.append(f"{self._rejected:,} {things} given to record() held no whole answer: not counted.")
        return self._ledger.summary(tuple(notes))

    @property
    def calls(self) -> tuple[Call, ...]:
        """One record for each call, in the order in which they ended."""
        return self._ledger.calls

    def close(self) -> None:
        """Ends the session: prints the summary, and waits until what is to be saved is saved. Later: does nothing."""
        with self._lock:
            if self._closed or os.getpid() != self._process:  # a fork's calls are its parent's to tell
                return
            self._closed = True
        atexit.unregister(self.close)
        try:
            self._end()
        except Exception:
            _log.exception("The session's summary could not be printed")

    def _end(self) -> None:
        for listener in self._listeners:
            listener.stop()
        ended = self._ledger.end_streams()
        _print(str(self.summary), sys.stdout)
        if self._saver is not None:
            for call in ended:
                self._saver.save(call)
            problem = self._saver.finish()
            if problem:
                _print(f"{problem}\n", sys.stderr)

    def _count(self, answer: Answer) -> None:
        if self._mock:
            return
        stream = answer.chunk_of
        call = self._ledger.add(answer) if stream is None else self._ledger.add_chunk(answer, stream)
        if call is not None and self._saver is not None:
            self._saver.save(call)

    def _reject(self, response: Any) -> None:
        """Events on the way to an answer are none yet; anything else is a mistake that should be seen."""
        kind = event_kind(response)
        if kind and kind != USAGE_EVENT:
            return
        with self._lock:
            self._rejected += 1
        _log.warning("record() was given a %s, which holds no answer of a model", kind or type(response).__name__)

    def _read_prices(self) -> PriceSheet | None:
        """The sheet and what the user's own says over it; without that where it can't be read."""
        try:
            paths, _ = survey(os.environ, Path.cwd(), executable=None)
            return load_price_sheet(paths.data)
        except (SettingsError, OSError) as error:
            self._notes.append(f"Your own prices are left aside: {error}")
        try:
            return load_price_sheet(None)
        except (SettingsError, OSError) as error:
            self._notes.append(f"Nothing has a price: {error}")
            return None

    def _open_saver(self, prices: PriceSheet | None) -> CallSaver:
        from usage_tracker_gui.session.saving import CallSaver

        process, folder, program = dict(os.environ), Path.cwd(), Path(sys.argv[0] or "python").name

        def opened() -> AbstractContextManager[Keep]:
            from usage_tracker_gui.session.recording import recording  # SQLAlchemy, on the saver's own thread

            return recording(process, folder, program, prices)

        return CallSaver(opened)


def _print(text: str, output: TextIO | None) -> None:
    """A program without a terminal, or with one that has no such letters, is no reason to fail."""
    if output is None:
        return
    encoding = output.encoding or "utf-8"
    try:
        output.write(text.encode(encoding, "replace").decode(encoding))
        output.flush()
    except (OSError, ValueError):  # closed, or a reader that went away
        _log.debug("The summary could not be printed", exc_info=True)
