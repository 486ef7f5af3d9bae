"""The body of a streamed answer (server-sent events), put together to what the whole answer says of itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_LINE_END = re.compile("\r\n|\n|\r")  # not splitlines: JSON may hold other line separators as they are
_DONE = "[DONE]"


class StreamFailed(Exception):
    """The service ended the stream with an error: the call was no success."""


class StreamedAnswer:
    """Fields of the whole answer, as `answers.read_answer` takes them; `usage` is None unless it was told in full."""

    def __init__(self, text: str) -> None:
        self.fields: dict[str, Any] = {}
        self.is_whole = False  # the service said that this was all
        for event, data in _events(text):
            if data.startswith(_DONE):
                self.is_whole = True
            elif data:
                self._hear(event, _object(data))

    def _hear(self, event: str, payload: dict[str, Any]) -> None:
        kind = payload.get("type")
        if event == "error" or kind in ("error", "response.failed") or payload.get("error"):
            raise StreamFailed
        if kind == "message_start":
            self._start_message(payload.get("message"))
        elif kind == "message_delta":
            self._add_usage(payload.get("usage"))
        elif kind == "message_stop":
            self.is_whole = True
        elif isinstance(kind, str) and kind.startswith("response."):
            self._take_response(kind, payload.get("response"))
        elif "choices" in payload:
            self._take_chunk(payload)

    def _start_message(self, message: Any) -> None:
        """Its usage is only a beginning: one output token, before the answer was written."""
        if isinstance(message, dict):
            self.fields = {**message, "usage": None, "started": message.get("usage")}

    def _add_usage(self, usage: Any) -> None:
        """Counts are cumulative; what a later event leaves out stays as it was."""
        if isinstance(usage, dict):
            before = self.fields.get("usage") or self.fields.get("started") or {}
            self.fields["usage"] = {**before, **{name: value for name, value in usage.items() if value is not None}}

    def _take_response(self, kind: str, response: Any) -> None:
        if isinstance(response, dict):
            self.fields = response
            self.is_whole = kind in ("response.completed", "response.incomplete")

    def _take_chunk(self, chunk: dict[str, Any]) -> None:
        """The chunks of a chat repeat model and tier; usage stands in the last one, if it was asked for."""
        self.fields.setdefault("object", "chat.completion")
        self.fields.setdefault("choices", [])
        for name in ("model", "service_tier", "usage", "x_groq"):
            if chunk.get(name):
                self.fields[name] = chunk[name]


def _events(text: str) -> Iterator[tuple[str, str]]:
    event, data = "", list[str]()
    for line in (*_LINE_END.split(text), ""):
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if not line:
            if data or event:
                yield event, "\n".join(data)
            event, data = "", []
        elif name == "event":
            event = value
        elif name == "data":
            data.append(value)


def _object(data: str) -> dict[str, Any]:
    """Whatever else an event may hold says nothing about usage."""
    try:
        payload = json.loads(data)
    except ValueError:
        return {}
    return payload if isinstance(payload, dict) else {}
