"""The table of what if: a row for all of the usage and one for each key, a column for each tier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from usage_tracker_gui.domain.cost import Cost
from usage_tracker_gui.domain.figures import plain_decimal
from usage_tracker_gui.domain.report import Figures
from usage_tracker_gui.domain.tier_comparison import KeyTiers
from usage_tracker_gui.ui.language.figures import UNKNOWN, money
from usage_tracker_gui.ui.language.translation import noted, translate
from usage_tracker_gui.ui.look.theme import numbers_font
from usage_tracker_gui.ui.parts.amounts import cost_text
from usage_tracker_gui.ui.parts.figures_table import FiguresTable
from usage_tracker_gui.ui.parts.table_cells import PADDING
from usage_tracker_gui.ui.parts.wording import cost_why, percent, share
from usage_tracker_gui.ui.series.usage_lines import NO_KEY

AnyIndex = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
NOWHERE = QModelIndex()
NARROWEST = 72
WIDEST_NAME = 180
NAMES = {
    "standard": noted("Tiers", "All standard"),
    "batch": noted("Tiers", "All batch"),
    "flex": noted("Tiers", "All flex"),
    "priority": noted("Tiers", "All priority"),
    "fast": noted("Tiers", "All fast"),
}


def tier_name(tier: str) -> str:
    return translate("Tiers", NAMES.get(tier, tier))


def saved_by_caching(billed: Cost, uncached: Cost | None) -> Decimal | None:
    """Dollars; less than 0 where writing to a cache cost more than reading from it saved."""
    if uncached is None or billed.usd is None or uncached.usd is None:
        return None
    return uncached.usd - billed.usd


@dataclass(frozen=True, slots=True)
class TierLine:
    id: str
    name: str
    billed: Figures
    tiers: Sequence[Figures]
    uncached: Figures | None

    @property
    def costs(self) -> tuple[Cost, ...]:
        return self.billed.cost, *(figures.cost for figures in self.tiers)

    @property
    def saved(self) -> Decimal | None:
        return saved_by_caching(self.billed.cost, self.uncached.cost if self.uncached else None)

    @property
    def unpriced(self) -> Decimal | None:
        """The share of tokens that have no price as they were billed."""
        return share(Decimal(self.billed.cost.unpriced_tokens), Decimal(self.billed.total_tokens))


class TierFigures(QAbstractTableModel):
    """Columns: the key, as billed, each tier, what caching saved, what has no price."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._titles: tuple[str, ...] = ()
        self.lines: tuple[TierLine, ...] = ()

    def show_lines(self, tiers: Sequence[str], lines: Sequence[TierLine]) -> None:
        """New figures in the same places keep what is selected."""
        titles = (
            translate("WhatIf", "Key"),
            translate("Tiers", "As billed"),
            *(tier_name(tier) for tier in tiers),
            translate("WhatIf", "Caching saved"),
            translate("WhatIf", "No price"),
        )
        if titles == self._titles and [line.id for line in lines] == [line.id for line in self.lines]:
            self.lines = tuple(lines)
            if lines:
                self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, len(titles) - 1))
            return
        self.beginResetModel()
        self._titles, self.lines = titles, tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Vertical or section >= len(self._titles):
            return None
        if role == Role.TextAlignmentRole:
            return RIGHT if section else LEFT
        return self._titles[section] if role == Role.DisplayRole else None

    def data(self, index: AnyIndex, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line, column = self.lines[index.row()], index.column()
        if role == Role.DisplayRole:
            return _cells(line)[column]
        if role == Role.ToolTipRole:
            return _tip(line, column)
        if role == Role.TextAlignmentRole:
            return RIGHT if column else LEFT
        return numbers_font(bold=not index.row() and not column) if role == Role.FontRole else None

    def as_tsv(self, rows: Iterable[int]) -> str:
        """Headers, exact dollars; what is not known is an empty cell."""
        return "\n".join("\t".join(cells) for cells in [self._titles, *(_exact(self.lines[at]) for at in rows)]) + "\n"


def _cells(line: TierLine) -> tuple[str, ...]:
    unpriced = percent(line.unpriced, 1) if line.unpriced else ""
    name = " ".join(line.name.split())
    return name, *(cost_text(cost) for cost in line.costs), _signed(line.saved), unpriced


def _exact(line: TierLine) -> tuple[str, ...]:
    amounts = [*(cost.usd for cost in line.costs), line.saved]
    unpriced = "" if line.unpriced is None else plain_decimal(line.unpriced.quantize(Decimal("0.0001")))
    name = " ".join(line.name.split())
    name = f"'{name}" if name.startswith(("=", "+", "-", "@")) else name
    return name, *("" if usd is None else plain_decimal(usd) for usd in amounts), unpriced


def _signed(usd: Decimal | None) -> str:
    if usd is None:
        return UNKNOWN
    return f"−{money(-usd)}" if usd < 0 else money(usd)


def _tip(line: TierLine, column: int) -> str:
    if column == 0:
        return line.name if line.id in ("", line.name) else f"{line.name}\n{line.id}"
    return cost_why(line.costs[column - 1]) if column <= len(line.costs) else ""


class TierTable(FiguresTable):
    def __init__(self, parent: QWidget | None = None) -> None:
        self.figures = TierFigures()
        super().__init__(
            translate("WhatIf", "Cost of each key in each tier"), self.figures, self.figures.as_tsv, parent
        )
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMinimumHeight(96)
        self.figures.modelReset.connect(self._fit)

    def show_tiers(
        self,
        billed: Figures,
        tiers: Mapping[str, Figures],
        uncached: Figures | None,
        keys: Sequence[KeyTiers],
    ) -> None:
        """All of it in the first row, then each key, the dearest first."""
        whole = TierLine("", translate("WhatIf", "All keys"), billed, list(tiers.values()), uncached)
        nameless = translate("Names", NO_KEY)
        lines = [
            TierLine(
                key.key, key.name or key.key or nameless, key.billed, [key.tiers[tier] for tier in tiers], key.uncached
            )
            for key in keys
        ]
        self.figures.show_lines(tuple(tiers), [whole, *lines])

    def _fit(self) -> None:
        """A figure is never cut; the names have the rest."""
        metrics, wide = self.fontMetrics(), QFontMetrics(numbers_font())
        bold = QFontMetrics(numbers_font(bold=True))
        taken = 0
        for column in range(1, self.figures.columnCount()):
            title = str(self.figures.headerData(column, Qt.Orientation.Horizontal))
            cells = (_cells(line)[column] for line in self.figures.lines[:50])
            width = max([metrics.horizontalAdvance(title), *(wide.horizontalAdvance(cell) for cell in cells)])
            self.setColumnWidth(column, max(NARROWEST, width + 2 * PADDING + 2))
            taken += self.columnWidth(column)
        longest = max((bold.horizontalAdvance(line.name) for line in self.figures.lines[:50]), default=0)
        self.setColumnWidth(0, max(min(longest, WIDEST_NAME) + 2 * PADDING + 8, self.viewport().width() - taken))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
