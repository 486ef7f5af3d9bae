"""The bar at the foot: how each account does, how far the prices reach, and whether there is a newer version."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from usage_tracker_gui.domain.account import AccountStatus, Freshness
from usage_tracker_gui.domain.report import Report
from usage_tracker_gui.ui.language.figures import currency_note, short_currency_note
from usage_tracker_gui.ui.language.translation import counted, noted, translate
from usage_tracker_gui.ui.look.theme import GRID, fill, shows_focus, text_font, tokens_of
from usage_tracker_gui.ui.parts.card import Text
from usage_tracker_gui.ui.parts.elided import Elided
from usage_tracker_gui.ui.parts.wording import ago, cover, models_without_price, status_text

if TYPE_CHECKING:
    from usage_tracker_gui.domain.release import Release
    from usage_tracker_gui.ui.frame.release_hint import ReleaseHint

HEIGHT = 28
NARROW_BELOW = 900
MOST_NAMED = 4  # accounts named one by one; more are counted

_TONES = {
    Freshness.FRESH: "ok",
    Freshness.STALE: "warning",
    Freshness.NEEDS_KEY: "critical",
    Freshness.WAITING: "muted",
    Freshness.PAUSED: "muted",
    Freshness.BY_HAND: "muted",
}
_WORDS = {
    Freshness.FRESH: noted("StatusBar", "fresh"),
    Freshness.STALE: noted("StatusBar", "stale"),
    Freshness.NEEDS_KEY: noted("StatusBar", "needs a key"),
    Freshness.WAITING: noted("StatusBar", "waiting"),
    Freshness.PAUSED: noted("StatusBar", "paused"),
    Freshness.BY_HAND: noted("StatusBar", "by hand"),
}


_TROUBLE_FIRST = (
    Freshness.NEEDS_KEY,
    Freshness.STALE,
    Freshness.WAITING,
    Freshness.PAUSED,
    Freshness.BY_HAND,
    Freshness.FRESH,
)
Entry = tuple[str, Freshness, str]  # what is said, whose mark it has, more of it in the tooltip


def paint_mark(painter: QPainter, freshness: Freshness, rect: QRectF, color: QColor) -> None:
    """A shape of its own for each state, so that nobody needs the colour: disc, triangle, square, ring."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    if freshness is Freshness.FRESH:
        painter.drawEllipse(rect)
    elif freshness is Freshness.STALE:
        painter.drawPolygon(QPolygonF([QPointF(rect.center().x(), rect.top()), rect.bottomRight(), rect.bottomLeft()]))
    elif freshness is Freshness.NEEDS_KEY:
        painter.drawRect(rect)
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(color)
        painter.drawEllipse(rect.adjusted(0.5, 0.5, -0.5, -0.5))


class AccountMark(QAbstractButton):
    """One account, or several of the same state. A click goes to the accounts."""

    def __init__(self, text: str, freshness: Freshness, tip: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._freshness = freshness
        self.setFont(text_font())
        self.setText(text)
        self.setToolTip(tip)
        self.setAccessibleName(f"{text}. {tip}" if tip else text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)  # it gives way, elided
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(min(260, self.fontMetrics().horizontalAdvance(self.text()) + 18), HEIGHT - 6)

    def minimumSizeHint(self) -> QSize:
        return QSize(48, HEIGHT - 6)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = tokens_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = QColor(getattr(tokens, _TONES[self._freshness]))
        paint_mark(painter, self._freshness, QRectF(2, (self.height() - 8) / 2, 8, 8), color)
        painter.setPen(QColor(tokens.accent if shows_focus(self) else tokens.muted))
        room = self.rect().adjusted(16, 0, 0, 0)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)


class StatusBar(QWidget):
    accounts_requested = Signal()
    release_opened = Signal(str)  # the address of a newer version's page
    release_dismissed = Signal(str)  # the version

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._shown: Sequence[Entry] = ()
        self._report: Report | None = None
        self.marks: list[AccountMark] = []
        self.release: ReleaseHint | None = None
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(translate("StatusBar", "Status"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(2 * GRID, 1, 2 * GRID, 0)
        self._row.setSpacing(2 * GRID)
        self.message = Elided("", tone="muted", parent=self)  # the first to give way
        self.message.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.prices = Text("", tone="muted", parent=self)
        self.currency = Text("", tone="muted", parent=self)
        self.currency.hide()
        self._row.addWidget(self.message)
        self._row.addStretch(1)
        self._row.addWidget(self.currency)
        self._row.addWidget(self.prices)

    def show_report(self, report: Report) -> None:
        self._show_marks([*_entries(report.accounts, self._now()), *map(_doubled, report.counted_twice)])
        self._report = report
        self._show_prices(report)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._report is not None:
            self._show_prices(self._report)
        if self.release is not None:
            self.release.set_narrow(self.width() < NARROW_BELOW)

    def _show_prices(self, report: Report) -> None:
        as_of = report.usage.prices_as_of
        part = cover(report.usage.coverage)
        if as_of is None:
            text = ""
        elif self.width() < NARROW_BELOW:
            text = translate("StatusBar", "Prices {day}, cover {part}", day=as_of, part=part)
        else:
            text = translate("StatusBar", "Prices as of {day}, cover {part} of tokens", day=as_of, part=part)
        self.prices.setText(text)
        self.currency.setText(short_currency_note() if self.width() < NARROW_BELOW else currency_note())
        self.currency.setToolTip(currency_note())
        self.currency.setVisible(bool(currency_note()))
        self.prices.setToolTip(_unpriced_text(report))

    def show_message(self, text: str) -> None:
        """A passing word, such as what a pass is reading."""
        self.message.setText(text)

    def show_release(self, release: Release | None) -> None:
        """A hint that there is a newer version; None takes it away."""
        if self.release is None:
            if release is None:
                return
            from usage_tracker_gui.ui.frame.release_hint import ReleaseHint  # seldom needed

            self.release = ReleaseHint(self)
            self.release.set_narrow(self.width() < NARROW_BELOW)
            self.release.opened.connect(self.release_opened)
            self.release.dismissed.connect(self.release_dismissed)
            self._row.insertWidget(self._row.indexOf(self.currency), self.release)
        self.release.show_release(release)

    def _show_marks(self, entries: Sequence[Entry]) -> None:
        if entries == self._shown:
            return
        self._shown = entries
        for mark in self.marks:
            self._row.removeWidget(mark)
            mark.deleteLater()
        self.marks = [AccountMark(text, freshness, tip, self) for text, freshness, tip in entries]
        for at, mark in enumerate(self.marks):
            mark.clicked.connect(self._ask_for_accounts)
            self._row.insertWidget(at, mark)

    @Slot()
    def _ask_for_accounts(self) -> None:
        self.accounts_requested.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = tokens_of(self)
        painter = QPainter(self)
        fill(painter, self.rect(), tokens.sunken)
        painter.setPen(QColor(tokens.line))
        painter.drawLine(0, 0, self.width(), 0)


def _entries(accounts: Sequence[AccountStatus], now: datetime) -> list[Entry]:
    if len(accounts) <= MOST_NAMED:
        return [
            (f"{status.account.name} {state_word(status.freshness)}", status.freshness, _tip(status, now))
            for status in accounts
        ]
    found = []
    for freshness in _TROUBLE_FIRST:
        alike = [status for status in accounts if status.freshness is freshness]
        if alike:
            names = ", ".join(status.account.name for status in alike[:8]) + (" …" if len(alike) > 8 else "")
            found.append((_alike(freshness, len(alike)), freshness, names))
    return found


def _doubled(account: str) -> Entry:
    tip = translate(
        "StatusBar",
        "Calls that programs recorded stand in what the service tells, too, if they are of the same organization: "
        "totals then hold them twice. Usage shows each account alone.",
    )
    return translate("StatusBar", "{account} may count twice", account=account), Freshness.STALE, tip


def state_word(freshness: Freshness) -> str:
    """How an account does, after its name."""
    return translate("StatusBar", _WORDS[freshness])


def _alike(freshness: Freshness, n: int) -> str:
    if freshness is Freshness.NEEDS_KEY:
        return counted("StatusBar", "{n} need a key", "1 needs a key", n)
    return f"{n} {state_word(freshness)}"


def _tip(status: AccountStatus, now: datetime) -> str:
    updated = translate("StatusBar", "Updated {ago}", ago=ago(status.updated, now)) if status.updated else ""
    return "\n".join(line for line in (status_text(status.message), updated) if line)


def _unpriced_text(report: Report) -> str:
    if not report.unpriced_models:
        return translate("StatusBar", "Every model has a price")
    first = ", ".join(report.unpriced_models[:10])
    return f"{models_without_price(len(report.unpriced_models))}: {first}"
