"""`usage-tracker doctor`: is everything in order on this machine, and if not, what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import click

from usage_tracker_gui import __version__
from usage_tracker_gui.cli.accounts import rate_limit_sentence
from usage_tracker_gui.cli.exits import DONE, WRONG_USE, Stop
from usage_tracker_gui.cli.printing import print_json, print_table, table
from usage_tracker_gui.cli.run import Run
from usage_tracker_gui.domain.account import Account
from usage_tracker_gui.domain.pricing import PriceSheetError
from usage_tracker_gui.domain.release import ReleaseNews, WhyOff
from usage_tracker_gui.providers.provider import ProviderError
from usage_tracker_gui.settings.environment import is_in_sight
from usage_tracker_gui.settings.errors import SettingsError
from usage_tracker_gui.settings.settings_file import unknown_keys
from usage_tracker_gui.store.errors import StoreError
from usage_tracker_gui.tracking.accounts import prove
from usage_tracker_gui.tracking.daily_release import DailyRelease

GOOD = "ok"
WARNING = "warning"
BAD = "failed"

_WHY_OFF = {
    WhyOff.SWITCHED_OFF: "newer ones are not looked for: update_check is off in the settings",
    WhyOff.OFFLINE: "newer ones are not looked for: USAGE_TRACKER_OFFLINE is set",
    WhyOff.NO_FEED: "newer ones are not looked for: this build has no release feed and key, and the settings name none",
}


@dataclass(frozen=True, slots=True)
class Finding:
    check: str
    state: str
    detail: str


@click.command(short_help="Check whether everything is in order.")
@click.option("--online", is_flag=True, help="Ask each account's service and the release feed, too.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.pass_obj
def doctor(run: Run, online: bool, form: str) -> int:
    """Check settings, keychain, database, prices, accounts and versions."""
    checks = [_settings, _keychain, _database, _prices, _accounts]
    checks += [_services, _versions_online] if online else [_versions]
    findings = [finding for check in checks for finding in _guarded(check, run)]
    if form == "json":
        print_json({"checks": [{"check": f.check, "state": f.state, "detail": f.detail} for f in findings]})
    else:
        shown = table("Check", "State", "Detail")
        for finding in findings:
            style = {"ok": "green", "warning": "yellow", "failed": "red"}[finding.state]
            shown.add_row(finding.check, f"[{style}]{finding.state}[/{style}]", finding.detail)
        print_table(shown)
    return WRONG_USE if any(finding.state == BAD for finding in findings) else DONE


def _guarded(check: Callable[[Run], Iterator[Finding]], run: Run) -> Iterator[Finding]:
    try:
        yield from check(run)
    except (SettingsError, StoreError, PriceSheetError, Stop) as error:
        yield Finding(check.__name__.strip("_"), BAD, str(error))


def _settings(run: Run) -> Iterator[Finding]:
    paths = run.workspace.paths
    yield Finding("data folder", GOOD, str(paths.data))
    strange = unknown_keys(paths.settings)
    if strange:
        yield Finding("settings", WARNING, f"nobody reads {', '.join(strange)} in {paths.settings}: a typing error?")
    else:
        yield Finding("settings", GOOD, str(paths.settings) if paths.settings.exists() else "all defaults")
    for file in paths.env_files:
        if is_in_sight(file):
            yield Finding(".env", GOOD, str(file))


def _keychain(run: Run) -> Iterator[Finding]:
    try:
        run.workspace.keychain.get(Account(0, "doctor", "none", "https://localhost"))
        yield Finding("keychain", GOOD, "the system's keychain answers")
    except SettingsError as error:
        yield Finding("keychain", WARNING, str(error))


def _database(run: Run) -> Iterator[Finding]:
    stats = run.store.stats()
    yield Finding("database", GOOD, f"{stats.place}, {stats.rows:,} rows, {stats.bytes / 1e6:,.1f} MB")
    problem = run.store.integrity_problem()
    if problem:
        yield Finding("integrity", BAD, f"{problem}: restore a backup, or move the file away to begin anew.")
    else:
        yield Finding("integrity", GOOD, "every page of the database is sound")


def _prices(run: Run) -> Iterator[Finding]:
    yield Finding("prices", GOOD, f"as of {run.prices.as_of}")


def _accounts(run: Run) -> Iterator[Finding]:
    accounts = run.workspace.accounts(run.store)
    if not accounts:
        yield Finding("accounts", WARNING, "none yet: set OPENAI_ADMIN_KEY, or run `usage-tracker accounts add`.")
    configured = run.store.accounts()
    for account in run.workspace.asked_accounts(run.store):
        try:
            run.workspace.secret(account, configured)
            yield Finding(f"account {account.name}", GOOD, f"{account.service} at {account.base_url}")
        except SettingsError as error:
            yield Finding(f"account {account.name}", WARNING, str(error))


def _services(run: Run) -> Iterator[Finding]:
    connections = run.connections()
    for account in run.workspace.asked_accounts(run.store):
        try:
            limit = rate_limit_sentence(prove(connections, account))
            yield Finding(f"service of {account.name}", GOOD, f"it answers, and takes the key. {limit}")
        except ProviderError as error:
            yield Finding(f"service of {account.name}", BAD, str(error))


def _versions(run: Run) -> Iterator[Finding]:
    """What is known; the program looks once a day."""
    yield _version_finding(DailyRelease(run.workspace).news(run.now()))


def _versions_online(run: Run) -> Iterator[Finding]:
    yield _version_finding(DailyRelease(run.workspace).look(run.now()))


def _version_finding(news: ReleaseNews) -> Finding:
    if news.why_off is not None:
        return Finding("version", GOOD, f"{__version__}; {_WHY_OFF[news.why_off]}")
    if news.problem:
        return Finding("version", WARNING, f"{__version__}; {news.problem}")
    if news.newer is not None:
        return Finding("version", WARNING, f"{__version__}; {news.newer.version} is there: {news.newer.page}")
    if news.looked is None:
        return Finding("version", GOOD, f"{__version__}; newer ones have not been looked for yet")
    return Finding("version", GOOD, f"{__version__} is the newest, as of {news.looked:%Y-%m-%d %H:%M} UTC")
