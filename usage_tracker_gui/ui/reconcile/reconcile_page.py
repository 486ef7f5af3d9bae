"""The reconcile page: the estimate beside the bill, why they differ, and where."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from usage_tracker_gui.domain.reconciliation import Comparison, NotReported, Reason, Reconciliation
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.ui.language.dates import short_day
from usage_tracker_gui.ui.language.figures import exact_money, money, whole, with_rate
from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.look.icons import icon
from usage_tracker_gui.ui.look.theme import GRID, HALF, HERO
from usage_tracker_gui.ui.parts.card import Card, Text
from usage_tracker_gui.ui.parts.card_row import SPACE, CardRow
from usage_tracker_gui.ui.parts.empty_state import EmptyState
from usage_tracker_gui.ui.parts.scroller import Scroller
from usage_tracker_gui.ui.parts.segments import Segments
from usage_tracker_gui.ui.parts.wording import cover, percent
from usage_tracker_gui.ui.reconcile.reason_list import SMALLEST_SAID, ReasonLine, ReasonList, signed
from usage_tracker_gui.ui.reconcile.reason_words import reason_name, reason_sentence
from usage_tracker_gui.ui.reconcile.reconcile_table import GROUPS, BalanceTable, balance_lines, group_name

ROWS_AT_LEAST = 190  # pixels of the table, however small the window


class ReconcilePage(Scroller):
    """Asks for a reconciliation while it is in sight: making one for nobody to see would be a waste."""

    followed = Signal(bool)
    wider_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._found: Reconciliation | None = None
        self.setAccessibleName(translate("Reconcile", "Reconcile"))
        self.estimated = _AmountCard(translate("Reconcile", "Estimated from tokens"))
        self.billed = _AmountCard(translate("Reconcile", "Billed"))
        self.difference = _AmountCard(translate("Reconcile", "Difference"))
        self.reasons = ReasonList()
        self.left_out = Text("", tone="muted")
        self.left_out.setWordWrap(True)
        self.group = Segments(translate("Reconcile", "Rows"), tuple((group, group_name(group)) for group in GROUPS))
        self.group.take("day")
        self.copy = QPushButton(translate("Reconcile", "Copy"))
        self.copy.setIcon(icon("content-copy", "muted"))
        self.copy.setToolTip(
            translate("Reconcile", "Copy the selected rows, or all, with headers and exact amounts (Ctrl+C)")
        )
        self.table = BalanceTable()
        self.empty = EmptyState("scale-balance", "", "")
        self._lay_out()
        self.group.chosen.connect(self._draw_rows)
        self.copy.clicked.connect(self._copy)
        self.empty.step_taken.connect(self.wider_requested)
        self._show_empty(
            translate("Reconcile", "No bill read yet"),
            translate("Reconcile", "What the service billed will be here, beside the estimate."),
            "",
        )

    def _lay_out(self) -> None:
        self._top = CardRow((self.estimated, self.billed, self.difference))
        for card in (self.estimated, self.billed, self.difference):
            card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._top.line_up(self.width())
        why = Card(translate("Reconcile", "Why they differ"))
        why.body.addWidget(self.reasons)
        why.body.addWidget(self.left_out)
        bar = QHBoxLayout()
        bar.addWidget(self.group)
        bar.addStretch(1)
        bar.addWidget(self.copy)
        rows = Card()
        rows.body.setContentsMargins(1, HALF, 1, HALF)
        rows.body.addWidget(self.table)
        rows.setMinimumHeight(ROWS_AT_LEAST)
        self._figures = QWidget()
        column = QVBoxLayout(self._figures)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addLayout(self._top)
        column.addWidget(why)
        column.addLayout(bar)
        column.addWidget(rows, 1)
        page = QWidget()
        whole = QVBoxLayout(page)
        whole.setContentsMargins(2 * GRID, SPACE, 2 * GRID, 2 * GRID)
        whole.addWidget(self._figures, 1)
        whole.addWidget(self.empty, 1)
        self.setWidget(page)

    # What others hand over

    @Slot(object)
    def show_reconciliation(self, found: Reconciliation) -> None:
        self._found = found
        if not found.comparisons:
            self._show_empty(*_why_empty(found))
            return
        self._figures.show()
        self.empty.hide()
        self._draw_totals(found)
        self.reasons.show_lines(reason_lines(found))
        self.left_out.setText("\n".join(_left_out(one) for one in found.not_reported))
        self.left_out.setVisible(bool(found.not_reported))
        self._draw_rows()

    def _draw_totals(self, found: Reconciliation) -> None:
        whole = found.whole
        share = whole.share_estimated
        notes = []
        if share is not None:
            notes.append(translate("Reconcile", "{part} of the bill", part=percent(share)))
        if found.prices_as_of:
            notes.append(translate("Reconcile", "prices as of {day}", day=found.prices_as_of))
        self.estimated.show_amount(money(whole.estimated), ", ".join(notes))
        self.billed.show_amount(money(whole.billed), _days_text(found.period))
        self.difference.show_amount(
            signed(whole.difference),
            translate("Reconcile", "{part} of it has a reason", part=cover(whole.coverage / 100)),
        )
        self.difference.note.set_tone("ok" if whole.coverage == 100 else "warning")
        for card, amount in zip(
            (self.estimated, self.billed, self.difference),
            (whole.estimated, whole.billed, whole.difference),
            strict=True,
        ):
            card.value.setToolTip("" if amount is None else exact_money(amount))
        self._top.line_up(self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._top.line_up(self.width())

    @Slot()
    def _draw_rows(self) -> None:
        if self._found is not None:
            group = self.group.value()
            self.table.balances.show_lines(balance_lines(self._found, group), group)

    def _show_empty(self, title: str, text: str, step: str) -> None:
        self.empty.show_words(title, text, step)
        self._figures.hide()
        self.empty.show()

    # What it tells

    def tell(self) -> None:
        """Says again whether it is in sight, for those who listen only now."""
        self.followed.emit(self.isVisible())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.followed.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.followed.emit(False)

    @Slot()
    def _copy(self) -> None:
        self.table.copy_rows()


class _AmountCard(Card):
    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.title.set_tone("muted")
        self.value = Text("—", size=HERO, bold=True, parent=self)
        self.note = Text("", tone="muted", parent=self)
        self.body.addWidget(self.value)
        self.body.addWidget(self.note)

    def show_amount(self, amount: str, note: str) -> None:
        self.title.setText(with_rate(self.accessibleName()))
        self.value.setText(amount)
        self.value.setAccessibleName(f"{self.accessibleName()}: {amount}")
        self.note.setText(note)


def reason_lines(found: Reconciliation) -> list[ReasonLine]:
    """Largest first. Lines of the bill that nobody understood stand under their own words."""
    unknown = found.by(_own_words)
    lines = [
        ReasonLine(reason_name(reason), reason_sentence(reason), usd)
        for reason, usd in found.whole.reasons.items()
        if reason is not Reason.UNKNOWN_LINE_ITEM
    ]
    lines += [
        ReasonLine(reason_name(Reason.UNKNOWN_LINE_ITEM), translate("Reconcile", "“{words}”", words=words), part.billed)
        for words, part in unknown.items()
        if words
    ]
    said = (line for line in lines if abs(line.usd) >= SMALLEST_SAID)
    return sorted(said, key=lambda line: -abs(line.usd))


def _left_out(one: NotReported) -> str:
    return translate(
        "Reconcile",
        "Left out on both sides: {tokens} tokens of “{account}” in the {tier} tier, whose cost is not reported.",
        tokens=whole(one.tokens),
        account=one.account,
        tier=one.tier,
    )


def _own_words(one: Comparison) -> str:
    is_unknown = any(residual.reason is Reason.UNKNOWN_LINE_ITEM for residual in one.residuals)
    return one.item or translate("Reconcile", "no words") if is_unknown else ""


def _days_text(period: Period) -> str:
    first, last = period.start, period.end - timedelta(seconds=1)
    if first.date() == last.date():
        return translate("Reconcile", "{day}, the day in UTC", day=short_day(first))
    return translate("Reconcile", "{first} to {last}, days in UTC", first=short_day(first), last=short_day(last))


def _why_empty(found: Reconciliation) -> tuple[str, str, str]:
    if found.without_bill:
        names = ", ".join(found.without_bill)
        return (
            translate("Reconcile", "No bill read yet"),
            translate(
                "Reconcile",
                "What “{names}” was billed for these days will be here as soon as it is read.",
                names=names,
            ),
            "",
        )
    return (
        translate("Reconcile", "Nothing used or billed"),
        translate("Reconcile", "Estimate and bill of this period will be here."),
        translate("Reconcile", "Show 30 days"),
    )
