"""Is there a newer version? Looked for once a day, unless a person switched that off or is offline.

What was last told is kept in the data folder, signature and all, so that neither a restart nor a second window asks
again, and so that an older feed that somebody sends again is known for what it is. Nothing is ever installed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

import usage_tracker_gui
from usage_tracker_gui.domain.release import Release, ReleaseNews, WhyOff
from usage_tracker_gui.providers.provider import BadAnswer, Interrupted, Misconfigured, ProviderError, Unreachable
from usage_tracker_gui.settings.release_source import ReleaseSource, release_source
from usage_tracker_gui.tracking.release_feed import fetch_feed, proved
from usage_tracker_gui.tracking.workspace import Workspace

EVERY = timedelta(days=1)
AGAIN_AFTER = timedelta(hours=1)  # when nobody answered
NOTE = "release-feed.json"

log = logging.getLogger(__name__)


class Note(msgspec.Struct, frozen=True):
    """What is kept of the last look. `document` is the last feed that was proved; `source` whose it was."""

    source: str = ""
    tried: datetime | None = None
    looked: datetime | None = None
    document: str = ""
    problem: str = ""


class DailyRelease:
    """`version` is ours. Raises SettingsError where the environment or the installation can't be read."""

    def __init__(self, workspace: Workspace, version: str = usage_tracker_gui.__version__) -> None:
        self._version = version
        self._file = workspace.paths.data / NOTE
        self._source = release_source(workspace.preferences)
        self._unkept: Note | None = None  # on a full disk, the last note is here alone
        self.why_off = _why_off(workspace, self._source)

    def news(self, now: datetime) -> ReleaseNews:
        """What is known without asking anybody."""
        if self.why_off is not None or self._source is None:
            return ReleaseNews(self.why_off)
        note = self._note()
        release = self._last(note)
        if release is None:
            return ReleaseNews(looked=note.looked, problem=note.problem)
        if now >= release.expires:
            problem = note.problem or _expired(release)
            return ReleaseNews(looked=note.looked, problem=problem)
        newer = release if release.is_newer_than(self._version) else None
        return ReleaseNews(newer=newer, looked=note.looked, problem=note.problem)

    def is_due(self, now: datetime) -> bool:
        """Also when the clock was set back, and when another feed was named."""
        if self.why_off is not None:
            return False
        note = self._note()
        return not (_within(AGAIN_AFTER, note.tried, now) or _within(EVERY, note.looked, now))

    def look(self, now: datetime, should_stop: Callable[[], bool] = lambda: False) -> ReleaseNews:
        """Asks the feed, whether it is time or not. A failure is told to the log, once, and changes nothing else."""
        if self.why_off is not None or self._source is None:
            return ReleaseNews(self.why_off)
        before = self._note()
        try:
            after = self._asked(self._source, before, now, should_stop)
        except Interrupted:
            return self.news(now)
        if after.problem and after.problem != before.problem:
            log.warning("%s", after.problem)
        self._keep(msgspec.structs.replace(after, source=self._source.name, tried=now))
        return self.news(now)

    def _asked(self, source: ReleaseSource, before: Note, now: datetime, should_stop: Callable[[], bool]) -> Note:
        """Raises Interrupted."""
        try:
            document = fetch_feed(source, should_stop)
            self._refuse(proved(document, source.key), self._last(before), now)
        except Interrupted:
            raise
        except (Unreachable, Misconfigured) as error:
            return msgspec.structs.replace(before, problem=str(error))
        except ProviderError as error:  # the same feed would be refused again
            return msgspec.structs.replace(before, looked=now, problem=str(error))
        return Note(looked=now, document=document.decode())

    def _refuse(self, told: Release, last: Release | None, now: datetime) -> None:
        """Raises BadAnswer for what was signed once and is told again too late."""
        if now >= told.expires:
            raise BadAnswer(_expired(told))
        if last is not None and told.made < last.made:
            raise BadAnswer(
                f"The release feed is of {told.made:%Y-%m-%d}, older than the one seen before, so it is left aside."
            )

    def _last(self, note: Note) -> Release | None:
        """The kept feed is proved again: the data folder is no safer than the network."""
        if not note.document or self._source is None:
            return None
        try:
            return proved(note.document.encode(), self._source.key)
        except BadAnswer:
            return None

    def _note(self) -> Note:
        """An empty one where there is none, where it can't be read, and where another feed was asked."""
        if self._unkept is not None:
            return self._unkept
        try:
            note = msgspec.json.decode(self._file.read_bytes(), type=Note)
        except (OSError, msgspec.MsgspecError):
            return Note()
        aware = all(moment is None or moment.tzinfo is not None for moment in (note.tried, note.looked))
        same = self._source is not None and note.source == self._source.name
        return note if aware and same else Note()

    def _keep(self, note: Note) -> None:
        """Takes the old one's place in one step."""
        fresh = self._file.with_suffix(".new")
        try:
            fresh.write_bytes(msgspec.json.encode(note))
            fresh.replace(self._file)
            self._unkept = None
        except OSError as error:
            self._unkept = note
            log.warning("What the release feed told can't be kept in %s (%s).", self._file, error.strerror)


def _why_off(workspace: Workspace, source: ReleaseSource | None) -> WhyOff | None:
    if not workspace.preferences.update_check:
        return WhyOff.SWITCHED_OFF
    if workspace.environment.offline:
        return WhyOff.OFFLINE
    return WhyOff.NO_FEED if source is None else None


def _expired(release: Release) -> str:
    return f"The release feed was to be believed until {release.expires:%Y-%m-%d} and has not been renewed since."


def _within(span: timedelta, last: datetime | None, now: datetime) -> bool:
    return last is not None and timedelta(0) <= now - last < span
