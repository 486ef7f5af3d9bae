"""Messages out: to e-mail, a webhook, Slack and whatever else Apprise knows, by one address each.

May import the domain alone. An address holds passwords or tokens, so that it is a secret: no error, log or repr of ours
repeats it, nor what Apprise says of it. Apprise is imported when something is sent or checked (0.3 s).
"""

from __future__ import annotations

import ipaddress
import logging
import re
import warnings
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from usage_tracker_gui.domain.account import Secret
from usage_tracker_gui.domain.alert_channels import Message

WEBHOOKS = {"https": "jsons", "http": "json"}  # a plain address gets the message as JSON
UNENCRYPTED = frozenset({"http", "json", "xml", "form"})


class DeliveryError(Exception):
    """One sentence for people, without the address."""


class WrongAddress(DeliveryError):
    """Nothing can be sent there, ever."""


def check(address: Secret) -> str:
    """What the address leads to, such as `E-Mail` or `Slack`. Nothing is sent. Raises WrongAddress."""
    return str(_target(address).service_name)


def send(address: Secret, message: Message) -> None:
    """Waits for the answer, some seconds at most. Raises DeliveryError when the message was not taken."""
    target = _target(address)
    apprise = _apprise()
    sender = apprise.Apprise()
    sender.add(target)
    with apprise.LogCapture(level=logging.WARNING) as said:
        taken = sender.notify(title=message.title, body=message.body, body_format=apprise.NotifyFormat.TEXT)
        why = _why(said.getvalue())
    if not taken:
        raise DeliveryError(
            f"{target.service_name} did not take the message ({why}): check its address and the network."
        )


def _target(address: Secret) -> Any:
    """Apprise's own object for the address."""
    text = address.reveal().strip()
    apprise = _apprise()
    _refuse_unencrypted(text)
    target = apprise.Apprise.instantiate(text, suppress_exceptions=True)
    scheme, separator, rest = text.partition("://")
    if target is None and separator and scheme.lower() in WEBHOOKS:
        target = apprise.Apprise.instantiate(f"{WEBHOOKS[scheme.lower()]}://{rest}", suppress_exceptions=True)
    if target is None:
        raise WrongAddress(
            "That is no address that alerts can be sent to: use https://… for a webhook or Slack, "
            "mailtos://USER:PASSWORD@HOST?from=…&to=… for e-mail, or any other of Apprise's addresses."
        )
    return target


def _refuse_unencrypted(text: str) -> None:
    parts = _split(text)
    if parts is not None and parts[0] in UNENCRYPTED and not _is_this_computer(parts[1]):
        raise WrongAddress("Alerts are sent encrypted, or to this computer: use https:// instead of http://.")


def _split(text: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(text)
        return parts.scheme.lower(), parts.hostname or ""
    except ValueError:
        return None


def _is_this_computer(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _why(said: str) -> str:
    """What Apprise says may hold the address; the status of an HTTP answer is all that is taken from it."""
    status = re.search(r"error=(\d{3})\b", said)
    if status is not None:
        return f"HTTP {status[1]}"
    return "no connection" if "onnection error" in said else "refused"


@cache
def _apprise() -> Any:
    # Its plugins look for modules that Python will drop. Not `catch_warnings`: that belongs to the whole process, and
    # another thread that leaves one of its own in the meantime would end ours.
    warnings.filterwarnings("ignore", category=DeprecationWarning, module=r"apprise\b")
    import apprise

    apprise.Apprise.instantiate("json://localhost")  # loads the plugins
    for name in ("apprise", "urllib3"):
        logging.getLogger(name).propagate = False  # their lines name addresses: none of them reaches our log
    return apprise
