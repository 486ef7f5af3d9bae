"""Usage by hand: what an account used, told by a person because its service can't be asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from usage_tracker_gui.domain.records import AHEAD, BY_HAND, FIRST_MOMENT, ImpossibleRecord, UsageRecord
from usage_tracker_gui.ui.language.figures import plain, whole
from usage_tracker_gui.ui.language.translation import noted, translate
from usage_tracker_gui.ui.look.theme import GRID, SECTION
from usage_tracker_gui.ui.parts.card import Text
from usage_tracker_gui.ui.parts.settings_row import FormCard
from usage_tracker_gui.ui.parts.typed_amounts import cost_in, count_in, moment_in, moment_text, words_in
from usage_tracker_gui.ui.parts.typed_line import TypedLine

WIDTH = 600
AROUND = 136  # what stands above and below the lines
ADDING = noted("UsageForm", "Add usage of {account}")
MENDING = noted("UsageForm", "Edit an entry of {account}")


class UsageForm(QDialog):
    """Not modal: the figures that are copied may stand in another window, or in ours.

    It stays open until somebody closes it: the answer to `usage_entered` may be that it could not be kept.
    """

    usage_entered = Signal(str, object)  # the account's name, UsageRecord
    usage_changed = Signal(str, object, object)  # the account's name, UsageRecord before and after

    def __init__(
        self, account: str, now: datetime, zone: str, parent: QWidget | None = None, before: UsageRecord | None = None
    ) -> None:
        """`before` is an entry to be mended; None for a new one."""
        super().__init__(parent)
        self.account = account
        self._now = now
        self._before = before
        self._mark = uuid4().hex  # the same form saved twice is one record
        words = ADDING if before is None else MENDING
        title = translate("UsageForm", words, account=account)
        self.setWindowTitle(title)
        self.title = Text(title, size=SECTION, bold=True)
        self.intro = Text(
            translate("UsageForm", "What you leave empty stays unknown: it is not taken for 0."), tone="muted"
        )
        self.intro.setWordWrap(True)
        self._make_lines(ZoneInfo(zone))
        self.problem = Text("", tone="critical")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.cancel = QPushButton(translate("UsageForm", "Cancel"))
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)
        self.save = QPushButton(translate("UsageForm", "Save"))
        self.save.setProperty("kind", "primary")
        self.save.setDefault(True)
        self.save.clicked.connect(self._save)
        self._lay_out()
        self._zone = ZoneInfo(zone)
        self.at.write(moment_text(now, self._zone))
        if before is not None:
            self._write(before)
        self.input.line.setFocus()

    def _make_lines(self, zone: ZoneInfo) -> None:
        tokens = translate("UsageForm", "tokens")
        every, hint = translate("UsageForm", "Input"), translate("UsageForm", "All of it, cached included.")
        part = translate("UsageForm", "The part of the input that came from a cache.")
        free = translate("UsageForm", "Empty: estimated from the price sheet.")
        kept = translate("UsageForm", "Kept with the entry and in exports.")
        self.at = TypedLine(translate("UsageForm", "When"), zone.key, partial(moment_in, zone=zone))
        self.model = TypedLine(translate("UsageForm", "Model"), "", words_in)
        self.input = TypedLine(every, hint, count_in).for_numbers(tokens)
        self.cached = TypedLine(translate("UsageForm", "Cached input"), part, count_in).for_numbers(tokens)
        self.output = TypedLine(translate("UsageForm", "Output"), "", count_in).for_numbers(tokens)
        self.requests = TypedLine(translate("UsageForm", "Requests"), "", count_in).for_numbers()
        self.cost = TypedLine(translate("UsageForm", "Cost"), free, cost_in).for_numbers(
            translate("UsageForm", "US dollars")
        )
        self.note = TypedLine(translate("UsageForm", "Note"), kept, words_in)
        self.lines: tuple[TypedLine[Any], ...] = (
            self.at, self.model, self.input, self.cached, self.output, self.requests, self.cost, self.note,
        )  # fmt: skip

    def _lay_out(self) -> None:
        card = FormCard()
        for line in self.lines:
            card.add(line)
        foot = QHBoxLayout()
        foot.setSpacing(GRID)
        foot.addWidget(self.problem, 1)
        foot.addStretch(0)
        foot.addWidget(self.cancel)
        foot.addWidget(self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        layout.setSpacing(GRID)
        layout.addWidget(self.title)
        layout.addWidget(self.intro)
        self.scroller = QScrollArea()
        self.scroller.setWidgetResizable(True)
        self.scroller.setFocusPolicy(self.scroller.focusPolicy().NoFocus)
        self.scroller.setWidget(card)
        layout.addWidget(self.scroller, 1)
        layout.addLayout(foot)
        self.setMinimumSize(320, 240)
        self.resize(WIDTH, min(card.heightForWidth(WIDTH - 4 * GRID) + AROUND, self.screen().availableSize().height()))

    def _write(self, record: UsageRecord) -> None:
        self.at.write(moment_text(record.at, self._zone))
        self.model.write(record.model)
        self.note.write(record.request_type)
        counts = (record.input_tokens, record.cached_input_tokens, record.output_tokens, record.requests)
        for line, count in zip((self.input, self.cached, self.output, self.requests), counts, strict=True):
            line.write("" if count is None else whole(count))
        self.cost.write("" if record.cost_usd is None else plain(record.cost_usd))

    @property
    def is_waiting(self) -> bool:
        """What was typed is on its way to be kept."""
        return not self.save.isEnabled()

    def show_problem(self, sentence: str) -> None:
        """It could not be kept; what was typed stays for another try."""
        self.save.setEnabled(True)
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    @Slot()
    def _save(self) -> None:
        try:
            record = self._record()
        except ImpossibleRecord as error:  # parts of the entry that have no field here
            self.show_problem(str(error))
            return
        if record is not None:
            self.show_problem("")
            self.save.setEnabled(False)
            if self._before is None:
                self.usage_entered.emit(self.account, record)
            else:
                self.usage_changed.emit(self.account, self._before, record)

    def _record(self) -> UsageRecord | None:
        """None, with the reasons beside their fields, where something can't be."""
        wrong = [line for line in self.lines if not line.check()]
        if not wrong:
            wrong = self._contradictions()
        if wrong:
            wrong[0].line.setFocus()
            wrong[0].line.selectAll()
            self.scroller.ensureWidgetVisible(wrong[0])
            return None
        at = self.at.value()
        counts = (self.input.value(), self.cached.value(), self.output.value(), self.requests.value())
        if self.cost.value() is None and all(count is None for count in counts):
            self.show_problem(translate("UsageForm", "Enter at least one count, or the cost."))
            self.input.line.setFocus()
            return None
        before = self._before
        if before is not None and self.at.line.text() == moment_text(before.at, self._zone):
            at = before.at  # its seconds are not in the text
        return replace(
            before or UsageRecord(f"{BY_HAND}{int(at.timestamp()):010x}:{self._mark}", at, requests=0),
            at=at,
            model=self.model.value(),
            input_tokens=counts[0],
            cached_input_tokens=counts[1],
            output_tokens=counts[2],
            requests=counts[3],
            cost_usd=self.cost.value(),
            request_type=self.note.value(),
        )

    def _contradictions(self) -> list[TypedLine[Any]]:
        """Lines that are right each by itself."""
        at, every, cached = self.at.value(), self.input.value(), self.cached.value()
        wrong: list[TypedLine[Any]] = []
        if at > self._now + AHEAD:
            self.at.show_problem(translate("UsageForm", "Not taken: this lies in the future."))
            wrong.append(self.at)
        if at < FIRST_MOMENT:
            self.at.show_problem(translate("UsageForm", "Not taken: this is too long ago."))
            wrong.append(self.at)
        if every is not None and cached is not None and cached > every:
            words = translate("UsageForm", "Not taken: cached input is a part of the input and can't be more.")
            self.cached.show_problem(words)
            wrong.append(self.cached)
        return wrong
