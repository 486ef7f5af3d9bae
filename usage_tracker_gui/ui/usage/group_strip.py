"""The strip above the table that says by what rows are grouped: titles of columns are dragged here and taken away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from usage_tracker_gui.domain.report import GroupBy
from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.look.icons import icon
from usage_tracker_gui.ui.look.theme import CONTROL, CONTROL_RADIUS, GRID, HALF, tokens_of
from usage_tracker_gui.ui.parts.card import Text
from usage_tracker_gui.ui.parts.elided import Elided
from usage_tracker_gui.ui.usage.usage_columns import NAME_COLUMNS

HEIGHT = 40
TITLES = {column.by: column for column in NAME_COLUMNS}


class GroupStrip(QWidget):
    """`menu` stands first, for who does not drag."""

    chosen = Signal(tuple)  # of GroupBy: a person wants rows grouped by these, in this order

    def __init__(self, menu: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._by: tuple[GroupBy, ...] = ()
        self._is_target = False
        self.chips: list[QToolButton] = []
        self.setAccessibleName(translate("GroupStrip", "What rows are grouped by"))
        self.setFixedHeight(HEIGHT)
        self.hint = Elided(
            translate("GroupStrip", "Drag a column's title here to group by it"),
            tone="muted",
            where=Qt.TextElideMode.ElideRight,
            parent=self,
        )
        self.hint.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(GRID, HALF, GRID, HALF)
        self._row.setSpacing(GRID)
        self._row.addWidget(menu)
        self._row.addWidget(self.hint, 1)
        self.flying = Text("", parent=parent)  # the title under the pointer
        self.flying.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.flying.setAutoFillBackground(True)
        self.flying.setContentsMargins(GRID, HALF, GRID, HALF)
        self.flying.hide()

    def show_groups(self, by: Sequence[GroupBy]) -> None:
        """A chip for each; none where rows are not grouped."""
        if tuple(by) == self._by:
            return
        self._by = tuple(by)
        for chip in self.chips:
            chip.hide()
            self._row.removeWidget(chip)
            chip.deleteLater()
        self.chips = [self._chip(each) for each in self._by]
        for at, chip in enumerate(self.chips):
            self._row.insertWidget(1 + at, chip)

    def _chip(self, by: GroupBy) -> QToolButton:
        title = TITLES[by].title
        chip = QToolButton(self)
        chip.setText(title)
        chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        chip.setFixedHeight(CONTROL)
        chip.setIcon(icon("close", "muted"))
        chip.setIconSize(QSize(14, 14))
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross stands after the word
        words = translate("GroupStrip", "No longer group by {title}", title=title)
        chip.setAccessibleName(words)
        chip.setToolTip(words)
        chip.setProperty("by", by.value)
        chip.clicked.connect(self._take_away)
        return chip

    # A title that is dragged

    def carry(self, by: GroupBy, place: QPoint) -> None:
        """A column's title is at this place of the screen."""
        self._show_target(is_target=self._is_over(place))
        over = self.flying.parentWidget()
        self.flying.setText(TITLES[by].title)
        self.flying.adjustSize()
        if over is not None:
            self.flying.move(over.mapFromGlobal(place) + QPoint(GRID, GRID))
        self.flying.show()
        self.flying.raise_()

    def drop(self, by: GroupBy, place: QPoint) -> None:
        """It was let go: here it groups, elsewhere nothing happens."""
        self.let_go()
        if self._is_over(place) and by not in self._by:
            self.chosen.emit((*self._by, by))

    def let_go(self) -> None:
        self.flying.hide()
        self._show_target(is_target=False)

    def _is_over(self, place: QPoint) -> bool:
        return self.rect().contains(self.mapFromGlobal(place))

    def _show_target(self, *, is_target: bool) -> None:
        if is_target != self._is_target:
            self._is_target = is_target
            self.update()

    @Slot()
    def _take_away(self) -> None:
        chip = self.sender()
        assert isinstance(chip, QToolButton)
        self.chosen.emit(tuple(each for each in self._by if each.value != chip.property("by")))

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = tokens_of(self)
        painter = QPainter(self)
        painter.setPen(QColor(tokens.line))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        if self._is_target:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(tokens.accent), 1.5, Qt.PenStyle.DashLine))
            painter.setBrush(QColor(tokens.accent_soft))
            room = QRectF(self.rect()).adjusted(HALF, 3, -HALF, -4)
            painter.drawRoundedRect(room, CONTROL_RADIUS, CONTROL_RADIUS)
