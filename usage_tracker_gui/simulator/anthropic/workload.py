"""The organization at Anthropic, what it does with its keys, and the published rates that it is billed by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from usage_tracker_gui.simulator.organization import AdminKey, ApiKey, Organization, Person, Project
from usage_tracker_gui.simulator.traffic import NIGHTLY, OFFICE, PUBLIC, Label, Rhythm, Series
from usage_tracker_gui.simulator.world import World

DEFAULT_WORKSPACE = ""  # reports say null, a key's scope and the analytics its ID
DEFAULT_WORKSPACE_ID = "wrkspc_00DefaultHarbor"
MESSAGE_KINDS = ("uncached", "output", "cache_read", "cache_5m", "cache_1h", "web_searches")

_SUPPORT, _DOCS = "wrkspc_01SupportJ7Qm2", "wrkspc_01DocsPipe9Ld1"
LIGHTHOUSE = Organization(
    people=(
        Person("user_01Mara4kTz", "Mara Lindqvist", "mara@harbor.example", "admin"),
        Person("user_02Tomas9pWe", "Tomás Rey", "tomas@harbor.example"),
    ),
    projects=(Project(_SUPPORT, "Support desk"), Project(_DOCS, "Docs pipeline")),
    keys=(
        ApiKey("apikey_01DeskBot3x", "Support bot", _SUPPORT, "user_01Mara4kTz"),
        ApiKey("apikey_02Triage7Kd", "Ticket triage", _SUPPORT, "user_02Tomas9pWe"),
        ApiKey("apikey_03DocsGen5v", "Docs generator", _DOCS, "user_02Tomas9pWe"),
        ApiKey("apikey_04Default8b", "Everyday scripts", DEFAULT_WORKSPACE, "user_01Mara4kTz"),
        ApiKey("apikey_05OldDesk2n", "Support bot (old)", _SUPPORT, "user_01Mara4kTz", deleted=True),
    ),
    admin_keys=(AdminKey("apikey_09Admin1a", "Usage tracker", "user_01Mara4kTz"),),
)

_DESK = (420, 230, 900, 60, 40)
_TRIAGE = (260, 70, 310, 30)
_LONG = (24_000, 900, 9_000, 0, 2_000)
_DOCS_JOB = (700, 640, 500, 90)
_SCRIPTS = (380, 260)
_SEARCHING = (520, 300, 200, 0, 0, 1)

# Key, model, service tier, context window, speed, rhythm, requests a day, means.
_MESSAGES: tuple[tuple[str, str, str, str, str, Rhythm, int, tuple[int, ...]], ...] = (
    ("Support bot", "claude-sonnet-5-5", "standard", "0-200k", "standard", PUBLIC, 420, _DESK),
    ("Support bot", "claude-opus-5", "standard", "0-200k", "standard", PUBLIC, 60, _DESK),
    ("Support bot", "claude-opus-5", "standard", "0-200k", "fast", PUBLIC, 25, _DESK),
    ("Support bot", "claude-opus-5", "priority", "0-200k", "standard", PUBLIC, 30, _DESK),
    ("Ticket triage", "claude-haiku-4-5", "standard", "0-200k", "standard", OFFICE, 700, _TRIAGE),
    ("Ticket triage", "claude-haiku-4-5", "batch", "0-200k", "standard", NIGHTLY, 240, _TRIAGE),
    ("Docs generator", "claude-sonnet-4-5", "standard", "0-200k", "standard", OFFICE, 120, _DOCS_JOB),
    ("Docs generator", "claude-sonnet-4-5", "standard", "200k-1M", "standard", OFFICE, 5, _LONG),
    ("Docs generator", "claude-sonnet-5-5", "batch", "0-200k", "standard", NIGHTLY, 160, _DOCS_JOB),
    ("Everyday scripts", "claude-sonnet-5-5", "standard", "0-200k", "standard", OFFICE, 90, _SEARCHING),
    ("Everyday scripts", "claude-harbor-preview", "standard", "0-200k", "standard", OFFICE, 20, _SCRIPTS),
    ("Support bot (old)", "claude-sonnet-4-5", "standard", "0-200k", "standard", PUBLIC, 80, _DESK),
)

# (model, tier) to (since, (uncached, output, cache read, 5-minute write, 1-hour write)) in dollars per million tokens.
Rates = tuple[str, str, str, str, str]
_ALWAYS, _SONNET_CUT = date(1970, 1, 1), date(2026, 10, 7)
_RATES: dict[tuple[str, str], tuple[tuple[date, Rates], ...]] = {
    ("claude-opus-5", "standard"): ((_ALWAYS, ("5", "25", "0.5", "6.25", "10")),),
    ("claude-opus-5", "fast"): ((_ALWAYS, ("10", "50", "1", "12.5", "20")),),
    ("claude-sonnet-5-5", "standard"): (
        (_ALWAYS, ("2", "10", "0.2", "2.5", "4")),
        (_SONNET_CUT, ("2", "10", "0.1", "2.5", "4")),
    ),
    ("claude-sonnet-5-5", "batch"): (
        (_ALWAYS, ("1", "5", "0.1", "1.25", "2")),
        (_SONNET_CUT, ("1", "5", "0.05", "1.25", "2")),
    ),
    ("claude-sonnet-4-5", "standard"): ((_ALWAYS, ("3", "15", "0.3", "3.75", "6")),),
    ("claude-sonnet-4-5", "long"): ((_ALWAYS, ("6", "22.5", "0.6", "7.5", "12")),),
    ("claude-haiku-4-5", "standard"): ((_ALWAYS, ("1", "5", "0.1", "1.25", "2")),),
    ("claude-haiku-4-5", "batch"): ((_ALWAYS, ("0.5", "2.5", "0.05", "0.625", "1")),),
}
PREVIEW_RATES: Rates = ("4", "16", "0.4", "5", "8")  # charged for the model that nobody published a price for


def lighthouse_world(opened: date, seed: int = 11) -> World:
    """A world of this organization."""
    first = (opened - date(1970, 1, 1)).days
    return World(opened, seed, LIGHTHOUSE, (*_messages(first), _workbench(first), *_claude_code(first)))


def rates(series: Series, day: date) -> Rates:
    """What a million tokens of a series cost on a UTC day, whatever its model."""
    dated = _RATES.get((str(series.labels["model"]), _rate_name(series)))
    if dated is None:
        return PREVIEW_RATES
    return [rate for since, rate in dated if since <= day][-1]


def tier_of(series: Series) -> str:
    """Our word for the tier: the fast speed is a tier of its own."""
    return "fast" if series.labels["speed"] == "fast" else str(series.labels["service_tier"])


def _rate_name(series: Series) -> str:
    return "long" if series.labels["context_window"] == "200k-1M" else tier_of(series)


def _messages(opened: int) -> Iterator[Series]:
    for name, model, tier, window, speed, rhythm, requests, means in _MESSAGES:
        key = LIGHTHOUSE.key_named(name)
        labels: dict[str, Label] = {
            "account_id": None,
            "api_key_id": key.id,
            "context_window": window,
            "inference_geo": "us" if name == "Docs generator" else "global",
            "model": model,
            "service_account_id": None,
            "service_tier": tier,
            "speed": speed,
            "workspace_id": key.project or None,
        }
        gone = opened + 200 if key.deleted else None
        padded = means + (0,) * (len(MESSAGE_KINDS) - len(means))
        yield Series(
            f"{name}/{model}/{tier}/{window}/{speed}", "messages", labels, rhythm, requests, padded, opened, gone
        )


def _workbench(opened: int) -> Series:
    """The console names no key, and the default workspace is null too."""
    labels: dict[str, Label] = {
        "account_id": LIGHTHOUSE.people[0].id,
        "api_key_id": None,
        "context_window": "0-200k",
        "inference_geo": "global",
        "model": "claude-opus-5",
        "service_account_id": None,
        "service_tier": "standard",
        "speed": "standard",
        "workspace_id": None,
    }
    return Series("workbench", "messages", labels, OFFICE, 14, (*_SCRIPTS, 0, 0, 0, 0), opened)


def _claude_code(opened: int) -> Iterator[Series]:
    for person in LIGHTHOUSE.people:
        for model, sessions in (("claude-opus-5", 9), ("claude-sonnet-5-5", 5)):
            labels: dict[str, Label] = {"actor": person.email, "model": model}
            means = (9_000, 2_600, 31_000, 4_100, 60, 1)
            yield Series(f"code/{person.id}/{model}", "claude_code", labels, OFFICE, sessions, means, opened)
