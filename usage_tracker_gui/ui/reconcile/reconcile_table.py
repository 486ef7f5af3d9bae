"""The table of a reconciliation: what was estimated and billed, by day, project, model, key or line of the bill."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from usage_tracker_gui.domain.figures import plain_decimal
from usage_tracker_gui.domain.reconciliation import Balance, Comparison, Reconciliation
from usage_tracker_gui.ui.language.figures import exact_money, money
from usage_tracker_gui.ui.language.translation import noted, translate
from usage_tracker_gui.ui.look.theme import numbers_font
from usage_tracker_gui.ui.parts.figures_table import FiguresTable
from usage_tracker_gui.ui.parts.table_cells import PADDING, TableCells
from usage_tracker_gui.ui.reconcile.reason_list import SMALLEST_SAID, signed
from usage_tracker_gui.ui.reconcile.reason_words import reason_name, reason_sentence, reason_within
from usage_tracker_gui.ui.series.usage_lines import NO_KEY, NO_PROJECT

AnyIndex = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
NOWHERE = QModelIndex()

NAME, ESTIMATED, BILLED, DIFFERENCE, BECAUSE = range(5)
TITLES = (
    "",
    noted("Reconcile", "Estimated"),
    noted("Reconcile", "Billed"),
    noted("Reconcile", "Difference"),
    noted("Reconcile", "Because of"),
)
WIDTHS = (200, 104, 104, 104)  # the last column has the rest

_IDS: Mapping[str, Callable[[Comparison], str]] = {
    "day": lambda one: one.day.isoformat(),
    "project": lambda one: one.project,
    "model": lambda one: one.model,
    "key": lambda one: one.key,
    "line": lambda one: f"{one.model}, {one.item}" if one.model and one.model not in one.item else one.item,
}
GROUPS = {
    "day": noted("Reconcile", "Day"),
    "project": noted("Reconcile", "Project"),
    "model": noted("Reconcile", "Model"),
    "key": noted("Reconcile", "Key"),
    "line": noted("Reconcile", "Line of the bill"),
}


def group_name(group: str) -> str:
    return translate("Reconcile", GROUPS[group])


@dataclass(frozen=True, slots=True)
class BalanceLine:
    id: str
    name: str
    balance: Balance

    @property
    def because(self) -> str:
        """Largest first."""
        parts = sorted(self.balance.reasons.items(), key=lambda part: -abs(part[1]))
        return ", ".join(f"{reason_within(reason)} {signed(usd)}" for reason, usd in parts if abs(usd) >= SMALLEST_SAID)


NAMELESS = {
    "project": NO_PROJECT,
    "key": NO_KEY,
    "model": noted("Names", "No model"),
    "line": noted("Names", "No words"),
}


def balance_lines(found: Reconciliation, group: str) -> list[BalanceLine]:
    names = {"project": found.project_names, "key": found.key_names}.get(group, {})
    nameless = translate("Names", NAMELESS[group]) if group in NAMELESS else ""
    return [
        BalanceLine(id, names.get(id, "") or id or nameless, balance) for id, balance in found.by(_IDS[group]).items()
    ]


class BalanceModel(QAbstractTableModel):
    """Sorts itself: days newest first, all else by the size of the difference."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = "day"
        self._lines: list[BalanceLine] = []
        self.sorted_by: tuple[int, bool] | None = None  # column, descending: a person's choice

    @property
    def lines(self) -> Sequence[BalanceLine]:
        return self._lines

    def show_lines(self, lines: Iterable[BalanceLine], group: str) -> None:
        new = self._in_order(lines, group)
        if group == self._group and [line.id for line in new] == [line.id for line in self._lines]:
            self._lines = new
            if new:
                self.dataChanged.emit(self.index(0, 0), self.index(len(new) - 1, len(TITLES) - 1))
            return
        self.beginResetModel()
        self._group, self._lines = group, new
        self.endResetModel()

    def sort_by(self, column: int) -> None:
        """Figures begin with the largest, names with the first; the same column again turns round."""
        turned = self.sorted_by is not None and self.sorted_by[0] == column
        descending = not self.sorted_by[1] if turned and self.sorted_by else column != NAME
        self.sorted_by = (column, descending)
        self.beginResetModel()
        self._lines = self._in_order(self._lines, self._group)
        self.endResetModel()

    def _in_order(self, lines: Iterable[BalanceLine], group: str) -> list[BalanceLine]:
        usual = (NAME, True) if group == "day" else (DIFFERENCE, True)
        column, descending = self.sorted_by or usual
        by_name = sorted(lines, key=lambda line: (line.name.casefold(), line.id))
        return sorted(by_name, key=lambda line: _weight(line, column), reverse=descending)

    def rowCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Vertical:
            return None
        if role == Role.DisplayRole:
            title = translate("Reconcile", TITLES[section]) or group_name(self._group)
            if self.sorted_by is None or self.sorted_by[0] != section:
                return title
            return f"{title} {'↓' if self.sorted_by[1] else '↑'}"
        if role == Role.TextAlignmentRole:
            return RIGHT if section in (ESTIMATED, BILLED, DIFFERENCE) else LEFT
        return None

    def data(self, index: AnyIndex, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line, column = self._lines[index.row()], index.column()
        if role == Role.DisplayRole:
            return _cells(line)[column]
        if role == Role.ToolTipRole:
            return _tip(line, column)
        if role == Role.TextAlignmentRole:
            return RIGHT if column in (ESTIMATED, BILLED, DIFFERENCE) else LEFT
        return numbers_font() if role == Role.FontRole else None

    def as_tsv(self, rows: Iterable[int]) -> str:
        """Headers and exact amounts; an unknown estimate is an empty cell."""
        table = [[group_name(self._group), *(translate("Reconcile", title) for title in TITLES[1:])]]
        for row in rows:
            line = self._lines[row]
            part = line.balance
            estimated = "" if part.estimated is None else plain_decimal(part.estimated)
            name = " ".join(line.name.split())
            table.append([name, estimated, plain_decimal(part.billed), plain_decimal(part.difference), line.because])
        return "\n".join("\t".join(cells) for cells in table) + "\n"


class BalanceTable(FiguresTable):
    def __init__(self, parent: QWidget | None = None) -> None:
        self.balances = BalanceModel()
        super().__init__(translate("Reconcile", "Estimate and bill"), self.balances, self.balances.as_tsv, parent)
        self.setItemDelegateForColumn(BECAUSE, TableCells(self, Qt.TextElideMode.ElideRight))
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setStretchLastSection(True)
        header.sectionClicked.connect(self._sort)
        for column, width in enumerate(WIDTHS):
            self.setColumnWidth(column, width)
        self.balances.modelReset.connect(self._fit)
        self.balances.dataChanged.connect(self._fit)

    @Slot()
    def _fit(self) -> None:
        """A figure is never cut."""
        metrics = QFontMetrics(numbers_font())
        for column in (ESTIMATED, BILLED, DIFFERENCE):
            widest = max((metrics.horizontalAdvance(_cells(line)[column]) for line in self.balances.lines), default=0)
            self.setColumnWidth(column, max(WIDTHS[column], self.columnWidth(column), widest + 2 * PADDING + 2))

    @Slot(int)
    def _sort(self, column: int) -> None:
        self.balances.sort_by(column)


def _cells(line: BalanceLine) -> tuple[str, ...]:
    part = line.balance
    return line.name, money(part.estimated), money(part.billed), signed(part.difference), line.because


def _weight(line: BalanceLine, column: int) -> Any:
    part = line.balance
    if column in (NAME, BECAUSE):
        return _cells(line)[column].casefold()
    if column == ESTIMATED:
        return Decimal(-1) if part.estimated is None else part.estimated
    return part.billed if column == BILLED else abs(part.difference)


def _tip(line: BalanceLine, column: int) -> str:
    part = line.balance
    if column == NAME:
        return line.name if line.id in ("", line.name) else f"{line.name}\n{line.id}"
    if column == BECAUSE:
        return "\n".join(
            f"{reason_name(reason)} {exact_money(usd)}: {reason_sentence(reason)}"
            for reason, usd in part.reasons.items()
        )
    amount = (part.estimated, part.billed, part.difference)[column - ESTIMATED]
    return translate("Reconcile", "Nothing of this has a price") if amount is None else exact_money(amount)
