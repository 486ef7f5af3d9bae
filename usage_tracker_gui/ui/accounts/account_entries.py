"""What was told of an account by hand, by files and by programs: its last entries, to be mended or taken back."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from usage_tracker_gui.domain.records import UsageRecord
from usage_tracker_gui.ui.language.figures import money, whole
from usage_tracker_gui.ui.language.translation import noted, translate
from usage_tracker_gui.ui.look.theme import GRID
from usage_tracker_gui.ui.parts.listed_line import ListedLine
from usage_tracker_gui.ui.parts.settings_row import FormLine
from usage_tracker_gui.ui.parts.typed_amounts import moment_text
from usage_tracker_gui.ui.parts.undo_notice import UndoNotice

COUNTS = {
    "input_tokens": noted("AccountEntries", "input {count}"),
    "output_tokens": noted("AccountEntries", "output {count}"),
    "requests": noted("AccountEntries", "requests {count}"),
}


def entry_text(record: UsageRecord) -> str:
    """`input 1,200, output 80, $0.42`: what was told, and nothing of the unknown."""
    counts = [(words, getattr(record, name)) for name, words in COUNTS.items()]
    parts = [translate("AccountEntries", words).format(count=whole(n)) for words, n in counts if n is not None]
    if record.cost_usd is not None:
        parts.append(money(record.cost_usd))
    return ", ".join(part for part in (*parts, record.request_type) if part)


def entry_line(record: UsageRecord, zone: str) -> ListedLine:
    when = moment_text(record.at, ZoneInfo(zone))
    return ListedLine(
        record,
        ", ".join(part for part in (when, record.model) if part),
        entry_text(record),
        edit=translate("AccountEntries", "Edit the entry of {when}", when=when),
        remove=translate("AccountEntries", "Remove the entry of {when}", when=when),
    )


class AccountEntries(FormLine):
    """A line of the account's form. It is hidden while nothing was told."""

    changed = Signal(object, object)  # UsageRecord before and after; None: it comes back, or is taken back
    edit_requested = Signal(object)  # UsageRecord

    def __init__(self, parent: QWidget | None = None) -> None:
        self.notice = UndoNotice()
        self.lines: list[ListedLine] = []
        content = QWidget()
        self._rows = QVBoxLayout(content)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(GRID)
        self._rows.addWidget(self.notice)
        words = translate("AccountEntries", "The last ones that were entered, imported or told by programs.")
        super().__init__(translate("AccountEntries", "Entries"), words, content, parent)
        self.notice.undone.connect(self.changed)
        self.hide()

    def show_entries(self, entries: tuple[UsageRecord, ...], zone: str) -> None:
        for line in self.lines:
            self._rows.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.lines = [entry_line(record, zone) for record in entries]
        for line in self.lines:
            self._rows.addWidget(line)
            line.edit_requested.connect(self.edit_requested)
            line.removed.connect(self._remove)
        self.setVisible(bool(entries) or not self.notice.isHidden())

    def forget(self) -> None:
        """Another account is looked at."""
        self.notice.forget()
        self.show_entries((), "UTC")

    @Slot(object)
    def _remove(self, record: UsageRecord) -> None:
        told = translate("AccountEntries", "An entry is removed: {figures}.", figures=entry_text(record))
        self.notice.tell(told, record, None)
        self.changed.emit(record, None)
