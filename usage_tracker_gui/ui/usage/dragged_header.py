"""A table's header whose titles can be dragged out of it, besides being moved within it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHeaderView, QWidget

BEYOND = 6  # pixels above the header: then the title is no longer moved within it


class DraggedHeader(QHeaderView):
    carried = Signal(int, QPoint)  # logical section, place on the screen
    dropped = Signal(int, QPoint)
    let_go = Signal()  # back in the header, or Esc

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._start = QPointF()
        self._section = -1
        self._is_out = False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        at = event.position().toPoint()
        on_edge = self.cursor().shape() == Qt.CursorShape.SplitHCursor  # a width is dragged there
        self._section = -1 if on_edge or event.button() != Qt.MouseButton.LeftButton else self.logicalIndexAt(at)
        self._start = event.position()
        self._is_out = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        is_out = self._section >= 0 and event.position().y() < -BEYOND
        if is_out:
            if not self._is_out:
                super().mouseMoveEvent(self._at_start(event))  # within the header the title stays where it was
            self._is_out = True
            self.carried.emit(self._section, event.globalPosition().toPoint())
            return
        if self._is_out:
            self._is_out = False
            self.let_go.emit()
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._is_out:
            self._section = -1
            super().mouseReleaseEvent(event)
            return
        section, self._section, self._is_out = self._section, -1, False
        super().mouseReleaseEvent(self._at_start(event))
        self.dropped.emit(section, event.globalPosition().toPoint())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._is_out:
            self._section, self._is_out = -1, False
            self.let_go.emit()
            return
        super().keyPressEvent(event)

    def _at_start(self, event: QMouseEvent) -> QMouseEvent:
        """The same event at the place where the press was."""
        start: QPointF = self._start
        kind = QEvent.Type(event.type())
        place = QPointF(self.mapToGlobal(start.toPoint()))
        return QMouseEvent(kind, start, place, event.button(), event.buttons(), event.modifiers())
