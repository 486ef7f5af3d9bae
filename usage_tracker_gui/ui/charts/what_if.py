"""What if: the same usage priced in each tier, side by side, what caching saved, and a table of each key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from PySide6.QtCore import QRectF, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from usage_tracker_gui.domain.cost import Cost
from usage_tracker_gui.domain.report import Figures
from usage_tracker_gui.domain.tier_comparison import KeyTiers
from usage_tracker_gui.ui.charts.tier_table import TierTable, saved_by_caching, tier_name
from usage_tracker_gui.ui.language.figures import UNKNOWN, money, with_rate
from usage_tracker_gui.ui.language.translation import noted, translate
from usage_tracker_gui.ui.look.icons import icon
from usage_tracker_gui.ui.look.theme import GRID, HALF, SECTION, tokens_of
from usage_tracker_gui.ui.parts.amounts import cost_text
from usage_tracker_gui.ui.parts.card import Text
from usage_tracker_gui.ui.parts.wording import cost_why, percent, share

COLUMNS = ("", "", noted("WhatIf", "Cost"), noted("WhatIf", "Against billed"), noted("WhatIf", "Without a price"))
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class WhatIf(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Text(translate("WhatIf", "The same usage in each tier"), size=SECTION, bold=True)
        self.note = Text(
            translate(
                "WhatIf",
                "Where some of the usage has no price in a tier, its cost is a lower bound and can't be compared.",
            ),
            tone="muted",
        )
        self.note.setWordWrap(True)
        self.caching = Text("", bold=True)
        self.best = Text("", bold=True)
        self.table = TierTable()
        self.copy = QPushButton(translate("WhatIf", "Copy"))
        self.copy.setIcon(icon("content-copy", "muted"))
        self.copy.setAccessibleName(translate("WhatIf", "Copy the table of tiers"))
        self.copy.setToolTip(translate("WhatIf", "Copy the chosen rows, or all, with headers and exact costs (Ctrl+C)"))
        self.copy.clicked.connect(self._copy)
        self._rows: list[tuple[Text, Bar, Text, Text, Text]] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(2 * GRID)
        self._grid.setVerticalSpacing(HALF)
        self._grid.setColumnStretch(1, 1)
        for column, name in enumerate(COLUMNS):
            head = Text(translate("WhatIf", name), tone="muted")
            head.setAlignment(_RIGHT)
            self._grid.addWidget(head, 0, column)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self.title)
        layout.addWidget(self.note)
        for widget in (self.title, self.note):
            widget.setContentsMargins(GRID, 0, GRID, 0)  # where the table's cells begin
        self._grid.setContentsMargins(GRID, 0, GRID, 0)
        layout.addLayout(self._grid)
        sentences = QVBoxLayout()
        sentences.setSpacing(2)
        sentences.addWidget(self.best)
        sentences.addWidget(self.caching)
        savings = QHBoxLayout()
        savings.setContentsMargins(GRID, HALF, GRID, 0)
        savings.addLayout(sentences, 1)
        savings.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignBottom)
        layout.addLayout(savings)
        layout.addWidget(self.table, 1)

    def show_tiers(
        self,
        billed: Figures,
        tiers: Mapping[str, Figures],
        uncached: Figures | None = None,
        keys: Sequence[KeyTiers] = (),
    ) -> None:
        """`tiers`: all of the usage priced in that tier. `uncached`: as billed, had nothing been read from a cache."""
        self.table.show_tiers(billed, tiers, uncached, keys)
        rows = [(translate("Tiers", "As billed"), billed)]
        rows += [(tier_name(tier), figures) for tier, figures in tiers.items()]
        most = max((figures.cost.usd or Decimal(0) for _name, figures in rows), default=Decimal(0))
        for index, (name, figures) in enumerate(rows):
            self._write(index, name, figures, billed, most)
        for widgets in self._rows[len(rows) :]:
            for widget in widgets:
                widget.hide()
        self.best.setText(best_text(billed.cost, {name: figures.cost for name, figures in rows[1:]}))
        self.caching.setText(caching_text(billed.cost, uncached.cost if uncached else None))
        for text in (self.best, self.caching):
            text.setVisible(bool(text.text()))

    @Slot()
    def _copy(self) -> None:
        self.table.copy_rows()

    def texts(self) -> list[tuple[str, ...]]:
        shown = [widgets for widgets in self._rows if not widgets[0].isHidden()]
        return [(name.text(), cost.text(), gap.text(), missing.text()) for name, _bar, cost, gap, missing in shown]

    def _write(self, index: int, name: str, figures: Figures, billed: Figures, most: Decimal) -> None:
        while len(self._rows) <= index:
            self._add_row()
        title, bar, cost, gap, missing = self._rows[index]
        title.setText(name)
        bar.show_part(float(share(figures.cost.usd, most) or 0), is_billed=index == 0, is_whole=_is_whole(figures.cost))
        cost.setText(cost_text(figures.cost))
        cost.setToolTip(cost_why(figures.cost))
        gap.setText("" if index == 0 else difference_text(billed.cost, figures.cost))
        unpriced = share(Decimal(figures.cost.unpriced_tokens), Decimal(figures.total_tokens))
        missing.setText(translate("WhatIf", "{part} of tokens", part=percent(unpriced, 1)) if unpriced else "")
        for widget in self._rows[index]:
            widget.show()

    def _add_row(self) -> None:
        row = len(self._rows) + 1
        widgets = (Text("", bold=row == 1), Bar(), Text("", bold=row == 1), Text(""), Text("", tone="muted"))
        for text in (widgets[2], widgets[3], widgets[4]):
            text.setAlignment(_RIGHT)
        for column, widget in enumerate(widgets):
            self._grid.addWidget(widget, row, column)
        self._rows.append(widgets)


class Bar(QWidget):
    """Its length is the cost against the dearest one; a lower bound is pale."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(14)
        self.setMinimumWidth(48)
        self.part = 0.0
        self._is_billed = False
        self._is_whole = True

    def show_part(self, part: float, *, is_billed: bool, is_whole: bool) -> None:
        self.part, self._is_billed, self._is_whole = part, is_billed, is_whole
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = tokens_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.track))
        painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        color = QColor(tokens.accent if self._is_billed else tokens.strong_line)
        color.setAlphaF(1.0 if self._is_whole else 0.45)
        painter.setBrush(color)
        if self.part > 0:
            painter.setClipRect(QRectF(0, 0, max(self.part * self.width(), 3.0), self.height()))
            painter.drawRoundedRect(QRectF(self.rect()), 4, 4)


def _is_whole(cost: Cost) -> bool:
    return cost.usd is not None and not cost.is_lower_bound


def difference_text(billed: Cost, other: Cost) -> str:
    """`−$210.40 (−33 %)`; a dash where either is not known in full."""
    if billed.usd is None or other.usd is None or not (_is_whole(billed) and _is_whole(other)):
        return UNKNOWN
    gap = other.usd - billed.usd
    sign = "−" if gap < 0 else "+" if gap > 0 else ""
    part = share(abs(gap), billed.usd)
    return f"{sign}{money(abs(gap))}" + (f" ({sign}{percent(part)})" if part else "")


def best_text(billed: Cost, tiers: Mapping[str, Cost]) -> str:
    """The tier that would have saved most, where that is known in full."""
    if billed.usd is None or not _is_whole(billed):
        return ""
    whole = {name: cost.usd for name, cost in tiers.items() if cost.usd is not None and _is_whole(cost)}
    if not whole:
        return ""
    name = min(whole, key=lambda each: whole[each])
    saved = billed.usd - whole[name]
    if saved <= 0:
        return translate("WhatIf", "No tier would have been cheaper.")
    amount, part = with_rate(money(saved)), percent(share(saved, billed.usd))
    return translate("WhatIf", "{tier} would have saved {amount} ({part}).", tier=name, amount=amount, part=part)


def caching_text(billed: Cost, uncached: Cost | None) -> str:
    saved = saved_by_caching(billed, uncached)
    if saved is None or uncached is None:
        return ""
    if saved > 0:
        amount, part = with_rate(money(saved)), percent(share(saved, uncached.usd))
        return translate("WhatIf", "Caching saved {amount} ({part}).", amount=amount, part=part)
    if saved < 0:
        return translate("WhatIf", "Caching cost {amount} more than it saved.", amount=with_rate(money(-saved)))
    return translate("WhatIf", "Caching saved nothing.")
