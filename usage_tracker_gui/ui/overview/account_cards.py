"""A card for each account: what it spent this month and of what limit, its tokens, how it does, and quick actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from usage_tracker_gui.domain.account import AccountStatus, Freshness, Service
from usage_tracker_gui.domain.budgets import BudgetState, Level
from usage_tracker_gui.domain.report import NO_FIGURES
from usage_tracker_gui.ui.frame.status_bar import paint_mark
from usage_tracker_gui.ui.language.translation import counted, noted, translate
from usage_tracker_gui.ui.look.icons import paint_icon
from usage_tracker_gui.ui.look.theme import GRID, SECTION, tokens_of
from usage_tracker_gui.ui.overview.spending import Spending, plan_price, plan_text
from usage_tracker_gui.ui.parts.amounts import cost_text
from usage_tracker_gui.ui.parts.budget_bar import BudgetBar, limit_text
from usage_tracker_gui.ui.parts.card import Card, Text, Tone
from usage_tracker_gui.ui.parts.elided import Elided
from usage_tracker_gui.ui.parts.fading import FadingText
from usage_tracker_gui.ui.parts.wording import cost_why, exact_tokens, percent, status_text

MOST = 6
UNKNOWN_SERVICE = "cloud-outline"
COLUMN = 256  # the width that a card wants

_WORDS: Mapping[Freshness, tuple[str, Tone]] = {
    Freshness.FRESH: (noted("AccountCards", "OK"), "ok"),
    Freshness.STALE: (noted("AccountCards", "Stale"), "warning"),
    Freshness.NEEDS_KEY: (noted("AccountCards", "Needs a key"), "critical"),
    Freshness.WAITING: (noted("AccountCards", "Waiting"), "muted"),
    Freshness.PAUSED: (noted("AccountCards", "Paused"), "muted"),
    Freshness.BY_HAND: (noted("AccountCards", "By hand"), "muted"),
}
_WELL = frozenset({Freshness.FRESH, Freshness.BY_HAND})
_TROUBLE_FIRST = (Freshness.NEEDS_KEY, Freshness.STALE, Freshness.WAITING)


class _Picture(QWidget):
    """A service's icon, or an account's mark."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.icon = ""
        self._mark: Freshness | None = None
        self._tone: Tone = "muted"
        self.setFixedSize(20, 20)

    def show_mark(self, mark: Freshness, tone: Tone) -> None:
        self._mark, self._tone = mark, tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = tokens_of(self)
        if self._mark is None:
            paint_icon(painter, self.icon, QRectF(0, 0, 20, 20), QColor(tokens.muted))
        else:
            paint_mark(painter, self._mark, QRectF(6, 6, 9, 9), QColor(getattr(tokens, self._tone)))


class _WholeOrNothing(Elided):
    """Half of `this month` says nothing; the tooltip has all of it."""

    def shown_text(self) -> str:
        shown = super().shown_text()
        return shown if shown == " ".join(self.text().split()) else ""


class AccountCard(Card):
    details_requested = Signal(str)  # the account's name
    key_requested = Signal(str)
    limit_requested = Signal(str)
    entry_requested = Signal(str)  # usage is to be entered by hand

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._account = ""
        self._cost = NO_FIGURES.cost
        self._needs_key = False
        self._has_plan = False
        self.picture = _Picture(self)
        self.name = Elided("", bold=True, parent=self)
        self.mark = _Picture(self)
        self.state = Text("", parent=self)
        self.cost = FadingText("—", size=SECTION, bold=True, parent=self)
        self.of_what = _WholeOrNothing("", tone="muted", parent=self)
        self.bar = BudgetBar(self)
        self.bar.hide()
        self.part = Text("", tone="muted", parent=self)  # of the limit
        self.part.hide()
        self.message = Text("", tone="muted", parent=self)
        self.message.setWordWrap(True)
        self.action = QPushButton("", self)
        self.action.setProperty("kind", "link")
        self.action.clicked.connect(self._act)
        self.limit = QPushButton(translate("AccountCards", "Limit"), self)
        self.limit.setProperty("kind", "link")
        self.limit.clicked.connect(self._ask_for_limit)
        self.entry = QPushButton(translate("AccountCards", "Add usage"), self)
        self.entry.setProperty("kind", "link")
        self.entry.clicked.connect(self._ask_for_entry)
        self.entry.hide()
        head = _row(self.picture, self.name, self.mark, self.state)
        head.setStretch(1, 1)
        figures = _row(self.cost, self.of_what)
        figures.setStretch(1, 1)
        figures.addWidget(self.limit)
        figures.addWidget(self.action)
        used = _row(self.bar, self.part)
        used.setStretch(0, 1)
        self.of_what.setContentsMargins(0, 2, 0, 0)  # on the baseline of the larger figure
        self.body.addLayout(head)
        self.body.addLayout(figures)
        self.body.addLayout(used)
        told = _row(self.message, self.entry)
        told.setStretch(0, 1)
        told.setAlignment(self.entry, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(told)
        self.body.addStretch(1)

    def show_status(self, status: AccountStatus, service: Service | None, spending: Spending) -> None:
        """`service` None: nobody here knows it."""
        self._account = status.account.name
        limit = spending.limit
        is_by_hand = status.freshness is Freshness.BY_HAND
        word, tone, mark = _state(status.freshness, limit)
        self.setAccessibleName(f"{status.account.name}, {word}")
        self.picture.icon = service.icon if service is not None else UNKNOWN_SERVICE
        self.picture.update()
        self.name.setText(status.account.name)
        self.mark.show_mark(mark, tone)
        self.state.setText(word)
        self.state.set_tone(tone)
        self._cost = spending.month.cost if limit is None else limit.spent
        self.cost.setText(cost_text(self._cost))
        self.of_what.setText(translate("AccountCards", "this month") if limit is None else _limit_text(limit))
        self._has_plan = spending.plan is not None and limit is None
        if spending.plan is not None and limit is None:
            self.cost.setText(plan_price(spending.plan))
            self.of_what.setText("")
        self.bar.show_state(limit)
        self.part.setVisible(limit is not None)
        self.part.setText("" if limit is None else percent(limit.share))
        message = "" if is_by_hand else status_text(status.message)  # by hand it says no more than the card does
        plan = plan_text(spending.plan) if spending.plan is not None else ""
        self.message.setText(message or plan or spending.usage_text)
        self.message.setToolTip(exact_tokens(spending.month.known("total_tokens")))
        self._needs_key = status.freshness is Freshness.NEEDS_KEY
        self.action.setText(
            translate("AccountCards", "Enter key") if self._needs_key else translate("AccountCards", "Details")
        )
        self.action.setAccessibleName(f"{self.action.text()}: {status.account.name}")
        self.limit.setVisible(not self._needs_key)
        self.entry.setVisible(is_by_hand)
        self.entry.setAccessibleName(f"{self.entry.text()}: {self._account}")
        self.limit.setAccessibleName(translate("AccountCards", "Monthly limit of {account}", account=self._account))

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.cost.setToolTip("" if self._has_plan else cost_why(self._cost))

    @Slot()
    def _act(self) -> None:
        wanted = self.key_requested if self._needs_key else self.details_requested
        wanted.emit(self._account)

    @Slot()
    def _ask_for_limit(self) -> None:
        self.limit_requested.emit(self._account)

    @Slot()
    def _ask_for_entry(self) -> None:
        self.entry_requested.emit(self._account)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, super().minimumSizeHint().height())


class AccountCards(QWidget):
    """Accounts in trouble first, then by cost; more than six are one button away."""

    details_requested = Signal(str)
    key_requested = Signal(str)
    limit_requested = Signal(str)
    entry_requested = Signal(str)  # usage is to be entered by hand
    all_requested = Signal()

    def __init__(self, services: Sequence[Service], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.show_services(services)
        self.cards: list[AccountCard] = []
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GRID + GRID // 2)
        self.more = QPushButton(self)
        self.more.setProperty("kind", "link")
        self.more.clicked.connect(self._ask_for_all)
        self.more.hide()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)  # a message may take two lines

    def show_services(self, services: Sequence[Service]) -> None:
        """What services there are; the next accounts are drawn by it."""
        self._services = {service.id: service for service in services}

    def show_accounts(self, accounts: Sequence[AccountStatus], spent: Mapping[str, Spending]) -> None:
        """`spent` by account name."""
        ordered = sorted(accounts, key=lambda status: _rank(status, spent))[:MOST]
        while len(self.cards) < len(ordered):
            card = AccountCard(self)
            card.details_requested.connect(self.details_requested)
            card.key_requested.connect(self.key_requested)
            card.limit_requested.connect(self.limit_requested)
            card.entry_requested.connect(self.entry_requested)
            self.cards.append(card)
            self._columns = 0
        while len(self.cards) > len(ordered):
            self.cards.pop().deleteLater()
            self._columns = 0
        for card, status in zip(self.cards, ordered, strict=True):
            card.show_status(
                status, self._services.get(status.account.service), spent.get(status.account.name, Spending())
            )
        self.more.setVisible(len(accounts) > MOST)
        self.more.setText(counted("AccountCards", "All {n} accounts", "The account", len(accounts)))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        columns = _columns(len(self.cards), self.width() // COLUMN)
        if columns == self._columns:
            return
        self._columns = columns
        for widget in (*self.cards, self.more):
            self._grid.removeWidget(widget)
        for at, card in enumerate(self.cards):
            self._grid.addWidget(card, at // columns, at % columns)
        for column in range(MOST):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        rows = -(-len(self.cards) // columns)
        self._grid.addWidget(self.more, rows, 0, 1, columns, Qt.AlignmentFlag.AlignLeft)

    @Slot()
    def _ask_for_all(self) -> None:
        self.all_requested.emit()


def _columns(cards: int, room: int) -> int:
    """As many as fit, in rows of the same length where that takes no more of them: four cards in two pairs."""
    rows = -(-cards // max(1, room)) or 1
    return max(1, -(-cards // rows))


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(6)
    for widget in widgets:
        row.addWidget(widget)
    return row


def _state(freshness: Freshness, limit: BudgetState | None) -> tuple[str, Tone, Freshness]:
    """A word, its colour, and whose mark it has. A limit that is near or passed shows where nothing worse does."""
    level = limit.level if limit is not None and freshness in _WELL else Level.OK
    if level is Level.OK:
        word, tone = _WORDS[freshness]
        return (translate("AccountCards", word), tone, freshness)
    if level is Level.WARNING:
        return (translate("AccountCards", "Near its limit"), "warning", Freshness.STALE)
    return (translate("AccountCards", "Over its limit"), "critical", Freshness.NEEDS_KEY)


def _limit_text(limit: BudgetState) -> str:
    """Behind what is spent: `of $800`."""
    return translate("AccountCards", "of {limit}", limit=limit_text(limit.budget.limit_usd))


def _rank(status: AccountStatus, spent: Mapping[str, Spending]) -> tuple[int, float, str]:
    cost = spent.get(status.account.name, Spending()).month.cost.usd
    return (_trouble(status.freshness), -float(cost or 0), status.account.name)


def _trouble(freshness: Freshness) -> int:
    if freshness in _TROUBLE_FIRST:
        return _TROUBLE_FIRST.index(freshness)
    return len(_TROUBLE_FIRST) + (freshness not in _WELL)
