"""`usage-tracker chat`: a small chat in the terminal, and the living example of the session library.

Speaks Chat Completions over plain HTTP, so it works with any service or local server that does. `SessionTracker` wraps
the HTTP client and counts what a chat costs.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Protocol

import click
import httpx

from usage_tracker_gui.cli.exits import CREDENTIAL_REFUSED, DONE, SERVICE_FAILED, Stop, say
from usage_tracker_gui.cli.run import Run
from usage_tracker_gui.domain.account import Secret
from usage_tracker_gui.providers.answers import scrubbed
from usage_tracker_gui.providers.http import open_client
from usage_tracker_gui.providers.provider import Misconfigured
from usage_tracker_gui.session import SessionTracker
from usage_tracker_gui.settings.credentials import credential

KEY_VARIABLE = "OPENAI_API_KEY"
URL_VARIABLE = "OPENAI_BASE_URL"
DEFAULT_URL = "https://api.openai.com/v1"
DEFAULT_MODEL = "gpt-6-luna"
ANSWER_SECONDS = 120.0  # a model may think for long before its first word
_LEAVE = ("/exit", "/quit")
_UNKNOWN_OPTION = (400, 422)
Message = dict[str, str]


@click.command(short_help="Chat in the terminal; ends with what it cost.")
@click.option("--mock", is_flag=True, help="Call no model: answers are made up here, and nothing is counted.")
@click.option("--base-url", metavar="URL", help=f"An OpenAI-compatible URL; {URL_VARIABLE}, else {DEFAULT_URL}.")
@click.option("--model", default=DEFAULT_MODEL, show_default=True)
@click.pass_obj
def chat(run: Run, mock: bool, base_url: str | None, model: str) -> int:
    """Chat in the terminal; `/exit` and Ctrl+C end it with what it used and cost.

    The key is read from OPENAI_API_KEY; a server on this computer needs none.
    """
    if mock:
        return _talk(SessionTracker(mock=True), nullcontext(_Parrot()))
    place = _place(run, base_url)
    try:
        client = open_client(place.url)
    except Misconfigured as error:
        raise Stop(str(error)) from error
    tracker = SessionTracker(prices=run.prices, now=run.now)
    return _talk(tracker, _Model(tracker.wrap(client), place.secret, model))


class _Place:
    """Where the model is, and the key for it; an empty one where none is needed."""

    def __init__(self, url: str, secret: Secret) -> None:
        self.url = url
        self.secret = secret


class ChatFailed(Exception):
    """One sentence for people, and the exit code it stands for."""

    def __init__(self, message: str, code: int = SERVICE_FAILED) -> None:
        super().__init__(message)
        self.code = code


class _Companion(Protocol):
    def answer(self, messages: list[Message]) -> Iterator[str]:
        """Pieces of text as they come. Raises ChatFailed."""
        ...


def _place(run: Run, base_url: str | None) -> _Place:
    """A base URL out of a `.env` may be somebody else's: it gets a key from that file or the environment only."""
    environment = run.workspace.environment
    key = environment.lookup(KEY_VARIABLE)
    url = None if base_url is not None else environment.lookup(URL_VARIABLE)
    if url is not None and url.file is not None and key is not None and key.file not in (None, url.file):
        say(f"{url.where} is ignored, for the key comes from elsewhere: put {KEY_VARIABLE} into the same file.")
        url = None
    chosen = base_url if base_url is not None else url.text if url else DEFAULT_URL
    if key is None:
        if chosen == DEFAULT_URL:
            raise Stop(f"No key: set {KEY_VARIABLE}, or try `usage-tracker chat --mock`, which needs none.")
        return _Place(chosen, Secret(""))
    secret = credential(key.text, key.where)
    run.workspace.scrubber.know(secret)
    return _Place(chosen, secret)


def _talk(tracker: SessionTracker, companion: AbstractContextManager[_Companion]) -> int:
    """Until /exit, the end of the input or Ctrl+C. The exit code is that of the last answer."""
    code = DONE
    messages: list[Message] = []
    with tracker, companion as model:
        try:
            for words in _lines():
                messages.append({"role": "user", "content": words})
                try:
                    messages.append({"role": "assistant", "content": _show(model.answer(messages))})
                    code = DONE
                except ChatFailed as failure:
                    say(str(failure))
                    messages.pop()
                    code = failure.code
                if code == CREDENTIAL_REFUSED:
                    break
        except KeyboardInterrupt:
            click.echo()
            return DONE
    return code


def _lines() -> Iterator[str]:
    on_terminal = sys.stdin.isatty()
    if on_terminal:
        click.echo("/exit or Ctrl+C ends the chat.", err=True)
    while True:
        try:
            words = input("you> " if on_terminal else "").strip()
        except EOFError:
            return
        except UnicodeDecodeError:
            say("That line is not text in UTF-8, so it was left out.")
            continue
        if words.lower() in _LEAVE:
            return
        if words:
            yield words


def _show(pieces: Iterator[str]) -> str:
    """Each piece as it comes; a model's words may not steer the terminal. The line ends also where they break off."""
    shown: list[str] = []
    try:
        for piece in pieces:
            clean = "".join(character for character in piece if character.isprintable() or character in "\n\t")
            shown.append(clean)
            click.echo(clean, nl=False)
    finally:
        if shown:
            click.echo()
    return "".join(shown)


class _Parrot:
    """Answers without a model."""

    def answer(self, messages: list[Message]) -> Iterator[str]:
        yield from ("This is a mock answer; ", "you said: ", messages[-1]["content"])


class _Model:
    """A model behind an OpenAI-compatible URL."""

    def __init__(self, client: httpx.Client, secret: Secret, model: str) -> None:
        self._client = client
        self._secret = secret
        self._model = model
        self._asks_for_usage = True

    def __enter__(self) -> _Model:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def answer(self, messages: list[Message]) -> Iterator[str]:
        try:
            with self._ask(messages) as response:
                if self._asks_for_usage and response.status_code in _UNKNOWN_OPTION:
                    complaint = response.read()
                    if b"stream_options" not in complaint:
                        raise self._refusal(response)
                    self._asks_for_usage = False  # an older server: the chat goes on, its tokens stay unknown
                else:
                    yield from self._words(response)
                    return
            with self._ask(messages) as response:
                yield from self._words(response)
        except httpx.TimeoutException:
            raise ChatFailed(f"{self._host} did not answer in time; say it again later.") from None
        except httpx.RequestError as error:
            reason = scrubbed(str(error), self._secret) or type(error).__name__
            raise ChatFailed(f"{self._host} can't be reached ({reason}): check the base URL and the network.") from None

    @property
    def _host(self) -> str:
        return self._client.base_url.host

    def _ask(self, messages: list[Message]) -> AbstractContextManager[httpx.Response]:
        key = self._secret.reveal()
        body: dict[str, Any] = {"model": self._model, "messages": messages, "stream": True}
        if self._asks_for_usage:
            body["stream_options"] = {"include_usage": True}
        return self._client.stream(
            "POST",
            "chat/completions",
            json=body,
            headers={"Accept": "text/event-stream", **({"Authorization": f"Bearer {key}"} if key else {})},
            timeout=httpx.Timeout(ANSWER_SECONDS, connect=10.0),
        )

    def _words(self, response: httpx.Response) -> Iterator[str]:
        if not response.is_success:
            response.read()
            raise self._refusal(response)
        if "json" in response.headers.get("content-type", ""):  # a server that does not stream
            yield self._text_in(_object(response.read().decode(errors="replace")), "message")
            return
        for line in response.iter_lines():
            data = line.removeprefix("data:").strip()
            if data == "[DONE]":
                return
            if line.startswith("data:"):
                yield self._text_in(_object(data), "delta")

    def _text_in(self, payload: dict[str, Any], part: str) -> str:
        if payload.get("error"):
            raise ChatFailed(f"{self._host} broke off with an error.{self._quoted(payload)}")
        choices = payload.get("choices")
        words = choices[0].get(part) if choices and isinstance(choices[0], dict) else None
        text = words.get("content") if isinstance(words, dict) else None
        return text if isinstance(text, str) else ""

    def _refusal(self, response: httpx.Response) -> ChatFailed:
        words = self._quoted(_object(response.text))
        status = response.status_code
        if status in (401, 403):
            key = f"refused the key in {KEY_VARIABLE}" if self._secret.reveal() else f"wants a key: set {KEY_VARIABLE}"
            return ChatFailed(f"{self._host} {key} ({status}).{words}", CREDENTIAL_REFUSED)
        if status == 429:
            return ChatFailed(f"{self._host} takes no more for now (429): wait a little.{words}")
        if status >= 500:
            return ChatFailed(f"{self._host} has a fault ({status}): say it again later.{words}")
        if response.is_redirect:
            return ChatFailed(f"{self._host} sends elsewhere ({status}), which is not followed: check the base URL.")
        return ChatFailed(f"{self._host} refused the request ({status}): check the base URL and the model.{words}")

    def _quoted(self, payload: dict[str, Any]) -> str:
        error = payload.get("error")
        message = error.get("message") if isinstance(error, dict) else error
        return f' It says: "{scrubbed(message, self._secret)}"' if isinstance(message, str) and message else ""


def _object(text: str) -> dict[str, Any]:
    try:
        payload = json.loads(text)
    except ValueError:
        return {}
    return payload if isinstance(payload, dict) else {}
