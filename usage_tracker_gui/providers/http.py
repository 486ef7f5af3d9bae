"""One careful way to ask over HTTP: no redirects, secrets to https alone, patient with faults, quick to stop."""

from __future__ import annotations

import functools
import ipaddress
import logging
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, NoReturn, TypeVar

import httpx
import msgspec
import stamina
import truststore

import usage_tracker_gui
from usage_tracker_gui.domain.account import RateLimit
from usage_tracker_gui.providers.answers import Dialect, TryAgain, decoded, failure, redirect, scrubbed
from usage_tracker_gui.providers.provider import (
    AnswerTooLarge,
    Connection,
    CredentialRefused,
    Interrupted,
    Misconfigured,
    Unreachable,
)

T = TypeVar("T")
Params = Sequence[tuple[str, str | int]]

LARGEST_ANSWER = 64 * 1024 * 1024  # bytes, unpacked
CONNECT_SECONDS = 10.0
READ_SECONDS = 20.0

_log = logging.getLogger(__name__)
# stamina's own hook warns on standard error where nothing has set up logging; we log a retry ourselves.
stamina.instrumentation.set_on_retry_hooks([])


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    content: T
    size: int  # bytes of JSON, unpacked
    requests: int  # tries that it took
    rate_limit: RateLimit | None = None


def open_client(base_url: str) -> httpx.Client:
    """A client for one thread and one account. Close it, or use it as a context manager.

    Plain http is for loopback alone, and loopback never goes through a proxy. Raises Misconfigured.
    """
    url = _checked(base_url)
    loopback = _is_loopback(url.host)
    try:
        return httpx.Client(
            base_url=url,
            headers={
                "User-Agent": f"UsageTracker/{usage_tracker_gui.__version__}",
                "Accept": "application/json",
            },
            verify=_system_trust() if url.scheme == "https" else _no_trust(),
            trust_env=not loopback,
            http2=False,
            follow_redirects=False,
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
        )
    except (ValueError, ImportError, httpx.InvalidURL):
        raise Misconfigured(
            "The proxy of the environment (HTTPS_PROXY, ALL_PROXY) can't be used; correct it or unset it."
        ) from None


def _checked(base_url: str) -> httpx.URL:
    try:
        url = httpx.URL(base_url.strip())
    except httpx.InvalidURL:
        raise Misconfigured("The base URL can't be read; it looks like https://api.openai.com/v1.") from None
    if url.scheme not in ("https", "http") or not url.host:
        raise Misconfigured("The base URL needs https:// and a host, as in https://api.openai.com/v1.")
    if url.userinfo or url.query or url.fragment:
        raise Misconfigured(f"The base URL for {url.host} may hold no user, password, query or fragment; remove it.")
    if url.scheme == "http" and not _is_loopback(url.host):
        raise Misconfigured(
            f"The base URL for {url.host} must begin with https://, or the secret could be read on the way."
        )
    return url


def _is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@functools.cache
def _system_trust() -> ssl.SSLContext:
    """The system's certificates, read when first needed: companies put their proxy's there."""
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@functools.cache
def _no_trust() -> ssl.SSLContext:
    """For clients of plain http: trusts no certificate at all, and costs no reading of any."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def get_json(
    connection: Connection, dialect: Dialect, path: str, params: Params, decoder: msgspec.json.Decoder[T]
) -> Answer[T]:
    """GET `path` below the account's base URL, as `decoder` types it.

    Tries again after 408, 409, 429, 5xx, faults of the connection and cut-off answers, for as long as the connection's
    patience lasts; waits as long as the service asks. Raises the errors of the tree in `provider`.
    """
    request = _Request(connection, dialect, path, params)
    try:
        for attempt in stamina.retry_context(on=request.goes_on, attempts=connection.patience.tries, timeout=None):
            with attempt:
                body = request.ask().removeprefix(b"\xef\xbb\xbf")  # a byte order mark does no harm
                content = decoded(request.what, body, decoder)
                return Answer(content, len(body), request.tries, request.rate_limit)
    except TryAgain as last:
        raise last.failure from None
    raise AssertionError("stamina makes at least one attempt")


class _Request:
    """One request through all of its tries."""

    def __init__(self, connection: Connection, dialect: Dialect, path: str, params: Params) -> None:
        self.connection = connection
        self.dialect = dialect
        self.path = path
        self.params = httpx.QueryParams(list(params))
        self.what = f"{dialect.service}'s answer to {path}"
        self.tries = 0
        self.rate_limit: RateLimit | None = None
        self._due = self._started = connection.patience.clock()

    def goes_on(self, error: Exception) -> bool | float:
        """Whether another try follows; the wait before it is ours (`ask`), so that a stop can end it."""
        if not isinstance(error, TryAgain):
            return False
        patience = self.connection.patience
        wait = error.wait or patience.backoff(self.tries)
        due = patience.clock() + wait
        if due > self._started + patience.seconds:
            error.failure.retry_after = error.wait
            return False
        _log.info("%s Try %d follows in %.1f s.", error.failure, self.tries + 1, wait)
        self._due = due
        return 0.0

    def ask(self) -> bytes:
        """One try: the body of a successful answer."""
        connection = self.connection
        if not connection.patience.wait_until(self._due, connection.should_stop):
            self._stop()
        self.tries += 1
        left = max(1.0, self._started + connection.patience.seconds - connection.patience.clock())
        timeout = httpx.Timeout(min(READ_SECONDS, left), connect=min(CONNECT_SECONDS, left))
        try:
            with connection.client.stream(
                "GET", self.path, params=self.params, headers=self._headers(), timeout=timeout
            ) as response:
                body = self._read(response)
        except httpx.RequestError as error:
            raise self._transport_failure(error) from None
        if response.is_redirect:
            raise redirect(self.what, response)
        if not response.is_success:
            raise failure(self.dialect, connection.secret, self.what, response, body)
        self.rate_limit = self.dialect.rate_limit(response.headers)
        connection.heard.rate_limit = self.rate_limit or connection.heard.rate_limit
        return body

    def _headers(self) -> dict[str, str]:
        text = self.connection.secret.reveal()
        if not text or not text.isascii() or not text.isprintable() or " " in text:
            raise CredentialRefused(
                f"The secret for {self.dialect.service} is empty or has characters that no key has; enter it again."
            )
        return dict(self.dialect.headers(self.connection.secret))

    def _read(self, response: httpx.Response) -> bytes:
        patience = self.connection.patience
        deadline = self._started + patience.seconds
        chunks: list[bytes] = []
        size = 0
        for chunk in response.iter_bytes():
            chunks.append(chunk)
            size += len(chunk)
            if size > LARGEST_ANSWER:
                raise AnswerTooLarge(f"{self.what} is larger than {LARGEST_ANSWER >> 20} MB, which no page should be.")
            if self.connection.should_stop():
                self._stop()
            if patience.clock() > deadline:
                raise Unreachable(f"{self.what} took longer than {patience.seconds:.0f} s; it is asked again later.")
        return b"".join(chunks)

    def _transport_failure(self, error: httpx.RequestError) -> Exception:
        host = self.connection.client.base_url.host
        reason = scrubbed(str(error), self.connection.secret) or type(error).__name__
        if "CERTIFICATE_VERIFY_FAILED" in reason or "certificate" in reason.lower():
            return Unreachable(f"The certificate of {host} is not trusted, so nothing was sent: {reason}")
        if isinstance(error, httpx.TimeoutException):
            return TryAgain(Unreachable(f"{self.dialect.service} at {host} did not answer in time."))
        sentence = f"{self.dialect.service} at {host} can't be reached ({reason}): check the network, then try again."
        return TryAgain(Unreachable(sentence))

    def _stop(self) -> NoReturn:
        raise Interrupted(f"Stopped while {self.dialect.service} was asked.")
