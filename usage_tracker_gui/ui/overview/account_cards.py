"""A card for each account: what it spent in the period, its tokens, how it does, and one quick action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from usage_tracker_gui.domain.account import AccountStatus, Freshness, Service
from usage_tracker_gui.domain.report import NO_FIGURES, Figures
from usage_tracker_gui.ui.frame.status_bar import paint_mark
from usage_tracker_gui.ui.look.icons import paint_icon
from usage_tracker_gui.ui.look.theme import GRID, SECTION, tokens_of
from usage_tracker_gui.ui.parts.amounts import cost_text
from usage_tracker_gui.ui.parts.card import Card, Text, Tone
from usage_tracker_gui.ui.parts.elided import Elided
from usage_tracker_gui.ui.parts.wording import cost_why, percent, share, tokens_text

MOST = 6
COLUMN = 256  # the width that a card wants

_WORDS: Mapping[Freshness, tuple[str, Tone]] = {
    Freshness.FRESH: ("OK", "ok"),
    Freshness.STALE: ("Stale", "warning"),
    Freshness.NEEDS_KEY: ("Needs a key", "critical"),
    Freshness.WAITING: ("Waiting", "muted"),
    Freshness.PAUSED: ("Paused", "muted"),
}
_TROUBLE_FIRST = (Freshness.NEEDS_KEY, Freshness.STALE, Freshness.WAITING, Freshness.FRESH, Freshness.PAUSED)


class _Picture(QWidget):
    """A service's icon, or an account's mark."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.icon = ""
        self.freshness: Freshness | None = None
        self.setFixedSize(20, 20)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = tokens_of(self)
        if self.freshness is None:
            paint_icon(painter, self.icon, QRectF(0, 0, 20, 20), QColor(tokens.muted))
        else:
            paint_mark(painter, self.freshness, QRectF(6, 6, 9, 9), QColor(getattr(tokens, _WORDS[self.freshness][1])))


class AccountCard(Card):
    details_requested = Signal(str)  # the account's name
    key_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._account = ""
        self._figures = NO_FIGURES
        self.picture = _Picture(self)
        self.name = Elided("", bold=True, parent=self)
        self.mark = _Picture(self)
        self.state = Text("", parent=self)
        self.cost = Text("—", size=SECTION, bold=True, parent=self)
        self.message = Text("", tone="muted", parent=self)
        self.message.setWordWrap(True)
        self.action = QPushButton("Details", self)
        self.action.setProperty("kind", "link")
        self.action.clicked.connect(self._act)
        head = _row(self.picture, self.name, self.mark, self.state)
        head.setStretch(1, 1)
        figures = _row(self.cost, self.action)
        figures.setStretch(0, 1)
        self.body.addLayout(head)
        self.body.addLayout(figures)
        self.body.addWidget(self.message)
        self.body.addStretch(1)

    def show_status(self, status: AccountStatus, icon: str, figures: Figures, part: Decimal | None) -> None:
        """`part` is the account's share of all cost in view, 0 to 1."""
        self._account = status.account.name
        word, tone = _WORDS[status.freshness]
        self.setAccessibleName(f"{status.account.name}, {word}")
        self.picture.icon = icon
        self.picture.update()
        self.name.setText(status.account.name)
        self.mark.freshness = status.freshness
        self.mark.update()
        self.state.setText(word)
        self.state.set_tone(tone)
        self.cost.setText(cost_text(figures.cost))
        self._figures = figures
        self.message.setText(status.message or _usage_text(figures, part))
        self.message.setToolTip(f"{figures.total_tokens:,} tokens in this period")
        needs_key = status.freshness is Freshness.NEEDS_KEY
        self.action.setText("Enter key" if needs_key else "Details")
        self.action.setAccessibleName(f"{self.action.text()}: {status.account.name}")

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.cost.setToolTip(cost_why(self._figures.cost))

    @Slot()
    def _act(self) -> None:
        wanted = self.key_requested if self.action.text() == "Enter key" else self.details_requested
        wanted.emit(self._account)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, super().minimumSizeHint().height())


class AccountCards(QWidget):
    """Accounts in trouble first, then by cost; more than six are one button away."""

    details_requested = Signal(str)
    key_requested = Signal(str)
    all_requested = Signal()

    def __init__(self, services: Sequence[Service], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = {service.id: service.icon for service in services}
        self.cards: list[AccountCard] = []
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GRID + GRID // 2)
        self.more = QPushButton(self)
        self.more.setProperty("kind", "link")
        self.more.clicked.connect(self._ask_for_all)
        self.more.hide()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_accounts(
        self, accounts: Sequence[AccountStatus], figures: Mapping[str, Figures], whole: Decimal | None
    ) -> None:
        """`figures` by account name and the cost of all, of the period in view."""
        ordered = sorted(accounts, key=lambda status: _rank(status, figures))[:MOST]
        while len(self.cards) < len(ordered):
            card = AccountCard(self)
            card.details_requested.connect(self.details_requested)
            card.key_requested.connect(self.key_requested)
            self.cards.append(card)
            self._columns = 0
        while len(self.cards) > len(ordered):
            self.cards.pop().deleteLater()
            self._columns = 0
        for card, status in zip(self.cards, ordered, strict=True):
            icon = self._icons.get(status.account.service, "cloud-outline")
            own = figures.get(status.account.name, NO_FIGURES)
            card.show_status(status, icon, own, share(own.cost.usd, whole))
        self.more.setVisible(len(accounts) > MOST)
        self.more.setText(f"All {len(accounts)} accounts")
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        columns = max(1, min(3, self.width() // COLUMN, len(self.cards) or 1))
        if columns == self._columns:
            return
        self._columns = columns
        for widget in (*self.cards, self.more):
            self._grid.removeWidget(widget)
        for at, card in enumerate(self.cards):
            self._grid.addWidget(card, at // columns, at % columns)
        for column in range(3):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        rows = -(-len(self.cards) // columns)
        self._grid.addWidget(self.more, rows, 0, 1, columns, Qt.AlignmentFlag.AlignLeft)

    @Slot()
    def _ask_for_all(self) -> None:
        self.all_requested.emit()


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(6)
    for widget in widgets:
        row.addWidget(widget)
    return row


def _usage_text(figures: Figures, part: Decimal | None) -> str:
    if not figures.total_tokens:
        return "No usage in this period"
    used = tokens_text(figures.total_tokens)
    return used if part is None else f"{used}, {percent(part)} of the cost"


def _rank(status: AccountStatus, figures: Mapping[str, Figures]) -> tuple[int, float, str]:
    cost = figures.get(status.account.name, NO_FIGURES).cost.usd
    return (_TROUBLE_FIRST.index(status.freshness), -float(cost or 0), status.account.name)
