"""What a person can set, as one frozen value. `settings_file` reads and writes it, a dialog draws it from SETTINGS."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import time, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from usage_tracker_gui.settings.errors import PreferenceError
from usage_tracker_gui.settings.setting import Amount, Choice, Setting, Switch, Text, Whole, private_setting, setting

if TYPE_CHECKING:
    from usage_tracker_gui.domain.alert_rules import GeneralRules

# The groups of settings.toml in their order, as people think of them. "window" is remembered, not asked.
TABLES: Mapping[str, str] = MappingProxyType(
    {
        "watching": "Watching",
        "money": "Money",
        "alerts": "Alerts",
        "computer": "This computer",
        "advanced": "Advanced",
        "window": "Window",
    }
)

_QUIET_HOURS = r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)"


def _is_zone(name: str) -> bool:
    if name == "UTC":
        return True
    from zoneinfo import ZoneInfo  # 2 ms

    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):  # unknown, not a name at all, a folder of zones
        return False
    return True


def _is_quiet_hours(text: str) -> bool:
    if not text:
        return True
    return re.fullmatch(_QUIET_HOURS, text) is not None and text[:5] != text[6:]


def _is_currency(code: str) -> bool:
    return re.fullmatch(r"[A-Z]{3}", code) is not None


def _is_address_without_password(url: str, schemes: tuple[str, ...]) -> bool:
    if not url:
        return True
    try:
        parts = urlsplit(url)
        return parts.scheme in schemes and parts.password is None and "password=" not in parts.query
    except ValueError:
        return False


def _is_proxy(url: str) -> bool:
    return _is_address_without_password(url, ("http", "https")) and (not url or bool(urlsplit(url).hostname))


def _is_database(url: str) -> bool:
    return _is_address_without_password(url, ("postgresql", "postgresql+psycopg", "sqlite"))


def _is_feed(url: str) -> bool:
    """Plain http is for this machine alone."""
    if not _is_address_without_password(url, ("https", "http")):
        return False
    return not url.startswith("http:") or urlsplit(url).hostname in ("127.0.0.1", "::1", "localhost")


def _is_feed_key(text: str) -> bool:
    """Nothing, or 32 bytes in Base64: the public half of an Ed25519 key."""
    if not text:
        return True
    import base64  # not before the first frame

    try:
        return len(base64.b64decode(text, validate=True)) == 32
    except ValueError:
        return False


def _is_anything(_: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Preferences:
    """All settings with their defaults. Making one with a value that isn't allowed raises PreferenceError."""

    interval_seconds: int = setting(
        15, "watching", "Refresh every", Whole(1, 600), "How often the services are asked.", "seconds"
    )
    lookback: str = setting(
        "today",
        "watching",
        "Show",
        Choice(
            (
                ("today", "Today"),
                ("hours", "Last hours"),
                ("7d", "7 days"),
                ("30d", "30 days"),
                ("month", "This month"),
            )
        ),
        "The period that the window opens with.",
    )
    lookback_hours: int = setting(
        6, "watching", "Last hours", Whole(1, 168), "How far back the live view looks.", "hours"
    )
    bucket_width: str = setting(
        "1h",
        "watching",
        "Bucket width",
        Choice((("1m", "1 minute"), ("1h", "1 hour"), ("1d", "1 day"))),
        "The step of the chart and of the live view.",
    )
    timezone: str = setting(
        "UTC",
        "watching",
        "Time zone",
        Text("a name like UTC or Europe/Berlin", _is_zone),
        "Where days begin in reports and budgets; services bill by UTC days.",
    )

    tier: str = setting(
        "auto",
        "money",
        "Price as",
        Choice(
            (
                ("auto", "As billed"),
                ("standard", "Standard"),
                ("batch", "Batch"),
                ("flex", "Flex"),
                ("priority", "Priority"),
            )
        ),
        "Another tier shows what the same usage would have cost there.",
    )
    currency: str = setting(
        "USD",
        "money",
        "Show money in",
        Text("a currency code of three capital letters such as EUR", _is_currency),
        "Services bill in US dollars; another currency needs a rate.",
    )
    currency_rate: Decimal | None = setting(  # noqa: RUF009 - a field like the others
        None, "money", "Rate", Amount(), "How much of that currency one US dollar is.", "per US dollar"
    )
    price_updates: bool = setting(
        False, "money", "Fetch price updates", Switch(), "Reads a public price list now and then; off when offline."
    )

    spike_token_rate: int = setting(
        10_000,
        "alerts",
        "Token spike above",
        Whole(0, 1_000_000_000),
        "A key that uses more than this raises an alert; 0 turns it off.",
        "tokens a minute",
    )
    spike_request_rate: int = setting(
        120,
        "alerts",
        "Request spike above",
        Whole(0, 1_000_000_000),
        "A key that sends more than this raises an alert; 0 turns it off.",
        "requests a minute",
    )
    cost_threshold_usd: Decimal | None = setting(  # noqa: RUF009 - a field like the others
        None, "alerts", "Cost above", Amount(), "An alert when a day costs more; empty: none.", "US dollars"
    )
    unusual_activity: bool = setting(
        True,
        "alerts",
        "Unusual activity",
        Switch(),
        "An alert when a key uses twice what it normally does in that hour of the week.",
    )
    service_down: bool = setting(
        True, "alerts", "Service down", Switch(), "An alert when a service has not answered for 5 minutes."
    )
    cool_down_minutes: int = setting(
        10,
        "alerts",
        "Silence after an alert",
        Whole(1, 1_440),
        "So long the same key and kind raise no second one.",
        "minutes",
    )
    notifications: bool = setting(
        True, "alerts", "Desktop notifications", Switch(), "Alerts are listed in the window either way."
    )
    quiet_hours: str = setting(
        "",
        "alerts",
        "Quiet hours",
        Text("nothing, or a span like 22:00-07:00", _is_quiet_hours),
        "No notification in this span, in the time zone above.",
    )

    start_at_login: bool = setting(
        False, "computer", "Start at login", Switch(), "20 seconds after login, in the tray."
    )
    start_minimized: bool = setting(
        False, "computer", "Start minimized", Switch(), "Only where there is a tray to come back from."
    )
    minimize_to_tray: bool = setting(
        True, "computer", "Keep running in the tray", Switch(), "Closing the window leaves the watch on."
    )
    theme: str = setting(
        "system", "computer", "Theme", Choice((("system", "Like the system"), ("light", "Light"), ("dark", "Dark")))
    )
    language: str = setting(
        "system",
        "computer",
        "Language",
        Choice((("system", "Like the system"), ("en", "English"), ("de", "Deutsch"), ("es", "Español"))),
    )
    update_check: bool = setting(
        True, "computer", "Look for new versions", Switch(), "Once a day; nothing is ever installed by itself."
    )
    update_feed_url: str = setting(
        "",
        "computer",
        "Release feed",
        Text("nothing, or an https:// address", _is_feed),
        "Where new versions are told; empty: where this build looks.",
    )
    update_feed_key: str = setting(
        "",
        "computer",
        "Key of the release feed",
        Text("nothing, or a public Ed25519 key: 44 characters that end with =", _is_feed_key),
        "What isn't signed by it is not believed; empty: this build's key.",
    )

    database_url: str = private_setting(
        "",
        "advanced",
        "Shared database",
        Text("nothing, or postgresql+psycopg://user@host/name without a password", _is_database),
        "Empty: a file in the data folder. A password belongs into USAGE_TRACKER_DATABASE_URL or a pgpass file.",
    )
    proxy: str = private_setting(
        "",
        "advanced",
        "Proxy",
        Text("nothing, or http://host:port without a password", _is_proxy),
        "Empty: the system's. A password belongs into the HTTPS_PROXY variable.",
    )
    retention_days: int | None = setting(
        None, "advanced", "Keep history for", Whole(1, 36_500, optional=True), "Empty: for good.", "days"
    )
    minute_hours: int = setting(
        48, "advanced", "Keep minutes for", Whole(1, 720), "Minute data feeds the live view only.", "hours"
    )
    log_level: str = setting(
        "info",
        "advanced",
        "Log",
        Choice((("error", "Errors"), ("warning", "Warnings"), ("info", "What it does"), ("debug", "Everything"))),
    )

    page: str = setting(
        "overview",
        "window",
        "Last page",
        Choice(
            tuple(
                (page, page.capitalize()) for page in ("overview", "usage", "charts", "alerts", "reconcile", "accounts")
            )
        ),
    )
    dismissed_version: str = setting("", "window", "Dismissed", Text("a version whose hint was closed", _is_anything))
    window_geometry: str = setting("", "window", "Size and place", Text("what the window saved", _is_anything))
    usage_columns: str = setting("", "window", "Columns of the usage table", Text("what the table saved", _is_anything))

    def __post_init__(self) -> None:
        for key, rule in SETTINGS.items():
            value = getattr(self, key)
            try:
                object.__setattr__(self, key, rule.check(value))
            except ValueError as error:
                raise PreferenceError(key, _found(value, rule), str(error)) from None

    @property
    def alert_rules(self) -> GeneralRules:
        """What raises alerts; a limit that is not set raises none."""
        from usage_tracker_gui.domain.alert_rules import GeneralRules  # not before the first frame
        from usage_tracker_gui.domain.alerts import AlertKind
        from usage_tracker_gui.domain.spikes import SpikeRule

        switched_off = {
            AlertKind.ANOMALY: not self.unusual_activity,
            AlertKind.SERVICE_DOWN: not self.service_down,
        }
        return GeneralRules(
            SpikeRule(self.spike_token_rate, self.spike_request_rate),
            self.cost_threshold_usd,
            frozenset(kind for kind in AlertKind if not switched_off.get(kind, False)),
            timedelta(minutes=self.cool_down_minutes),
        )

    @property
    def quiet_span(self) -> tuple[time, time] | None:
        """From and to in the reporting zone; a span that ends before it starts goes past midnight."""
        if not self.quiet_hours:
            return None
        start, end = self.quiet_hours.split("-")
        return time.fromisoformat(start), time.fromisoformat(end)


def _found(value: object, rule: Setting) -> str:
    if rule.private:
        return "can't be used"
    shown = str(value).lower() if isinstance(value, bool) else str(value)
    shown = shown if len(shown) <= 40 else f"{shown[:39]}…"
    return f"is {shown!r}" if isinstance(value, str) else f"is {shown}"


SETTINGS: Mapping[str, Setting] = MappingProxyType(
    {field.name: field.metadata["setting"] for field in fields(Preferences)}
)
DEFAULTS = Preferences()
