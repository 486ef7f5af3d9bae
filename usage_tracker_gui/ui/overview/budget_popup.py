"""A small popup for the one budget that most people want: a limit for the month, and when to be warned."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QWidget

from usage_tracker_gui.domain.budgets import Budget
from usage_tracker_gui.ui.language.figures import plain
from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.look.theme import GRID, tokens_of
from usage_tracker_gui.ui.parts.card import Text
from usage_tracker_gui.ui.parts.typed_amounts import dollars_in

FIELD_WIDTH = 96


class BudgetPopup(QFrame):
    chosen = Signal(object)  # Budget; None: there is to be none any more
    all_requested = Signal()  # the page of all budgets

    def __init__(self, budget: Budget | None, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(translate("Budgets", "Monthly budget"))
        self._budget = budget or Budget(translate("BudgetForm", "Monthly"), Decimal(1))
        warn = min(self._budget.thresholds, default=Decimal(1))
        self.limit = _number(translate("Budgets", "Dollars a month"), "" if budget is None else plain(budget.limit_usd))
        self.warn = _number(translate("Budgets", "Warn at per cent"), plain(warn * 100))
        self.problem = Text("", tone="critical")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.save = QPushButton(translate("Budgets", "Save"))
        self.save.setProperty("kind", "primary")
        self.remove = QPushButton(translate("Budgets", "Remove"))
        self.remove.setAccessibleName(translate("Budgets", "Remove the monthly budget"))
        self.remove.setVisible(budget is not None)
        self.all = QPushButton(translate("Budgets", "All budgets"))
        self.all.setProperty("kind", "link")
        self._lay_out()
        self.all.clicked.connect(self._show_all)
        self.save.clicked.connect(self._save)
        self.remove.clicked.connect(self._remove)
        for field in (self.limit, self.warn):
            field.returnPressed.connect(self._save)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        grid.setSpacing(GRID)
        grid.addWidget(Text(translate("Budgets", "Monthly budget"), bold=True), 0, 0, 1, 3)
        lines = (
            (translate("Budgets", "Limit"), self.limit, translate("Budgets", "US dollars")),
            (translate("Budgets", "Warn at"), self.warn, translate("Budgets", "% of it")),
        )
        for row, (before, field, after) in enumerate(lines, 1):
            grid.addWidget(Text(before), row, 0)
            grid.addWidget(field, row, 1)
            grid.addWidget(Text(after, tone="muted"), row, 2)
        grid.addWidget(self.problem, 3, 0, 1, 3)
        foot = QHBoxLayout()
        foot.addWidget(self.remove)
        foot.addStretch(1)
        foot.addWidget(self.save)
        grid.addLayout(foot, 4, 0, 1, 3)
        grid.addWidget(self.all, 5, 0, 1, 3, Qt.AlignmentFlag.AlignLeft)

    def open_below(self, button: QWidget) -> None:
        self.adjustSize()
        self.move(button.mapToGlobal(QPoint(button.width() - self.width(), button.height() + GRID // 2)))
        self.show()
        self.limit.setFocus()
        self.limit.selectAll()

    @Slot()
    def _save(self) -> None:
        try:
            limit, warn = dollars_in(self.limit.text()), dollars_in(self.warn.text().replace("%", ""))
        except ValueError:
            limit = warn = None
        if limit is None or warn is None or warn > 100:
            self.problem.setText(translate("Budgets", "A limit above 0, and per cent from 1 to 100."))
            self.problem.show()
            self.adjustSize()
            return
        thresholds = tuple(sorted({warn / 100, Decimal(1)}))
        self.chosen.emit(replace(self._budget, limit_usd=limit, thresholds=thresholds))
        self.close()

    @Slot()
    def _remove(self) -> None:
        self.chosen.emit(None)
        self.close()

    @Slot()
    def _show_all(self) -> None:
        self.close()
        self.all_requested.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = tokens_of(self)
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens.surface))
        painter.setPen(QPen(QColor(tokens.strong_line), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


def _number(name: str, text: str) -> QLineEdit:
    field = QLineEdit(text)
    field.setAccessibleName(name)
    field.setAlignment(Qt.AlignmentFlag.AlignRight)
    field.setFixedWidth(FIELD_WIDTH)
    field.setMinimumHeight(28)
    return field
