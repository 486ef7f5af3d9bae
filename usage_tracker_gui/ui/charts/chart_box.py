"""The room inside the axes: dragging marks a span of time, the wheel zooms at the pointer, a double click shows all."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal


class BrushBox(pg.ViewBox):  # type: ignore[misc]  # pyqtgraph has no types
    brushing = Signal(float, float)
    brushed = Signal(float, float)
    reset_requested = Signal()

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        self.setMouseEnabled(x=True, y=False)
        self.disableAutoRange()

    def mouseDragEvent(self, event: Any, axis: int | None = None) -> None:
        pans = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if pans or event.button() != Qt.MouseButton.LeftButton:
            super().mouseDragEvent(event, axis)
            return
        event.accept()
        start = self.mapToView(event.buttonDownPos()).x()
        now = self.mapToView(event.pos()).x()
        signal = self.brushed if event.isFinish() else self.brushing
        signal.emit(min(start, now), max(start, now))

    def mouseDoubleClickEvent(self, event: Any) -> None:
        event.accept()
        self.reset_requested.emit()
