"""By what the usage table's rows are grouped: ready-made groupings of a menu, or any that a person put together."""

from __future__ import annotations

from collections.abc import Sequence

from usage_tracker_gui.domain.report import GroupBy
from usage_tracker_gui.ui.language.translation import noted, translate
from usage_tracker_gui.ui.series.usage_lines import DETAIL
from usage_tracker_gui.ui.usage.usage_columns import NAME_COLUMNS

Grouping = tuple[GroupBy, ...]
GROUPINGS: dict[str, tuple[str, Grouping]] = {
    "detail": (noted("UsagePage", "Everything apart"), DETAIL),
    "key": (noted("UsagePage", "Key"), (GroupBy.KEY,)),
    "key_model": (noted("UsagePage", "Key and model"), (GroupBy.KEY, GroupBy.MODEL)),
    "model": (noted("UsagePage", "Model"), (GroupBy.MODEL,)),
    "model_tier": (noted("UsagePage", "Model and tier"), (GroupBy.MODEL, GroupBy.TIER)),
    "model_window": (noted("UsagePage", "Model and context window"), (GroupBy.MODEL, GroupBy.CONTEXT_WINDOW)),
    "project": (noted("UsagePage", "Project"), (GroupBy.PROJECT,)),
    "tier": (noted("UsagePage", "Tier"), (GroupBy.TIER,)),
    "service": (noted("UsagePage", "Service"), (GroupBy.SERVICE,)),
    "account": (noted("UsagePage", "Account"), (GroupBy.ACCOUNT,)),
}


def kept(by: Grouping) -> str:
    """For the settings file; see `restored`."""
    return ",".join(by)


def restored(text: object) -> Grouping | None:
    """None where the text is none of ours."""
    if text in GROUPINGS:
        return GROUPINGS[str(text)][1]
    names = str(text).split(",")
    known = {column.by.value: column.by for column in NAME_COLUMNS}
    if not names or len(set(names)) < len(names) or not all(name in known for name in names):
        return None
    return tuple(known[name] for name in names)


def title_of(by: Grouping) -> str:
    """Inside of a sentence: `everything apart`, `key and model`, `tier, key`."""
    titles = [title for title, grouping in GROUPINGS.values() if grouping == by]
    if titles:
        return _within(translate("UsagePage", titles[0]), titles[0])
    columns = {column.by: column for column in NAME_COLUMNS}
    return ", ".join(_within(columns[each].title, columns[each].english) for each in by)


def chips_of(by: Grouping) -> Sequence[GroupBy]:
    """Rows that are all apart are not grouped by anything."""
    return () if by == DETAIL else by


def _within(text: str, english: str) -> str:
    """English begins a word inside of a sentence small, German nouns stay as they are."""
    return text.lower() if text == english else text
