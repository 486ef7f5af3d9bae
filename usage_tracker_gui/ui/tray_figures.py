"""The first lines of the tray's menu: what today and the month cost, and whose it is, one click away from anywhere.

Where a menu bar is all that people look at, nobody hovers for a tooltip.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from usage_tracker_gui.domain.report import Report, Row
from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.parts.amounts import cost_text
from usage_tracker_gui.ui.parts.budget_bar import budget_text, rough

MOST_ACCOUNTS = 5


class TrayFigures(QObject):
    """Lines above everything else in `menu`; there are none before the first report."""

    opened = Signal()  # a line was chosen

    def __init__(self, menu: QMenu, parent: QObject) -> None:
        super().__init__(parent)
        self._menu = menu
        self._foot = menu.addSeparator()
        self.lines: list[QAction] = []

    def show_report(self, report: Report) -> None:
        texts = [*_totals(report), *_accounts(report)]
        while len(self.lines) < len(texts):
            self.lines.append(self._line())
        while len(self.lines) > len(texts):
            self._menu.removeAction(self.lines.pop())
        for line, text in zip(self.lines, texts, strict=True):
            line.setText(text.replace("&", "&&"))

    def _line(self) -> QAction:
        line = QAction(self)
        line.triggered.connect(self.opened)
        self._menu.insertAction(self._foot, line)
        return line


def _totals(report: Report) -> list[str]:
    month = translate("TrayFigures", "This month: {amount}", amount=cost_text(report.month.cost))
    budget = f", {budget_text(report.month_budget)}" if report.month_budget is not None else ""
    lines = [translate("TrayFigures", "Today: {amount}", amount=cost_text(report.today.cost)), month + budget]
    if report.forecast is not None:
        lines.append(translate("TrayFigures", "Month end: ~{amount}", amount=rough(report.forecast.expected)))
    return lines


def _accounts(report: Report) -> list[str]:
    """This month's, the dearest first; a single account is the total again."""
    rows = report.accounts_month.rows if report.accounts_month is not None else ()
    if len(rows) < 2:
        return []
    dearest = sorted(rows, key=_dollars, reverse=True)[:MOST_ACCOUNTS]
    return [f"{row.group[0]}: {cost_text(row.figures.cost)}" for row in dearest]


def _dollars(row: Row) -> float:
    return float(row.figures.cost.usd or 0)
