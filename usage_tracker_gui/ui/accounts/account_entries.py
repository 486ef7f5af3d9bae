"""What was told of an account by hand, by files and by programs: its last entries, to be mended or taken back."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from usage_tracker_gui.domain.records import UsageRecord
from usage_tracker_gui.ui.language.figures import money, whole
from usage_tracker_gui.ui.language.translation import noted, translate
from usage_tracker_gui.ui.look.theme import GRID
from usage_tracker_gui.ui.parts.card import Text
from usage_tracker_gui.ui.parts.elided import Elided
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


class EntryLine(QWidget):
    edit_requested = Signal(object)  # UsageRecord
    removed = Signal(object)

    def __init__(self, record: UsageRecord, zone: str) -> None:
        super().__init__()
        self.record = record
        when = moment_text(record.at, ZoneInfo(zone))
        self.title = Elided(", ".join(part for part in (when, record.model) if part))
        self.figures = Text(entry_text(record), tone="muted")
        self.figures.setWordWrap(True)
        self.edit = QPushButton(translate("AccountEntries", "Edit"))
        self.edit.setAccessibleName(translate("AccountEntries", "Edit the entry of {when}", when=when))
        self.remove = QPushButton(translate("AccountEntries", "Remove"))
        self.remove.setAccessibleName(translate("AccountEntries", "Remove the entry of {when}", when=when))
        self.remove.setProperty("kind", "flat")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.figures)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addLayout(words, 1)
        row.addWidget(self.edit, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)
        self.edit.clicked.connect(self._ask_for_edit)
        self.remove.clicked.connect(self._remove)

    @Slot()
    def _ask_for_edit(self) -> None:
        self.edit_requested.emit(self.record)

    @Slot()
    def _remove(self) -> None:
        self.removed.emit(self.record)


class AccountEntries(FormLine):
    """A line of the account's form. It is hidden while nothing was told."""

    changed = Signal(object, object)  # UsageRecord before and after; None: it comes back, or is taken back
    edit_requested = Signal(object)  # UsageRecord

    def __init__(self, parent: QWidget | None = None) -> None:
        self.notice = UndoNotice()
        self.lines: list[EntryLine] = []
        self._removed: UsageRecord | None = None
        content = QWidget()
        self._rows = QVBoxLayout(content)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(GRID)
        self._rows.addWidget(self.notice)
        words = translate("AccountEntries", "The last ones that were entered, imported or told by programs.")
        super().__init__(translate("AccountEntries", "Entries"), words, content, parent)
        self.notice.undone.connect(self._undo)
        self.hide()

    def show_entries(self, entries: tuple[UsageRecord, ...], zone: str) -> None:
        for line in self.lines:
            self._rows.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.lines = [EntryLine(record, zone) for record in entries]
        for line in self.lines:
            self._rows.addWidget(line)
            line.edit_requested.connect(self.edit_requested)
            line.removed.connect(self._remove)
        self.setVisible(bool(entries) or not self.notice.isHidden())

    def forget(self) -> None:
        """Another account is looked at."""
        self._removed = None
        self.notice.hide()
        self.show_entries((), "UTC")

    @Slot(object)
    def _remove(self, record: UsageRecord) -> None:
        self._removed = record
        self.notice.tell(translate("AccountEntries", "An entry is removed: {figures}.", figures=entry_text(record)))
        self.changed.emit(record, None)

    @Slot()
    def _undo(self) -> None:
        if self._removed is not None:
            record, self._removed = self._removed, None
            self.changed.emit(None, record)
