"""A bar that fills as a limit is spent. Its colour says how near the limit is; the words beside it say it, too."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from usage_tracker_gui.domain.budgets import BudgetPeriod, BudgetState, Level
from usage_tracker_gui.domain.cost import Cost
from usage_tracker_gui.ui.language.conventions import in_force
from usage_tracker_gui.ui.language.figures import axis_money, money, shown_amount
from usage_tracker_gui.ui.language.translation import noted, translate
from usage_tracker_gui.ui.look.theme import tokens_of
from usage_tracker_gui.ui.parts.amounts import cost_text
from usage_tracker_gui.ui.parts.card import Tone
from usage_tracker_gui.ui.parts.wording import percent

HEIGHT = 6
ROUND_FROM = Decimal(100)  # of the currency shown: from here on its smallest coins say nothing
TONES: dict[Level, Tone] = {Level.OK: "muted", Level.WARNING: "warning", Level.CRITICAL: "critical"}


class BudgetBar(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: BudgetState | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_state(self, state: BudgetState | None) -> None:
        """Hidden without a budget."""
        self.setVisible(state is not None)
        if state is not None:
            self._state = state
            self.setAccessibleName(translate("Budgets", "{share} spent", share=budget_text(state)))
            self.setToolTip(budget_tip(state))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(80, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        state = self._state
        if state is None:
            return
        tokens = tokens_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        room = QRectF(0, (self.height() - HEIGHT) / 2, self.width(), HEIGHT)
        painter.setBrush(QColor(tokens.track))
        painter.drawRoundedRect(room, HEIGHT / 2, HEIGHT / 2)
        share = min(1.0, float(state.share or 0))
        if share > 0:
            room.setWidth(max(float(HEIGHT), share * room.width()))
            fill = {Level.OK: tokens.accent, Level.WARNING: tokens.warning, Level.CRITICAL: tokens.critical}
            painter.setBrush(QColor(fill[state.level]))
            painter.drawRoundedRect(room, HEIGHT / 2, HEIGHT / 2)


PERIODS = {
    BudgetPeriod.DAY: noted("Budgets", "a day"),
    BudgetPeriod.WEEK: noted("Budgets", "a week"),
    BudgetPeriod.MONTH: noted("Budgets", "a month"),
}


def budget_text(state: BudgetState, beside: Cost | None = None) -> str:
    """`61 % of $1,000`. Where it stands `beside` another amount, of a tier that is tried out or of days in another
    zone, a share would seem to be of that one: the amount that the budget counts is written out, `$612 of $1,000`."""
    limit = limit_text(state.budget.limit_usd)
    if beside is not None and state.spent.usd is not None and money(beside.usd) != money(state.spent.usd):
        return translate("Budgets", "{share} of {limit}", share=money(state.spent.usd), limit=limit)
    return translate("Budgets", "{share} of {limit}", share=percent(state.share), limit=limit)


def limit_text(usd: Decimal) -> str:
    """Round limits without their zeros: `$1,000`, `$99.50`. A converted one is seldom round, and told roughly."""
    if in_force().is_converted:
        return rough(usd)
    return whole_money(usd) if usd == usd.to_integral_value() else money(usd)


def whole_money(usd: Decimal) -> str:
    """Without cents, in the currency that is shown."""
    return axis_money(float(shown_amount(usd)), 0)


def rough(usd: Decimal) -> str:
    """A guess, no more exact than it is: `$884`, `$12.30`."""
    return whole_money(usd) if shown_amount(usd) >= ROUND_FROM else money(usd)


def budget_tip(state: BudgetState) -> str:
    """What is spent and what is left, exactly."""
    words = translate("Budgets", "{spent} of {limit} {period}")
    period = translate("Budgets", PERIODS[state.budget.period])
    lines = [words.format(spent=cost_text(state.spent), limit=money(state.budget.limit_usd), period=period)]
    left = None if state.spent.usd is None else state.budget.limit_usd - state.spent.usd
    if left is not None and left >= 0:
        lines.append(translate("Budgets", "{amount} left", amount=money(left)))
    elif left is not None:
        lines.append(translate("Budgets", "{amount} over the limit", amount=money(-left)))
    return "\n".join(lines)
