"""Preferences: defaults, what is allowed, and what a dialog can draw from."""

from dataclasses import fields, replace
from datetime import time
from decimal import Decimal
from typing import Any

import pytest

from usage_tracker_gui.settings.errors import PreferenceError
from usage_tracker_gui.settings.preferences import DEFAULTS, SETTINGS, TABLES, Preferences


def test_the_defaults_are_those_of_the_command_line() -> None:
    assert DEFAULTS.interval_seconds == 15
    assert DEFAULTS.lookback_hours == 6
    assert DEFAULTS.bucket_width == "1h"
    assert DEFAULTS.tier == "auto"
    assert (DEFAULTS.spike_token_rate, DEFAULTS.spike_request_rate) == (10_000, 120)
    assert DEFAULTS.cost_threshold_usd is None
    assert DEFAULTS.timezone == "UTC"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("interval_seconds", 1),
        ("interval_seconds", 600),
        ("lookback", "hours"),
        ("bucket_width", "1m"),
        ("tier", "priority"),
        ("spike_token_rate", 0),
        ("cost_threshold_usd", Decimal("0.01")),
        ("cost_threshold_usd", None),
        ("currency_rate", Decimal("0.92")),
        ("timezone", "Asia/Kathmandu"),
        ("quiet_hours", "22:00-07:00"),
        ("quiet_hours", ""),
        ("retention_days", None),
        ("retention_days", 365),
        ("proxy", "http://proxy.example:3128"),
        ("database_url", "postgresql+psycopg://app@db.example/usage"),
        ("update_feed_url", "https://feed.example/releases.json"),
        ("update_feed_url", "http://127.0.0.1:8000/releases.json"),
        ("update_feed_url", "http://localhost/releases.json"),
        ("update_feed_key", "HOQsHA+WSgxl4pTjPp7F4ZqsUy5hZuWd6qQ3R5hVJVE="),
        ("page", "charts"),
    ],
)
def test_what_is_allowed_is_kept(key: str, value: object) -> None:
    changes: dict[str, Any] = {key: value}
    assert getattr(replace(DEFAULTS, **changes), key) == value


@pytest.mark.parametrize(
    ("key", "value", "allowed"),
    [
        ("interval_seconds", 0, "from 1 to 600"),
        ("interval_seconds", 601, "from 1 to 600"),
        ("interval_seconds", 1.5, "a whole number"),
        ("interval_seconds", True, "a whole number"),
        ("interval_seconds", "15", "a whole number"),
        ("interval_seconds", None, "a whole number"),
        ("lookback", "yesterday", "today, hours, 7d, 30d, month"),
        ("bucket_width", "5m", "1m, 1h, 1d"),
        ("tier", "", "auto, standard, batch, flex, priority"),
        ("theme", ["dark"], "system, light, dark"),
        ("spike_token_rate", -1, "from 0 to"),
        ("cost_threshold_usd", Decimal(0), "above 0"),
        ("cost_threshold_usd", Decimal("NaN"), "above 0"),
        ("cost_threshold_usd", 1.5, "above 0"),  # a float is no money
        ("currency", "eur", "three capital letters"),
        ("currency_rate", Decimal("-1"), "above 0"),
        ("timezone", "Berlin", "Europe/Berlin"),
        ("timezone", "Europe", "Europe/Berlin"),
        ("timezone", "../../etc/passwd", "Europe/Berlin"),
        ("timezone", "", "Europe/Berlin"),
        ("quiet_hours", "22-7", "22:00-07:00"),
        ("quiet_hours", "24:00-07:00", "22:00-07:00"),
        ("quiet_hours", "07:00-07:00", "22:00-07:00"),
        ("quiet_hours", "22:00-07:00\n", "22:00-07:00"),
        ("notifications", 1, "true or false"),
        ("retention_days", 0, "from 1 to 36,500"),
        ("update_feed_url", "http://feed.example", "https://"),
        ("update_feed_url", "http://127.0.0.1.feed.example/", "https://"),
        ("update_feed_url", "ftp://127.0.0.1/", "https://"),
        ("update_feed_key", "HOQsHA", "44 characters"),
        ("update_feed_key", "!" * 44, "44 characters"),
        ("proxy", "proxy.example", "http://host:port"),
        ("proxy", "http://", "http://host:port"),
        ("log_level", "loud", "error, warning, info, debug"),
    ],
)
def test_what_is_not_allowed_is_refused_with_what_is(key: str, value: object, allowed: str) -> None:
    changes: dict[str, Any] = {key: value}
    with pytest.raises(PreferenceError) as caught:
        replace(DEFAULTS, **changes)
    assert caught.value.key == key
    assert allowed in caught.value.allowed
    assert str(caught.value).startswith(f"{key} ")
    assert str(caught.value).endswith(f"allowed: {caught.value.allowed}.")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("database_url", "postgresql+psycopg://app:hush@db.example/usage"),
        ("database_url", "postgresql://db.example/usage?user=app&password=hush"),
        ("proxy", "http://me:hush@proxy.example:3128"),
    ],
)
def test_a_password_is_not_kept_in_a_plain_file_and_not_repeated(key: str, value: str) -> None:
    changes: dict[str, Any] = {key: value}
    with pytest.raises(PreferenceError, match="without a password") as caught:
        replace(DEFAULTS, **changes)
    assert "hush" not in str(caught.value)


def test_a_long_value_is_cut_in_the_message() -> None:
    with pytest.raises(PreferenceError) as caught:
        Preferences(theme="x" * 500)
    assert len(str(caught.value)) < 120


def test_addresses_are_left_out_of_repr() -> None:
    shown = repr(Preferences(database_url="postgresql://app@db.example/usage", proxy="http://proxy.example:1"))
    assert "db.example" not in shown
    assert "proxy.example" not in shown


def test_quiet_hours_may_go_past_midnight() -> None:
    assert Preferences(quiet_hours="22:00-07:30").quiet_span == (time(22), time(7, 30))
    assert DEFAULTS.quiet_span is None


def test_every_setting_can_be_drawn() -> None:
    assert list(SETTINGS) == [field.name for field in fields(Preferences)]
    for key, rule in SETTINGS.items():
        assert rule.table in TABLES
        assert rule.label
        assert rule.kind.allowed
        assert rule.check(getattr(DEFAULTS, key)) == getattr(DEFAULTS, key)
