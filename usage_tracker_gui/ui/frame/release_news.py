"""How "About" tells of newer versions: that there is one, that there is none, or why nobody knows."""

from __future__ import annotations

from usage_tracker_gui.domain.release import ReleaseNews, WhyOff
from usage_tracker_gui.ui.language.dates import plain_day
from usage_tracker_gui.ui.language.translation import noted, translate

_WHY_OFF = {
    WhyOff.SWITCHED_OFF: noted("About", "Nobody looks for newer versions: that is switched off in the settings."),
    WhyOff.OFFLINE: noted("About", "Nobody looks for newer versions: USAGE_TRACKER_OFFLINE is set."),
    WhyOff.NO_FEED: noted(
        "About", "Nobody looks for newer versions: this build has no release feed. The settings can name one."
    ),
}


def news_text(news: ReleaseNews) -> str:
    """One sentence, and the problem of the last look where it had one."""
    if news.why_off is not None:
        return translate("About", _WHY_OFF[news.why_off])
    if news.newer is not None:
        day = plain_day(news.newer.released)
        text = translate("About", "Version {version} of {day} is there.", version=news.newer.version, day=day)
    elif news.looked is not None and not news.problem:
        text = translate("About", "This is the newest version: looked on {day}.", day=plain_day(news.looked))
    elif news.problem:
        text = translate("About", "Whether there is a newer version is not known.")
    else:
        text = translate("About", "Newer versions are looked for once a day; nothing is known yet.")
    return f"{text} {news.problem}".rstrip()
