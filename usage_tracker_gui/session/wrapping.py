"""Counts the calls of a vendor's client by listening to its HTTP client, whichever library that is.

The SDKs of OpenAI and Anthropic, and those made like them, hold an HTTP client of httpx or of its successor httpx2,
which calls its response hooks before a body is read. The hook leaves the response as it is, but for a copy that it
takes of the bytes while the program reads them: nothing is asked for in addition, nothing is read ahead, and parsed,
raw and streamed answers are all counted alike. What was read is understood when the program is done with it.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from functools import cache
from threading import Lock
from typing import Any

from usage_tracker_gui.session.answers import Answer, read_answer
from usage_tracker_gui.session.events import StreamedAnswer, StreamFailed

_log = logging.getLogger(__name__)

# Where models are called; a path with anything behind these (an ID, input_items, count_tokens) calls none.
_CALLS = (
    "/chat/completions",
    "/completions",
    "/responses",
    "/responses/compact",
    "/embeddings",
    "/messages",
    "/images/generations",
    "/images/edits",
    "/audio/speech",
    "/audio/transcriptions",
    "/audio/translations",
    "/invoke",  # Anthropic's models at AWS
    "/invoke-with-response-stream",
    ":rawPredict",  # and at Google
    ":streamRawPredict",
)
_MEDIA = ("audio/", "video/", "application/octet-stream", "application/vnd.amazon.eventstream")
_STREAM = "text/event-stream"
_SERVICES = {
    "api.openai.com": "openai",
    "api.anthropic.com": "anthropic",
    "api.groq.com": "groq",
    "api.perplexity.ai": "perplexity",
    "api.mistral.ai": "mistral",
    "api.deepseek.com": "deepseek",
    "api.x.ai": "xai",
    "generativelanguage.googleapis.com": "google",
}


class HttpListener:
    """A response hook of one HTTP client. `heard` takes each successful call's answer, on the thread that read it."""

    def __init__(self, http: Any, heard: Callable[[Answer], object]) -> None:
        self.http = http
        self._heard = heard
        self._lock = Lock()
        self._open: set[_Copy] = set()
        self._hook = self._overhear_async if hasattr(http, "aclose") else self._overhear
        http.event_hooks = {**http.event_hooks, "response": [*http.event_hooks["response"], self._hook]}

    def stop(self) -> None:
        """No further call is heard; an answer that is still being read counts as far as it was read."""
        hooks = [hook for hook in self.http.event_hooks["response"] if hook != self._hook]
        self.http.event_hooks = {**self.http.event_hooks, "response": hooks}
        with self._lock:
            unread = list(self._open)
        for copy in unread:
            copy.end()

    def _overhear(self, response: Any) -> None:
        try:
            if _is_call(response):
                self._listen_to(response)
        except Exception:
            _log.exception("A response could not be listened to, so its call is not counted")

    async def _overhear_async(self, response: Any) -> None:
        self._overhear(response)

    def _listen_to(self, response: Any) -> None:
        came_whole = response.is_closed  # and unpacked, as from a transport that a test made up
        copy = _Copy(response, self._end, packed="" if came_whole else response.headers.get("content-encoding", ""))
        with self._lock:
            self._open.add(copy)
        if came_whole:
            copy.add(response.content)
            copy.end()
        else:
            response.stream = _body_before(response)(response.stream, copy)

    def _end(self, copy: _Copy) -> None:
        with self._lock:
            if copy not in self._open:
                return
            self._open.discard(copy)
        try:
            answer = copy.answer()
            if answer is not None:
                self._heard(answer)
        except StreamFailed:
            _log.debug("A stream ended with an error, so its call is not counted")
        except Exception:
            _log.exception("An answer could not be understood, so its call is not counted")


def http_client_of(client: Any) -> Any:
    """The HTTP client in an SDK's client, or the client itself where it is one. Raises TypeError."""
    for candidate in (client, getattr(client, "_client", None)):
        hooks = getattr(candidate, "event_hooks", None)
        if isinstance(hooks, dict) and "response" in hooks:
            return candidate
    raise TypeError(
        f"SessionTracker can't wrap a {type(client).__name__}: it takes a client of the openai or anthropic SDK, or an "
        "httpx client. For others, hand each response to record()."
    )


class _Copy:
    """The bytes of one answer, as far as the program has read them."""

    def __init__(self, response: Any, ended: Callable[[_Copy], None], packed: str) -> None:
        self._response = response
        self._packed = packed
        self._ended = ended
        self._chunks: list[bytes] = []
        self._failed = False
        self._kind = str(response.headers.get("content-type", "")).partition(";")[0].strip().lower()

    def add(self, chunk: bytes) -> None:
        if not self._kind.startswith(_MEDIA):
            self._chunks.append(chunk)

    def fail(self) -> None:
        self._failed = True

    def end(self) -> None:
        self._ended(self)

    def answer(self) -> Answer | None:
        """None when the call was no success after all: broken off, a web page, or an error in place of an answer."""
        service, model = _service(self._response), _asked_model(self._response)
        text = self._text()
        if self._kind == _STREAM or text.lstrip().startswith(("data:", "event:")):
            streamed = StreamedAnswer(text)
            broken = self._failed and not streamed.is_whole
            return None if broken else read_answer(streamed.fields, service, model)
        if self._failed or self._kind == "text/html":
            return None
        if self._kind.startswith((*_MEDIA, "text/")):  # speech, or a transcript that is nothing but text
            return read_answer({}, service, model)
        try:
            return read_answer(json.loads(text), service, model)
        except ValueError:
            return None

    def _text(self) -> str:
        """Unpacked by the response's own library, which told the server what it can unpack."""
        body = b"".join(self._chunks)
        if self._packed and body:
            body = type(self._response)(200, headers={"content-encoding": self._packed}, content=body).content
        return body.decode("utf-8", errors="replace")


class _Body:
    """Stands in front of a response's body; for everything but reading and closing it is that body."""

    def __init__(self, body: Any, copy: _Copy) -> None:
        self._body = body
        self._copy = copy

    def __getattr__(self, name: str) -> Any:
        return getattr(self._body, name)


class _SyncBody(_Body):
    def __iter__(self) -> Iterator[bytes]:
        try:
            for chunk in self._body:
                self._copy.add(chunk)
                yield chunk
        except Exception:
            self._copy.fail()
            raise

    def close(self) -> None:
        try:
            self._body.close()
        finally:
            self._copy.end()


class _AsyncBody(_Body):
    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._body:
                self._copy.add(chunk)
                yield chunk
        except Exception:
            self._copy.fail()
            raise

    async def aclose(self) -> None:
        try:
            await self._body.aclose()
        finally:
            self._copy.end()


def _body_before(response: Any) -> type[_Body]:
    """Our kind of body, as one that the response's library takes for its own: it asks for its own classes."""
    for kind in type(response).__mro__:
        library: Any = sys.modules[kind.__module__.partition(".")[0]]
        if hasattr(library, "SyncByteStream"):
            is_async = isinstance(response.stream, library.AsyncByteStream)
            return _body_for(library.AsyncByteStream if is_async else library.SyncByteStream)
    raise TypeError(f"{type(response).__name__} is no response of httpx")


@cache
def _body_for(theirs: type) -> type[_Body]:
    ours = _AsyncBody if hasattr(theirs, "__aiter__") else _SyncBody
    return type(ours.__name__, (ours, theirs), {})


def _is_call(response: Any) -> bool:
    request = response.request
    return bool(response.is_success) and request.method == "POST" and request.url.path.endswith(_CALLS)


def _service(response: Any) -> str:
    return _SERVICES.get(response.request.url.host, "")


def _asked_model(response: Any) -> str:
    """The model that was asked for, where the answer names none (images, speech)."""
    try:
        asked = json.loads(response.request.content)
    except Exception:  # a form with a file, a body that was streamed
        return ""
    model = asked.get("model") if isinstance(asked, dict) else None
    return model if isinstance(model, str) else ""
