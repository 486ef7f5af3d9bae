"""What a service's answer means: a decoded page, or which error of the tree, in words for people.

`Dialect` is what differs between services: how they authenticate and how they word a refusal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypedDict, TypeVar

import httpx
import msgspec

from usage_tracker_gui.domain.account import RateLimit, Secret
from usage_tracker_gui.providers.patience import retry_after
from usage_tracker_gui.providers.provider import (
    BadAnswer,
    CredentialRefused,
    ProviderError,
    QuotaExhausted,
    RateLimited,
    RefusedRequest,
    Unreachable,
)

T = TypeVar("T")

_RETRIED = frozenset({408, 409, 429})
_ABOUT_MONEY = re.compile(r"quota|billing|credit|payment|spend(ing)? limit", re.IGNORECASE)
_LOOKS_SECRET = re.compile(r"\b(?:sk|gsk|pplx|xai|ghp|github_pat)[-_][\w*.…-]{6,}|(?<=Bearer )\S+", re.IGNORECASE)
_NOT_JSON_AT = re.compile(r"\(byte (\d+)\)")
_FIELD_NAME = re.compile(rb'"(\w{1,80})"\s*:')


MISSING_SCOPE = "missing_scope"  # the code that we give where the service says it in words alone


class _Details(TypedDict):
    status: int
    code: str
    param: str


class TryAgain(Exception):
    """A failure that another try may cure. `wait` is in seconds, where the service named it."""

    def __init__(self, failure: ProviderError, wait: float | None = None) -> None:
        super().__init__(str(failure))
        self.failure = failure
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Complaint:
    """The error that a service put into its answer; '' where it said nothing."""

    message: str = ""
    type: str = ""
    code: str = ""
    param: str = ""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one service authenticates and words its errors."""

    service: str
    headers: Callable[[Secret], Mapping[str, str]]
    refusal: Callable[[Secret, Complaint], str]  # the sentence when the credential was refused
    quota_codes: frozenset[str] = frozenset()  # codes and types of a 429 that only a person can end
    remaining_header: str = "x-ratelimit-remaining-requests"
    limit_header: str = "x-ratelimit-limit-requests"

    def rate_limit(self, headers: Mapping[str, str]) -> RateLimit | None:
        """What an answer's headers tell about it; None where they tell nothing."""
        remaining, limit = headers.get(self.remaining_header, ""), headers.get(self.limit_header, "")
        if not remaining.isdecimal():
            return None
        return RateLimit(int(remaining), int(limit) if limit.isdecimal() else None)


def scrubbed(text: str, secret: Secret) -> str:
    """`text` in one line of at most 300 characters, without the secret or anything that looks like one."""
    hidden = secret.reveal().strip()
    if hidden:
        text = text.replace(hidden, "…")
    text = " ".join(_LOOKS_SECRET.sub("…", text).split())
    return text if len(text) <= 300 else text[:299] + "…"


def decoded(what: str, body: bytes | msgspec.Raw, decoder: msgspec.json.Decoder[T], root: str = "$") -> T:
    """The typed content of `body`.

    Raises TryAgain where it is cut off, and BadAnswer, with the path of the field, where it is complete but wrong.
    `what` begins the sentence; `root` is the path of `body` in the whole answer.
    """
    try:
        return decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _unusable(what, bytes(body), error, root) from None


def _unusable(what: str, body: bytes, error: Exception, root: str) -> Exception:
    if body.lstrip()[:1] == b"<":
        return BadAnswer(f"{what} is a web page where data was expected; check the account's base URL.")
    if isinstance(error, msgspec.ValidationError):
        reason = str(error) if "`$" in str(error) else f"{error} - at `$`"
        return BadAnswer(f"{what} has the wrong shape: {reason.replace('`$', f'`{root}')}.")
    if isinstance(error, RecursionError):
        return BadAnswer(f"{what} is nested too deeply to be read.")
    if isinstance(error, UnicodeDecodeError):
        return BadAnswer(f"{what} is not UTF-8 text.")
    if "truncated" in str(error):
        return TryAgain(Unreachable(f"{what} was cut off."))
    return BadAnswer(f"{what} is not valid JSON{_near(body, str(error))}: {error}.")


def _near(body: bytes, reason: str) -> str:
    """The field before the byte at which the JSON breaks, as ` near field 'x'`."""
    place = _NOT_JSON_AT.search(reason)
    if place is None:
        return ""
    offset = int(place.group(1))
    names = _FIELD_NAME.findall(body[max(0, offset - 200) : offset])
    return f" near field '{names[-1].decode(errors='replace')}'" if names else ""


def redirect(what: str, response: httpx.Response) -> BadAnswer:
    """Refused, since the secret must not follow to another place."""
    target = httpx.URL(response.headers.get("location", "")).host or "another address of the same host"
    return BadAnswer(
        f"{what} is a redirect to {target}, which is not followed, to keep the secret; check the account's base URL."
    )


def failure(dialect: Dialect, secret: Secret, what: str, response: httpx.Response, body: bytes) -> Exception:
    """The error for an answer that is neither a success nor a redirect: a ProviderError, or TryAgain around one."""
    status = response.status_code
    complaint = _complaint(body)
    words = scrubbed(complaint.message, secret)
    quoted = f' It says: "{words}"' if words else ""
    code = complaint.code or (MISSING_SCOPE if "missing scope" in complaint.message.lower() else "")
    details: _Details = {"status": status, "code": code, "param": complaint.param}
    if status in (401, 403):
        return CredentialRefused(scrubbed(dialect.refusal(secret, complaint), secret), **details)
    wait = retry_after(response.headers)
    if status == 429 and _needs_a_person(dialect, complaint, wait):
        return QuotaExhausted(
            f"{dialect.service} refuses until its billing or quota is put right at its console.{quoted}", **details
        )
    error: ProviderError
    if status == 429:
        error = RateLimited(f"{dialect.service} asks for fewer requests (429).{quoted}", **details)
    elif status >= 500 or status in _RETRIED:
        error = Unreachable(
            f"{what} is an error of the service ({status}); it is asked again later.{quoted}", **details
        )
    else:
        error = RefusedRequest(f"{what} is a refusal ({status}).{quoted or ' Check the base URL.'}", **details)
    return TryAgain(error, wait) if _may_be_cured(response) else error


def _may_be_cured(response: httpx.Response) -> bool:
    """The service's own word first, then the status."""
    word: str = response.headers.get("x-should-retry", "").lower()
    if word in ("true", "false"):
        return word == "true"
    return response.status_code >= 500 or response.status_code in _RETRIED


def _needs_a_person(dialect: Dialect, complaint: Complaint, wait: float | None) -> bool:
    if {complaint.code, complaint.type} & dialect.quota_codes:
        return True
    return wait is None and bool(_ABOUT_MONEY.search(complaint.message))


def _complaint(body: bytes) -> Complaint:
    """Lenient: an error page of a proxy or an odd shape is an empty complaint."""
    try:
        content = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Complaint()
    error = content.get("error") if isinstance(content, dict) else None
    if isinstance(error, str):
        return Complaint(message=error)
    if not isinstance(error, dict):
        return Complaint()
    texts = {name: error.get(name) for name in ("message", "type", "code", "param")}
    return Complaint(**{name: text for name, text in texts.items() if isinstance(text, str)})
