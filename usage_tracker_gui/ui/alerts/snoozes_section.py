"""What is silenced, until when, and the way to hear of it again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from usage_tracker_gui.domain.alert_rules import Snooze
from usage_tracker_gui.domain.alerts import Subject
from usage_tracker_gui.ui.language.dates import clock, long_day
from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.parts.empty_state import EmptyState
from usage_tracker_gui.ui.parts.scroller import Scroller
from usage_tracker_gui.ui.parts.settings_row import FormCard, FormLine
from usage_tracker_gui.ui.parts.wording import kind_name, shortened

LONGEST_NAME = 60


class SnoozeLine(FormLine):
    woken = Signal(object)  # Subject
    words_width = 420  # beside a button alone

    def __init__(self, snooze: Snooze, zone: str) -> None:
        self.subject = snooze.subject
        name = snooze.key_name or snooze.subject.key or snooze.subject.account or snooze.subject.rule
        kind = kind_name(snooze.subject.kind)
        title = f"{kind}: {shortened(name, LONGEST_NAME)}" if name else kind
        at = snooze.until.astimezone(ZoneInfo(zone))
        self.wake = QPushButton(translate("Snoozes", "Wake"))
        self.wake.setAccessibleName(translate("Snoozes", "Wake “{name}”", name=title))
        self.wake.setToolTip(translate("Snoozes", "Raise such alerts again"))
        until = translate("Snoozes", "Silent until {day}, {time}", day=long_day(at), time=clock(at))
        super().__init__(title, until, self.wake)
        self.label.setWordWrap(True)
        self.label.setToolTip(name)
        self.beside.setAlignment(self.wake, Qt.AlignmentFlag.AlignRight)
        self.wake.clicked.connect(self._wake)

    @Slot()
    def _wake(self) -> None:
        self.woken.emit(self.subject)


class SnoozesSection(QWidget):
    woken = Signal(object)  # Subject

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: dict[tuple[Subject, datetime], SnoozeLine] = {}
        self.card = FormCard()
        self.empty = EmptyState(
            "bell-sleep-outline",
            translate("Snoozes", "Nothing is snoozed"),
            translate(
                "Snoozes", "An alert that you snooze stays silent for its key, and is listed here until it wakes."
            ),
        )
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.card)
        rows.addStretch(1)
        self.list = Scroller(inside)
        self.pages = QStackedWidget()
        for page in (self.list, self.empty):
            self.pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.pages)
        self.show_snoozes((), "UTC")

    def show_snoozes(self, snoozes: tuple[Snooze, ...], zone: str) -> None:
        wanted: Mapping[tuple[Subject, datetime], Snooze] = {(each.subject, each.until): each for each in snoozes}
        for gone in set(self.lines) - set(wanted):
            self.card.take(self.lines.pop(gone))
        for key, snooze in wanted.items():
            if key not in self.lines:
                line = self.lines[key] = SnoozeLine(snooze, zone)
                line.woken.connect(self.woken)
                self.card.add(line)
        self.pages.setCurrentWidget(self.list if snoozes else self.empty)
